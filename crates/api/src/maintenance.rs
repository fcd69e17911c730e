//! Maintenance of hosts, as it stands on their Nodes.
//!
//! `spec.unschedulable` of a Node says that its host takes no new machines, as `kubectl cordon` sets it. The annotation
//! [`ANNOTATION`] with the value [`DRAIN`] says so too, and that the machines on it are to go elsewhere. Its progress
//! stands in the condition [`CONDITION`].

/// Annotation on a Node: what is to be done with its host.
pub const ANNOTATION: &str = "atoll.dev/maintenance";
/// Value of [`ANNOTATION`]: take no new machines, and empty the host.
pub const DRAIN: &str = "drain";
/// Annotation on a Node, set by the host's controller: how machines leave its host, an [`Evacuation`].
pub const EVACUATION: &str = "atoll.dev/evacuation";
/// Type of the Node's condition; there since the host's first maintenance.
pub const CONDITION: &str = "Maintenance";

/// Reasons of the condition.
pub mod condition {
    /// It takes no new machines; those that it has stay.
    pub const CORDONED: &str = "Cordoned";
    /// Its machines leave.
    pub const DRAINING: &str = "Draining";
    /// Its machines cannot leave for now; the message says why.
    pub const DRAIN_BLOCKED: &str = "DrainBlocked";
    /// The hypervisor goes on placing machines on it; the message says why.
    pub const WITHOUT_EFFECT: &str = "CordonWithoutEffect";
    /// No machine is left on it.
    pub const DRAINED: &str = "Drained";
    /// It is not in maintenance any more.
    pub const IN_SERVICE: &str = "InService";
}

/// How machines leave a host that is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evacuation {
    /// The hypervisor moves them while they run.
    Relocate,
    /// Machines of clusters are replaced by new ones on other hosts; others stay until their owners make them anew.
    Replace,
    /// Not at all: the hypervisor places machines by itself.
    Never,
}

impl Evacuation {
    /// The value of [`EVACUATION`].
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Evacuation::Relocate => "relocate",
            Evacuation::Replace => "replace",
            Evacuation::Never => "never",
        }
    }

    /// The one whose [`Evacuation::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Evacuation> {
        [Evacuation::Relocate, Evacuation::Replace, Evacuation::Never].into_iter().find(|one| one.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::Evacuation;

    #[test]
    fn each_survives_its_annotation() {
        for one in [Evacuation::Relocate, Evacuation::Replace, Evacuation::Never] {
            assert_eq!(Evacuation::parse(one.as_str()), Some(one));
        }
        assert_eq!(Evacuation::parse("maybe"), None);
    }
}
