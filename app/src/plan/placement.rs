//! Whether the new machines fit on today's hosts.

use leptos::prelude::*;
use portal::view::{Placement, Unit};
use texts::t;

use crate::components::amount::amount;

#[component]
pub(super) fn PlacementPart(placement: Placement) -> impl IntoView {
    let fits = placement.homeless.is_none();
    let sentence = sentence(&placement);
    let hosts = placement.hosts.into_iter().filter(|host| host.machines > 0).collect::<Vec<_>>();
    view! {
        <h3>{t().word_hosts()}</h3>
        <p class:field-wrong=!fits>{sentence}</p>
        {(!hosts.is_empty()).then(|| view! {
            <div class="table-scroll" tabindex="0" role="group" aria-label=t().word_hosts()><table class="dense">
                <thead>
                    <tr>
                        <th scope="col">{t().word_host()}</th>
                        <th scope="col" class="num">{t().plan_new_machines()}</th>
                        <th scope="col" class="num">{t().plan_free_after()}</th>
                    </tr>
                </thead>
                <tbody>
                    {hosts
                        .into_iter()
                        .map(|host| view! {
                            <tr>
                                <th scope="row">{host.name}</th>
                                <td class="num">{host.machines}</td>
                                <td class="num">
                                    {format!("{}, {}", amount(Unit::MilliCpu, host.milli_cpu), amount(Unit::Byte, host.memory))}
                                </td>
                            </tr>
                        })
                        .collect_view()}
                </tbody>
            </table></div>
        })}
    }
    .into_any()
}

fn sentence(placement: &Placement) -> String {
    match (&placement.homeless, placement.machines, placement.placed) {
        (None, machines, _) => t().plan_all_fit(machines),
        (Some(class), 1, _) | (Some(class), _, 0) => t().plan_none_fits(class),
        (Some(class), machines, placed) => t().plan_some_fit(placed, machines, class),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_how_many_fit() {
        for (machines, placed, homeless, words) in [
            (1, 1, None, "The new machine fits on today's hosts."),
            (3, 3, None, "All 3 new machines fit on today's hosts."),
            (1, 0, Some("large"), "No host has room for a machine of class large today."),
            (5, 0, Some("large"), "No host has room for a machine of class large today."),
            (
                5,
                2,
                Some("large"),
                "Today's hosts have room for 2 of 5 new machines; then none takes one more of class large.",
            ),
        ] {
            let homeless = homeless.map(str::to_owned);
            assert_eq!(sentence(&Placement { machines, placed, homeless, hosts: Vec::new() }), words);
        }
    }
}
