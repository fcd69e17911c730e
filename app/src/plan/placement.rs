//! Whether the new machines fit on today's hosts.

use leptos::prelude::*;
use portal::view::{Placement, Unit};

use crate::components::amount::amount;

#[component]
pub(super) fn PlacementPart(placement: Placement) -> impl IntoView {
    let fits = placement.homeless.is_none();
    let sentence = sentence(&placement);
    let hosts = placement.hosts.into_iter().filter(|host| host.machines > 0).collect::<Vec<_>>();
    view! {
        <h3>"Hosts"</h3>
        <p class:field-wrong=!fits>{sentence}</p>
        {(!hosts.is_empty()).then(|| view! {
            <div class="table-scroll" tabindex="0" role="group" aria-label="Hosts"><table class="dense">
                <thead>
                    <tr>
                        <th scope="col">"Host"</th>
                        <th scope="col" class="num">"New machines"</th>
                        <th scope="col" class="num">"Free after that"</th>
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
        (None, 1, _) => "The new machine fits on today's hosts.".to_owned(),
        (None, machines, _) => format!("All {machines} new machines fit on today's hosts."),
        (Some(class), 1, _) | (Some(class), _, 0) => format!("No host has room for a machine of class {class} today."),
        (Some(class), machines, placed) => {
            format!(
                "Today's hosts have room for {placed} of {machines} new machines; then none takes one more of class {class}."
            )
        }
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
