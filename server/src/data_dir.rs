//! The directory that everything is kept in: private to its owner, used by one process at a time.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};

/// The directory, held until this is dropped.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    /// Its lock ends with the process, also when that is killed.
    _lock: File,
}

impl DataDir {
    /// Creates the directory when it is missing (0700) and takes it for this process.
    ///
    /// # Errors
    /// When another process has it, or it cannot be created or written.
    pub(crate) fn take(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        create_private(path).with_context(|| format!("cannot create the data directory {shown}"))?;
        let file = path.join("lock");
        let mut lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&file)
            .with_context(|| format!("cannot write to the data directory {shown}"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The number only helps people; without it the message is still true.
                let _ = lock.read_to_string(&mut holder);
                let holder = holder.trim();
                let by = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
                bail!("the data directory {shown} is in use by another atoll{by}");
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", file.display()));
            }
        }
        lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id()))?;
        // Relative paths in what is printed would only be right in one directory.
        let path = fs::canonicalize(path).with_context(|| format!("cannot read the data directory {shown}"))?;
        Ok(Self { path, _lock: lock })
    }

    /// A place in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// Creates a directory that only its owner may enter, with all above it. One that exists stays as it is.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file that only its owner may read (0600), all or nothing, and on disk when it returns.
pub(crate) fn write_private(path: &Path, content: &str) -> anyhow::Result<()> {
    let write = || -> io::Result<()> {
        let draft = path.with_extension("new");
        // What a crash left behind may have other permissions.
        let _ = fs::remove_file(&draft);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a file with a secret; `None` when there is none. Takes rights from others that they should not have.
pub(crate) fn read_private(path: &Path) -> anyhow::Result<Option<String>> {
    let read = || -> io::Result<String> {
        let text = fs::read_to_string(path)?;
        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            tracing::warn!(file = %path.display(), "others could read this file; it is private now");
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
        Ok(text)
    };
    match read() {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("atoll-data-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn one_process_at_a_time() {
        let path = scratch("lock");
        let held = DataDir::take(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        let line = DataDir::take(&path).unwrap_err().to_string();
        assert!(line.contains("in use") && line.contains(&std::process::id().to_string()), "{line}");
        drop(held);
        DataDir::take(&path).unwrap();
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn private_files_stay_private() {
        let path = scratch("files");
        create_private(&path).unwrap();
        let file = path.join("key.pem");
        assert_eq!(read_private(&file).unwrap(), None);
        write_private(&file, "one").unwrap();
        write_private(&file, "two").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(read_private(&file).unwrap().as_deref(), Some("two"));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(&path).unwrap();
    }
}
