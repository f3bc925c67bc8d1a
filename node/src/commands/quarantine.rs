//! Changes that were set aside, as `lianban quarantine` tells of them.

use calendar::UnixMillis;
use serde_json::Value;
use sync::LinkNo;
use words::text;

/// The answer to [`crate::command::Command::Quarantine`] for people: a row for each change, its parts separated by tabs, the
/// oldest first; a sentence where there is none.
pub fn text(said: &Value, english: bool) -> String {
    let pick = |text| super::pick(text, english);
    let held = said.as_array().map_or(&[][..], Vec::as_slice);
    if held.is_empty() {
        return pick(text!("quarantine-none"));
    }
    let columns = ["when", "line", "place", "bytes", "reason"];
    let columns = columns.map(|column| pick(text!(&format!("quarantine-{column}"))));
    let mut lines = vec![columns.join("\t")];
    lines.extend(held.iter().map(|row| {
        let of = |name: &str| row[name].as_u64().unwrap_or_default();
        let at = UnixMillis(row["at"].as_i64().unwrap_or_default());
        let line = match u32::try_from(of("link")) {
            Ok(no) if LinkNo(no) == LinkNo::PARENT => pick(text!("quarantine-above")),
            _ => pick(text!("quarantine-below", link = of("link"))),
        };
        let reason = row["reason"].as_str().unwrap_or_default();
        format!("{at}\t{line}\t{}\t{}\t{reason}", of("seq"), of("bytes"))
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_node_that_set_nothing_aside_says_so_in_a_sentence() {
        assert_eq!(text(&json!([]), false), "没有搁置的变更");
        assert_eq!(text(&json!([]), true), "No change is set aside");
    }

    #[test]
    fn every_change_has_a_row_with_when_it_came_from_where_and_why() {
        let said = json!([
            {"link": 0, "seq": 7, "reason": "not signed by its author", "at": 0, "bytes": 90},
            {"link": 3, "seq": 8, "reason": "unknown", "at": 60_000, "bytes": 91},
        ]);
        let expected = [
            "时间\t线路\t序号\t字节\t原因",
            "1970-01-01 08:00\t上级\t7\t90\tnot signed by its author",
            "1970-01-01 08:01\t下级 3\t8\t91\tunknown",
        ];
        assert_eq!(text(&said, false), expected.join("\n"));
        let expected = [
            "when\tline\tplace in its feed\tbytes\treason",
            "1970-01-01 08:00\tabove\t7\t90\tnot signed by its author",
            "1970-01-01 08:01\tbelow 3\t8\t91\tunknown",
        ];
        assert_eq!(text(&said, true), expected.join("\n"));
    }
}
