//! The regular and the commonest irregular forms of an English word.
//!
//! It makes too many forms rather than too few: a form that is no word never occurs, so it does no harm.

#[cfg(test)]
mod tests;

/// The forms a term may take: of a phrase, the first or the last word is inflected.
#[must_use]
pub fn forms(term: &str) -> Vec<String> {
    let mut all = vec![term.to_owned()];
    match term.split_once(' ') {
        None => all.extend(word_forms(term)),
        Some((first, rest)) => {
            all.extend(word_forms(first).into_iter().map(|it| format!("{it} {rest}")));
            if let Some((before, last)) = term.rsplit_once(' ') {
                all.extend(word_forms(last).into_iter().map(|it| format!("{before} {it}")));
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn word_forms(word: &str) -> Vec<String> {
    let is_plain = word.len() >= 2 && word.chars().all(|it| it.is_ascii_lowercase());
    if !is_plain || CLOSED.contains(&word) {
        return Vec::new();
    }
    let mut all: Vec<String> = ["s", "es", "ed", "ing", "'s"].iter().map(|it| format!("{word}{it}")).collect();
    if let Some(stem) = word.strip_suffix('e') {
        all.extend(["ed", "ing"].iter().map(|it| format!("{stem}{it}")));
    }
    if let Some(stem) = word.strip_suffix('y') {
        all.extend(["ies", "ied"].iter().map(|it| format!("{stem}{it}")));
    }
    if let Some(last) = word.chars().last()
        && doubles(word)
    {
        all.extend(["ed", "ing"].iter().map(|it| format!("{word}{last}{it}")));
    }
    all.extend(
        IRREGULAR.iter().filter(|it| it[0] == word).flat_map(|it| it[1..].iter().map(|form| (*form).to_owned())),
    );
    all
}

/// Whether the last consonant is doubled before a vowel: one vowel between consonants, as in `plan`.
fn doubles(word: &str) -> bool {
    let is_vowel = |it: char| matches!(it, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut back = word.chars().rev();
    match (back.next(), back.next(), back.next()) {
        (Some(last), Some(middle), Some(before)) => {
            !is_vowel(last) && !matches!(last, 'w' | 'x' | 'y') && is_vowel(middle) && !is_vowel(before)
        }
        _ => false,
    }
}

/// Words that have no other forms worth looking for.
const CLOSED: [&str; 32] = [
    "a", "an", "and", "as", "at", "be", "but", "by", "for", "from", "he", "i", "if", "in", "is", "it", "me", "my",
    "no", "not", "of", "on", "or", "so", "that", "the", "they", "this", "to", "up", "we", "with",
];

/// Verbs whose past is not made with `-ed`.
const IRREGULAR: &[&[&str]] = &[
    &["become", "became"],
    &["begin", "began", "begun"],
    &["break", "broke", "broken"],
    &["bring", "brought"],
    &["build", "built"],
    &["buy", "bought"],
    &["catch", "caught"],
    &["choose", "chose", "chosen"],
    &["come", "came"],
    &["deal", "dealt"],
    &["do", "did", "done", "does"],
    &["draw", "drew", "drawn"],
    &["drive", "drove", "driven"],
    &["fall", "fell", "fallen"],
    &["feel", "felt"],
    &["find", "found"],
    &["fight", "fought"],
    &["forget", "forgot"],
    &["get", "got", "gotten"],
    &["give", "gave", "given"],
    &["go", "went", "gone"],
    &["grow", "grew", "grown"],
    &["have", "had", "has"],
    &["hear", "heard"],
    &["hold", "held"],
    &["keep", "kept"],
    &["know", "knew", "known"],
    &["lead", "led"],
    &["learn", "learnt"],
    &["leave", "left"],
    &["lose", "lost"],
    &["make", "made"],
    &["mean", "meant"],
    &["meet", "met"],
    &["pay", "paid"],
    &["ride", "rode"],
    &["rise", "rose", "risen"],
    &["run", "ran"],
    &["say", "said"],
    &["see", "saw", "seen"],
    &["seek", "sought"],
    &["sell", "sold"],
    &["send", "sent"],
    &["show", "showed", "shown"],
    &["sit", "sat"],
    &["speak", "spoke", "spoken"],
    &["spend", "spent"],
    &["stand", "stood"],
    &["stick", "stuck"],
    &["take", "took", "taken"],
    &["teach", "taught"],
    &["tell", "told"],
    &["think", "thought"],
    &["throw", "threw", "thrown"],
    &["understand", "understood"],
    &["win", "won"],
    &["write", "wrote", "written"],
    &["rewrite", "rewrote", "rewritten"],
    &["rebuild", "rebuilt"],
    &["oversee", "oversaw"],
    &["undertake", "undertook"],
    &["customer", "customers'"],
    &["freeze", "froze", "frozen"],
    &["shrink", "shrank", "shrunk"],
    &["sleep", "slept"],
];
