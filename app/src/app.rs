//! Every page and its path.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{problem::NotFound, shell::Frame};

/// The pages. Each is rendered whole before its first byte, so that it has its status and works without script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <Route path=path!("/") view=crate::home::HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/signin") view=crate::signin::SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters") view=crate::clusters::ClustersPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/new") view=crate::cluster_request::RequestPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/:namespace/:name") view=crate::cluster::ClusterPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/:namespace/:name/scale") view=crate::cluster_change::ScalePage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/:namespace/:name/upgrade") view=crate::cluster_change::UpgradePage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/:namespace/:name/delete") view=crate::cluster_deletion::DeletionPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/:namespace/:name/edit") view=crate::object_edit::EditClusterPage ssr=SsrMode::Async/>
                    <Route path=path!("/vms") view=crate::vms::MachinesPage ssr=SsrMode::Async/>
                    <Route path=path!("/vms/new") view=crate::vm_request::MachineRequestPage ssr=SsrMode::Async/>
                    <Route path=path!("/vms/:namespace/:name") view=crate::vm::MachinePage ssr=SsrMode::Async/>
                    <Route path=path!("/vms/:namespace/:name/edit") view=crate::object_edit::EditMachinePage ssr=SsrMode::Async/>
                    <Route path=path!("/vms/:namespace/:name/resize") view=crate::vm_resize::ResizePage ssr=SsrMode::Async/>
                    <Route path=path!("/vms/:namespace/:name/delete") view=crate::vm_deletion::MachineDeletionPage ssr=SsrMode::Async/>
                    <Route path=path!("/objects/:group/:version/:plural/:name") view=crate::object::ObjectPage ssr=SsrMode::Async/>
                    <Route path=path!("/objects/:group/:version/:plural/:namespace/:name") view=crate::object::ObjectPage ssr=SsrMode::Async/>
                    <Route path=path!("/quota") view=crate::quota::QuotaPage ssr=SsrMode::Async/>
                    <Route path=path!("/quota/requests/new") view=crate::quota::AskPage ssr=SsrMode::Async/>
                    <Route path=path!("/quota/requests/:namespace/:name") view=crate::quota::RequestPage ssr=SsrMode::Async/>
                    <Route path=path!("/search") view=crate::search::SearchPage ssr=SsrMode::Async/>
                    <Route path=path!("/access") view=crate::access::AccessPage ssr=SsrMode::Async/>
                    <Route path=path!("/device") view=crate::command_line::DevicePage ssr=SsrMode::Async/>
                    <Route path=path!("/oauth/authorize") view=crate::command_line::AuthorizePage ssr=SsrMode::Async/>
                    <Route path=path!("/access/sessions") view=crate::sessions::SessionsPage ssr=SsrMode::Async/>
                    <Route path=path!("/access/account") view=crate::account::AccountPage ssr=SsrMode::Async/>
                    <Route path=path!("/notifications") view=crate::notices::NoticesPage ssr=SsrMode::Async/>
                    <Route path=path!("/activity") view=crate::activity::ActivityPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin") view=crate::fleet::FleetPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/approvals") view=crate::approvals::ApprovalsPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/approvals/policies") view=crate::approvals::PoliciesPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/approvals/policies/:name") view=crate::approvals::PolicyPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/audit") view=crate::audit::AuditPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/audit/records/:seq") view=crate::audit::RecordPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/audit/requests/:id") view=crate::audit::RequestPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/catalog/:part") view=crate::catalog::CatalogPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/catalog/classes/:name/delete") view=crate::catalog::ClassDeletionPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/controllers") view=crate::controllers::ControllersPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/people") view=crate::people::PeoplePage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/notifications") view=crate::outside::OutsidePage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/tree") view=crate::fleet_tree::TreePage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/events") view=crate::fleet_events::EventsPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/hosts/:name") view=crate::host::HostPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/hosts/:name/maintenance") view=crate::host::MaintenancePage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/namespaces") view=crate::namespaces::NamespacesPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/namespaces/:name") view=crate::namespaces::NamespacePage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/namespaces/:name/delete") view=crate::namespaces::DeletionPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/new-namespace") view=crate::namespaces::NewPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/layers/:layer") view=crate::layer::LayerPage ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
    .into_any()
}
