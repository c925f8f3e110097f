//! That passwords are recognised, that strangers cost as much as acquaintances, and that memory stays at two blocks.

use std::time::{Duration, Instant};

use super::*;

#[tokio::test]
async fn a_password_fits_its_own_hash_only() {
    let passwords = Passwords::new();
    let hash = passwords.hash("correct horse battery").await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert!(passwords.verify("correct horse battery", Some(&hash)).await.unwrap());
    assert!(!passwords.verify("correct horse batterY", Some(&hash)).await.unwrap());
    assert!(!passwords.verify("", Some(&hash)).await.unwrap());
    assert_ne!(hash, passwords.hash("correct horse battery").await.unwrap());
}

#[tokio::test]
async fn two_ways_of_composing_a_letter_are_one_password() {
    let passwords = Passwords::new();
    let hash = passwords.hash("caf\u{e9} 伯乐相马 2001").await.unwrap();
    assert!(passwords.verify("cafe\u{301} 伯乐相马 ２００１", Some(&hash)).await.unwrap());
}

#[tokio::test]
async fn a_reused_block_of_memory_gives_the_same_hash_as_a_fresh_one() {
    let mut expected = [0; HASH_LEN];
    let params = Params::new(MEMORY_KIB, ROUNDS, LANES, Some(HASH_LEN)).unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(b"password", b"sixteen bytes ..", &mut expected)
        .unwrap();
    let stored = encode(b"sixteen bytes ..", &expected);
    let passwords = Passwords::new();
    passwords.hash("a password that leaves its traces in the block").await.unwrap();
    assert!(passwords.verify("password", Some(&stored)).await.unwrap());
}

#[tokio::test]
async fn a_malformed_stored_hash_is_named() {
    let passwords = Passwords::new();
    for wrong in ["", "plain", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"] {
        let error = passwords.verify("x", Some(wrong)).await.unwrap_err();
        assert_eq!(error.code(), "vault.password_hash_malformed");
    }
}

#[tokio::test]
async fn an_unknown_account_takes_as_long_as_a_wrong_password() {
    let passwords = Passwords::new();
    let hash = passwords.hash("correct horse battery").await.unwrap();
    let mut known = Duration::MAX;
    let mut unknown = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        assert!(!passwords.verify("wrong", Some(&hash)).await.unwrap());
        known = known.min(start.elapsed());
        let start = Instant::now();
        assert!(!passwords.verify("wrong", None).await.unwrap());
        unknown = unknown.min(start.elapsed());
    }
    assert!(unknown * 2 > known && known * 2 > unknown, "known {known:?}, unknown {unknown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_log_ins_at_once_use_two_blocks_of_memory() {
    let passwords = Passwords::new();
    let hash = passwords.hash("correct horse battery").await.unwrap();
    let log_ins: Vec<_> = (0..32)
        .map(|number| {
            let (passwords, hash) = (passwords.clone(), hash.clone());
            tokio::spawn(async move {
                let password = if number % 2 == 0 { "correct horse battery" } else { "wrong" };
                passwords.verify(password, Some(&hash)).await.unwrap()
            })
        })
        .collect();
    let mut let_in = 0;
    for log_in in log_ins {
        let_in += usize::from(log_in.await.unwrap());
    }
    assert_eq!(let_in, 16);
    assert!((1..=AT_ONCE).contains(&passwords.blocks_in_memory()), "{}", passwords.blocks_in_memory());
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_who_hang_up_do_not_let_more_hashes_run_at_once() {
    let passwords = Passwords::new();
    for _ in 0..20 {
        let hasty = tokio::time::timeout(Duration::from_micros(200), passwords.verify("wrong", None));
        assert!(hasty.await.is_err() || passwords.blocks_in_memory() > 0);
    }
    assert!(!passwords.verify("patient", None).await.unwrap());
    assert!(passwords.blocks_in_memory() <= AT_ONCE);
}

#[tokio::test]
async fn the_queue_has_an_end_and_whoever_comes_then_is_told_so() {
    let passwords = Passwords::new();
    let places = u32::try_from(AT_ONCE + WAITING).unwrap();
    let crowd = Arc::clone(&passwords.places).try_acquire_many_owned(places).unwrap();
    assert!(matches!(passwords.verify("wrong", None).await, Err(VaultError::Busy)));
    drop(crowd);
    assert!(!passwords.verify("wrong", None).await.unwrap(), "there is room again");
    assert_eq!(passwords.places.available_permits(), AT_ONCE + WAITING, "every place is given back");
}
