//! The departments of a city in the order of how they kept their promises, those without a case included.

use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The measure, in words.
pub const MEASURE: &str = "fewest red per case received, then fewest yellow, then most cases closed early, then most closed; \
     departments without a case last; equals by code. Cases that the department decides, bundles at the leading department";

/// What is known of a department.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases received for which it answers.
    pub cases: u64,
    /// Of these, concluded by the end of the run.
    pub closed: u64,
    /// Promised and closed before the due date.
    pub early: u64,
    /// Whose promised limit has been yellow.
    pub yellow: u64,
    /// Whose promised limit has been red.
    pub red: u64,
}

/// One department at its place.
pub type Ranked = (String, Tally);

/// Rankings of a city's departments, over all and by month of receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranking {
    departments: Vec<String>,
    /// All cases whatever their month; once sorted, the best department first.
    pub total: Vec<Ranked>,
    /// By month, as `2021-01`.
    pub months: BTreeMap<String, Vec<Ranked>>,
}

impl Ranking {
    /// Of these departments and no others.
    pub fn of(departments: &[&str]) -> Ranking {
        let departments: Vec<String> = departments.iter().map(|code| (*code).to_owned()).collect();
        Ranking {
            total: blank(&departments),
            departments,
            months: BTreeMap::new(),
        }
    }

    /// Adds a case; one of another tier's department is not ranked.
    pub fn add(&mut self, department: &str, month: &str, tally: Tally) {
        let Some(i) = self.departments.iter().position(|code| code == department) else {
            return;
        };
        let month = self.months.entry(month.to_owned());
        let month = month.or_insert_with(|| blank(&self.departments));
        for list in [&mut self.total, month] {
            list[i].1.add(tally);
        }
    }

    /// Puts everybody at his place, once all is added.
    pub fn sort(&mut self) {
        for list in self.months.values_mut().chain([&mut self.total]) {
            list.sort_by(order);
        }
    }

    /// As JSON: lists of code, cases, closed, early, yellow, red.
    pub fn to_json(&self) -> Value {
        let months: BTreeMap<&String, Value> = (self.months.iter())
            .map(|(month, list)| (month, rows(list)))
            .collect();
        json!({
            "measure": MEASURE,
            "columns": ["department", "cases", "closed", "early", "yellow", "red"],
            "total": rows(&self.total),
            "months": months,
        })
    }
}

fn blank(departments: &[String]) -> Vec<Ranked> {
    let blank = departments
        .iter()
        .map(|code| (code.clone(), Tally::default()));
    blank.collect()
}

fn rows(list: &[Ranked]) -> Value {
    let row = |(code, t): &Ranked| json!([code, t.cases, t.closed, t.early, t.yellow, t.red]);
    list.iter().map(row).collect()
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.cases += other.cases;
        self.closed += other.closed;
        self.early += other.early;
        self.yellow += other.yellow;
        self.red += other.red;
    }
}

fn order(one: &Ranked, other: &Ranked) -> Ordering {
    let ((code, a), (other_code, b)) = (one, other);
    // a.x / a.cases against b.x / b.cases, without a rounding.
    let rate = |x: fn(&Tally) -> u64| (x(a) * b.cases).cmp(&(x(b) * a.cases));
    (a.cases == 0)
        .cmp(&(b.cases == 0))
        .then_with(|| rate(|tally| tally.red))
        .then_with(|| rate(|tally| tally.yellow))
        .then_with(|| rate(|tally| tally.early).reverse())
        .then_with(|| b.closed.cmp(&a.closed))
        .then_with(|| code.cmp(other_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn red_counts_before_yellow_before_early_before_work_and_idle_departments_come_last() {
        let mut ranking = Ranking::of(&["C01", "C02", "C03", "C04", "C05", "C06"]);
        let tally = |cases, early, yellow, red| Tally {
            cases,
            closed: cases,
            early,
            yellow,
            red,
        };
        ranking.add("C01", "2021-01", tally(10, 5, 0, 1));
        ranking.add("C02", "2021-01", tally(10, 5, 1, 0));
        ranking.add("C03", "2021-02", tally(20, 10, 0, 0));
        ranking.add("C04", "2021-02", tally(10, 9, 0, 0));
        ranking.add("C05", "2021-02", tally(40, 20, 0, 0));
        ranking.add("X01", "2021-02", tally(40, 40, 0, 0));
        ranking.sort();
        let codes = |list: &[Ranked]| -> Vec<String> {
            list.iter().map(|(code, _)| code.clone()).collect()
        };
        assert_eq!(
            codes(&ranking.total),
            ["C04", "C05", "C03", "C02", "C01", "C06"]
        );
        let january = codes(&ranking.months["2021-01"]);
        assert_eq!(january, ["C02", "C01", "C03", "C04", "C05", "C06"]);
    }
}
