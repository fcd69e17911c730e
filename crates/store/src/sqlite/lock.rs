//! The file is for one process, and for its owner alone.

use std::fs::{File, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::error::OpenError;

/// The lock file beside the database, locked until this is dropped.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(path: &Path) -> Result<Lock, OpenError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let failed = |source| OpenError::File { path: path.to_owned(), source };
        let file = File::options().create(true).truncate(false).write(true).open(&name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
            Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Keys and password hashes lie in the file. SQLite gives the files beside it the same rights.
pub(crate) fn make_private(path: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::File { path: path.to_owned(), source };
    let file = File::options().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(failed)?;
    file.set_permissions(Permissions::from_mode(0o600)).map_err(failed)
}
