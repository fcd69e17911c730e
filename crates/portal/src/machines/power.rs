//! Power: what is asked for is written into the specification; the controller brings it about.

use serde_json::{Value, json};

use super::{changeable, patch};
use crate::{
    SignedIn,
    view::{Error, PowerAction},
};

/// Asks for a change of power.
///
/// # Errors
/// `NotFound` when there is no such machine for this user, `Conflict` for a machine of a cluster, `Forbidden`.
pub async fn set_power(ctx: &SignedIn, namespace: &str, name: &str, action: PowerAction) -> Result<(), Error> {
    let vm = changeable(ctx, "patch", namespace, name).await?;
    patch(ctx, &vm, change(action)).await
}

/// The change of the object.
fn change(action: PowerAction) -> Value {
    match action {
        PowerAction::On => json!({"spec": {"powerState": "PoweredOn"}}),
        PowerAction::Off => json!({"spec": {"powerState": "PoweredOff", "powerOffMode": "TrySoft"}}),
        PowerAction::Cut => json!({"spec": {"powerState": "PoweredOff", "powerOffMode": "Hard"}}),
        PowerAction::Restart => json!({"spec": {"powerState": "PoweredOn", "nextRestartTime": "now"}}),
    }
}
