use super::catalog_check::{Files, read};
use super::in_both;
use anyhow::bail;
use catalog::{Fault, Measure, OwnCount, Round, Share};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use words::text;

/// What cities report of their clean-up rounds (清理), beside what their own figures come to, and what
/// this catalog comes to. A figure that a report does not give is `null`.
#[derive(Debug, clap::Args)]
pub struct CatalogRounds {
    /// Folder with rounds.jsonl and the files of a catalog.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// One JSON object: rounds and catalog.
    #[arg(long)]
    json: bool,
}

/// Writes two tables, or one JSON object.
///
/// # Errors
/// When a file cannot be read, or the rounds have faults.
pub fn run(args: &CatalogRounds, out: &mut dyn Write) -> anyhow::Result<()> {
    let (name, text) = read(&args.dir, "rounds.jsonl")?;
    let (rounds, faults) = Round::read(&text, &name);
    if !faults.is_empty() {
        let faults: Vec<String> = faults.iter().map(told).collect();
        bail!("{}", faults.join("\n"));
    }
    let (catalog, _) = Files::of(&args.dir)?.catalog();
    let rows: Vec<Value> = (rounds.iter())
        .flat_map(|round| round.measures().map(|(kind, one)| row(round, kind, one)))
        .collect();
    let own: Vec<Value> = catalog.own_counts().iter().map(own_row).collect();
    if args.json {
        writeln!(out, "{}", json!({ "rounds": rows, "catalog": own }))?;
        return Ok(());
    }
    writeln!(out, "# {}", in_both(&text!("rounds-reported")))?;
    let shown: Vec<Value> = rows.into_iter().map(for_people).collect();
    table(out, &shown, &ROUND_COLUMNS)?;
    let (counted, days) = (text!("rounds-own"), text!("rounds-working-days"));
    writeln!(out, "\n# {}, {}", in_both(&counted), in_both(&days))?;
    table(out, &own, &OWN_COLUMNS)
}

/// A fault of the file as one line.
fn told(fault: &Fault) -> String {
    let said = phrases::catalog::fault(fault).en;
    format!(
        "{}:{}: {said} [{}]",
        fault.file,
        fault.line,
        fault.rule().name()
    )
}

fn row(round: &Round, kind: &str, measure: &Measure) -> Value {
    let counted = measure.counted();
    json!({
        "city": round.city,
        "round": round.round,
        "date": round.date,
        "measure": kind,
        "of": measure.of,
        "before": measure.before,
        "after": measure.after,
        "after_minutes": measure.after_minutes,
        "cut": measure.cut,
        "quoted_percent": measure.percent,
        "quoted_at_least": measure.at_least,
        "counted_percent": counted.map(Share::percent),
        "counted_exact": counted.map(exact),
        "denominator": counted.map(|share| whole(kind, measure, share)),
        "agrees": measure.agrees(),
        "quote": round.quote,
        "source": round.source,
    })
}

/// The row of a table: minutes and "or more" stand in the cell of the figure they belong to.
fn for_people(mut row: Value) -> Value {
    if let Some(minutes) = row["after_minutes"].as_u64() {
        row["after"] = format!("{minutes} {}", in_both(&text!("rounds-minutes"))).into();
    }
    if row["quoted_at_least"] == true {
        row["quoted_percent"] = format!("≥{}", row["quoted_percent"]).into();
    }
    row
}

/// The whole in the unit of the measure; days that became minutes are counted in minutes.
fn whole(kind: &str, measure: &Measure, share: Share) -> String {
    let unit = match (kind, measure.after_minutes) {
        (_, Some(_)) => Some(text!("rounds-minutes")),
        ("days", None) => Some(text!("rounds-days")),
        _ => None,
    };
    let unit = unit.map_or_else(String::new, |unit| format!(" {}", in_both(&unit)));
    let of = phrases::catalog::whole(share.of);
    format!("{} {}{unit}", in_both(&of), share.whole)
}

