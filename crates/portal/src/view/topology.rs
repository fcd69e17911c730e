//! The tree of objects from a guest cluster down to the host.

use serde::{Deserialize, Serialize};

use super::{ObjectRef, State};

/// One object with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeNode {
    /// Its name.
    pub object: ObjectRef,
    /// Its state.
    pub state: State,
    /// The few words beside it: "3 of 3", "WaitingForBootstrapData", "10.20.4.31". May be empty.
    pub note: String,
    /// Its children: the cluster's infrastructure, its control plane and its pools; of a Machine the bootstrap
    /// configuration and the infrastructure machine; of a VirtualMachine its host.
    pub children: Vec<TreeNode>,
}

impl TreeNode {
    /// The number of objects in this tree, itself included.
    #[must_use]
    pub fn size(&self) -> usize {
        1 + self.children.iter().map(TreeNode::size).sum::<usize>()
    }
}
