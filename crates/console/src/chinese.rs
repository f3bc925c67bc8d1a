//! On a page in English, whatever is Chinese is marked so: a screen reader speaks it in the right voice, and a browser
//! takes the right glyphs. Names, quoted law and what people typed come from everywhere, in the middle of sentences
//! too; so no template marks them, the finished page is gone through once.

/// `html` with every piece of Chinese in an element of `lang="zh"`: text in an element of its own where it stands in
/// text, and the element itself where it stands in an attribute that people read, or in an element that can hold text
/// alone. What is inside an element that names a language of its own goes by that.
///
/// The page must be one of this crate's: every element is closed, and `<` begins a tag, for values are escaped. What
/// follows a tag without end is given back as it is.
pub(crate) fn mark(html: &str) -> String {
    let mut marked = String::with_capacity(html.len() + html.len() / 8);
    let mut open: Vec<OpenElement<'_>> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(inside) = rest.strip_prefix('<') else {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            let quiet = open.last().is_some_and(|last| last.quiet);
            if quiet {
                marked.push_str(text);
            } else {
                let svg = open.iter().any(|element| element.name == "svg");
                mark_text(&mut marked, text, if svg { "tspan" } else { "span" });
            }
            rest = after;
            continue;
        };
        let Some(length) = tag_length(inside) else {
            marked.push_str(rest);
            break;
        };
        let (tag, after) = inside.split_at(length);
        rest = &after[1..];
        marked.push('<');
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim_end();
            if let Some(place) = open.iter().rposition(|element| element.name == name) {
                open.truncate(place);
            }
            marked.push_str(tag);
        } else if tag.starts_with('!') {
            marked.push_str(tag);
        } else {
            let element = begin(&mut marked, tag, rest, open.last());
            if !element.is_void {
                open.push(element.open);
            }
        }
        marked.push('>');
    }
    marked
}

/// An element that is not closed yet.
struct OpenElement<'a> {
    name: &'a str,
    /// Whether nothing is to be marked in it: it is marked already, or holds no text for people.
    quiet: bool,
}

/// An element whose tag was just written.
struct Begun<'a> {
    open: OpenElement<'a>,
    /// Whether it holds nothing.
    is_void: bool,
}

/// Writes what stands between the signs of an opening tag, with its language where it needs one. `content` is what comes
/// behind the tag.
fn begin<'a>(
    marked: &mut String,
    tag: &'a str,
    content: &str,
    parent: Option<&OpenElement<'_>>,
) -> Begun<'a> {
    let closed = tag.ends_with('/');
    let bare = tag.strip_suffix('/').unwrap_or(tag);
    let end = bare.find(char::is_whitespace).unwrap_or(bare.len());
    let (name, attributes) = bare.split_at(end);
    let is_void = closed || VOID.contains(&name);
    let inherited = parent.is_some_and(|parent| parent.quiet);
    let mut own = None;
    let mut reads_chinese = false;
    for (attribute, value) in pairs(attributes) {
        if attribute == "lang" {
            own = Some(value.starts_with("zh"));
        }
        reads_chinese |= READ.contains(&attribute) && value.chars().any(is_chinese);
    }
    if TEXT_ALONE.contains(&name) {
        let text = &content[..content.find("</").unwrap_or(content.len())];
        reads_chinese |= text.chars().any(is_chinese);
    }
    marked.push_str(bare);
    let needed = own.is_none() && !inherited && reads_chinese;
    if needed {
        marked.push_str(r#" lang="zh""#);
    }
    if closed {
        marked.push('/');
    }
    let quiet = own.unwrap_or(inherited || needed) || NO_TEXT.contains(&name);
    Begun {
        open: OpenElement { name, quiet },
        is_void,
    }
}

/// How long a tag is, without its signs; a `>` in quotes does not end it. None where nothing ends it.
fn tag_length(inside: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in inside.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(begun), letter) if begun == letter => quote = None,
            _ => {}
        }
    }
    None
}

/// The attributes that have a value, with it.
fn pairs(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        loop {
            let (before, after) = rest.split_once('=')?;
            let name = before.split_whitespace().last().unwrap_or_default();
            let quote = after
                .chars()
                .next()
                .filter(|sign| matches!(sign, '"' | '\''));
            let Some(quote) = quote else {
                rest = after;
                continue;
            };
            let (value, after) = after[1..].split_once(quote)?;
            rest = after;
            return Some((name, value));
        }
    })
}

