//! Which passwords are accepted: length and not being what everybody tries first. There are no composition rules (NIST
//! SP 800-63B): they make passwords worse.

use unicode_normalization::UnicodeNormalization;

/// The fewest characters.
pub const SHORTEST_PASSWORD: usize = 12;
/// The most characters, so that nobody makes the server hash a book.
pub const LONGEST_PASSWORD: usize = 128;
/// A short pattern repeated is as easy to guess as the pattern.
const LONGEST_PATTERN: usize = 4;

const COMMON: &str = include_str!("common_passwords.txt");

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than twelve characters.
    #[error("the password is shorter than {SHORTEST_PASSWORD} characters")]
    TooShort,
    /// More than 128 characters.
    #[error("the password is longer than {LONGEST_PASSWORD} characters")]
    TooLong,
    /// It is the account's own address.
    #[error("the password is the e-mail address")]
    IsEmail,
    /// It is on everybody's list, or a short pattern over and over.
    #[error("the password is one of those everybody tries first")]
    TooCommon,
}

impl WeakPassword {
    /// The stable code of this reason.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "password.too_short",
            Self::TooLong => "password.too_long",
            Self::IsEmail => "password.is_email",
            Self::TooCommon => "password.too_common",
        }
    }
}

/// Accepts or refuses a new password for the account of this e-mail address.
pub fn check_password(password: &str, email: &str) -> Result<(), WeakPassword> {
    // Counting stops early: the text may be of any size.
    match password.chars().take(LONGEST_PASSWORD + 1).count() {
        ..SHORTEST_PASSWORD => return Err(WeakPassword::TooShort),
        length if length > LONGEST_PASSWORD => return Err(WeakPassword::TooLong),
        _ => {}
    }
    let plain = password.nfkc().collect::<String>().to_lowercase();
    let email = email.trim().to_lowercase();
    if !email.is_empty() && (plain == email || email.split('@').next() == Some(plain.as_str())) {
        return Err(WeakPassword::IsEmail);
    }
    if is_common(&plain) || is_pattern(&plain) { Err(WeakPassword::TooCommon) } else { Ok(()) }
}

/// "Password2024!!" is "password" to whoever guesses: what surrounds the word does not count.
fn is_common(plain: &str) -> bool {
    let word = plain.trim_matches(|letter: char| !letter.is_alphabetic());
    COMMON.lines().any(|common| common == plain || (!word.is_empty() && common == word))
}

fn is_pattern(plain: &str) -> bool {
    let letters: Vec<char> = plain.chars().collect();
    let repeats =
        (1..=LONGEST_PATTERN).any(|step| letters.iter().skip(step).eq(letters.iter().take(letters.len() - step)));
    let steps =
        |by: i64| letters.windows(2).all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == by);
    repeats || steps(1) || steps(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, expected: Result<(), WeakPassword>) {
        assert_eq!(check_password(password, "lin.hr@example.com"), expected, "{password}");
    }

    #[test]
    fn length_is_counted_in_characters() {
        check("", Err(WeakPassword::TooShort));
        check("h4x9-q2v7-m", Err(WeakPassword::TooShort));
        check("h4x9-q2v7-mz", Ok(()));
        check("春风又绿江南岸明月何时", Err(WeakPassword::TooShort));
        check("春风又绿江南岸明月何时照", Ok(()));
        check(&"旧时王谢堂前燕飞入寻常百姓家𠮷".repeat(8), Ok(()));
        check(&"旧时王谢堂前燕飞入寻常百姓家𠮷x".repeat(9), Err(WeakPassword::TooLong));
        check(&"x".repeat(5_000_000), Err(WeakPassword::TooLong));
    }

    #[test]
    fn neither_composition_nor_change_of_case_is_demanded() {
        check("correct horse battery staple", Ok(()));
        check("839217460582", Ok(()));
    }

    #[test]
    fn the_own_address_is_refused() {
        check("Lin.HR@example.com", Err(WeakPassword::IsEmail));
        assert_eq!(check_password("wang.xiaoming", "wang.xiaoming@example.cn"), Err(WeakPassword::IsEmail));
    }

    #[test]
    fn what_everybody_tries_first_is_refused_in_its_usual_disguises() {
        for common in [
            "passwordpassword",
            "Password2024!!",
            "!!!Administrator",
            "1qaz2wsx3edc",
            "qwertyuiop123456",
            "woaini1314520",
            "５２０１３１４５２０１３１４",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "123412341234",
            "abcdefghijkl",
            "987654321098",
            "zyxwvutsrqpo",
            "一二三四五六七八九十一二",
            "Iloveyou12345678",
        ] {
            let refused = check_password(common, "lin.hr@example.com").is_err();
            assert!(refused, "{common}");
        }
    }

    #[test]
    fn the_list_holds_about_two_hundred_distinct_lower_case_entries() {
        let entries: std::collections::BTreeSet<&str> = COMMON.lines().collect();
        assert_eq!(entries.len(), COMMON.lines().count());
        assert!((150..400).contains(&entries.len()), "{}", entries.len());
        assert!(
            entries.iter().all(|entry| !entry.is_empty() && *entry == entry.to_lowercase() && *entry == entry.trim())
        );
    }
}
