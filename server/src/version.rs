//! Which program this is.

/// Version of the package.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Version of the Kubernetes API that the Supervisor speaks: that of the types it is built with.
pub(crate) const KUBERNETES: &str = "v1.37.0";

/// One line: version, and the commit when it is known.
pub(crate) fn line() -> String {
    match option_env!("ATOLL_COMMIT") {
        Some(commit) => format!("atoll {VERSION} (commit {commit}, Kubernetes {KUBERNETES})"),
        None => format!("atoll {VERSION} (Kubernetes {KUBERNETES})"),
    }
}
