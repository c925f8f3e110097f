//! Sealed files in a folder: `ab/cd/abcd…`. It must never answer before the bytes and the directory entry are on the disk,
//! and never write to a name in place.
//!
//! A file is written under `incoming/`, synchronised, renamed, and its folder synchronised. A crash leaves either the whole
//! file or none; what is left in `incoming/` is swept when the store is opened a day later. A failed synchronisation is
//! never tried again: after it the kernel may have dropped the data and would say yes.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::{BlobError, BlobName, BlobRef, Blobs, Pending};

const INCOMING: &str = "incoming";
/// No upload takes this long; anything older was left by a crash.
const STALE_AFTER: Duration = Duration::from_secs(24 * 3600);

/// The folder store.
#[derive(Debug, Clone)]
pub struct BlobStore {
    root: Arc<PathBuf>,
    /// Folders whose own directory entries this process has synchronised. That a folder can be seen is not enough: another
    /// writer may have made it a moment ago and a crash could still take it away, with an acknowledged file inside.
    durable: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl BlobStore {
    /// Opens the store, creating the folder when it is not there, and proves that it can be written to.
    ///
    /// # Errors
    /// [`BlobError::DiskFull`] or [`BlobError::Broken`] when the folder cannot be made or written.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let root = root.into();
        make_folder(&root.join(INCOMING))?;
        sync_folder(&root)?;
        let store = Self { root: Arc::new(root), durable: Arc::default() };
        store.sweep()?;
        Ok(store)
    }

    /// Removes what crashed writers left. The age is taken against a file written just now, so that a wrong clock of the
    /// machine or of a network disk cannot make a running upload look old.
    fn sweep(&self) -> Result<(), BlobError> {
        let probe = self.incoming(&BlobName::random()?);
        write_whole(&probe, b"probe")?;
        let modified = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified());
        let now = modified(&probe).map_err(|e| BlobError::from_io("reading the probe", e))?;
        fs::remove_file(&probe).map_err(|e| BlobError::from_io("removing the probe", e))?;
        let entries = fs::read_dir(self.root.join(INCOMING)).map_err(|e| BlobError::from_io("listing uploads", e))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_stale = modified(&path).is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > STALE_AFTER));
            if is_stale {
                fs::remove_file(&path).map_err(|e| BlobError::from_io("removing a stale upload", e))?;
            }
        }
        Ok(())
    }

    fn incoming(&self, name: &BlobName) -> PathBuf {
        self.root.join(INCOMING).join(name.as_str())
    }

    fn folder(&self, name: &BlobName) -> PathBuf {
        let (first, second) = name.shards();
        self.root.join(first).join(second)
    }

    fn write(&self, name: BlobName, bytes: &[u8]) -> Result<BlobRef, BlobError> {
        let stored = BlobRef::of(name, bytes);
        if let Some(present) = self.read(&stored.name)? {
            let same = BlobRef::of(stored.name.clone(), &present) == stored;
            return if same { Ok(stored) } else { Err(BlobError::Taken) };
        }
        let folder = self.folder(&stored.name);
        self.make_shards(&folder)?;
        // The temporary name is drawn afresh: two writers of one name must not share a file.
        let temporary = self.incoming(&BlobName::random()?);
        let written = write_whole(&temporary, bytes).and_then(|()| {
            fs::rename(&temporary, folder.join(stored.name.as_str()))
                .map_err(|e| BlobError::from_io("naming the file", e))
        });
        if let Err(error) = written {
            // Best effort: the sweep takes what cannot be removed now, and the first error is the one to report.
            drop(fs::remove_file(&temporary));
            return Err(error);
        }
        sync_folder(&folder)?;
        Ok(stored)
    }

    fn make_shards(&self, folder: &Path) -> Result<(), BlobError> {
        if lock(&self.durable).contains(folder) {
            return Ok(());
        }
        make_folder(folder)?;
        let first_level = folder.parent().expect("a shard lies two levels below the root");
        sync_folder(first_level)?;
        sync_folder(&self.root)?;
        lock(&self.durable).insert(folder.to_owned());
        Ok(())
    }

    fn read(&self, name: &BlobName) -> Result<Option<Vec<u8>>, BlobError> {
        match fs::read(self.folder(name).join(name.as_str())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BlobError::from_io("reading the file", error)),
        }
    }

    fn remove(&self, name: &BlobName) -> Result<bool, BlobError> {
        let folder = self.folder(name);
        match fs::remove_file(folder.join(name.as_str())) {
            Ok(()) => sync_folder(&folder).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(BlobError::from_io("removing the file", error)),
        }
    }

    fn list(&self) -> Result<Vec<BlobName>, BlobError> {
        let entries = |folder: &Path| {
            let read = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
            read.map_err(|e| BlobError::from_io("listing files", e))
        };
        let mut names = Vec::new();
        for first in entries(&self.root)?.into_iter().filter(|it| it.file_name() != INCOMING) {
            for second in entries(&first.path())? {
                let files = entries(&second.path())?;
                // What has another name was put there by somebody else and is none of ours.
                names.extend(files.iter().filter_map(|it| it.file_name().to_str()?.parse::<BlobName>().ok()));
            }
        }
        Ok(names)
    }

    /// Runs on a blocking thread. A caller that is dropped does not stop the work half-way.
    fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, BlobError> + Send + 'static,
    ) -> Pending<'_, T> {
        let store = self.clone();
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || work(&store)).await;
            done.unwrap_or_else(|stopped| Err(BlobError::from_io("running the file work", io::Error::other(stopped))))
        })
    }
}

impl Blobs for BlobStore {
    fn put(&self, bytes: Vec<u8>) -> Pending<'_, BlobRef> {
        self.blocking(move |store| store.write(BlobName::random()?, &bytes))
    }

    fn put_named(&self, name: BlobName, bytes: Vec<u8>) -> Pending<'_, BlobRef> {
        self.blocking(move |store| store.write(name, &bytes))
    }

    fn get(&self, name: &BlobName) -> Pending<'_, Option<Vec<u8>>> {
        let name = name.clone();
        self.blocking(move |store| store.read(&name))
    }

    fn delete(&self, name: &BlobName) -> Pending<'_, bool> {
        let name = name.clone();
        self.blocking(move |store| store.remove(&name))
    }

    fn names(&self) -> Pending<'_, Vec<BlobName>> {
        self.blocking(Self::list)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The set is only ever added to, so a panic elsewhere cannot have left it half-changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), BlobError> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|e| BlobError::from_io("creating a file", e))?;
    file.write_all(bytes).map_err(|e| BlobError::from_io("writing a file", e))?;
    file.sync_all().map_err(|e| BlobError::from_io("synchronising a file", e))
}

fn make_folder(path: &Path) -> Result<(), BlobError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|e| BlobError::from_io("making a folder", e))
}

fn sync_folder(path: &Path) -> Result<(), BlobError> {
    let synced = File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(|e| BlobError::from_io("synchronising a folder", e))
}
