//! What a node is and how it is, as `lianban status` tells it.

use super::papers_back;
use calendar::UnixMillis;
use desk::{numbers_low, tier_name, time_ms};
use papers::time;
use serde::Deserialize as _;
use serde_json::Value;
use tiers::Tier;
use words::{Text, text};

/// Whose answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A node that runs.
    Running,
    /// What lies in the directory of one that does not.
    Directory,
}

/// The answer to [`crate::command::Command::Status`] for people: a line for each thing, then one for each line to another
/// place, then the papers that came back.
pub fn text(status: &Value, from: Origin, english: bool) -> String {
    let mut lines = vec![node(status), version(status)];
    if from == Origin::Directory {
        lines.push(text!("status-not-running"));
    }
    lines.push(cases(status));
    lines.push(lights(status));
    lines.push(catalog(status));
    lines.extend(calendar(status));
    lines.extend(numbers(status));
    lines.extend(aside(status));
    lines.extend(trouble(status));
    let links = status["links"].as_array().map_or(&[][..], Vec::as_slice);
    if !links.iter().any(|link| link["parent"] == true) {
        lines.push(text!("line-top"));
    }
    lines.extend(links.iter().map(link));
    let pick = |text| super::pick(text, english);
    let mut said: Vec<String> = lines.into_iter().map(pick).collect();
    let papers = papers_back::text(status, english);
    if !papers.is_empty() {
        said.extend([String::new(), papers]);
        said.push(pick(text!("status-papers-alone")));
    }
    said.join("\n")
}

fn node(status: &Value) -> Text {
    let tier = Tier::deserialize(&status["tier"]).map(tier_name);
    text!(
        "status-node",
        name = string(&status["name"]),
        tier = tier.unwrap_or_default(),
        place = string(&status["place"])
    )
}

fn version(status: &Value) -> Text {
    let now = time(UnixMillis(status["now_ms"].as_i64().unwrap_or_default()));
    text!("status-now", at = now, version = string(&status["version"]))
}

fn cases(status: &Value) -> Text {
    let of = |kind: &str| count(&status["records"][kind]);
    let (cases, drafts, acts) = (of("case"), of("draft"), count(&status["acts"]));
    text!("status-cases", cases = cases, drafts = drafts, acts = acts)
}

fn lights(status: &Value) -> Text {
    let of = |light: &str| count(&status["lights"][light]);
    let (red, yellow, green, paused) = (of("red"), of("yellow"), of("green"), of("paused"));
    text!(
        "status-lights",
        red = red,
        yellow = yellow,
        green = green,
        paused = paused
    )
}

fn catalog(status: &Value) -> Text {
    let (items, bundles) = (count(&status["items"]), count(&status["bundles"]));
    if items == 0 {
        return text!("status-no-catalog");
    }
    text!("status-catalog", items = items, bundles = bundles)
}

/// Which list of days off is in force; a warning where the next one should be there.
fn calendar(status: &Value) -> Option<Text> {
    let last = status["calendar"]["last"].as_str()?;
    let version = string(&status["calendar"]["version"]);
    let missing = status["calendar"]["next_missing"] == true;
    let id = if missing {
        "status-calendar-missing"
    } else {
        "status-calendar"
    };
    Some(text!(id, last = last, version = version))
}

/// None where no number is given out, and before the block has come with the catalog.
fn numbers(status: &Value) -> Option<Text> {
    let left = count(&status["numbers_left"]);
    if status["tier"] == "province" || (left == 0 && count(&status["items"]) == 0) {
        return None;
    }
    Some(if status["numbers_low"] == true {
        numbers_low(u32::try_from(left).unwrap_or(u32::MAX))
    } else {
        text!("status-numbers", left = left)
    })
}

