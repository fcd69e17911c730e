//! Faults on demand: what goes wrong in the simulator, for tests, demonstrations and chaos runs.

use std::{collections::HashSet, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::settings::SettingsError;

/// Which machines a fault concerns: `namespace/name`, where `*` stands for any run of characters (`team-a/*`, `*`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pattern(pub String);

impl Pattern {
    /// Every machine.
    #[must_use]
    pub fn all() -> Pattern {
        Pattern("*".into())
    }

    /// Whether the pattern means this machine.
    #[must_use]
    pub fn matches(&self, namespace: &str, name: &str) -> bool {
        let full = format!("{namespace}/{name}");
        let mut parts = self.0.split('*');
        let mut rest = match full.strip_prefix(parts.next().unwrap_or_default()) {
            Some(rest) => rest,
            None => return false,
        };
        let mut last = None;
        for part in parts {
            if let Some(middle) = last.replace(part) {
                match rest.split_once(middle) {
                    Some((_, after)) => rest = after,
                    None => return false,
                }
            }
        }
        match last {
            Some(end) => rest.ends_with(end),
            None => rest.is_empty(),
        }
    }
}

/// A call of the driver that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// Listing hosts; concerns no machine, so only the pattern `*` meets it.
    Hosts,
    /// Listing machines; as `Hosts`.
    Machines,
    /// Reading one machine.
    Machine,
    /// Creating a machine.
    Create,
    /// Changing power.
    SetPower,
    /// Changing CPUs and memory.
    Resize,
    /// Deleting a machine.
    Delete,
    /// Moving a machine to another host.
    Relocate,
    /// Creating, changing or removing a load balancer; the pattern is held against the load balancer's name.
    LoadBalancer,
}

/// A call that fails, with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiError {
    /// Which call.
    pub call: Call,
    /// For which machines.
    #[serde(default = "Pattern::all")]
    pub machines: Pattern,
    /// How many times; without it until the fault is cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// The words of the error.
    pub message: String,
}

/// Machines that boot slowly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlowBoot {
    /// Which machines.
    #[serde(default = "Pattern::all")]
    pub machines: Pattern,
    /// How long they take instead, in milliseconds.
    pub delay_ms: u64,
}

/// Everything that is to go wrong now. Empty is the healthy simulator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Machines that take longer to boot; the first that matches counts.
    pub slow_boot: Vec<SlowBoot>,
    /// Machines that are powered on and never get an address.
    pub never_boots: Vec<Pattern>,
    /// Hosts that do not answer. Their machines stand still and come back with the host.
    pub hosts_down: Vec<String>,
    /// Hosts that run what they have and take no new machine.
    pub hosts_in_maintenance: Vec<String>,
    /// Calls that fail.
    pub api_errors: Vec<ApiError>,
    /// Machines that vanish, with their disk, behind the caller's back: those that have an address at once, others as
    /// soon as they get one.
    pub lost: Vec<Pattern>,
}

impl Faults {
    pub(super) fn validate(&self, hosts: &HashSet<&str>) -> Result<(), SettingsError> {
        for (field, names) in [("hosts_down", &self.hosts_down), ("hosts_in_maintenance", &self.hosts_in_maintenance)] {
            for (index, name) in names.iter().enumerate() {
                if !hosts.contains(name.as_str()) {
                    return Err(SettingsError::new(
                        format!("faults.{field}[{index}]"),
                        format!("there is no host {name:?}"),
                    ));
                }
            }
        }
        let slow = self.slow_boot.iter().map(|fault| &fault.machines);
        let errors = self.api_errors.iter().map(|fault| &fault.machines);
        for (index, pattern) in slow.enumerate() {
            check_pattern(format!("faults.slow_boot[{index}].machines"), pattern)?;
        }
        for (index, pattern) in errors.enumerate() {
            check_pattern(format!("faults.api_errors[{index}].machines"), pattern)?;
        }
        for (field, patterns) in [("never_boots", &self.never_boots), ("lost", &self.lost)] {
            for (index, pattern) in patterns.iter().enumerate() {
                check_pattern(format!("faults.{field}[{index}]"), pattern)?;
            }
        }
        for (index, fault) in self.api_errors.iter().enumerate() {
            if fault.message.trim().is_empty() {
                let key = format!("faults.api_errors[{index}].message");
                return Err(SettingsError::new(key, "the error needs words"));
            }
            if fault.times == Some(0) {
                let key = format!("faults.api_errors[{index}].times");
                return Err(SettingsError::new(key, "must be at least 1; leave it out for always"));
            }
        }
        Ok(())
    }

    /// What happens to a machine that is powered on and would take `usual` to boot.
    pub(super) fn boot(&self, namespace: &str, name: &str, usual: Duration) -> Boot {
        if self.never_boots.iter().any(|pattern| pattern.matches(namespace, name)) {
            return Boot::Never;
        }
        let slow = self.slow_boot.iter().find(|fault| fault.machines.matches(namespace, name));
        Boot::After(slow.map_or(usual, |fault| Duration::from_millis(fault.delay_ms)))
    }

    /// Whether the machine is to vanish.
    pub(super) fn loses(&self, namespace: &str, name: &str) -> bool {
        self.lost.iter().any(|pattern| pattern.matches(namespace, name))
    }

