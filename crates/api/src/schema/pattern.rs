//! Regular expressions that several kinds share, as they stand in their schemas.

/// A DNS subdomain: lower-case labels joined by dots (RFC 1123).
pub const DNS_SUBDOMAIN: &str = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
/// One DNS label (RFC 1123).
pub const DNS_LABEL: &str = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
/// The name of a kind.
pub const KIND: &str = r"^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$";
/// An API version with its group, `group/version`.
pub const API_VERSION: &str =
    r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[a-z]([-a-z0-9]*[a-z0-9])?$";
/// The type of a condition, with an optional DNS prefix.
pub const CONDITION_TYPE: &str =
    r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";
/// The key of a taint, with an optional DNS prefix.
pub const TAINT_KEY: &str =
    r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$";
/// The value of a label; may be empty.
pub const LABEL_VALUE: &str = r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$";
/// A resource quantity, such as `500m` or `4Gi`.
pub const QUANTITY: &str = r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";
/// An IPv4 network, `address/prefix`.
pub const IPV4_CIDR: &str = r"^([0-9]{1,3}\.){3}[0-9]{1,3}\/[0-9]{1,2}$";
/// An IPv4 address.
pub const IPV4: &str = r"^([0-9]{1,3}\.){3}[0-9]{1,3}$";
/// The name of a device inside a machine.
pub const DEVICE_NAME: &str = r"^[a-z0-9]{2,}$";
/// The name of a VLAN interface.
pub const VLAN_NAME: &str = r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$";
/// A range of counts, `[low-high]`.
pub const RANGE: &str = r"^\[[0-9]+-[0-9]+\]$";
