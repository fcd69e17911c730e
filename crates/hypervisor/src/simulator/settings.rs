//! What the simulator is to look like: its hosts, its delays, its addresses, and the faults it starts with.

use std::{collections::HashSet, time::Duration};

use serde::{Deserialize, Serialize};

use super::{block::Network, faults::Faults};
use crate::driver::Resources;

const GIB: u64 = 1 << 30;

/// Settings of the simulator, as they stand in the configuration file. Every key has a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The hosts. At least one; names are DNS labels and differ.
    pub hosts: Vec<HostSpec>,
    /// How long a machine takes from power on to its address.
    pub boot_delay: BootDelay,
    /// Boot delays are drawn from this seed and the machine's id: the same machine takes the same time in every run.
    pub seed: u64,
    /// Where addresses of machines and load balancers are taken from, a network within `127.0.0.0/8`. Simulators on
    /// one computer share it: each takes a block of 16 bits of it for its own, and keeps it over restarts.
    pub addresses: String,
    /// Machines can move from host to host while they run; if not, hosts are emptied by making machines anew elsewhere.
    pub live_relocation: bool,
    /// Faults that hold from the start; they can be changed at run time.
    pub faults: Faults,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            hosts: (1..=4).map(|n| HostSpec::named(format!("sim-host-{n}"))).collect(),
            boot_delay: BootDelay::default(),
            seed: 0,
            addresses: "127.64.0.0/10".into(),
            live_relocation: true,
            faults: Faults::default(),
        }
    }
}

/// One simulated host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostSpec {
    /// Stable name, a DNS label.
    pub name: String,
    /// Hardware threads offered to machines.
    #[serde(default = "HostSpec::default_cpus")]
    pub cpus: u32,
    /// Memory offered to machines, in GiB.
    #[serde(default = "HostSpec::default_memory")]
    pub memory_gib: u64,
    /// Disk offered to machines, in GiB.
    #[serde(default = "HostSpec::default_storage")]
    pub storage_gib: u64,
}

impl HostSpec {
    /// A host of the default size: 64 threads, 256 GiB of memory, 8 TiB of disk.
    #[must_use]
    pub fn named(name: impl Into<String>) -> HostSpec {
        HostSpec {
            name: name.into(),
            cpus: Self::default_cpus(),
            memory_gib: Self::default_memory(),
            storage_gib: Self::default_storage(),
        }
    }

    fn default_cpus() -> u32 {
        64
    }

    fn default_memory() -> u64 {
        256
    }

    fn default_storage() -> u64 {
        8 * 1024
    }

    pub(super) fn capacity(&self) -> Resources {
        Resources {
            cpus: self.cpus,
            memory: self.memory_gib.saturating_mul(GIB),
            storage: self.storage_gib.saturating_mul(GIB),
        }
    }
}

/// A range that each machine's boot delay is drawn from, in milliseconds, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BootDelay {
    /// The shortest.
    pub min_ms: u64,
    /// The longest.
    pub max_ms: u64,
}

impl Default for BootDelay {
    fn default() -> Self {
        BootDelay { min_ms: 1_500, max_ms: 4_000 }
    }
}

impl BootDelay {
    /// Machines are there at once: for tests and benchmarks.
    pub const NONE: BootDelay = BootDelay { min_ms: 0, max_ms: 0 };

    /// The delay of one machine. The same `seed` and `id` always give the same.
    #[must_use]
    pub fn of(self, seed: u64, id: &str) -> Duration {
        let span = self.max_ms.saturating_sub(self.min_ms).saturating_add(1);
        Duration::from_millis(self.min_ms + mix(seed, id.as_bytes()) % span)
    }
}

/// An even, stable hash (FNV-1a, finished by splitmix64): the same in every run and on every computer, which the
/// standard library's hasher does not promise.
pub(super) fn mix(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = bytes
        .iter()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// A setting that cannot be. The key is relative to the simulator's own section of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct SettingsError {
    /// The key, as in `hosts[1].name`.
    pub key: String,
    /// What is wrong with its value.
    pub problem: String,
}

impl SettingsError {
    pub(super) fn new(key: impl Into<String>, problem: impl Into<String>) -> SettingsError {
        SettingsError { key: key.into(), problem: problem.into() }
    }
}

