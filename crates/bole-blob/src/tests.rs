//! The rules of the store, tried on the folder and on the memory store alike.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::{BlobError, BlobName, BlobStore, Blobs, MemoryBlobs};

/// Runs one check on both stores.
macro_rules! on_both {
    ($check:ident) => {{
        let folder = tempfile::tempdir().unwrap();
        $check(&BlobStore::open(folder.path()).unwrap()).await;
        $check(&MemoryBlobs::default()).await;
    }};
}

fn name(digit: u8) -> BlobName {
    BlobName::from_bytes([digit; 16])
}

fn files_below(folder: &Path) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { files_below(&path) } else { 1 })
        .sum()
}

#[tokio::test]
async fn what_is_put_comes_back_whole_and_is_gone_after_deleting() {
    async fn check(blobs: &dyn Blobs) {
        for bytes in [Vec::new(), vec![0, 255, 10], vec![7; 3_000_000]] {
            let stored = blobs.put(bytes.clone()).await.unwrap();
            assert_eq!(stored.size, bytes.len() as u64);
            assert_eq!(blobs.get(&stored.name).await.unwrap(), Some(bytes));
            assert!(blobs.delete(&stored.name).await.unwrap());
            assert_eq!(blobs.get(&stored.name).await.unwrap(), None);
            assert!(!blobs.delete(&stored.name).await.unwrap());
        }
    }
    on_both!(check);
}

#[tokio::test]
async fn the_hash_is_sha_256_of_the_stored_bytes() {
    async fn check(blobs: &dyn Blobs) {
        let stored = blobs.put(b"abc".to_vec()).await.unwrap();
        // The published test vector of FIPS 180-4.
        assert_eq!(stored.sha256[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(stored.sha256[28..], [0xf2, 0x00, 0x15, 0xad]);
    }
    on_both!(check);
}

#[tokio::test]
async fn the_same_file_twice_under_one_name_is_one_file_and_another_is_refused() {
    async fn check(blobs: &dyn Blobs) {
        let first = blobs.put_named(name(1), b"one".to_vec()).await.unwrap();
        assert_eq!(blobs.put_named(name(1), b"one".to_vec()).await.unwrap(), first);
        let refused = blobs.put_named(name(1), b"two".to_vec()).await.unwrap_err();
        assert_eq!(refused.code(), "blob.taken");
        assert_eq!(blobs.get(&name(1)).await.unwrap(), Some(b"one".to_vec()));
    }
    on_both!(check);
}

#[test]
fn only_thirty_two_lower_case_digits_are_a_name() {
    let good = "0123456789abcdef0123456789abcdef";
    assert_eq!(good.parse::<BlobName>().unwrap().as_str(), good);
    let bad = [
        "",
        "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef0",
        "../../../../../../etc/passwd0000",
        "0123456789abcdef/123456789abcdef",
        "0123456789abcdef\x00123456789abcde",
        "简历简历简历简历简历",
        "1234567890１２３４５６７890ab",
    ];
    for text in bad {
        assert!(matches!(text.parse::<BlobName>(), Err(BlobError::BadName)), "{text:?}");
    }
}

#[test]
fn random_names_differ_and_are_valid() {
    let names: std::collections::BTreeSet<_> = (0..500).map(|_| BlobName::random().unwrap()).collect();
    assert_eq!(names.len(), 500);
    assert!(names.iter().all(|name| name.as_str().parse::<BlobName>().is_ok()));
}

#[tokio::test]
async fn files_lie_two_folders_deep_and_only_their_owner_may_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path().join("not/yet/there")).unwrap();
    let stored = store.put_named(BlobName::from_bytes([0xab; 16]), b"sealed".to_vec()).await.unwrap();
    let path = folder.path().join("not/yet/there/ab/ab").join(stored.name.as_str());
    assert_eq!(fs::read(&path).unwrap(), b"sealed");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn forty_writers_at_once_of_the_same_name_leave_one_whole_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = BlobStore::open(folder.path()).unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let store = store.clone();
        writers.spawn(async move { store.put_named(name(9), vec![9; 100_000]).await.map(|stored| stored.size) });
    }
    while let Some(done) = writers.join_next().await {
        assert_eq!(done.unwrap().unwrap(), 100_000);
    }
    assert_eq!(store.get(&name(9)).await.unwrap(), Some(vec![9; 100_000]));
    assert_eq!(files_below(folder.path()), 1);
}

#[tokio::test]
async fn opening_sweeps_what_a_crash_left_a_day_ago_and_spares_a_running_upload() {
    let folder = tempfile::tempdir().unwrap();
    drop(BlobStore::open(folder.path()).unwrap());
    let incoming = folder.path().join("incoming");
    fs::write(incoming.join("old"), b"half").unwrap();
    fs::write(incoming.join("new"), b"half").unwrap();
    let old = fs::File::options().write(true).open(incoming.join("old")).unwrap();
    let now = old.metadata().unwrap().modified().unwrap();
    old.set_modified(now - Duration::from_secs(25 * 3600)).unwrap();
    drop(BlobStore::open(folder.path()).unwrap());
    assert!(!incoming.join("old").exists());
    assert!(incoming.join("new").exists());
}

#[test]
fn a_full_disk_and_a_full_quota_have_a_name_of_their_own() {
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
        assert_eq!(BlobError::from_io("writing", kind.into()).code(), "blob.disk_full");
    }
    // ENOSPC as the kernel gives it.
    assert_eq!(BlobError::from_io("writing", io::Error::from_raw_os_error(28)).code(), "blob.disk_full");
    assert_eq!(BlobError::from_io("writing", io::ErrorKind::PermissionDenied.into()).code(), "blob.broken");
}

#[tokio::test]
async fn a_really_full_disk_is_named_and_leaves_what_was_stored() {
    // A real small disk needs rights that a test may not have: the caller mounts one and names it.
    let Ok(disk) = std::env::var("BOLE_TEST_SMALL_DISK") else {
        println!("skipped: BOLE_TEST_SMALL_DISK names no small file system (for example a 1 MB tmpfs)");
        return;
    };
    let store = BlobStore::open(Path::new(&disk).join("blobs")).unwrap();
    let kept = store.put(vec![1; 1_000]).await.unwrap();
    let refused = store.put(vec![2; 20_000_000]).await.unwrap_err();
    assert_eq!(refused.code(), "blob.disk_full");
    assert_eq!(store.get(&kept.name).await.unwrap(), Some(vec![1; 1_000]));
    assert_eq!(files_below(Path::new(&disk)), 1, "the half-written file is gone");
    assert!(store.delete(&kept.name).await.unwrap());
}

#[tokio::test]
async fn a_store_that_cannot_be_written_is_found_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("file");
    fs::write(&in_the_way, b"").unwrap();
    assert_eq!(BlobStore::open(in_the_way.join("blobs")).unwrap_err().code(), "blob.broken");
}
