//! Every page and its path.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    access::AccessPage, cluster::ClusterPage, cluster_deletion::DeletionPage, cluster_request::RequestPage,
    clusters::ClustersPage, fleet::FleetPage, home::HomePage, layer::LayerPage, problem::NotFound, shell::Frame,
    signin::SignInPage, vm::MachinePage, vm_deletion::MachineDeletionPage, vms::MachinesPage,
};

/// The pages. Each is rendered whole before its first byte, so that it has its status and works without script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/signin") view=SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters") view=ClustersPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/new") view=RequestPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/:namespace/:name") view=ClusterPage ssr=SsrMode::Async/>
                    <Route path=path!("/clusters/:namespace/:name/delete") view=DeletionPage ssr=SsrMode::Async/>
                    <Route path=path!("/vms") view=MachinesPage ssr=SsrMode::Async/>
                    <Route path=path!("/vms/:namespace/:name") view=MachinePage ssr=SsrMode::Async/>
                    <Route path=path!("/vms/:namespace/:name/delete") view=MachineDeletionPage ssr=SsrMode::Async/>
                    <Route path=path!("/access") view=AccessPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin") view=FleetPage ssr=SsrMode::Async/>
                    <Route path=path!("/admin/layers/:layer") view=LayerPage ssr=SsrMode::Async/>
                </Routes>
            </Frame>
        </Router>
    }
    .into_any()
}
