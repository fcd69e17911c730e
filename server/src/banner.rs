//! What is printed when everything runs: addresses, accounts, and a line to try.

use std::{fmt, path::PathBuf};

use crate::{demo, version};

/// For people, on standard output.
pub(crate) struct Banner {
    /// Address of the portal.
    pub(crate) portal: String,
    /// Address of the Supervisor API.
    pub(crate) api: String,
    /// Full rights on the Supervisor API.
    pub(crate) kubeconfig: PathBuf,
    /// With demo accounts.
    pub(crate) demo: bool,
    /// Password of `admin`, at the very first start only.
    pub(crate) first_password: Option<String>,
}

impl fmt::Display for Banner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kubeconfig = self.kubeconfig.display();
        writeln!(f, "\n{} is ready.\n", version::line())?;
        writeln!(f, "  Portal          {}", self.portal)?;
        writeln!(f, "  Supervisor API  {}", self.api)?;
        if self.demo {
            let names = demo::ACCOUNTS.map(|(name, _)| name).join(", ");
            writeln!(f, "  Accounts        {names} (password {})", demo::PASSWORD)?;
        } else if let Some(password) = &self.first_password {
            writeln!(f, "  Account         admin, password {password} (shown only this once)")?;
        }
        writeln!(f, "\n  Try:  kubectl --kubeconfig {kubeconfig} get nodes\n")
    }
}
