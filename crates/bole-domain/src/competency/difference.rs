//! What changed between two versions of a competency model, dimension by dimension, so that a screen can say it in words.

use serde::Serialize;

use super::{CompetencyModel, Dimension};
use crate::locale::{Bilingual, BilingualTerms};

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Change {
    /// The key of the dimension.
    pub dimension: String,
    /// Its name, in the later version where it has one.
    pub name: Bilingual,
    /// What is different about it.
    pub what: Alteration,
}

/// What is different about a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alteration {
    /// It is new.
    Added {
        /// With this weight.
        weight: u32,
    },
    /// It is gone.
    Removed {
        /// It had this weight.
        weight: u32,
    },
    /// It is called something else.
    Renamed {
        /// The name before.
        from: Bilingual,
        /// The name now.
        to: Bilingual,
    },
    /// It counts more or less.
    Weight {
        /// The weight before.
        from: u32,
        /// The weight now.
        to: u32,
    },
    /// It stands in another place among those that both versions have.
    Moved {
        /// The place before, from 1.
        from: usize,
        /// The place now, from 1.
        to: usize,
    },
    /// Its definition is another.
    Definition {
        /// The text before.
        from: Bilingual,
        /// The text now.
        to: Bilingual,
    },
    /// One of its levels is described differently.
    Anchor {
        /// The level, from 1.
        level: usize,
        /// The text before.
        from: Bilingual,
        /// The text now.
        to: Bilingual,
    },
    /// Its negative signs are others.
    Signs {
        /// Those that are new.
        added: BilingualTerms,
        /// Those that are gone.
        removed: BilingualTerms,
    },
    /// Its advice is another.
    Advice {
        /// The text before.
        from: Bilingual,
        /// The text now.
        to: Bilingual,
    },
}

/// Everything that is different between two models, in the order of the later one, what is gone at the end.
#[must_use]
pub fn differences(before: &CompetencyModel, after: &CompetencyModel) -> Vec<Change> {
    let mut changes = Vec::new();
    let common = |of: &CompetencyModel, other: &CompetencyModel| -> Vec<String> {
        let keys = of.dimensions.iter().map(|it| it.key.clone());
        keys.filter(|it| other.dimension(it).is_some()).collect()
    };
    let (places_before, places_after) = (common(before, after), common(after, before));
    for now in &after.dimensions {
        let Some(then) = before.dimension(&now.key) else {
            changes.push(change(now, Alteration::Added { weight: now.weight }));
            continue;
        };
        let place = |list: &[String]| list.iter().position(|it| *it == now.key).map_or(0, |it| it + 1);
        let (from, to) = (place(&places_before), place(&places_after));
        if from != to {
            changes.push(change(now, Alteration::Moved { from, to }));
        }
        compare(then, now, &mut changes);
    }
    for then in before.dimensions.iter().filter(|it| after.dimension(&it.key).is_none()) {
        changes.push(change(then, Alteration::Removed { weight: then.weight }));
    }
    changes
}

fn change(of: &Dimension, what: Alteration) -> Change {
    Change { dimension: of.key.clone(), name: of.name.clone(), what }
}

fn compare(then: &Dimension, now: &Dimension, changes: &mut Vec<Change>) {
    let mut note = |what| changes.push(change(now, what));
    if then.name != now.name {
        note(Alteration::Renamed { from: then.name.clone(), to: now.name.clone() });
    }
    if then.weight != now.weight {
        note(Alteration::Weight { from: then.weight, to: now.weight });
    }
    if then.definition != now.definition {
        note(Alteration::Definition { from: then.definition.clone(), to: now.definition.clone() });
    }
    for at in 0..then.anchors.len().max(now.anchors.len()) {
        let text = |of: &Dimension| of.anchors.get(at).cloned().unwrap_or_default();
        let (from, to) = (text(then), text(now));
        if from != to {
            note(Alteration::Anchor { level: at + 1, from, to });
        }
    }
    if then.negative_signs != now.negative_signs {
        let (added, removed) =
            (only_in(&now.negative_signs, &then.negative_signs), only_in(&then.negative_signs, &now.negative_signs));
        note(Alteration::Signs { added, removed });
    }
    if then.advice != now.advice {
        note(Alteration::Advice { from: then.advice.clone(), to: now.advice.clone() });
    }
}

fn only_in(these: &BilingualTerms, those: &BilingualTerms) -> BilingualTerms {
    let without = |these: &[String], those: &[String]| these.iter().filter(|it| !those.contains(it)).cloned().collect();
    BilingualTerms { zh: without(&these.zh, &those.zh), en: without(&these.en, &those.en) }
}
