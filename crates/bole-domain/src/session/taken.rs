//! Which numbers of a client were taken, kept as runs: a client counts by ones, so a long interview stays small to copy.

/// A set of numbers that mostly follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// First and last of each run, in order, with gaps between.
    runs: Vec<(u64, u64)>,
}

impl Taken {
    /// Whether the number was taken.
    #[must_use]
    pub fn contains(&self, number: u64) -> bool {
        let after = self.runs.partition_point(|(first, _)| *first <= number);
        self.runs.get(..after).and_then(<[_]>::last).is_some_and(|(_, last)| number <= *last)
    }

    /// Takes a number; taking it again changes nothing.
    pub fn insert(&mut self, number: u64) {
        if self.contains(number) {
            return;
        }
        let after = self.runs.partition_point(|(first, _)| *first <= number);
        let joins_before = after > 0 && self.runs[after - 1].1.checked_add(1) == Some(number);
        let joins_after = self.runs.get(after).is_some_and(|(first, _)| number.checked_add(1) == Some(*first));
        match (joins_before, joins_after) {
            (true, true) => {
                self.runs[after - 1].1 = self.runs[after].1;
                self.runs.remove(after);
            }
            (true, false) => self.runs[after - 1].1 = number,
            (false, true) => self.runs[after].0 = number,
            (false, false) => self.runs.insert(after, (number, number)),
        }
    }

    /// The highest number.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        self.runs.last().map(|(_, last)| *last)
    }
}

#[cfg(test)]
mod tests {
    use super::Taken;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_that_follow_each_other_are_one_run_in_any_order() {
        let mut taken = Taken::default();
        [3, 1, 2, 5, 4, 4].into_iter().for_each(|it| taken.insert(it));
        assert_eq!(taken.runs, [(1, 5)]);
        taken.insert(u64::MAX);
        taken.insert(0);
        assert_eq!(taken.runs, [(0, 5), (u64::MAX, u64::MAX)]);
        assert_eq!(taken.last(), Some(u64::MAX));
    }

    proptest! {
        #[test]
        fn it_holds_what_a_plain_set_holds(numbers in proptest::collection::vec(0_u64..60, 0..80)) {
            let mut taken = Taken::default();
            let plain: BTreeSet<u64> = numbers.iter().copied().collect();
            numbers.iter().for_each(|it| taken.insert(*it));
            for number in 0..62 {
                prop_assert_eq!(taken.contains(number), plain.contains(&number));
            }
            prop_assert_eq!(taken.last(), plain.last().copied());
        }
    }
}
