//! How it is told whether a VirtualMachine is ready.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::KeyValuePair;

/// How it is told whether the machine is ready.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineReadinessProbe {
    /// Ready while the guest's tools report so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest_heartbeat: Option<VirtualMachineReadinessProbeGuestHeartbeat>,
    /// Ready when these values stand in the guest's information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest_info: Option<Vec<KeyValuePair>>,
    /// How often it is tried, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub period_seconds: Option<i32>,
    /// Ready when the port accepts connections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp_socket: Option<VirtualMachineReadinessProbeTcpSocket>,
    /// How long it may take or last, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 60))]
    pub timeout_seconds: Option<i32>,
}

/// Ready while the guest's tools report so.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineReadinessProbeGuestHeartbeat {
    /// The least good status that counts as ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["yellow", "green"]), extend("default" = "green"))]
    pub threshold_status: Option<String>,
}

/// Ready when the port accepts connections.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineReadinessProbeTcpSocket {
    /// The host name or address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The TCP port.
    pub port: IntOrString,
}
