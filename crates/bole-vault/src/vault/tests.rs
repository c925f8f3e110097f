//! That sealed values open where they belong and nowhere else.

use super::*;
use proptest::prelude::*;

fn vault() -> Vault {
    Vault::create(&RootKey::from_bytes(&[1; KEY_LEN])).unwrap().0
}

fn person(vault: &Vault) -> PersonKey {
    vault.open_person_key(&vault.new_person_key().unwrap()).unwrap()
}

const PLACE: Aad<'static> = Aad { table: "candidates", column: "phone", row: "row-1", version: 3 };

#[test]
fn a_header_goes_through_json_and_opens_the_same_vault() {
    let root = RootKey::from_bytes(&[1; KEY_LEN]);
    let (vault, header) = Vault::create(&root).unwrap();
    let wrapped = vault.new_person_key().unwrap();
    let sealed = vault.seal(&vault.open_person_key(&wrapped).unwrap(), &PLACE, "199 0000 0001".as_bytes()).unwrap();

    let header = serde_json::from_str(&serde_json::to_string(&header).unwrap()).unwrap();
    let later = Vault::open(&root, &header).unwrap();
    let key = later.open_person_key(&wrapped).unwrap();
    assert_eq!(later.unseal(&key, &PLACE, &sealed).unwrap(), "199 0000 0001".as_bytes());
    assert_eq!(later.blind_index("phone", "19900000001"), vault.blind_index("phone", "19900000001"));
}

#[test]
fn a_wrong_root_key_is_named() {
    let (_, header) = Vault::create(&RootKey::from_bytes(&[1; KEY_LEN])).unwrap();
    let error = Vault::open(&RootKey::from_bytes(&[2; KEY_LEN]), &header).unwrap_err();
    assert_eq!(error.code(), "vault.wrong_root_key");
}

#[test]
fn a_damaged_header_is_named() {
    let root = RootKey::from_bytes(&[1; KEY_LEN]);
    let (_, header) = Vault::create(&root).unwrap();
    for damaged in ["", "01", "zz", &header.deployment_key[2..], &header.deployment_key.replace('0', "1")] {
        let header = VaultHeader { deployment_key: damaged.to_owned(), ..header.clone() };
        let code = Vault::open(&root, &header).unwrap_err().code();
        assert!(["vault.seal_broken", "vault.unknown_format"].contains(&code), "{damaged}: {code}");
    }
}

#[test]
fn another_persons_key_does_not_open_a_value() {
    let vault = vault();
    let sealed = vault.seal(&person(&vault), &PLACE, b"text").unwrap();
    assert_eq!(vault.unseal(&person(&vault), &PLACE, &sealed).unwrap_err().code(), "vault.seal_broken");
}

#[test]
fn system_secrets_and_person_values_and_wrapped_keys_do_not_open_as_each_other() {
    let vault = vault();
    let key = person(&vault);
    let system = vault.seal_system(&PLACE, b"secret").unwrap();
    assert_eq!(vault.unseal_system(&PLACE, &system).unwrap(), b"secret");
    assert!(vault.unseal(&key, &PLACE, &system).is_err());
    assert!(vault.open_person_key(&WrappedKey(system)).is_err());
    assert!(vault.unseal_system(&PLACE, &vault.new_person_key().unwrap().0).is_err());
}

#[test]
fn a_value_of_a_newer_format_is_named() {
    let vault = vault();
    let mut sealed = vault.seal_system(&PLACE, b"secret").unwrap();
    sealed[0] = 9;
    assert_eq!(vault.unseal_system(&PLACE, &sealed).unwrap_err().code(), "vault.unknown_format");
}

#[test]
fn a_large_document_is_sealed_whole() {
    let vault = vault();
    let key = person(&vault);
    let document: Vec<u8> = (0..10_000_000_u32).map(|at| at.to_le_bytes()[0]).collect();
    let sealed = vault.seal(&key, &PLACE, &document).unwrap();
    assert_eq!(sealed.len(), document.len() + 29);
    assert!(vault.unseal(&key, &PLACE, &sealed).unwrap() == document);
}

#[test]
fn the_same_value_is_never_sealed_the_same_way_twice() {
    let vault = vault();
    let key = person(&vault);
    assert_ne!(vault.seal(&key, &PLACE, b"x").unwrap(), vault.seal(&key, &PLACE, b"x").unwrap());
}

#[test]
fn printing_shows_nothing_of_any_key() {
    let (vault, header) = Vault::create(&RootKey::from_bytes(&[1; KEY_LEN])).unwrap();
    let wrapped = vault.new_person_key().unwrap();
    let key = vault.open_person_key(&wrapped).unwrap();
    assert_eq!(format!("{vault:?} {wrapped:?} {key:?}"), "Vault(…) WrappedKey(…) PersonKey(…)");
    assert!(!format!("{header:?}").contains(&header.deployment_key[..16]));
}

proptest! {
    #[test]
    fn what_was_sealed_opens_at_its_place(text: Vec<u8>, table: String, column: String, row: String, version: u64) {
        let vault = vault();
        let key = person(&vault);
        let aad = Aad { table: &table, column: &column, row: &row, version };
        let sealed = vault.seal(&key, &aad, &text).unwrap();
        prop_assert_eq!(vault.unseal(&key, &aad, &sealed).unwrap(), text);
    }

    #[test]
    fn a_value_opens_at_no_other_place(
        one in ("[ab]{0,3}", "[ab]{0,3}", "[ab]{0,3}", 0_u64..3),
        other in ("[ab]{0,3}", "[ab]{0,3}", "[ab]{0,3}", 0_u64..3),
    ) {
        let vault = vault();
        let key = person(&vault);
        let aad = Aad { table: &one.0, column: &one.1, row: &one.2, version: one.3 };
        let elsewhere = Aad { table: &other.0, column: &other.1, row: &other.2, version: other.3 };
        let sealed = vault.seal(&key, &aad, b"text").unwrap();
        prop_assert_eq!(vault.unseal(&key, &elsewhere, &sealed).is_ok(), one == other);
    }

    #[test]
    fn a_flipped_bit_or_a_cut_value_does_not_open(text: Vec<u8>, at: prop::sample::Index, bit in 0_u8..8) {
        let vault = vault();
        let key = person(&vault);
        let sealed = vault.seal(&key, &PLACE, &text).unwrap();
        let mut flipped = sealed.clone();
        flipped[at.index(sealed.len())] ^= 1 << bit;
        prop_assert!(vault.unseal(&key, &PLACE, &flipped).is_err());
        prop_assert!(vault.unseal(&key, &PLACE, &sealed[..at.index(sealed.len())]).is_err());
    }
}
