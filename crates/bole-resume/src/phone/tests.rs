//! Tables of what is a phone number and what is not.

use super::find;

fn check(input: &str, expected: &[&str]) {
    let chars: Vec<char> = input.chars().collect();
    let found = find(&chars);
    let values: Vec<&str> = found.iter().map(|field| field.value.as_str()).collect();
    assert_eq!(values, expected, "{input}");
    for field in &found {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let written = digits(bole_text::slice(input, field.span));
        // What was written may have a dialling prefix more or a country code less, nothing else.
        assert!(written.ends_with(&digits(&field.value)[digits(&field.value).len() - 7..]), "{input}: {written}");
    }
}

#[test]
fn chinese_mobiles_are_found_however_they_are_grouped() {
    for written in [
        "19900001234",
        "199 0000 1234",
        "199-0000-1234",
        "199.0000.1234",
        "1990000 1234",
        "+86 199 0000 1234",
        "+86-19900001234",
        "(+86) 199-0000-1234",
        "（+86）19900001234",
        "86 19900001234",
        "8619900001234",
        "0086 199 0000 1234",
        "008619900001234",
    ] {
        check(written, &["+8619900001234"]);
        check(&format!("手机：{written}，邮箱"), &["+8619900001234"]);
        check(&format!("𠮷{written}/男/25岁"), &["+8619900001234"]);
    }
    check("199 0000 1234 / 199-0000-5678", &["+8619900001234", "+8619900005678"]);
    check("19900001234 19900001234", &["+8619900001234"]);
    check("电话 19900001234 25岁", &["+8619900001234"]);
}

#[test]
fn numbers_of_other_countries_and_landlines_are_found() {
    check("+1 (415) 555-0142 , San Francisco", &["+14155550142"]);
    check("(+82) 10-0000-1234 | a@example.com", &["+821000001234"]);
    check("+44 20 7946 0000", &["+442079460000"]);
    check("607.555.0133 | a@example.com", &["6075550133"]);
    check("(415) 555-0142", &["4155550142"]);
    check("010-00001234", &["+861000001234"]);
    check("电话：0571-00001234", &["+8657100001234"]);
    check("+86 10 0000 1234", &["+861000001234"]);
    check("Tel: 5555 0142", &["55550142"]);
}

#[test]
fn dates_cards_scores_and_accounts_are_not_phone_numbers() {
    for text in [
        "",
        "+",
        "()",
        "2018.09-2021.06",
        "2018-09-01 2021-06-30",
        "2018.09.01-2021.06.30",
        "199001011234",
        "000000199001011234",
        "00000019900101123X",
        "身份证 000000 1990 0101 1234",
        "QQ：1234567",
        "QQ 12345678901",
        "6222 0000 0000 0000 000",
        "GPA 3.97/4.00",
        "19900001234@example.com",
        "a19900001234",
        "199000012345",
        "https://example.com/19900001234",
        "US Patent 11,234,567",
        "10.1234/neurips.2023.1234",
        "192.168.1.1",
        "125xxxx6616",
        "2022 年 03 月 – 2022 年 12 月",
        "手机：2019-2021",
        "¥19900001234",
        "100 200 3000",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_label_or_a_country_code_makes_it_surer() {
    let confidence = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        find(&chars)[0].confidence
    };
    assert!(confidence("手机：19900001234") > confidence("19900001234"));
    assert!(confidence("19900001234") > confidence("010-00001234"));
}
