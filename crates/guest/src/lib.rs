//! What runs inside a simulated machine: reads bootstrap data, serves or joins a cluster.
//!
//! The way of a machine: [`system`](SimulatedGuests) gets it with power and address; `cloud_config` (with `template`)
//! and `kubeadm` read its user data, and `role` says what it becomes; `machine` brings it up and down. A control plane
//! opens its `cluster`, whose API it serves (`control_plane`) and whose people it knows (`authentication`); every other machine comes in by `join`, over TLS with its
//! token. `nodes` keeps Nodes Ready, `records` remembers over restarts what each machine became.
//!
//! What is simulated: there is no disk, no shell and no container runtime, so of all commands only kubeadm's are
//! followed, and no pod runs. Control planes of one cluster share one set of objects in this program, where real ones
//! have etcd. What is real: certificates, TLS, tokens, the API and its rules.

mod api;
mod authentication;
mod cloud_config;
mod cluster;
mod control_plane;
mod https;
mod join;
mod kubeadm;
mod machine;
mod node;
mod nodes;
mod objects;
mod records;
mod role;
mod system;
mod template;
mod yaml;

pub use system::SimulatedGuests;
