//! Why a reconcile did not get to its end.

/// An error of one reconcile. It is retried with growing delay; the text is shown in conditions, so it holds no secrets.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The Supervisor API refused or did not answer.
    #[error("{}", describe(.0))]
    Api(#[source] kube::Error),
    /// The API of a guest cluster refused or did not answer.
    #[error("guest cluster {cluster}: {message}")]
    Guest {
        /// `namespace/name` of the Cluster.
        cluster: String,
        /// What went wrong, in words for people.
        message: String,
    },
    /// The hypervisor did not do what was asked.
    #[error("{0}")]
    Driver(#[from] hypervisor::Error),
    /// Certificates or keys could not be made or read.
    #[error("certificates: {0}")]
    Pki(#[from] pki::Error),
    /// An object holds something that nothing can be made of.
    #[error("{0}")]
    Invalid(String),
    /// A value could not be written as JSON.
    #[error("serialization: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<kube::Error> for Error {
    fn from(error: kube::Error) -> Self {
        Self::Api(error)
    }
}

impl Error {
    /// Someone else wrote the object meanwhile; the next attempt reads it again.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Api(error) if code(error) == Some(409))
    }
}

/// The HTTP status with which the API answered, when it answered.
pub(crate) fn code(error: &kube::Error) -> Option<u16> {
    match error {
        kube::Error::Api(status) => Some(status.code),
        _ => None,
    }
}

/// The API's own words without kube's wrapping.
pub(crate) fn describe(error: &kube::Error) -> String {
    match error {
        kube::Error::Api(status) => status.message.clone(),
        other => other.to_string(),
    }
}
