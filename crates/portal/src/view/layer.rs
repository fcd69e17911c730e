//! The objects of one layer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use texts::t;

use super::{HostCapacity, KindCount, ObjectRef, State, StateCounts};

/// A layer of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Guest clusters.
    Guest,
    /// Cluster API.
    ClusterApi,
    /// Virtual machines and what they need.
    Vms,
    /// Hypervisor hosts.
    Hosts,
}

impl Layer {
    /// Every layer, from the top down.
    pub const ALL: [Layer; 4] = [Layer::Guest, Layer::ClusterApi, Layer::Vms, Layer::Hosts];

    /// The last segment of its page's path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Layer::Guest => "guest",
            Layer::ClusterApi => "cluster-api",
            Layer::Vms => "vms",
            Layer::Hosts => "hosts",
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Layer::Guest => t().label_guest_clusters(),
            Layer::ClusterApi => t().label_cluster_api(),
            Layer::Vms => t().label_virtual_machines(),
            Layer::Hosts => t().word_hosts(),
        }
    }

    /// The layer whose [`Layer::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.as_str() == text)
    }
}

/// What a list of objects is sorted by; then by kind, namespace and name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LayerSort {
    /// By state, the one that needs attention first.
    #[default]
    State,
    /// By name.
    Name,
    /// By namespace.
    Namespace,
    /// By the host it runs on.
    Host,
    /// By Kubernetes version.
    Version,
    /// By creation, the youngest first.
    Age,
}

impl LayerSort {
    /// Every order.
    pub const ALL: [LayerSort; 6] =
        [LayerSort::State, LayerSort::Name, LayerSort::Namespace, LayerSort::Host, LayerSort::Version, LayerSort::Age];

    /// The value of the `sort` parameter in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            LayerSort::State => "state",
            LayerSort::Name => "name",
            LayerSort::Namespace => "namespace",
            LayerSort::Host => "host",
            LayerSort::Version => "version",
            LayerSort::Age => "age",
        }
    }

    /// The order whose [`LayerSort::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<LayerSort> {
        LayerSort::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// Which objects of a layer, in which order, which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerFilter {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this namespace.
    pub namespace: Option<String>,
    /// Only this state.
    pub state: Option<State>,
    /// Only what runs on this host.
    pub host: Option<String>,
    /// Only this Kubernetes version.
    pub version: Option<String>,
    /// Only names that contain this, in any case.
    pub text: Option<String>,
    /// The order.
    pub sort: LayerSort,
    /// The other way round.
    pub descending: bool,
    /// The page, from 1; 0 is taken as 1, one beyond the end as the last.
    pub page: u32,
}

/// One page of a layer's objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerPage {
    /// The layer.
    pub layer: Layer,
    /// Its kinds with all their objects (whatever the filter).
    pub kinds: Vec<KindCount>,
    /// The rows of this page, at most [`LayerPage::PAGE`].
    pub rows: Vec<LayerRow>,
    /// The columns of the only kind that is listed; none where several are.
    pub columns: Vec<LayerColumn>,
    /// How many match the filter.
    pub total: u64,
    /// How many match the filter without its `state`, by state.
    pub counts: StateCounts,
    /// Namespaces to choose from, sorted.
    pub namespaces: Vec<String>,
    /// Hosts to choose from, sorted; empty where rows have none.
    pub hosts: Vec<String>,
    /// Versions to choose from, newest first; empty where rows have none.
    pub versions: Vec<String>,
    /// The page shown, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

impl LayerPage {
    /// Rows on one page.
    pub const PAGE: usize = 100;
}

/// A column that one kind has beside those of all kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerColumn {
    /// Its title.
    pub title: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

/// One object of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerRow {
    /// Its name.
    pub object: ObjectRef,
    /// Its state.
    pub state: State,
    /// The few words that say why, or what it has ("3 of 3", an address). May be empty.
    pub note: String,
    /// The guest cluster that it belongs to, in the same namespace.
    pub cluster: Option<String>,
    /// The host it runs on.
    pub host: Option<String>,
    /// Its Kubernetes version.
    pub version: Option<String>,
    /// The values of its kind's [`LayerPage::columns`], in their order; may be empty texts.
    pub cells: Vec<String>,
    /// For hosts: capacity and use.
    pub capacity: Option<HostCapacity>,
    /// Created at.
    pub created: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_survives_its_url_form() {
        for layer in Layer::ALL {
            assert_eq!(Layer::parse(layer.as_str()), Some(layer));
        }
    }
}
