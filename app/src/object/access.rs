//! Who may do what with an object.

use leptos::prelude::*;
use portal::view::{ObjectAccess, SubjectAccess};
use texts::t;

use crate::components::query::object_path;

#[component]
pub(super) fn AccessTab(access: ObjectAccess) -> impl IntoView {
    let yours = access.yours.into_iter().map(|(verb, may)| {
        let (kind, word) = if may { ("good", t().object_yes()) } else { ("unknown", t().object_no()) };
        view! {
            <li data-condition=kind>
                <span class="condition-name"><code>{verb}</code> " " <span class="condition-status">{word}</span></span>
            </li>
        }
    });
    view! {
        <section class="card flush" aria-labelledby="yours">
            <h2 id="yours">{t().object_you_may()}</h2>
            <ul class="conditions">{yours.collect_view()}</ul>
        </section>
        <section class="card flush" aria-labelledby="subjects">
            <h2 id="subjects">{t().object_who_may()}</h2>
            {match access.subjects {
                Some(subjects) => view! { <Subjects subjects/> }.into_any(),
                None => view! {
                    <p class="sub">{t().object_roles_hidden()}</p>
                }
                .into_any(),
            }}
        </section>
    }
    .into_any()
}

#[component]
fn Subjects(subjects: Vec<SubjectAccess>) -> impl IntoView {
    if subjects.is_empty() {
        return view! { <p class="sub">{t().object_nobody_may()}</p> }.into_any();
    }
    let row = |subject: SubjectAccess| {
        let verbs = if subject.verbs == ["*"] { t().object_everything() } else { subject.verbs.join(", ") };
        let by = subject.by.iter().map(|binding| {
            view! { <li><a href=object_path(binding)>{binding.name.clone()}</a> " " <span class="kind">{binding.kind.clone()}</span></li> }
        });
        view! {
            <tr>
                <th scope="row"><span class="kind">{subject.kind}</span> " " <bdi>{subject.name}</bdi></th>
                <td>{verbs}</td>
                <td><ul>{by.collect_view()}</ul></td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().object_who_may()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t().object_who()}</th>
                        <th scope="col">{t().object_may()}</th>
                        <th scope="col">{t().object_by()}</th>
                    </tr>
                </thead>
                <tbody>{subjects.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