/// Changes that came and changed nothing so far.
fn aside(status: &Value) -> Vec<Text> {
    let (aside, waiting) = (count(&status["quarantined"]), count(&status["parked"]));
    let mut lines = Vec::new();
    if aside > 0 {
        lines.push(text!("status-aside", aside = aside));
    }
    if waiting > 0 {
        lines.push(text!("status-parked", waiting = waiting));
    }
    let all = status["waiting"].as_array().into_iter().flatten();
    for record in all
        .filter(|one| one["nowhere"] == true)
        .map(|one| &one["record"])
    {
        lines.push(text!("status-nowhere", record = string(record)));
    }
    if lines.is_empty() {
        lines.push(text!("status-none-aside"));
    }
    lines
}

/// How large the journal is, and what the last start found.
fn trouble(status: &Value) -> Vec<Text> {
    let bytes = size(count(&status["journal_bytes"]));
    let mut lines = vec![text!("status-journal", size = bytes)];
    let torn = count(&status["torn_bytes"]);
    if torn > 0 {
        lines.push(text!("status-torn", torn = torn));
    }
    if let Some(why) = status["rows_rebuilt"].as_str() {
        lines.push(text!("status-rebuilt", why = why));
    }
    lines
}

/// A line to another place.
fn link(link: &Value) -> Text {
    let parent = link["parent"] == true;
    let (place, name) = (string(&link["place"]), string(&link["name"]));
    let mut parts = vec![state(link)];
    let waiting = count(&link["last"]).saturating_sub(count(&link["acked"]));
    parts.push(match (waiting, parent) {
        (0, true) => text!("status-all-sent-up"),
        (0, false) => text!("status-all-sent-down"),
        (waiting, true) => text!("status-waiting-up", waiting = waiting),
        (waiting, false) => text!("status-waiting-down", waiting = waiting),
    });
    if link["loading"] == true {
        parts.push(text!("status-loading"));
    }
    parts.push(match time_ms(link["heard"].as_i64().unwrap_or_default()) {
        Some(at) => text!("status-data-up-to", at = at),
        None => text!("never"),
    });
    parts.extend(compared(link, parent));
    let what = Text::join(parts, "list-dot");
    // Whose entry in the directory has not come goes by its code.
    let name = if name == place {
        Text::same(place)
    } else {
        text!("status-link-name", name = name, place = place)
    };
    let id = if parent {
        "status-link-above"
    } else {
        "status-link-below"
    };
    text!(id, name = name, what = what)
}

fn state(link: &Value) -> Text {
    let state = if link["online"] == true {
        text!("status-online")
    } else {
        text!("status-offline")
    };
    match time_ms(link["since"].as_i64().unwrap_or_default()) {
        Some(at) => text!("status-link-since", state = state, at = at),
        None => state,
    }
}

/// What the last comparison found, since the line is up.
fn compared(link: &Value, parent: bool) -> Option<Text> {
    let differs = count(&link["differs"]);
    if differs > 0 {
        let id = if parent {
            "status-differs-up"
        } else {
            "status-differs-down"
        };
        return Some(text!(id, differs = differs));
    }
    (link["online"] == true).then(|| {
        if link["same"] == true {
            text!("status-same")
        } else {
            text!("status-not-compared")
        }
    })
}

