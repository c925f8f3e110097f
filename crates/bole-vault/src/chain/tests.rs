//! That a trail proves itself with the public key, and that no tampering with signed records stays unseen.

use super::*;
use proptest::prelude::*;

struct Stored {
    record: Vec<u8>,
    hash: ChainHash,
    signature: Option<Vec<u8>>,
}

fn signer() -> ChainSigner {
    ChainSigner::create(&RootKey::from_bytes(&[1; 32])).unwrap().0
}

/// A trail whose every third record ends a batch.
fn trail(signer: &ChainSigner, records: &[Vec<u8>]) -> Vec<Stored> {
    let mut head = ChainHash::START;
    let mut stored = Vec::new();
    for (position, record) in records.iter().enumerate() {
        head = link(&head, record);
        let signature = (position % 3 == 2).then(|| signer.sign(&head));
        stored.push(Stored { record: record.clone(), hash: head, signature });
    }
    stored
}

fn verify(public_key: &[u8], stored: &[Stored]) -> Result<ChainReport, ChainBreak> {
    verify_chain(
        public_key,
        stored.iter().map(|it| ChainRecord { record: &it.record, hash: it.hash, signature: it.signature.as_deref() }),
    )
}

fn seven() -> Vec<Vec<u8>> {
    (0..7_u8).map(|number| format!("{{\"seq\":{number}}}").into_bytes()).collect()
}

#[test]
fn an_untouched_trail_proves_itself_without_any_secret() {
    let signer = signer();
    let stored = trail(&signer, &seven());
    let report = verify(&signer.public_key(), &stored).unwrap();
    assert_eq!(report, ChainReport { records: 7, signed: 6, head: stored[6].hash });
    assert_eq!(verify(&signer.public_key(), &[]).unwrap().head, ChainHash::START);
}

#[test]
fn a_changed_record_is_found_where_it_is() {
    let signer = signer();
    let mut stored = trail(&signer, &seven());
    stored[4].record.push(b' ');
    assert_eq!(verify(&signer.public_key(), &stored), Err(ChainBreak::Hash { position: 4 }));
}

#[test]
fn rewriting_the_rest_of_the_chain_without_the_key_is_found_at_the_next_signature() {
    let signer = signer();
    let mut stored = trail(&signer, &seven());
    let mut head = stored[2].hash;
    stored[3].record = b"{\"seq\":3,\"actor\":\"nobody\"}".to_vec();
    for it in &mut stored[3..] {
        head = link(&head, &it.record);
        it.hash = head;
    }
    assert_eq!(verify(&signer.public_key(), &stored), Err(ChainBreak::Signature { position: 5 }));
}

#[test]
fn another_deployments_signature_or_key_is_found() {
    let signer = signer();
    let stored = trail(&signer, &seven());
    let other = ChainSigner::create(&RootKey::from_bytes(&[1; 32])).unwrap().0;
    assert_eq!(verify(&other.public_key(), &stored), Err(ChainBreak::Signature { position: 2 }));
    assert_eq!(verify(b"", &stored), Err(ChainBreak::Signature { position: 2 }));
}

#[test]
fn the_sealed_key_pair_opens_under_its_own_root_key_only() {
    let root = RootKey::from_bytes(&[1; 32]);
    let (signer, sealed) = ChainSigner::create(&root).unwrap();
    assert_eq!(ChainSigner::open(&root, &sealed).unwrap().public_key(), signer.public_key());
    assert_eq!(ChainSigner::open(&RootKey::from_bytes(&[2; 32]), &sealed).unwrap_err().code(), "vault.seal_broken");
    assert_eq!(format!("{signer:?}"), "ChainSigner(…)");
}

#[test]
fn a_hash_goes_through_its_text() {
    let hash = link(&ChainHash::START, b"record");
    assert_eq!(ChainHash::from_hex(&hash.to_hex()), Some(hash));
    for wrong in ["", "00", "zz", "伯乐"] {
        assert_eq!(ChainHash::from_hex(wrong), None);
    }
}

proptest! {
    #[test]
    fn removing_or_exchanging_records_before_the_last_is_found(
        records in prop::collection::btree_set(prop::collection::vec(any::<u8>(), 0..8), 3..20),
        at: prop::sample::Index,
        exchange: bool,
    ) {
        let signer = signer();
        let records: Vec<Vec<u8>> = records.into_iter().collect();
        let mut stored = trail(&signer, &records);
        let at = at.index(stored.len() - 1);
        if exchange {
            stored.swap(at, at + 1);
        } else {
            stored.remove(at);
        }
        prop_assert_eq!(verify(&signer.public_key(), &stored), Err(ChainBreak::Hash { position: at as u64 }));
    }
}
