use calendar::UnixMillis;
use serde_json::Value;
use words::text;

/// What a node says of the limits of a case, for people: a paragraph for each limit, its derivation
/// below it.
pub fn text(said: &Value, english: bool) -> String {
    let pick = |text| super::pick(text, english);
    let words = |value: &Value| string(&value[if english { "en" } else { "zh" }]);
    let mut lines = vec![
        format!("{} {}", string(&said["number"]), string(&said["name"])),
        pick(text!("why-calendar", x = string(&said["calendar"]))),
    ];
    let limits = said["limits"].as_array();
    if limits.is_none_or(Vec::is_empty) {
        lines.push(pick(text!("why-no-limit")));
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
        let counted = text!("why-counted-from", from = from, since = since);
        lines.push(format!("  {}", pick(counted)));
        let derivation = limit["derivation"].as_array().into_iter().flatten();
        lines.extend(derivation.map(|line| format!("  {}", words(line))));
        if !limit["ended"].is_null() {
            let ended = text!("limit-ended", x = moment(&limit["ended"]));
            lines.push(format!("  {}", pick(ended)));
        }
    }
    let recounts = said["recounts"].as_array().into_iter().flatten();
    let recounts: Vec<String> = recounts.map(words).collect();
    if !recounts.is_empty() {
        lines.push(String::new());
        lines.push(pick(text!("why-recounts")));
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
fn light(name: &str, english: bool) -> String {
    let id = match name {
        "green" => "why-light-green",
        "yellow" => "why-light-yellow",
        "red" => "why-light-red",
        "paused" => "why-light-paused",
        _ => return "-".to_owned(),
    };
    super::pick(text!(id), english)
}
