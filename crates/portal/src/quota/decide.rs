//! Deciding about a quota request, in full, in part, or against it. Who may is decided by the API.

use kube::api::{Patch, PatchParams};
use serde_json::{Map, Value, json};
use texts::t;

use super::rows;
use crate::{
    SignedIn,
    error::from_kube,
    kind, read, resource,
    view::{DecisionForm, Error, ErrorKind, FieldError, RequestPhase, RequestRow},
};

/// Most letters of a comment.
const COMMENT: usize = 4096;

/// Decides.
///
/// # Errors
/// `Invalid` with fields `granted.<resource>` and `comment`; `Conflict` when somebody decided before, with who, what and
/// when; `Forbidden`, `NotFound`.
pub async fn decide(ctx: &SignedIn, form: &DecisionForm) -> Result<(), Error> {
    let api = read::api(&ctx.client, &kind::QUOTA_REQUEST, Some(&form.namespace));
    let request = read::get(&ctx.client, &kind::QUOTA_REQUEST, Some(&form.namespace), &form.name).await?;
    let row = rows::row(&request);
    if row.phase != RequestPhase::Pending {
        return Err(already(&row));
    }
    let status = status(form, &row)?;
    let params = PatchParams { field_manager: Some("atoll-portal".to_owned()), ..Default::default() };
    let written = api.patch_subresource("status", &form.name, &params, &Patch::Merge(json!({"status": status}))).await;
    match written.map_err(from_kube) {
        Ok(_) => Ok(()),
        Err(error) if error.kind == ErrorKind::Conflict => {
            let now = read::get(&ctx.client, &kind::QUOTA_REQUEST, Some(&form.namespace), &form.name).await?;
            Err(already(&rows::row(&now)))
        }
        Err(error) => Err(placed(error)),
    }
}

/// What is written. Pure.
fn status(form: &DecisionForm, row: &RequestRow) -> Result<Value, Error> {
    let mut errors = Vec::new();
    let comment = form.comment.trim();
    if comment.chars().count() > COMMENT {
        errors.push(FieldError::new("comment", t().error_comment_too_long(COMMENT)));
    }
    let mut status = json!({"phase": if form.approve { "Approved" } else { "Denied" }});
    if !comment.is_empty() {
        status["comment"] = comment.into();
    }
    if form.approve {
        let mut granted = Map::new();
        for change in &row.changes {
            let typed = form.granted.iter().find(|(name, _)| *name == change.name).map(|(_, typed)| typed.as_str());
            let typed = typed.filter(|typed| !typed.trim().is_empty()).unwrap_or(&change.asked_text);
            let field = format!("granted.{}", change.name);
            let amount = match resource::read(&change.name, typed) {
                Ok(amount) => amount,
                Err(message) => {
                    errors.push(FieldError::new(field, message));
                    continue;
                }
            };
            let number = resource::number(&change.name, amount);
            let was = change.was.unwrap_or_default();
            if number < was.min(change.asked) || number > was.max(change.asked) {
                let message = t().error_grant_between();
                errors.push(FieldError::new(field, message));
            }
            granted.insert(change.name.clone(), amount.to_string().into());
        }
        status["granted"] = granted.into();
    }
    if errors.is_empty() { Ok(status) } else { Err(Error::invalid(errors)) }
}

/// Somebody decided before.
fn already(row: &RequestRow) -> Error {
    let who = row.decided_by.clone().unwrap_or_else(|| t().error_somebody());
    let when = row.decided.map(|at| at.format("%-d %b %Y, %H:%M:%S UTC").to_string()).unwrap_or_default();
    let message = match row.phase {
        RequestPhase::Approved => t().error_decided_approved(&who, &when),
        RequestPhase::PartiallyApproved => t().error_decided_in_part(&who, &when),
        RequestPhase::Denied => t().error_decided_denied(&who, &when),
        RequestPhase::AutoApproved => t().error_decided_by_policy(),
        RequestPhase::Cancelled => t().error_decided_taken_back(),
        RequestPhase::Expired => t().error_decided_expired(),
        RequestPhase::Pending => t().error_decided_same_moment(),
    };
    Error::new(ErrorKind::Conflict, message)
}

/// The API's answer at the fields of the form: `status.granted[requests.cpu]` is `granted.requests.cpu`.
fn placed(mut error: Error) -> Error {
    for field in &mut error.fields {
        let name = field.field.strip_prefix("status.granted[").and_then(|rest| rest.strip_suffix(']'));
        field.field =
            name.map_or_else(|| field.field.trim_start_matches("status.").to_owned(), |it| format!("granted.{it}"));
    }
    error
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::view::{AmountChange, Unit};

    fn row(phase: RequestPhase) -> RequestRow {
        let at = DateTime::from_timestamp(1_795_000_000, 0).expect("a valid second");
        RequestRow {
            namespace: "team-a".to_owned(),
            name: "more".to_owned(),
            phase,
            requested_by: "dev".to_owned(),
            justification: "the demo".to_owned(),
            changes: vec![AmountChange {
                name: "requests.cpu".to_owned(),
                resource: "CPU".to_owned(),
                unit: Unit::MilliCpu,
                was: Some(32_000),
                asked: 40_000,
                asked_text: "40".to_owned(),
                granted: None,
            }],
            for_object: None,
            created: at,
            expires: None,
            decided_by: Some("ann".to_owned()),
            decided: Some(at),
            comment: None,
            applied: false,
        }
    }

    fn decision(approve: bool, cpu: &str, comment: &str) -> DecisionForm {
        DecisionForm {
            approve,
            granted: vec![("requests.cpu".to_owned(), cpu.to_owned())],
            comment: comment.to_owned(),
            ..DecisionForm::default()
        }
    }

    #[test]
    fn what_is_typed_is_what_is_granted() {
        let row = row(RequestPhase::Pending);
        for (form, expected) in [
            (decision(true, "36", ""), json!({"phase": "Approved", "granted": {"requests.cpu": "36"}})),
            (
                decision(true, " ", "fine"),
                json!({"phase": "Approved", "comment": "fine", "granted": {"requests.cpu": "40"}}),
            ),
            (decision(false, "x", " later "), json!({"phase": "Denied", "comment": "later"})),
        ] {
            assert_eq!(status(&form, &row).expect("valid"), expected);
        }
        for wrong in ["31", "41", "many"] {
            let error = status(&decision(true, wrong, ""), &row).expect_err(wrong);
            assert_eq!(error.fields[0].field, "granted.requests.cpu");
        }
        assert_eq!(status(&decision(false, "", &"x".repeat(5000)), &row).expect_err("long").fields[0].field, "comment");
    }

    #[test]
    fn the_later_of_two_hears_who_decided() {
        let error = already(&row(RequestPhase::Denied));
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert_eq!(
            error.message,
            "ann denied this request on 18 Nov 2026, 11:06:40 UTC. Your decision was not applied."
        );
    }
}