fn size(bytes: u64) -> String {
    const MB: u64 = 1_000_000;
    match bytes / MB {
        0 => format!("{} KB", bytes.div_ceil(1_000)),
        whole => format!("{whole}.{} MB", bytes % MB / (MB / 10)),
    }
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use engine::fixture::Pair;
    use serde_json::json;

    /// 2026-10-09 09:30 and 08:05 in the zone of the law.
    const NOW: i64 = 1_791_509_400_000;
    const EARLIER: i64 = 1_791_504_300_000;

    fn township() -> Value {
        json!({
            "place": "230621101000", "name": "大庆市 肇州县 永乐镇", "tier": "township", "node": "ab",
            "now": "2026-10-09 09:30", "now_ms": NOW, "version": "0.1.0",
            "links": [
                {
                    "place": "230621000000", "name": "肇州县", "parent": true, "online": true, "since": EARLIER,
                    "last": 40, "acked": 40, "received": 9, "heard": NOW, "loading": false, "same": true,
                    "differs": 0,
                },
                {
                    "place": "230621101201", "name": "230621101201", "parent": false, "online": false, "since": 0,
                    "last": 50, "acked": 2, "received": 0, "heard": 0, "loading": true, "same": false, "differs": 0,
                },
            ],
            "records": {"case": 5, "draft": 2, "item": 158}, "items": 158, "bundles": 12, "acts": 31,
            "quarantined": 0, "parked": 0, "waiting": [], "numbers_left": 9_800, "numbers_low": false,
            "lights": {"off": 1, "green": 2, "red": 2}, "journal_bytes": 4_250_000, "rows_rebuilt": null,
            "torn_bytes": 0, "changes": 7, "papers_back": [], "papers_back_more": 0,
        })
    }

    fn lines(status: &Value, english: bool) -> Vec<String> {
        let said = text(status, Origin::Running, english);
        said.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_township_is_told_in_chinese() {
        let expected = [
            "大庆市 肇州县 永乐镇（乡镇级，230621101000）",
            "2026年10月9日 09:30 · 版本 0.1.0",
            "办件 5 件 · 草稿 2 份 · 办理记录 31 条",
            "灯：超时 2 · 预警 0 · 正常 2 · 暂停 0",
            "事项 158 个 · 并联审批 12 个",
            "文书编号还剩 9800 个",
            "没有搁置的变更，也没有依据未到的变更",
            "日志 4.2 MB",
            "上级 肇州县（230621000000）：在线（2026年10月9日 08:05 起） · 已全部上传 · 数据截至 2026年10月9日 09:30 · \
             最近一次比对一致",
            "下级 230621101201：离线 · 待传 48 条 · 首次传送尚未完成 · 尚无数据",
        ];
        assert_eq!(lines(&township(), false), expected);
    }

    #[test]
    fn a_township_is_told_in_english() {
        let expected = [
            "大庆市 肇州县 永乐镇 (township, 230621101000)",
            "2026-10-09 09:30 · version 0.1.0",
            "Cases 5 · drafts 2 · acts 31",
            "Lights: overdue 2 · warning 0 · on time 2 · paused 0",
            "Items 158 · joint approvals 12",
            "Numbers left for receipts and papers: 9800",
            "No change is set aside, none waits for another",
            "Journal 4.2 MB",
            "Above, 肇州县 (230621000000): online since 2026-10-09 08:05 · everything has been sent · \
             data up to 2026-10-09 09:30 · the last comparison found no difference",
            "Below, 230621101201: offline · waiting to be sent: 48 · the first load is under way · no data yet",
        ];
        assert_eq!(lines(&township(), true), expected);
    }

    #[test]
    fn whatever_needs_somebody_says_what_is_to_be_done() {
        let mut status = township();
        status["quarantined"] = json!(3);
        status["parked"] = json!(4);
        status["waiting"] =
            json!([{ "record": "ab12", "missing": 1, "from": null, "at": 0, "nowhere": true }]);
        status["numbers_left"] = json!(17);
        status["numbers_low"] = json!(true);
        status["torn_bytes"] = json!(120);
        status["rows_rebuilt"] = json!("they are of another version");
        status["links"][0]["same"] = json!(false);
        status["links"][0]["differs"] = json!(6);
        status["links"][0]["last"] = json!(47);
        status["links"][1]["differs"] = json!(8);
        let (zh, en) = (lines(&status, false), lines(&status, true));
        let has = |said: &[String], words: &[&str]| {
            let found = said
                .iter()
                .any(|line| words.iter().all(|word| line.contains(word)));
            assert!(found, "{words:?} in {said:#?}");
        };
        has(&zh, &["搁置的变更 3 条", "`lianban quarantine`"]);
        has(&en, &["set aside: 3", "`lianban quarantine`"]);
        has(&zh, &["ab12", "各点都没有"]);
        has(&en, &["record ab12", "no place has"]);
        has(&zh, &["依据未到的变更 4 条"]);
        has(&en, &["not here yet: 4"]);
        has(&zh, &["只剩 17 个", "申请新的号段"]);
        has(&en, &["17 numbers", "ask the tier above for a new block"]);
        has(&zh, &["120 字节"]);
        has(&en, &["120 bytes"]);
        has(&zh, &["重建了索引", "they are of another version"]);
        has(&en, &["made anew", "they are of another version"]);
        has(&zh, &["上级 肇州县", "待上传 7 条", "6 条记录与上级不一致"]);
        has(
            &en,
            &[
                "Above, 肇州县",
                "waiting to be sent: 7",
                "the place above",
                ": 6",
            ],
        );
        has(&zh, &["下级 230621101201", "8 条记录与下级不一致"]);
        has(&en, &["Below, 230621101201", "the place below", ": 8"]);
        assert!(!zh.concat().contains("比对一致"));
    }

    #[test]
    fn a_line_that_is_up_and_was_not_compared_yet_says_so() {
        let mut status = township();
        status["links"][0]["same"] = json!(false);
        assert!(lines(&status, false)[8].ends_with("连通后尚未比对完"));
        assert!(lines(&status, true)[8].ends_with("not compared yet since it is up"));
        status["links"][0]["online"] = json!(false);
        assert!(!lines(&status, false)[8].contains("比对"));
    }

    #[test]
    fn a_new_node_waits_for_its_catalog_and_a_province_has_nobody_above() {
        let mut status = township();
        status["items"] = json!(0);
        status["numbers_left"] = json!(0);
        status["numbers_low"] = json!(true);
        let zh = text(&status, Origin::Running, false);
        assert!(
            zh.contains("尚未收到事项目录") && !zh.contains("文书编号"),
            "{zh}"
        );
        let mut status = township();
        status["tier"] = json!("province");
        status["links"][0]["parent"] = json!(false);
        let (zh, en) = (
            text(&status, Origin::Running, false),
            text(&status, Origin::Running, true),
        );
        assert!(
            zh.contains("省级") && zh.contains("本级为最高一级") && !zh.contains("文书编号"),
            "{zh}"
        );
        assert!(
            en.contains("Nothing stands above") && !en.contains("Numbers"),
            "{en}"
        );
    }

    #[test]
    fn a_node_that_does_not_run_is_said_not_to() {
        let zh = text(&township(), Origin::Directory, false);
        assert!(zh.contains("节点没有运行"), "{zh}");
        assert!(text(&township(), Origin::Directory, true).contains("is not running"));
        assert!(!text(&township(), Origin::Running, false).contains("没有运行"));
    }

    #[test]
    fn papers_that_came_back_stand_below_with_the_command_for_them() {
        let mut status = township();
        status["papers_back_more"] = json!(2);
        for (english, last) in [
            (false, "只看这些文书：`lianban papers back`"),
            (true, "These papers alone: `lianban papers back`"),
        ] {
            let said = lines(&status, english);
            assert_eq!(said[10], "");
            assert_eq!(said.last().unwrap(), last);
        }
    }

    #[test]
    fn what_a_node_answers_is_told_whole() {
        let dir = tempfile::tempdir().unwrap();
        let mut pair = Pair::of(dir.path(), |_| {});
        pair.file();
        let answer = Command::Status.execute(&mut pair.county).unwrap();
        let said = lines(&crate::replies::json(&answer), false);
        for (n, words) in [
            (0, "大庆市 肇州县（县级，230621000000）"),
            (1, "2026年11月23日 09:00 · 版本 "),
            (2, "办件 1 件 · 草稿 0 份 · 办理记录 1 条"),
            (6, "文书编号还剩 9999 个"),
            (
                9,
                "上级 大庆市（230600000000）：在线（2026年11月23日 09:00 起）",
            ),
        ] {
            assert!(said[n].starts_with(words), "{words} in {said:#?}");
        }
    }
}
