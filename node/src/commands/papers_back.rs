//! Papers that came back to a node whose store was put back, as `lianban papers` and `lianban status` tell of them.

use super::pick;
use calendar::UnixMillis;
use desk::paper_title;
use serde_json::Value;
use words::{Text, text};

/// The answer to [`crate::command::Command::Status`] as far as it tells of papers, in the same names.
pub fn part(status: &Value) -> Value {
    serde_json::json!({
        "papers_back": status["papers_back"],
        "papers_back_more": status["papers_back_more"],
    })
}

/// As [`text()`], and a sentence where there is none.
pub fn list(status: &Value, english: bool) -> String {
    match text(status, english) {
        none if none.is_empty() => pick(text!("papers-back-none"), english),
        papers => papers,
    }
}

/// What is said of them all, then a line a paper, its parts separated by tabs; nothing where there is none.
pub fn text(status: &Value, english: bool) -> String {
    let papers = status["papers_back"].as_array();
    let papers = papers.map_or(&[][..], Vec::as_slice);
    let more = status["papers_back_more"].as_u64().unwrap_or(0);
    if papers.is_empty() && more == 0 {
        return String::new();
    }
    let count = papers.len() as u64 + more;
    let twice = papers.iter().filter(|paper| paper["twice"].is_object());
    let twice = twice.count();
    let mut lines = vec![
        pick(text!("papers-back-head"), english),
        pick(
            text!("papers-back-count", count = count, twice = twice),
            english,
        ),
    ];
    lines.extend(papers.iter().map(|paper| line(paper, english)));
    if more > 0 {
        lines.push(pick(text!("papers-back-more", more = more), english));
    }
    lines.join("\n")
}

/// That one was looked after, and what is left.
pub fn checked(said: &Value, english: bool) -> String {
    let left = said["left"].as_u64().unwrap_or(0);
    let pick = |text: Text| pick(text, english);
    let (done, paper) = (pick(text!("papers-back-checked")), line(said, english));
    let left = pick(text!("papers-back-left", left = left));
    format!("{done}\t{paper}\n{left}")
}

fn line(paper: &Value, english: bool) -> String {
    let of = |name: &str| paper[name].as_str().unwrap_or_default();
    let title = paper_title(of("paper"));
    let at = UnixMillis(paper["at"].as_i64().unwrap_or_default()).to_string();
    let who = paper["who"]["user"].as_str().unwrap_or_default();
    let title = pick(title, english);
    let mut parts = vec![of("number"), &title, of("case"), of("name"), &at, who];
    let twice = paper["twice"]["id"]
        .as_str()
        .map(|other| pick(text!("papers-back-twice", other = other), english));
    parts.extend(twice.as_deref());
    parts.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paper(number: &str, twice: Value) -> Value {
        json!({
            "number": number, "paper": "receipt", "title": "收件凭证", "case": number, "name": "机动车号牌", "id": "aa",
            "at": 0, "who": {"user": "window"}, "twice": twice,
        })
    }

    #[test]
    fn a_node_that_was_never_put_back_says_nothing_more() {
        let status = json!({"papers_back": [], "papers_back_more": 0});
        assert_eq!(text(&status, false), "");
        assert_eq!(list(&status, false), "没有待核对的补回文书");
        assert!(list(&status, true).starts_with("No paper"));
    }

    #[test]
    fn every_paper_has_its_line_and_says_where_its_number_stands_again() {
        let papers = [
            paper("DQ-0000007", json!({"id": "bb"})),
            paper("DQ-0000008", Value::Null),
        ];
        let status = json!({"papers_back": papers, "papers_back_more": 3, "items": 158});
        let zh = text(&status, false);
        assert_eq!(list(&status, false), zh);
        let lines: Vec<&str> = zh.lines().collect();
        assert_eq!(lines.len(), 5, "{zh}");
        assert!(lines[0].contains("`lianban papers checked`") && lines[0].contains("退回与冲突"));
        assert_eq!(lines[1], "文书 5 份，其中重号 1 份");
        assert_eq!(
            lines[2],
            "DQ-0000007\t申请材料收件凭证\tDQ-0000007\t机动车号牌\t1970-01-01 08:00\twindow\t重号，另一件 bb"
        );
        assert!(lines[3].ends_with("\twindow"));
        assert_eq!(lines[4], "另有 3 份未列出");
        let en = text(&status, true);
        assert!(en.contains("`lianban papers checked`"));
        assert!(en.contains("given twice, also on bb") && en.ends_with("and 3 more"));
        assert!(!en.contains("收件凭证"), "{en}");
        assert_eq!(
            part(&status),
            json!({"papers_back": papers, "papers_back_more": 3})
        );
    }

    #[test]
    fn one_that_was_checked_is_named_with_what_is_left() {
        let mut said = paper("DQ-0000008", Value::Null);
        said["left"] = json!(4);
        let zh = checked(&said, false);
        assert!(zh.starts_with("已核对\tDQ-0000008\t") && zh.ends_with("\n还有 4 份待核对"));
        let en = checked(&said, true);
        assert!(en.starts_with("Checked\tDQ-0000008\t") && en.ends_with(": 4"));
    }
}
