//! Closed sets of words of Cluster API.

use crate::words::words;

words! {
    /// Where a Cluster is in its life.
    pub enum ClusterPhase {
        /// Nothing is made yet.
        #[default]
        Pending = "Pending",
        /// The infrastructure is being made.
        Provisioning = "Provisioning",
        /// Infrastructure and endpoint are there.
        Provisioned = "Provisioned",
        /// It is being deleted.
        Deleting = "Deleting",
        /// It cannot go on by itself.
        Failed = "Failed",
        /// The phase cannot be told.
        Unknown = "Unknown",
    }
}

words! {
    /// Where a Machine is in its life.
    pub enum MachinePhase {
        /// Nothing is made yet.
        #[default]
        Pending = "Pending",
        /// Bootstrap data is there, the infrastructure is being made.
        Provisioning = "Provisioning",
        /// The infrastructure is there, the Node has not joined.
        Provisioned = "Provisioned",
        /// The Node has joined.
        Running = "Running",
        /// It is being changed in place.
        Updating = "Updating",
        /// It is being deleted.
        Deleting = "Deleting",
        /// Its infrastructure is gone.
        Deleted = "Deleted",
        /// It cannot go on by itself.
        Failed = "Failed",
        /// The phase cannot be told.
        Unknown = "Unknown",
    }
}

words! {
    /// What a MachineDeployment is doing.
    pub enum MachineDeploymentPhase {
        /// Machines are being added.
        ScalingUp = "ScalingUp",
        /// Machines are being removed.
        ScalingDown = "ScalingDown",
        /// There are as many machines as asked for, and all are available.
        Running = "Running",
        /// It cannot go on by itself.
        Failed = "Failed",
        /// The phase cannot be told.
        #[default]
        Unknown = "Unknown",
    }
}

words! {
    /// Which machine goes first when there are too many.
    pub enum MachineDeletionOrder {
        /// Any.
        #[default]
        Random = "Random",
        /// The one made last.
        Newest = "Newest",
        /// The one made first.
        Oldest = "Oldest",
    }
}

words! {
    /// How machines of an old template are replaced.
    pub enum MachineRolloutStrategyType {
        /// Step by step, new ones before old ones go.
        #[default]
        RollingUpdate = "RollingUpdate",
        /// Only when someone deletes an old one.
        OnDelete = "OnDelete",
    }
}

words! {
    /// Which status of a condition is the good one.
    pub enum ConditionPolarity {
        /// True is good.
        #[default]
        Positive = "Positive",
        /// False is good.
        Negative = "Negative",
    }
}

words! {
    /// When a taint of a Machine is carried to its Node.
    pub enum MachineTaintPropagation {
        /// At any time, and kept so.
        #[default]
        Always = "Always",
        /// Once, when the Node joins.
        OnInitialization = "OnInitialization",
    }
}

words! {
    /// What a taint does to pods that do not tolerate it.
    pub enum MachineTaintEffect {
        /// They are not placed there.
        #[default]
        NoSchedule = "NoSchedule",
        /// They are placed there only when nothing else is left.
        PreferNoSchedule = "PreferNoSchedule",
        /// They are not placed there, and those that run there leave.
        NoExecute = "NoExecute",
    }
}

words! {
    /// What kind of address of a machine this is.
    pub enum MachineAddressType {
        /// A host name.
        Hostname = "Hostname",
        /// An IP address that is reached from outside.
        ExternalIp = "ExternalIP",
        /// An IP address that is reached from inside.
        #[default]
        InternalIp = "InternalIP",
        /// A DNS name that is resolved outside.
        ExternalDns = "ExternalDNS",
        /// A DNS name that is resolved inside.
        InternalDns = "InternalDNS",
    }
}
