//! What the portal keeps in the API itself, group `portal.atoll.dev`.

pub mod approval_policy;
pub mod cluster_access;
pub mod quota_request;

pub use approval_policy::{
    ApprovalPolicy, ApprovalPolicyApprover, ApprovalPolicyApproverKind, ApprovalPolicyIncrease, ApprovalPolicySpec,
    ApprovalPolicyStatus,
};
pub use cluster_access::{
    ClusterAccess, ClusterAccessClusterRef, ClusterAccessRole, ClusterAccessSpec, ClusterAccessStatus,
};
pub use quota_request::{QuotaRequest, QuotaRequestObject, QuotaRequestPhase, QuotaRequestSpec, QuotaRequestStatus};