fn own_row(count: &OwnCount) -> Value {
    let share = count.share();
    json!({
        "of": phrases::catalog::own_of(&count.of).zh,
        "legal_days": days(count.legal_minutes),
        "promised_days": days(count.promised_minutes),
        "counted_percent": share.map(Share::percent),
        "counted_exact": share.map(exact),
        "denominator": share.map(|_| {
            let days = text!("paper-half-days", days = days(count.legal_minutes)).zh;
            format!("{} {days}", in_both(&text!("rounds-lawful")))
        }),
    })
}

/// Thousandths as percent with one decimal.
fn exact(share: Share) -> String {
    let mille = share.per_mille();
    let sign = if mille < 0 { "-" } else { "" };
    format!("{sign}{}.{}", mille.abs() / 10, mille.abs() % 10)
}

/// Working minutes as working days, with two decimals where they do not come out even.
fn days(minutes: u64) -> String {
    let hundredths = (minutes * 100 + 240) / 480;
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        rest => format!("{}.{rest:02}", hundredths / 100),
    }
}

/// The named columns, separated by tabs.
fn table(out: &mut dyn Write, rows: &[Value], columns: &[&str]) -> anyhow::Result<()> {
    writeln!(out, "{}", columns.join("\t"))?;
    for row in rows {
        let cells = columns.iter().map(|column| match &row[*column] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("\t"))?;
    }
    Ok(())
}

const ROUND_COLUMNS: [&str; 13] = [
    "city",
    "round",
    "date",
    "measure",
    "of",
    "before",
    "after",
    "cut",
    "quoted_percent",
    "counted_percent",
    "counted_exact",
    "denominator",
    "source",
];

const OWN_COLUMNS: [&str; 6] = [
    "of",
    "legal_days",
    "promised_days",
    "counted_percent",
    "counted_exact",
    "denominator",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn shipped(json: bool) -> String {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../topology/catalog");
        let mut out = Vec::new();
        run(&CatalogRounds { dir, json }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn yichang_is_quoted_and_counted_beside_each_other() {
        let said: Value = serde_json::from_str(&shipped(true)).unwrap();
        let rows = said["rounds"].as_array().unwrap();
        let find = |round: &str, measure: &str| {
            let mut found = rows.iter().filter(|row| row["city"] == "宜昌市");
            found
                .find(|row| row["round"] == round && row["measure"] == measure)
                .unwrap()
        };
        let items = find("五次全面清理", "items");
        assert_eq!(
            (&items["quoted_percent"], &items["counted_percent"]),
            (&81.into(), &81.into())
        );
        assert_eq!(items["counted_exact"], "81.2");
        let days = find("行政审批流程再造", "days");
        assert_eq!(
            (&days["quoted_percent"], &days["counted_percent"]),
            (&68.into(), &68.into())
        );
        assert_eq!(days["denominator"], "原有 (before) 5311 天 (days)");
        // The report gives no percentage for this one.
        let desk = find("企业设立登记并联审批", "days");
        assert_eq!(
            (&desk["quoted_percent"], &desk["agrees"]),
            (&Value::Null, &Value::Null)
        );
    }

    #[test]
    fn the_table_says_null_where_a_report_does_not_say() {
        let text = shipped(false);
        let line = text
            .lines()
            .find(|line| line.starts_with("沈阳市\t行政审批制度改革"))
            .unwrap();
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(
            cells[5..12],
            ["null", "null", "1119", "91", "null", "null", "null"]
        );
        assert!(
            text.contains("PB-YC-2 工业建设项目报建并联审批(宜昌)\t134\t33\t75\t75.4\t"),
            "{text}"
        );
    }

    #[test]
    fn days_are_written_as_people_write_them() {
        assert_eq!([0, 480, 720, 20].map(days), ["0", "1", "1.50", "0.04"]);
    }
}
