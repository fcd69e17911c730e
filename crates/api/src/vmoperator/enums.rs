//! Closed sets of words of the VM operator.

use crate::words::words;

words! {
    /// Whether a virtual machine runs.
    pub enum PowerState {
        /// It is off.
        PoweredOff = "PoweredOff",
        /// It runs.
        #[default]
        PoweredOn = "PoweredOn",
        /// Its state is kept and it does not run.
        Suspended = "Suspended",
    }
}

words! {
    /// How a power operation is done.
    pub enum PowerOpMode {
        /// By the hypervisor, without asking the guest.
        Hard = "Hard",
        /// By asking the guest.
        Soft = "Soft",
        /// By asking the guest, and by the hypervisor when that does not help.
        #[default]
        TrySoft = "TrySoft",
    }
}

words! {
    /// The bus of a virtual disk controller.
    pub enum ControllerType {
        /// IDE.
        Ide = "IDE",
        /// NVMe.
        Nvme = "NVME",
        /// SCSI.
        #[default]
        Scsi = "SCSI",
        /// SATA.
        Sata = "SATA",
    }
}

words! {
    /// Whether a disk belongs to the machine or to a volume claim.
    pub enum VolumeType {
        /// To the machine.
        Classic = "Classic",
        /// To a volume claim.
        #[default]
        Managed = "Managed",
    }
}

words! {
    /// How many address families a service gets.
    pub enum IpFamilyPolicy {
        /// One.
        #[default]
        SingleStack = "SingleStack",
        /// Two where there are two, else one.
        PreferDualStack = "PreferDualStack",
        /// Two.
        RequireDualStack = "RequireDualStack",
    }
}

words! {
    /// When the space of a disk is taken from the datastore.
    pub enum VolumeProvisioningMode {
        /// When it is written.
        #[default]
        Thin = "Thin",
        /// At once, cleared when it is written.
        Thick = "Thick",
        /// At once, and cleared.
        ThickEagerZero = "ThickEagerZero",
    }
}
