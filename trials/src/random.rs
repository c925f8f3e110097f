//! Seeded chance: the same seed gives the same choices. It is no source of secrets.

use std::time::Duration;

/// A small generator (SplitMix64) that can hand parts of itself to others.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The generator of a seed.
    #[must_use]
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator of its own for number `n`, whatever the others draw.
    #[must_use]
    pub fn fork(&self, n: u64) -> Self {
        let mut seed = Self(self.0 ^ n.wrapping_mul(0xd6e8_feb8_6659_fd93));
        Self(seed.draw())
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is at least 1.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end.max(1)
    }

    /// Yes in `percent` of all cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A time between two, in milliseconds.
    pub fn between_ms(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to.saturating_sub(from) + 1))
    }

    /// One of several.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(all.len() as u64);
        all.get(usize::try_from(at).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_same_seed_gives_the_same_choices_and_forks_differ() {
        let draw = |mut it: Random| (0..8).map(|_| it.below(1000)).collect::<Vec<_>>();
        assert_eq!(draw(Random::of(7)), draw(Random::of(7)));
        assert_ne!(draw(Random::of(7)), draw(Random::of(8)));
        assert_ne!(draw(Random::of(7).fork(1)), draw(Random::of(7).fork(2)));
    }
}
