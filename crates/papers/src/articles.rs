//! Articles of a law as a paper cites them: the table writes `69(1)(4)`, a paper the words of the law for article, paragraph
//! and item.

use crate::recognised::numerals;
use crate::telling::Telling;
use words::Text;

/// The articles of `cited`, which stand apart by commas.
pub(crate) fn written(telling: &Telling<'_>, cited: &str) -> Text {
    let all = cited.split(", ").map(|one| article(telling, one));
    Text::join(all, "list-dot")
}

fn article(telling: &Telling<'_>, cited: &str) -> Text {
    let Parts {
        article,
        paragraph,
        item,
    } = parts(cited);
    let mut text = say(telling, "paper-article", article);
    if let Some(paragraph) = paragraph {
        text = text + &say(telling, "paper-article-paragraph", paragraph);
    }
    if let Some(item) = item {
        text = text + &say(telling, "paper-article-item", item);
    }
    text
}

fn say(telling: &Telling<'_>, id: &str, number: &str) -> Text {
    let number = Text::new(numeral(number), number);
    telling.say(id, &[("n", number.into())])
}

#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    article: &'a str,
    paragraph: Option<&'a str>,
    item: Option<&'a str>,
}

/// The numbers of `69(1)(4)`. In articles of one paragraph a single number in brackets is an item, as the law is cited.
fn parts(cited: &str) -> Parts<'_> {
    const OF_ONE_PARAGRAPH: [&str; 1] = ["70"];
    let mut numbers = cited.split(['(', ')']).filter(|part| !part.is_empty());
    let article = numbers.next().unwrap_or_default();
    let (first, second) = (numbers.next(), numbers.next());
    let (paragraph, item) = if OF_ONE_PARAGRAPH.contains(&article) {
        (None, first)
    } else {
        (first, second)
    };
    Parts {
        article,
        paragraph,
        item,
    }
}

/// A number below a hundred in Chinese; as it is written where it is none.
fn numeral(text: &str) -> String {
    let digits = numerals();
    match text.parse::<usize>() {
        Ok(n @ 1..=99) => {
            let (tens, ones) = (n / 10, n % 10);
            let digit = |n: usize| digits[n - 1];
            let mut said = String::new();
            if tens > 1 {
                said += digit(tens);
            }
            if tens > 0 {
                said += digit(10);
            }
            if ones > 0 {
                said += digit(ones);
            }
            said
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::{Basis, CAUSES};

    #[test]
    fn numbers_of_articles_are_told_apart() {
        let of = |cited| {
            let Parts {
                article,
                paragraph,
                item,
            } = parts(cited);
            (article, paragraph, item)
        };
        assert_eq!(of("38"), ("38", None, None));
        assert_eq!(of("8(2)"), ("8", Some("2"), None));
        assert_eq!(of("69(1)(5)"), ("69", Some("1"), Some("5")));
        assert_eq!(of("70(6)"), ("70", None, Some("6")));
    }

    #[test]
    fn numbers_are_written_as_the_law_writes_them() {
        let digits = numerals();
        assert_eq!(digits.len(), 10);
        let of = |n: &str| numeral(n).chars().count();
        assert_eq!(
            (of("3"), of("10"), of("12"), of("20"), of("69")),
            (1, 1, 2, 2, 3)
        );
        assert_eq!(numeral("x"), "x");
        for cause in CAUSES {
            if let Basis::LicensingLaw(article) = cause.basis {
                let Parts { article, .. } = parts(article);
                assert!(!numeral(article).is_ascii(), "{article}");
            }
        }
    }
}
