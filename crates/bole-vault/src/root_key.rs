//! The root key: 32 bytes in a file of its own, outside the database and outside its backups (R-KEY-1).
//!
//! It never creates a key where a database already exists: that would make every sealed value unreadable for good.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hkdf::Prk;
use ring::hmac;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::crypto::{KEY_LEN, derivation, hex, hmac_key, random};

/// What a key file starts with, so that a person recognises the backup they printed.
const MARK: &str = "bole-root-key-1:";
const FINGERPRINT_LEN: usize = 8;

/// The key that opens the deployment's key.
pub struct RootKey {
    derivation: Prk,
}

impl std::fmt::Debug for RootKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("RootKey(…)")
    }
}

impl RootKey {
    /// Loads the key, or makes one when there is none and no database that would want the old one.
    pub fn load_or_create(path: &Path, expect_existing: bool) -> Result<Self, VaultError> {
        match Self::load(path) {
            Err(VaultError::RootKeyMissing { .. }) if !expect_existing => Self::create(path),
            other => other,
        }
    }

    /// Loads the key.
    pub fn load(path: &Path) -> Result<Self, VaultError> {
        let unusable = |source| VaultError::RootKeyUnusable { path: path.to_owned(), source };
        let file = File::open(path).map_err(|source| match source.kind() {
            ErrorKind::NotFound => VaultError::RootKeyMissing { path: path.to_owned() },
            _ => unusable(source),
        })?;
        let mode = file.metadata().map_err(unusable)?.mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(VaultError::RootKeyTooOpen { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(Vec::with_capacity(128));
        // A wrong path may name a huge file; a key file is one short line.
        file.take(1024).read_to_end(&mut text).map_err(unusable)?;
        let bytes = decode(&text).ok_or_else(|| VaultError::RootKeyMalformed { path: path.to_owned() })?;
        Ok(Self::from_bytes(&bytes))
    }

    /// A key of given bytes, for tests and for keys that come from elsewhere than a file.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; KEY_LEN]) -> Self {
        Self { derivation: derivation(bytes) }
    }

    /// A short check value by which a wrong key is recognised; it does not reveal the key.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let tag = hmac::sign(&hmac_key(&self.derivation, "root key fingerprint"), b"bole");
        hex(&tag.as_ref()[..FINGERPRINT_LEN])
    }

    pub(crate) const fn derivation(&self) -> &Prk {
        &self.derivation
    }

    /// Makes a new key in a file that must not exist yet: for rotation, where two at once must not both go on.
    pub fn create_new(path: &Path) -> Result<Self, VaultError> {
        let unusable = |source| VaultError::RootKeyUnusable { path: path.to_owned(), source };
        let bytes: Zeroizing<[u8; KEY_LEN]> = Zeroizing::new(random()?);
        let draft = draft_path(path)?;
        let linked = write_whole(&draft, &bytes).and_then(|()| fs::hard_link(&draft, path));
        let removed = fs::remove_file(&draft);
        linked.and(removed).and_then(|()| sync_folder(path)).map_err(unusable)?;
        Ok(Self::from_bytes(&bytes))
    }

    fn create(path: &Path) -> Result<Self, VaultError> {
        let unusable = |source| VaultError::RootKeyUnusable { path: path.to_owned(), source };
        let bytes: Zeroizing<[u8; KEY_LEN]> = Zeroizing::new(random()?);
        let draft = draft_path(path)?;
        let written = write_whole(&draft, &bytes);
        // A hard link appears whole or not at all and never replaces another process's key.
        let linked = written.and_then(|()| fs::hard_link(&draft, path));
        let removed = fs::remove_file(&draft);
        match linked {
            Err(source) if source.kind() == ErrorKind::AlreadyExists => return Self::load(path),
            other => other.and(removed).map_err(unusable)?,
        }
        sync_folder(path).map_err(unusable)?;
        Ok(Self::from_bytes(&bytes))
    }
}

fn write_whole(path: &Path, key: &[u8; KEY_LEN]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(key));
    writeln!(file, "{MARK}{}", *text)?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn draft_path(path: &Path) -> Result<PathBuf, VaultError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", hex(&random::<8>()?)));
    Ok(path.with_file_name(name))
}

fn decode(text: &[u8]) -> Option<Zeroizing<[u8; KEY_LEN]>> {
    let text = std::str::from_utf8(text).ok()?.trim().strip_prefix(MARK)?;
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_first_start_makes_a_key_that_only_the_owner_may_read_and_later_starts_find_it() {
        let folder = folder();
        let path = folder.path().join("root.key");
        let first = RootKey::load_or_create(&path, false).unwrap();
        let again = RootKey::load_or_create(&path, true).unwrap();
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
    }

    #[test]
    fn a_missing_key_beside_an_existing_database_is_named_and_not_replaced() {
        let folder = folder();
        let path = folder.path().join("root.key");
        let error = RootKey::load_or_create(&path, true).unwrap_err();
        assert_eq!(error.code(), "vault.root_key_missing");
        assert!(!path.exists());
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = folder();
        let path = folder.path().join("root.key");
        RootKey::load_or_create(&path, false).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = RootKey::load(&path).unwrap_err();
        assert_eq!(error.code(), "vault.root_key_too_open");
        assert!(error.to_string().contains("640"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_key_is_named_and_left_alone() {
        let folder = folder();
        let path = folder.path().join("root.key");
        for wrong in ["", "hello", "bole-root-key-1:", "bole-root-key-1:AAAA", "bole-root-key-2:AAAA"] {
            fs::write(&path, wrong).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            assert_eq!(RootKey::load_or_create(&path, false).unwrap_err().code(), "vault.root_key_malformed");
            assert_eq!(fs::read_to_string(&path).unwrap(), wrong);
        }
    }

    #[test]
    fn a_folder_that_does_not_exist_is_named() {
        let folder = folder();
        let error = RootKey::load_or_create(&folder.path().join("no/such/root.key"), false).unwrap_err();
        assert_eq!(error.code(), "vault.root_key_unusable");
    }

    #[test]
    fn processes_that_start_at_once_agree_on_one_key() {
        let folder = folder();
        let path = folder.path().join("root.key");
        let prints: Vec<String> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| RootKey::load_or_create(&path, false).unwrap().fingerprint())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(prints.iter().all(|print| *print == prints[0]), "{prints:?}");
    }

    #[test]
    fn printing_a_key_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", RootKey::from_bytes(&[7; KEY_LEN])), "RootKey(…)");
    }
}
