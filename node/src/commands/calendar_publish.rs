//! What a list of days changes, for whoever publishes it.

use serde_json::Value;
use words::{Lang, Text, text};

/// A line for each day that is not what it was, and what was done with the list.
pub fn text(said: &Value, published: bool, english: bool) -> String {
    let lang = if english { Lang::En } else { Lang::Zh };
    let changes: Vec<&Value> = said.as_array().into_iter().flatten().collect();
    let mut lines = vec![match (published, changes.len()) {
        (true, _) => text!("calendar-published"),
        (false, 0) => text!("calendar-same"),
        (false, count) => text!("calendar-would-change", count = count),
    }];
    lines.extend(changes.into_iter().map(line));
    let lines = lines.iter().map(|line| line.say(lang));
    lines.collect::<Vec<_>>().join("\n")
}

fn line(change: &Value) -> Text {
    let date = change["date"].as_str().unwrap_or_default();
    let day = |value: &Value| match serde_json::from_value(value.clone()) {
        Ok(day) => phrases::day_kind(&day),
        Err(_) => Text::default(),
    };
    let (before, after) = (day(&change["before"]), day(&change["after"]));
    text!("calendar-day", date = date, before = before, after = after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{Date, DayChange, DayKind};

    #[test]
    fn every_day_that_changes_is_told_with_what_it_was() {
        let change = DayChange {
            date: Date::constant(2027, 2, 9),
            before: DayKind::UnannouncedWorkday,
            after: DayKind::Holiday("春节".to_owned()),
        };
        let said = serde_json::to_value([change]).unwrap();
        let told = text(&said, false, false);
        assert!(
            told.contains("2027-02-09") && told.contains("法定节假日(春节)"),
            "{told}"
        );
        assert_eq!(text(&said, true, true).lines().count(), 2);
    }
}
