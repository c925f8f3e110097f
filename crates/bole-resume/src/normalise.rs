//! One form for what people mean by the same sign, so that searching and showing agree. It must never change a word: Chinese
//! punctuation stays Chinese, case stays, and only signs that carry no meaning disappear.

use unicode_normalization::UnicodeNormalization;

use crate::line::is_han;

/// Whole characters among the radicals that Unicode's compatibility forms leave alone and PDF producers write for them.
const RADICALS: [(char, char); 42] = [
    ('⺁', '厂'),
    ('⺇', '几'),
    ('⺌', '小'),
    ('⺎', '尢'),
    ('⺒', '巳'),
    ('⺝', '月'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺩', '王'),
    ('⺫', '目'),
    ('⺮', '竹'),
    ('⺼', '月'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻑', '長'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻡', '首'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

/// The normal form of a text.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut before = '\n';
    for c in text.nfc() {
        if let Some(kept) = sign(c, before) {
            push(&mut plain, kept);
        }
        before = c;
    }
    let mut out = String::with_capacity(plain.len());
    let mut empty_lines = 0;
    for line in plain.split('\n') {
        let line = close_up(line.trim_end());
        empty_lines = if line.is_empty() { empty_lines + 1 } else { 0 };
        if empty_lines < 2 {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out.trim_matches('\n').to_owned()
}

fn push(out: &mut String, c: char) {
    if is_compatibility_form(c) {
        out.extend(std::iter::once(c).nfkc());
    } else {
        out.push(RADICALS.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, character)| *character));
    }
}

/// Blanks, hyphens and line ends in one form; nothing for signs without meaning.
fn sign(c: char, before: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        '\r' => None,
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{2010}' | '\u{2011}' | '\u{2043}' | '\u{2212}' | '\u{fe63}' => Some('-'),
        // Inside an emoji the joiner joins; elsewhere it hides.
        '\u{200d}' if is_pictograph(before) => Some(c),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => Some(' '),
        _ if c.is_control() => None,
        _ => Some(c),
    }
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// Forms that stand for another character: Kangxi radicals, compatibility ideographs, ligatures, full-width letters and
/// digits, styled letters. Full-width punctuation is how Chinese is written and stays, except in addresses and numbers.
fn is_compatibility_form(c: char) -> bool {
    matches!(
        c,
        '\u{2f00}'..='\u{2fdf}'
            | '\u{2e9f}'
            | '\u{2ef3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{2f800}'..='\u{2fa1f}'
            | '\u{fb00}'..='\u{fb06}'
            | '０'..='９'
            | 'Ａ'..='Ｚ'
            | 'ａ'..='ｚ'
            | '＠' | '＋' | '－' | '．' | '／' | '＿' | '＃' | '％' | '＆' | '＝'
            | '\u{ff66}'..='\u{ff9f}'
            | '\u{1d400}'..='\u{1d7ff}'
    )
}

/// Takes out the blanks that spaced-out type and PDF producers put between Han characters. Where only single characters
/// stand apart (`姓 名`, `教 育 背 景`), just these close up, because `本科 男 北京` are three words; where a whole line is
/// spaced out, all of it does.
fn close_up(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let is_gap = |at: usize| {
        chars[at] == ' ' && at > 0 && at + 1 < chars.len() && is_han(chars[at - 1]) && is_han(chars[at + 1])
    };
    let gaps = (0..chars.len()).filter(|at| is_gap(*at)).count();
    let touching = chars.windows(2).filter(|pair| is_han(pair[0]) && is_han(pair[1])).count();
    let is_spaced_out = gaps > 2 && gaps > 2 * touching;
    let is_alone = |at: usize| {
        let is_free = |place: Option<usize>| place.and_then(|place| chars.get(place)).is_none_or(|c| !is_han(*c));
        is_free(at.checked_sub(1)) && is_free(Some(at + 1))
    };
    let closes = |at: usize| is_gap(at) && (is_spaced_out || (is_alone(at - 1) && is_alone(at + 1)));
    (0..chars.len()).filter(|at| !closes(*at)).map(|at| chars[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(normalise(input), expected, "{input:?}");
        assert_eq!(normalise(expected), expected, "normalising twice changes nothing");
    }

    #[test]
    fn radicals_and_compatibility_forms_become_the_characters_meant() {
        check("⼯作经历 ⻓期 ⻩⾦", "工作经历 长期 黄金");
        check("ｊａｖａ１２３ ａ＠ｂ．ｃｎ", "java123 a@b.cn");
        check("Artiﬁcial 𝐁𝐨𝐥𝐝", "Artificial Bold");
        check("e\u{301}cole", "école");
    }

    #[test]
    fn chinese_punctuation_case_emoji_and_rare_han_stay() {
        check("姓名：张三，（男）！“好”《书》", "姓名：张三，（男）！“好”《书》");
        check("𠮷野家 👩‍💻 🇨🇳 ❤️ ①", "𠮷野家 👩‍💻 🇨🇳 ❤️ ①");
    }

    #[test]
    fn blanks_hyphens_and_invisible_signs_have_one_form() {
        check("199\u{2011}0000\u{2011}0000\u{a0}\u{3000}x", "199-0000-0000  x");
        check("zero\u{200b}width\u{ad} \u{202e}turned", "zerowidth turned");
        check("a\r\nb\u{2028}c\n\n\n\nd  \n", "a\nb\nc\n\nd");
        check("", "");
    }

    #[test]
    fn spaced_out_characters_close_up_and_words_stay_apart() {
        check("姓 名：张 三", "姓名：张三");
        check("教 育 背 景", "教育背景");
        check("本科 男 北京", "本科 男 北京");
        check("姓名 张三 性别 男", "姓名 张三 性别 男");
        check("负 责 项 目 管 理 和 开发", "负责项目管理和开发");
        check("熟悉 Java 语言", "熟悉 Java 语言");
        check("张  三", "张  三");
    }
}
