//! What pages show: plain values that the use cases return and the pages render.
//!
//! Nothing here knows Kubernetes clients or HTML. Times are UTC instants, amounts are whole numbers in the unit
//! that the field's name or [`Unit`] says; words, rounding and time zones are the page's business.

mod access;
mod activity;
mod amount;
mod audit;
mod catalog;
mod cluster;
mod cluster_change;
mod cluster_list;
mod cluster_request;
mod command_line;
mod controllers;
mod deletion;
mod editing;
mod error;
mod events;
mod fleet;
mod fleet_tree;
mod history;
mod home;
mod host;
mod layer;
mod live;
mod machine;
mod machine_list;
mod machine_request;
mod managed;
mod namespaces;
mod notice;
mod object;
mod object_page;
mod outside;
mod people;
mod plan;
mod policy;
mod quota;
mod search;
mod state;
mod timeline;
mod topology;

pub use access::{AccessPage, AccessTab, IssueKubeconfig, IssuedAccess, Kubeconfig, KubeconfigKind, Lifetime, Role};
pub use activity::{Activity, ActivityFilter, ActivityPage};
pub use amount::{Count, Gauge, Unit};
pub use audit::{AuditFilter, AuditPage, AuditRecord, AuditRow, Chain, Outcome, RequestTrail, Shown, Told};
pub use catalog::{CatalogEntry, CatalogPage, CatalogPart, ClassForm};
pub use cluster::{ClusterPage, Content, Network, Overview, Pool, Tab};
pub use cluster_change::{ChangePreview, ClusterChange};
pub use cluster_list::{ClusterFilter, ClusterList, ClusterRow, ClusterSort};
pub use cluster_request::{
    ClassOption, Created, NamespaceOption, PoolForm, RequestDraft, RequestForm, RequestInput, RequestOptions,
    StorageClassOption, VersionOption,
};
pub use command_line::{Authorize, WaitingDevice};
pub use controllers::{ControllerError, ControllerRow, ControllersPage, Lead};
pub use deletion::{Blocker, DeletionPreview, Going};
pub use editing::{EditPage, Editable, FieldChange, ResizePlan, TypedYaml};
pub use error::{Error, ErrorKind, FieldError};
pub use events::{EventFilter, EventPage};
pub use fleet::{Decision, Fleet, HostCapacity, KindCount, LayerSummary, Problem};
pub use fleet_tree::{ClusterBranch, FleetTree, NamespaceBranch, TreeFilter};
pub use history::{Change, DiffLine, Difference, History, Hunk, Reach, Seen, Then, Writer};
pub use home::{Home, NamespaceUse};
pub use host::{Affected, Fate, HostPage, Leaving, Maintenance, MaintenancePreview, MaintenanceWish};
pub use layer::{Layer, LayerColumn, LayerFilter, LayerPage, LayerRow, LayerSort};
pub use live::Scope;
pub use machine::{Disk, MachineContent, MachineDeletion, MachineOverview, MachinePage, MachineTab, PowerAction};
pub use machine_list::{MachineFilter, MachineList, MachineOwner, MachineRow, MachineSort, Power};
pub use machine_request::{DiskForm, ImageOption, MachineDraft, MachineForm, MachineInput, MachineOptions};
pub use managed::{ManagedLine, ManagedYaml, Manager};
pub use namespaces::{
    Member, MemberForm, MemberKind, NamespaceDeletion, NamespaceForm, NamespaceList, NamespacePage, NamespaceRole,
    NamespaceRow, OfferedClass, QuotaForm, Unfinished,
};
pub use notice::{News, Notice, Notices};
pub use object::{Condition, Event, ObjectDetail, ObjectRef};
pub use object_page::{
    Finalizer, ObjectAccess, ObjectContent, ObjectOverview, ObjectPage, ObjectPlace, ObjectQuestion, ObjectTab,
    Relative, SubjectAccess,
};
pub use outside::{Channel, OutsidePage};
pub use people::{
    Account, NewAccount, PeoplePage, Person, Session, SignInProblem, SignInProvider, SignInRefusal, SignInWays,
};
pub use plan::{Address, AddressKind, HostShare, MachineNeed, Placement, Plan, Restart, RestartReason, Shortfall};
pub use policy::{Policy, PolicyApprover, PolicyDraft, PolicyGrant};
pub use quota::{
    AmountChange, ApprovalFilter, Approvals, DecisionForm, Holder, NamespaceQuota, PendingRequest, QuotaAsk,
    QuotaDraft, QuotaPage, RequestPage, RequestPhase, RequestRow, ResourceUse, Sample, Waiting,
};
pub use search::SearchHit;
pub use state::{Actor, Cause, Remedy, State, StateCounts, Viewer};
pub use timeline::{Estimate, JudgedBy, Step, StepState, Story};
pub use topology::TreeNode;
