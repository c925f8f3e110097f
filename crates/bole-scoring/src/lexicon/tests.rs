//! Tests of the lexicon files.

use std::collections::BTreeSet;

use bole_domain::locale::Locale;
use bole_text::Folded;

use super::{Cue, EN, LISTS, ZH, lexicon, terms};

#[test]
fn every_list_of_a_file_is_known_and_every_cue_but_foreign_words_has_terms() {
    for (file, name) in [(ZH, "zh"), (EN, "en")] {
        let named: BTreeSet<&str> =
            file.lines().filter_map(|it| it.trim().strip_prefix('[')?.strip_suffix(']')).collect();
        let known: BTreeSet<&str> = LISTS.iter().map(|it| it.0).collect();
        assert!(named.is_subset(&known), "{name}: {:?}", named.difference(&known));
        for (list, cue) in LISTS.iter().filter(|it| it.1 != Cue::Foreign || name == "en") {
            assert!(terms(file).iter().any(|it| it.0 == *cue), "{name} has no terms for {list}");
        }
    }
}

#[test]
fn the_hash_names_the_file() {
    assert_eq!(lexicon(Locale::Zh).sha256().len(), 64);
    assert_ne!(lexicon(Locale::Zh).sha256(), lexicon(Locale::En).sha256());
}

#[test]
fn cues_are_found_where_they_stand() {
    let folded = Folded::new("我负责核实订单");
    let cues: Vec<Cue> = lexicon(Locale::Zh).find(&folded).into_iter().map(|it| it.cue).collect();
    assert!(cues.contains(&Cue::Role) && cues.contains(&Cue::Action) && cues.contains(&Cue::Myself));
}