/// Writes a text with each run of Chinese in an element called `element`. What stands between two pieces of Chinese
/// belongs to the run as long as it holds no letter.
fn mark_text(marked: &mut String, text: &str, element: &str) {
    let mut rest = text;
    while let Some(start) = rest.find(is_chinese) {
        let mut end = start;
        for (at, letter) in rest[start..].char_indices() {
            if is_chinese(letter) {
                end = start + at + letter.len_utf8();
            } else if letter.is_alphabetic() {
                break;
            }
        }
        marked.push_str(&rest[..start]);
        marked.push_str(&format!(
            r#"<{element} lang="zh">{}</{element}>"#,
            &rest[start..end]
        ));
        rest = &rest[end..];
    }
    marked.push_str(rest);
}

/// Whether a character is Chinese: an ideograph, or a sign of the same width.
const fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Attributes whose value people read or hear.
const READ: &[&str] = &[
    "alt",
    "aria-description",
    "aria-label",
    "aria-valuetext",
    "content",
    "data-label",
    "label",
    "placeholder",
    "title",
    "value",
];

/// Elements in which no other may stand.
const TEXT_ALONE: &[&str] = &["title", "textarea", "option"];

/// Elements whose content is no text for people.
const NO_TEXT: &[&str] = &["script", "style"];

/// Elements without an end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn chinese_in_a_text_is_marked_and_the_rest_is_not() {
        for (html, marked) in [
            ("<p>Nothing here.</p>", "<p>Nothing here.</p>"),
            (
                "<p>Filed at 大庆市 · 龙岗街道, by Li</p>",
                "<p>Filed at <span lang=\"zh\">大庆市 · 龙岗街道</span>, by Li</p>",
            ),
            (
                "<p>1. 《食品安全法》第 35 条 and GB 标准</p>",
                "<p>1. <span lang=\"zh\">《食品安全法》第 35 条</span> and GB <span lang=\"zh\">标准</span></p>",
            ),
            ("甲<br>b", "<span lang=\"zh\">甲</span><br>b"),
        ] {
            assert_eq!(mark(html), marked);
        }
    }

    #[test]
    fn what_is_escaped_stays_escaped() {
        assert_eq!(
            mark("<b>&#60;甲&#62; &amp; 乙</b>"),
            "<b>&#60;<span lang=\"zh\">甲</span>&#62; &amp; <span lang=\"zh\">乙</span></b>"
        );
    }

    #[test]
    fn an_attribute_or_a_text_alone_marks_its_element() {
        for (html, marked) in [
            (
                "<input name=\"甲\" value=\"乙>\">丙",
                "<input name=\"甲\" value=\"乙>\" lang=\"zh\"><span lang=\"zh\">丙</span>",
            ),
            (
                "<textarea name=\"n\">\n甲</textarea> end",
                "<textarea name=\"n\" lang=\"zh\">\n甲</textarea> end",
            ),
            (
                "<title>甲 - Lianban</title><option value=\"1\">甲</option>",
                "<title lang=\"zh\">甲 - Lianban</title><option value=\"1\" lang=\"zh\">甲</option>",
            ),
            (
                "<li title='甲' checked>b</li>乙",
                "<li title='甲' checked lang=\"zh\">b</li><span lang=\"zh\">乙</span>",
            ),
        ] {
            assert_eq!(mark(html), marked);
        }
    }

    #[test]
    fn an_element_with_a_language_goes_by_it() {
        for html in [
            "<article lang=\"zh-CN\"><p>甲</p><input value=\"甲\"></article>",
            "<script>'甲'</script>",
            "<!-- 甲 -->",
        ] {
            assert_eq!(mark(html), html);
        }
        assert_eq!(
            mark("<article lang=\"zh-CN\">甲<p lang=\"en\">of 甲</p>乙</article>丙"),
            "<article lang=\"zh-CN\">甲<p lang=\"en\">of <span lang=\"zh\">甲</span></p>乙</article>\
             <span lang=\"zh\">丙</span>"
        );
    }

    #[test]
    fn a_chart_is_marked_in_its_own_way() {
        assert_eq!(
            mark("<svg><title>甲</title><rect/><text x=\"1\">a 甲</text></svg>"),
            "<svg><title lang=\"zh\">甲</title><rect/><text x=\"1\">a <tspan lang=\"zh\">甲</tspan></text></svg>"
        );
    }

    #[test]
    fn what_is_broken_is_given_back() {
        for html in ["<p title=\"甲", "</p>", "<", ""] {
            assert_eq!(mark(html), html);
        }
    }
}
