//! Papers that came back to a node whose store was put back, as `lianban status` tells of them.

use calendar::UnixMillis;
use serde_json::Value;

/// One line a paper below what is said of the node; nothing where there is none.
pub fn text(status: &Value, english: bool) -> String {
    let papers = status["papers_back"].as_array();
    let papers = papers.map_or(&[][..], Vec::as_slice);
    let more = status["papers_back_more"].as_u64().unwrap_or(0);
    if papers.is_empty() && more == 0 {
        return String::new();
    }
    let say = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let twice = papers.iter().filter(|paper| paper["twice"].is_object());
    let mut lines = vec![
        String::new(),
        say(
            "本机曾恢复到较早的数据,下列文书当时不在本机,已由其他节点送回;请逐份核对,在“退回与冲突”中注明已核对",
            "this machine was put back to older data; these papers were not on it then and came back from other \
             nodes: look after each, and say so in the console under \"Refused and in conflict\"",
        ),
        format!(
            "{} {}, {} {}",
            say("文书", "papers"),
            papers.len() as u64 + more,
            say("重号", "with a number given twice"),
            twice.count()
        ),
    ];
    lines.extend(papers.iter().map(|paper| {
        let of = |name: &str| paper[name].as_str().unwrap_or_default();
        let at = UnixMillis(paper["at"].as_i64().unwrap_or_default());
        let who = paper["who"]["user"].as_str().unwrap_or_default();
        let mut line = [of("number"), of("title"), of("case"), of("name")].join("\t");
        line = format!("{line}\t{at}\t{who}");
        if let Some(other) = paper["twice"]["id"].as_str() {
            let twice = say("重号,另一件", "given twice, also on");
            line = format!("{line}\t{twice} {other}");
        }
        line
    }));
    if more > 0 {
        lines.push(say(
            &format!("另有 {more} 份未列出"),
            &format!("and {more} more"),
        ));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paper(number: &str, twice: Value) -> Value {
        json!({
            "number": number, "title": "收件凭证", "case": number, "name": "机动车号牌", "id": "aa", "at": 0,
            "who": {"user": "window"}, "twice": twice,
        })
    }

    #[test]
    fn a_node_that_was_never_put_back_says_nothing_more() {
        let status = json!({"papers_back": [], "papers_back_more": 0});
        assert_eq!(text(&status, false), "");
    }

    #[test]
    fn every_paper_has_its_line_and_says_where_its_number_stands_again() {
        let papers = [
            paper("DQ-0000007", json!({"id": "bb"})),
            paper("DQ-0000008", Value::Null),
        ];
        let status = json!({"papers_back": papers, "papers_back_more": 3});
        let zh = text(&status, false);
        let lines: Vec<&str> = zh.lines().collect();
        assert_eq!(lines.len(), 6, "{zh}");
        assert_eq!(lines[2], "文书 5, 重号 1");
        assert!(lines[3].starts_with("DQ-0000007\t收件凭证"));
        assert!(lines[3].ends_with("重号,另一件 bb"));
        assert!(lines[4].ends_with("\twindow"));
        assert_eq!(lines[5], "另有 3 份未列出");
        let en = text(&status, true);
        assert!(en.contains("given twice, also on bb") && en.ends_with("and 3 more"));
    }
}