impl Settings {
    /// Checks every value and what they say together.
    ///
    /// # Errors
    /// The first key that cannot be, with the reason.
    pub fn validate(&self) -> Result<(), SettingsError> {
        if self.hosts.is_empty() {
            return Err(SettingsError::new("hosts", "at least one host is needed"));
        }
        let mut names = HashSet::new();
        for (index, host) in self.hosts.iter().enumerate() {
            let key = |field: &str| format!("hosts[{index}].{field}");
            if !is_dns_label(&host.name) {
                return Err(SettingsError::new(
                    key("name"),
                    format!("{:?} is not a DNS label (lower-case letters, digits and '-', at most 63)", host.name),
                ));
            }
            if !names.insert(host.name.as_str()) {
                return Err(SettingsError::new(key("name"), format!("another host is named {:?} already", host.name)));
            }
            for (field, value) in
                [("cpus", u64::from(host.cpus)), ("memory_gib", host.memory_gib), ("storage_gib", host.storage_gib)]
            {
                if value == 0 {
                    return Err(SettingsError::new(key(field), "must be at least 1"));
                }
            }
        }
        if self.boot_delay.min_ms > self.boot_delay.max_ms {
            return Err(SettingsError::new(
                "boot_delay.min_ms",
                format!("{} is more than boot_delay.max_ms, {}", self.boot_delay.min_ms, self.boot_delay.max_ms),
            ));
        }
        self.network()?;
        self.faults.validate(&names)
    }

    /// The network that addresses are taken from.
    pub(super) fn network(&self) -> Result<Network, SettingsError> {
        let wrong = |problem: String| SettingsError::new("addresses", problem);
        let network = self.addresses.parse::<Network>().map_err(wrong)?;
        if network.base.octets()[0] != 127 || !(8..=24).contains(&network.bits) {
            return Err(wrong(format!("{network} is not a network of 8 to 24 prefix bits within 127.0.0.0/8")));
        }
        Ok(network)
    }
}

fn is_dns_label(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_four_hosts() {
        let settings = Settings::default();
        settings.validate().unwrap();
        assert_eq!(settings.hosts.len(), 4);
        assert_eq!(settings.hosts[3].name, "sim-host-4");
        assert_eq!(settings.hosts[0].capacity().memory, 256 * GIB);
    }

    #[test]
    fn wrong_settings_name_their_key() {
        type Spoil = fn(&mut Settings);
        let cases: [(&str, Spoil); 9] = [
            ("hosts", |s| s.hosts.clear()),
            ("hosts[1].name", |s| s.hosts[1].name = "Sim_Host".into()),
            ("hosts[2].name", |s| s.hosts[2].name = "sim-host-1".into()),
            ("hosts[0].cpus", |s| s.hosts[0].cpus = 0),
            ("hosts[0].memory_gib", |s| s.hosts[0].memory_gib = 0),
            ("boot_delay.min_ms", |s| s.boot_delay = BootDelay { min_ms: 5, max_ms: 4 }),
            ("addresses", |s| s.addresses = "10.0.0.0/8".into()),
            ("addresses", |s| s.addresses = "127.64.0.0".into()),
            ("faults.hosts_down[0]", |s| s.faults.hosts_down.push("sim-host-9".into())),
        ];
        for (key, spoil) in cases {
            let mut settings = Settings::default();
            spoil(&mut settings);
            assert_eq!(settings.validate().unwrap_err().key, key);
        }
    }

    #[test]
    fn boot_delays_stay_in_range_repeat_and_differ() {
        let delay = BootDelay { min_ms: 100, max_ms: 200 };
        let drawn: Vec<_> = (0..50).map(|n| delay.of(7, &format!("vm-{n}"))).collect();
        assert!(drawn.iter().all(|d| (100..=200).contains(&(d.as_millis() as u64))));
        assert!(drawn.iter().collect::<HashSet<_>>().len() > 10);
        assert_eq!(drawn[3], delay.of(7, "vm-3"));
        assert_ne!(drawn[3], delay.of(8, "vm-3"));
        assert_eq!(BootDelay::NONE.of(1, "a"), Duration::ZERO);
    }
}
