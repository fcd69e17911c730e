//! Closed sets of words of the infrastructure provider.

use crate::words::words;

words! {
    /// Where the virtual machine behind a VSphereMachine is in its life.
    pub enum VSphereMachinePhase {
        /// The virtual machine does not exist.
        NotFound = "NotFound",
        /// The virtual machine exists.
        Created = "Created",
        /// The virtual machine runs.
        PoweredOn = "PoweredOn",
        /// The virtual machine is being made.
        #[default]
        Pending = "Pending",
        /// The virtual machine runs and has its addresses.
        Ready = "Ready",
        /// The virtual machine is being deleted.
        Deleting = "Deleting",
        /// It cannot go on by itself.
        Error = "Error",
    }
}

words! {
    /// How the virtual machine of a machine is turned off.
    pub enum VSphereMachinePowerOffMode {
        /// As if the plug were pulled.
        Hard = "hard",
        /// By asking the guest.
        Soft = "soft",
        /// By asking the guest, and pulling the plug when that does not help.
        #[default]
        TrySoft = "trySoft",
    }
}

words! {
    /// Who provides the network of a cluster.
    pub enum NetworkProvider {
        /// vSphere distributed switches.
        #[default]
        VSphereDistributed = "VSphereDistributed",
        /// NSX, a tier-1 gateway for each namespace.
        NsxTier1 = "NSXTier1",
        /// NSX VPC.
        Vpc = "VPC",
    }
}
