//! The HTML form of a plain text: paragraphs and links, nothing else. Every character of the text is escaped.

/// The text as a small HTML document.
pub fn html_of(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let paragraphs: String = text
        .split("\n\n")
        .map(|paragraph| paragraph.trim_matches('\n'))
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            let lines: Vec<String> = paragraph.split('\n').map(linked).collect();
            format!("<p style=\"margin:0 0 1em\">{}</p>\n", lines.join("<br>\n"))
        })
        .collect();
    format!(
        "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n\
         <body style=\"font-family:sans-serif;font-size:16px;line-height:1.6;color:#1b1f24\">\n{paragraphs}</body>\n</html>\n"
    )
}

/// A line with its web addresses as links; an address is its own text, so that nobody is led elsewhere.
fn linked(line: &str) -> String {
    let mut html = String::new();
    let mut rest = line;
    while let Some(start) = address_start(rest) {
        let (before, from) = rest.split_at(start);
        let (address, after) = from.split_at(address_length(from));
        html.push_str(&escape(before));
        let address = escape(address);
        html.push_str(&format!("<a href=\"{address}\">{address}</a>"));
        rest = after;
    }
    html + &escape(rest)
}

fn address_start(text: &str) -> Option<usize> {
    [text.find("https://"), text.find("http://")].into_iter().flatten().min()
}

/// An address ends at the first character that cannot be in one, and never with a sentence's mark.
fn address_length(text: &str) -> usize {
    let end = text.find(|letter: char| !letter.is_ascii_graphic() || "<>\"'".contains(letter)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']).len()
}

fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, letter| {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
        html
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        assert_eq!(linked(line), expected);
    }

    #[test]
    fn addresses_become_links_and_marks_after_them_do_not() {
        check(
            "请打开 https://example.com/i/abc?x=1&y=2。谢谢",
            "请打开 <a href=\"https://example.com/i/abc?x=1&amp;y=2\">https://example.com/i/abc?x=1&amp;y=2</a>。谢谢",
        );
        check(
            "See (http://localhost:8080/i/x).",
            "See (<a href=\"http://localhost:8080/i/x\">http://localhost:8080/i/x</a>).",
        );
        check("no address", "no address");
    }

    #[test]
    fn text_never_becomes_markup() {
        check("<b>&\"'</b>", "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;");
        check(
            "https://e.com/\"onclick=x javascript:alert(1)",
            "<a href=\"https://e.com/\">https://e.com/</a>&quot;onclick=x javascript:alert(1)",
        );
    }

    #[test]
    fn empty_lines_separate_paragraphs() {
        let html = html_of("一\r\n二\n\n\n三\n");
        assert_eq!(html.matches("<p ").count(), 2);
        assert!(html.contains("一<br>\n二"));
        assert_eq!(html_of("").matches("<p ").count(), 0);
    }
}
