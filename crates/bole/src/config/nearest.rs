//! The name somebody probably meant.

/// The known name that differs least, if it is near enough to have been meant.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let key = |it: &'a str| it.rsplit('.').next().unwrap_or(it);
    let by_distance = known.map(|it| (distance(written, it).min(distance(written, key(it))), it));
    let (least, name) = by_distance.min_by_key(|it| it.0)?;
    (least <= 1 + written.chars().count() / 4).then_some(name)
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let changed = rows[i][j] + usize::from(x != y);
            let mut least = changed.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_understood_and_a_guess_is_not_made() {
        let known = ["listen.port", "listen.host", "backup.keep", "data"];
        let cases = [
            ("listen.prot", Some("listen.port")),
            ("port", Some("listen.port")),
            ("dta", Some("data")),
            ("backup.kep", Some("backup.keep")),
            ("colour", None),
        ];
        for (written, expected) in cases {
            assert_eq!(nearest(written, known.into_iter()), expected, "{written}");
        }
    }
}
