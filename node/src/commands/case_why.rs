use calendar::UnixMillis;
use serde_json::Value;

/// What a node says of the limits of a case, for people: a paragraph for each limit, its derivation
/// below it.
pub fn text(said: &Value, english: bool) -> String {
    let pick = |zh: &str, en: &str| super::pick(zh, en, english);
    let words = |value: &Value| string(&value[if english { "en" } else { "zh" }]);
    let mut lines = vec![
        format!("{} {}", string(&said["number"]), string(&said["name"])),
        format!("{} {}", pick("日历", "calendar"), string(&said["calendar"])),
    ];
    let limits = said["limits"].as_array();
    if limits.is_none_or(Vec::is_empty) {
        lines.push(pick("尚无计时", "no limit has begun yet"));
    }
    for limit in limits.into_iter().flatten() {
        let of = string(&limit["of"]);
        let of = if of.is_empty() { of } else { format!(" {of}") };
        lines.push(String::new());
        lines.push(format!(
            "{}{of} [{}] {} {}",
            words(&limit["name"]),
            string(&limit["basis"]),
            words(&limit["length"]),
            light(&string(&limit["light"]), english),
        ));
        let (from, since) = (moment(&limit["from"]), words(&limit["since"]));
        lines.push(if english {
            format!("  counted from {from}, when {since}")
        } else {
            format!("  自 {from} 起算:{since}")
        });
        let derivation = limit["derivation"].as_array().into_iter().flatten();
        lines.extend(derivation.map(|line| format!("  {}", words(line))));
        if !limit["ended"].is_null() {
            let ended = pick("已于", "done on");
            lines.push(format!(
                "  {ended} {}{}",
                moment(&limit["ended"]),
                pick(" 办完", "")
            ));
        }
    }
    let recounts = said["recounts"].as_array().into_iter().flatten();
    let recounts: Vec<String> = recounts.map(words).collect();
    if !recounts.is_empty() {
        lines.push(String::new());
        lines.push(pick("期限重算", "counted again"));
        lines.extend(recounts.into_iter().map(|recount| format!("  {recount}")));
    }
    lines.join("\n")
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn moment(value: &Value) -> String {
    (value.as_i64()).map_or_else(String::new, |ms| UnixMillis(ms).to_string())
}

/// A light as the pages show it: shape and word.
fn light(name: &str, english: bool) -> &'static str {
    let (zh, en) = match name {
        "green" => ("● 正常", "● in time"),
        "yellow" => ("▲ 预警", "▲ near its end"),
        "red" => ("■ 超时", "■ late"),
        "paused" => ("◇ 暂停", "◇ stands still"),
        _ => ("-", "-"),
    };
    if english { en } else { zh }
}
