//! The simulator's state on disk: one folder per machine or load balancer, each change durable and all or nothing.
//!
//! A new folder is built beside its place and renamed into it; a file is replaced by rename. Every step is synced
//! before the next, so that after a power cut a folder is there completely or not at all. Calls run side by side on
//! blocking threads: the file system then commits many of them with one flush.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::{sync::Semaphore, task};

/// Calls under way at once. More would only queue in the file system.
const CONCURRENT: usize = 32;

/// A directory of folders. Names of folders must satisfy [`is_folder_name`].
#[derive(Clone, Debug)]
pub(super) struct Disk {
    root: Arc<Path>,
    permits: Arc<Semaphore>,
}

/// Whether this may be the name of a folder: letters, digits, `-`, `_` and `.`, not first a dot, at most 128 long.
pub(super) fn is_folder_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

impl Disk {
    /// Opens the directory, makes it when it is missing, and clears away what a crash left half done.
    pub(super) async fn open(root: PathBuf) -> io::Result<Disk> {
        let disk = Disk { root: root.into(), permits: Arc::new(Semaphore::new(CONCURRENT)) };
        disk.run(|root| {
            DirBuilder::new().recursive(true).mode(0o700).create(root)?;
            for entry in fs::read_dir(root)? {
                let entry = entry?;
                if entry.file_name().as_encoded_bytes().starts_with(b".") {
                    fs::remove_dir_all(entry.path())?;
                }
            }
            Ok(())
        })
        .await?;
        Ok(disk)
    }

    /// Reads every folder with `read`, which gets the folder's path.
    pub(super) async fn load<T: Send + 'static>(&self, read: fn(&Path) -> io::Result<T>) -> io::Result<Vec<T>> {
        self.run(move |root| fs::read_dir(root)?.map(|entry| read(&entry?.path())).collect()).await
    }

    /// Makes a folder with one file in it.
    pub(super) async fn create(&self, folder: &str, file: &'static str, content: Vec<u8>) -> io::Result<()> {
        let folder = folder.to_owned();
        self.run(move |root| {
            let building = root.join(format!(".{folder}.new"));
            DirBuilder::new().recursive(true).mode(0o700).create(&building)?;
            write_new(&building.join(file), &content)?;
            sync_directory(&building)?;
            fs::rename(&building, root.join(&folder))?;
            sync_directory(root)
        })
        .await
    }

    /// Replaces a file of a folder, or adds it.
    pub(super) async fn replace(&self, folder: &str, file: &'static str, content: Vec<u8>) -> io::Result<()> {
        let folder = folder.to_owned();
        self.run(move |root| replace(&root.join(folder).join(file), &content)).await
    }

    /// Reads a file of a folder.
    pub(super) async fn read(&self, folder: &str, file: &'static str) -> io::Result<Vec<u8>> {
        let folder = folder.to_owned();
        self.run(move |root| fs::read(root.join(folder).join(file))).await
    }

    /// Removes a folder; succeeds when there is none.
    pub(super) async fn remove(&self, folder: &str) -> io::Result<()> {
        let folder = folder.to_owned();
        self.run(move |root| {
            let going = root.join(format!(".{folder}.gone"));
            match fs::rename(root.join(&folder), &going) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(error),
            }
            sync_directory(root)?;
            fs::remove_dir_all(&going)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let root = self.root.clone();
        let permit = self.permits.clone().acquire_owned().await.map_err(io::Error::other)?;
        task::spawn_blocking(move || {
            let _permit = permit;
            work(&root)
        })
        .await
        .map_err(io::Error::other)?
    }
}

/// Replaces a file, or makes it.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidFilename.into());
    };
    let new = directory.join(format!(".{}.new", name.display()));
    write_new(&new, content)?;
    fs::rename(&new, path)?;
    sync_directory(directory)
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_data()
}

fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Names the file that an error is about; the system's own words do not.
pub(super) fn about(path: &Path) -> impl FnOnce(io::Error) -> io::Error + '_ {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_directory_are_refused() {
        for (name, expected) in [
            ("6f0c2d2e-4f57-4b0e-9b38-6d0f0a2f9c11", true),
            ("a_b.c", true),
            ("", false),
            ("..", false),
            (".hidden", false),
            ("a/b", false),
            ("ä", false),
        ] {
            assert_eq!(is_folder_name(name), expected, "{name}");
        }
    }
}
