//! Another class for a virtual machine: what it means first, then asking for it.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{FieldError, ResizePlan, Unit},
};
use texts::t;

use crate::{
    components::{
        amount::amount,
        capacity::Bar,
        field::SelectField,
        page_head::{Crumb, PageHead},
        query::{link, vm_path},
        state::StateChip,
        within::{SLOTS, within},
        wrong::wrong,
    },
    problem::{Refused, error_page, render_page},
    request::{loaded, param, query},
    routes::Fields,
};

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    class: String,
    restart: bool,
    error: Error,
}

/// `/vms/{namespace}/{name}/resize?class=…`
#[component]
pub(crate) fn ResizePage() -> impl IntoView {
    let (namespace, name) = (param("namespace"), param("name"));
    let refusal = use_context::<Refusal>();
    let wanted = refusal.as_ref().map(|refusal| refusal.class.clone()).or_else(|| query("class"));
    loaded(
        move |user| async move { portal::machines::resize_plan(&user, &namespace, &name, wanted.as_deref()).await },
        move |plan| view! { <Resize plan refusal/> },
    )
}

#[component]
fn Resize(plan: ResizePlan, refusal: Option<Refusal>) -> impl IntoView {
    let ResizePlan { machine, classes, class, quota, running } = plan;
    let path = vm_path(&machine.namespace, &machine.name);
    let crumbs = vec![Crumb::new(t().nav_machines(), "/vms"), Crumb::new(machine.name.clone(), path.clone())];
    let beside = view! { <StateChip state=machine.state/> }.into_any();
    let below = t().vm_resize_lead(&machine.class).into_any();
    let options = classes.iter().map(|class| {
        let size = format!("{}, {}", amount(Unit::MilliCpu, class.milli_cpu), amount(Unit::Byte, class.memory));
        (class.name.clone(), format!("{} · {size}", class.name))
    });
    let options = options.collect();
    let errors: Vec<FieldError> = refusal.iter().flat_map(|refusal| refusal.error.fields.clone()).collect();
    let restart = refusal.as_ref().is_none_or(|refusal| refusal.restart);
    let action = format!("{path}/resize");
    let short = quota.iter().any(|gauge| gauge.short() > 0);
    let ask = link("/quota/requests/new", &[("namespace", &machine.namespace)]);
    view! {
        <PageHead title=t().vm_resize_title(&machine.name) crumbs beside below/>
        {refusal.map(|refusal| view! { <Refused error=refusal.error/> })}
        <div class="grid wide-narrow top">
            <section class="card" aria-label=t().vm_resize_size()>
                <form method="post" action=action class="stack">
                    <SelectField field="class" name="class" label=t().vm_resize_class() value=class options
                        wrong=wrong(&errors, "class")/>
                    {if running {
                        view! {
                            <label class="check">
                                <input type="checkbox" name="restart" value="yes" checked=restart/>
                                {t().vm_resize_restart()}
                            </label>
                            <p class="sub">{t().vm_resize_running()}</p>
                        }
                        .into_any()
                    } else {
                        view! { <p class="sub">{t().vm_resize_off()}</p> }.into_any()
                    }}
                    <div class="actions">
                        <button class="btn primary">{t().vm_resize()}</button>
                        <button class="btn" formmethod="get" formaction=format!("{path}/resize")>{t().vm_resize_show()}</button>
                        <a class="btn quiet" href=path>{t().vm_resize_keep()}</a>
                    </div>
                </form>
            </section>
            {(!quota.is_empty()).then(|| view! {
                <section class="card" aria-labelledby="plan">
                    <h2 id="plan">{within(&t().plan_quota_of(SLOTS[0]), [view! { <bdi>{machine.namespace}</bdi> }.into_any()])}</h2>
                    <div class="gauges">{quota.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
                    {short.then(|| view! {
                        <p class="field-wrong">{t().vm_resize_no_room()}</p>
                        <a class="btn small" href=ask>{t().word_request_quota()}</a>
                    })}
                </section>
            })}
        </div>
    }
    .into_any()
}

/// `POST /vms/{namespace}/{name}/resize` with `class`, and `restart` when it is to be restarted at once.
pub(crate) async fn resize(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let (class, restart) = (fields.one("class"), fields.one("restart") == "yes");
    match portal::machines::resize(&user, &namespace, &name, &class, restart).await {
        Ok(()) => Redirect::to(&vm_path(&namespace, &name)).into_response(),
        Err(error) => {
            let refusal = Refusal { class, restart, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}

#[cfg(test)]
mod tests {
    use portal::view::{ClassOption, ErrorKind, Gauge};

    use super::*;
    use crate::{
        rendered::{assert_has, html},
        vm::sample::machine_row,
    };

    #[test]
    fn a_resize_says_what_it_takes_and_a_refusal_keeps_what_was_chosen() {
        let plan = ResizePlan {
            machine: machine_row(),
            classes: ["best-effort-small", "large"]
                .map(|name| ClassOption { name: name.to_owned(), milli_cpu: 4000, memory: 8 << 30 })
                .to_vec(),
            class: "large".to_owned(),
            quota: vec![Gauge {
                resource: "CPU".to_owned(),
                unit: Unit::MilliCpu,
                used: 30_000,
                asked: 4_000,
                limit: Some(32_000),
            }],
            running: true,
        };
        let message = "The quota of team-a has no room for this class.";
        let error =
            Error { fields: vec![FieldError::new("class", message)], ..Error::new(ErrorKind::Forbidden, message) };
        let refusal = Some(Refusal { class: "large".to_owned(), restart: false, error });
        let html = html(|| view! { <Resize plan refusal/> });
        assert_has(
            &html,
            &[
                r#"<option value="large" selected"#,
                "Restart it now",
                r#"id="f-class-wrong""#,
                "/quota/requests/new?namespace=team-a",
                ">Resize</button>",
            ],
        );
        assert!(!html.contains("checked"), "{html}");
    }
}
