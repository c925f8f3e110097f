//! Who was found signed in a moment ago, so that an autosave does not look it up each time. It never outlives a sign-out:
//! whoever ends sessions empties it, and another process' sign-outs count within [`TRUST_MS`].

use std::collections::BTreeMap;
use std::sync::Mutex;

use bole_domain::time::Millis;

use crate::policy::Candidate;

/// How long a look-up is trusted.
const TRUST_MS: i64 = 30_000;
/// The most look-ups kept.
const CAPACITY: usize = 20_000;

/// The look-ups of a running Bole.
#[derive(Debug, Default)]
pub struct SignIns(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// By the hash of the token, with the end of trust.
    found: BTreeMap<String, (Candidate, Millis)>,
    /// Rises with each emptying.
    generation: u64,
}

impl SignIns {
    /// Who the token belongs to, if it was looked up a moment ago.
    pub fn get(&self, hash: &str, now: Millis) -> Option<Candidate> {
        let known = self.lock();
        known.found.get(hash).filter(|(_, until)| now < *until).map(|(candidate, _)| candidate.clone())
    }

    /// To be asked before looking up, and told to [`SignIns::keep`].
    pub fn generation(&self) -> u64 {
        self.lock().generation
    }

    /// Keeps a look-up until it is stale or the session ends by itself, unless sessions were ended since `generation`.
    pub fn keep(&self, generation: u64, hash: String, candidate: Candidate, now: Millis, ends_at: Millis) {
        let mut known = self.lock();
        if known.generation != generation {
            return;
        }
        if known.found.len() >= CAPACITY {
            known.found.clear();
        }
        known.found.insert(hash, (candidate, now.plus(TRUST_MS).min(ends_at)));
    }

    /// Forgets everybody: somebody's session has ended.
    pub fn clear(&self) {
        let mut known = self.lock();
        known.found.clear();
        known.generation += 1;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{SignIns, TRUST_MS};
    use crate::policy::Candidate;
    use bole_domain::time::Millis;
    use uuid::Uuid;

    const NOW: Millis = Millis(1_700_000_000_000);

    fn candidate() -> Candidate {
        Candidate { id: Uuid::nil().into(), application: Uuid::nil().into(), invitation: Uuid::nil().into() }
    }

    fn known(ends_in_ms: i64) -> SignIns {
        let it = SignIns::default();
        it.keep(it.generation(), "hash".to_owned(), candidate(), NOW, NOW.plus(ends_in_ms));
        it
    }

    #[test]
    fn a_look_up_is_trusted_for_a_moment_and_never_beyond_the_session() {
        let it = known(1_000_000);
        assert_eq!(it.get("hash", NOW.plus(TRUST_MS - 1)), Some(candidate()));
        assert_eq!(it.get("hash", NOW.plus(TRUST_MS)), None);
        assert_eq!(it.get("other", NOW), None);
        assert_eq!(known(5).get("hash", NOW.plus(5)), None);
    }

    #[test]
    fn ending_any_session_forgets_every_look_up_and_those_under_way() {
        let it = known(1_000_000);
        let generation = it.generation();
        it.clear();
        assert_eq!(it.get("hash", NOW), None);
        it.keep(generation, "hash".to_owned(), candidate(), NOW, NOW.plus(1_000_000));
        assert_eq!(it.get("hash", NOW), None);
    }
}