    /// The words of the error that this call is to end with, and one time less left of it.
    fn take_error(&mut self, call: Call, machine: Option<(&str, &str)>) -> Option<String> {
        let index = self.api_errors.iter().position(|fault| {
            fault.call == call
                && match machine {
                    Some((namespace, name)) => fault.machines.matches(namespace, name),
                    None => fault.machines == Pattern::all(),
                }
        })?;
        let fault = &mut self.api_errors[index];
        let words = fault.message.clone();
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                self.api_errors.remove(index);
            }
        }
        Some(words)
    }
}

fn check_pattern(key: String, pattern: &Pattern) -> Result<(), SettingsError> {
    if pattern.0 == "*" || pattern.0.split('/').count() == 2 {
        return Ok(());
    }
    let problem = format!("{:?} is neither * nor namespace/name (both may hold *)", pattern.0);
    Err(SettingsError::new(key, problem))
}

/// How a boot goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Boot {
    After(Duration),
    Never,
}

/// The faults that hold now, shared by all parts of the simulator.
#[derive(Debug)]
pub(super) struct Current(watch::Sender<Arc<Faults>>);

impl Current {
    pub(super) fn new(faults: Faults) -> Current {
        Current(watch::Sender::new(Arc::new(faults)))
    }

    pub(super) fn get(&self) -> Arc<Faults> {
        self.0.borrow().clone()
    }

    pub(super) fn set(&self, faults: Faults) {
        self.0.send_replace(Arc::new(faults));
    }

    /// Tells when they change; booting machines look again.
    pub(super) fn watch(&self) -> watch::Receiver<Arc<Faults>> {
        self.0.subscribe()
    }

    /// The words of the error that a call is to end with, if any. One that holds a number of times is used up by one.
    pub(super) fn error_for(&self, call: Call, machine: Option<(&str, &str)>) -> Option<String> {
        if self.0.borrow().api_errors.is_empty() {
            return None;
        }
        let mut words = None;
        self.0.send_if_modified(|faults| {
            words = Arc::make_mut(faults).take_error(call, machine);
            false // nobody waits for this part
        });
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_namespace_and_name() {
        let cases = [
            ("*", true),
            ("team-a/*", true),
            ("team-b/*", false),
            ("team-a/demo-cp-x7", true),
            ("team-a/demo", false),
            ("*/demo-cp-*", true),
            ("*/*-x7", true),
            ("*-cp-*-x8", false),
            ("team-a/demo-cp-x7*x7", false),
            ("", false),
        ];
        for (pattern, expected) in cases {
            assert_eq!(Pattern(pattern.into()).matches("team-a", "demo-cp-x7"), expected, "{pattern}");
        }
    }

    #[test]
    fn an_error_is_used_up_or_stays() {
        let faults = Current::new(Faults {
            api_errors: vec![
                ApiError {
                    call: Call::Create,
                    machines: Pattern("team-a/*".into()),
                    times: Some(2),
                    message: "out of leases".into(),
                },
                ApiError {
                    call: Call::Hosts,
                    machines: Pattern::all(),
                    times: None,
                    message: "session expired".into(),
                },
            ],
            ..Faults::default()
        });
        assert_eq!(faults.error_for(Call::Create, Some(("team-b", "x"))), None);
        for _ in 0..2 {
            let words = faults.error_for(Call::Create, Some(("team-a", "x")));
            assert_eq!(words.as_deref(), Some("out of leases"));
        }
        assert_eq!(faults.error_for(Call::Create, Some(("team-a", "x"))), None);
        for _ in 0..5 {
            assert_eq!(faults.error_for(Call::Hosts, None).as_deref(), Some("session expired"));
        }
    }

    #[test]
    fn boots_are_usual_slow_or_never() {
        let faults = Faults {
            slow_boot: vec![SlowBoot { machines: Pattern("a/slow".into()), delay_ms: 900 }],
            never_boots: vec![Pattern("a/never".into())],
            ..Faults::default()
        };
        let usual = Duration::from_millis(5);
        assert_eq!(faults.boot("a", "x", usual), Boot::After(usual));
        assert_eq!(faults.boot("a", "slow", usual), Boot::After(Duration::from_millis(900)));
        assert_eq!(faults.boot("a", "never", usual), Boot::Never);
    }

    #[test]
    fn wrong_faults_name_their_key() {
        let error = |message: &str, times| ApiError {
            call: Call::Create,
            machines: Pattern::all(),
            times,
            message: message.into(),
        };
        let cases = [
            (Faults { never_boots: vec![Pattern("x".into())], ..Faults::default() }, "faults.never_boots[0]"),
            (Faults { lost: vec![Pattern("a/b/c".into())], ..Faults::default() }, "faults.lost[0]"),
            (Faults { api_errors: vec![error("", None)], ..Faults::default() }, "faults.api_errors[0].message"),
            (Faults { api_errors: vec![error("no", Some(0))], ..Faults::default() }, "faults.api_errors[0].times"),
            (Faults { hosts_in_maintenance: vec!["x".into()], ..Faults::default() }, "faults.hosts_in_maintenance[0]"),
        ];
        for (faults, key) in cases {
            assert_eq!(faults.validate(&HashSet::new()).unwrap_err().key, key);
        }
    }
}
