use super::csv_fault::explain;
use anyhow::Context as _;
use calendar::{Calendar, Deferral, PastCalendar, UnixMillis, read_moment};
use std::io::{Read, Write};
use std::path::PathBuf;

/// Prints the due dates of a list of receipts, by the law and by the local rule for late receipt; past the last
/// announced year the provisional one by the days off by law.
#[derive(Debug, clap::Args)]
pub struct CalendarDue {
    /// CSV with the columns id, start (a moment such as 2026-11-21T17:30:00+08:00) and limit_workdays.
    /// Other columns are ignored.
    #[arg(long, value_name = "FILE")]
    csv: PathBuf,
    /// Folder with cn-workdays.csv and hours.toml. Default: the calendar that this program came with.
    #[arg(long, value_name = "DIR")]
    calendar: Option<PathBuf>,
    /// Two digits of a province whose own days count too, from provinces/NN.csv of the calendar.
    #[arg(long, value_name = "NN")]
    province: Option<String>,
    /// One JSON object a row instead of CSV.
    #[arg(long)]
    json: bool,
}

/// Writes one row for each row of the file, in its order; false when a row could not be read.
///
/// A date past the calendar is left empty, with the provisional one beside it, and its reason goes to `err`; that is an
/// answer, not a failure. A row that cannot be read has no row in the output: its place and fault go to `err`.
///
/// # Errors
/// When the file or the calendar cannot be read at all, or nothing can be written.
pub fn run(args: &CalendarDue, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<bool> {
    let province = args.province.as_deref();
    let calendar = match &args.calendar {
        None => shipped::shipped_calendar(province)?,
        Some(folder) => shipped::read_folder(folder, province)?,
    };
    let file = args.csv.display().to_string();
    let text = std::fs::File::open(&args.csv).with_context(|| format!("cannot open {file}"))?;
    let mut faults = 0_u64;
    let mut sheet = DueSheet::begin(args.json, out)?;
    for row in rows(text, &file)? {
        let row = match row {
            Ok(row) => row,
            Err(fault) => {
                faults += 1;
                writeln!(err, "error: {fault}")?;
                continue;
            }
        };
        let due = RowDue::of(&row, &calendar);
        if let Some(reason) = &due.reason {
            writeln!(err, "{}: no due date: {reason}", row.id)?;
        }
        sheet.row(&due)?;
    }
    sheet.end()?;
    if faults > 0 {
        let rows = if faults == 1 { "row" } else { "rows" };
        writeln!(err, "error: {faults} {rows} of {file} could not be read")?;
    }
    Ok(faults == 0)
}

/// A receipt and its limit.
struct DueRow {
    id: String,
    start: UnixMillis,
    limit_workdays: u16,
}

/// What is printed for a row.
#[derive(serde::Serialize)]
struct RowDue {
    id: String,
    due_date: Option<String>,
    due_date_deferred: Option<String>,
    /// Where no list reaches the due date: what the days off by law give.
    provisional_due_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl RowDue {
    fn of(row: &DueRow, calendar: &Calendar) -> RowDue {
        let due = |deferral| calendar.nth_working_day(row.start, row.limit_workdays, deferral);
        let (law, local) = (due(Deferral::None), due(Deferral::AfterHours));
        let past = matches!(law, Err(PastCalendar::After { .. }));
        let provisional =
            past.then(|| calendar.due_provisional(row.start, row.limit_workdays, Deferral::None));
        RowDue {
            id: row.id.clone(),
            due_date: law.as_ref().ok().map(ToString::to_string),
            due_date_deferred: local.as_ref().ok().map(ToString::to_string),
            provisional_due_date: provisional.map(|due| due.date.to_string()),
            reason: reason(law.err(), local.err()),
        }
    }
}

/// The local rule moves a date on, so it may leave the calendar alone.
fn reason(law: Option<PastCalendar>, local: Option<PastCalendar>) -> Option<String> {
    match (law, local) {
        (Some(past), _) => Some(past.to_string()),
        (None, Some(past)) => Some(format!("{past} (with late receipt moved on)")),
        (None, None) => None,
    }
}

const COLUMNS: [&str; 4] = [
    "id",
    "due_date",
    "due_date_deferred",
    "provisional_due_date",
];

/// Where rows go, in one of the two forms.
enum DueSheet<'a> {
    Csv(Box<csv::Writer<&'a mut dyn Write>>),
    Json(&'a mut dyn Write),
}

impl<'a> DueSheet<'a> {
    fn begin(json: bool, out: &'a mut dyn Write) -> anyhow::Result<DueSheet<'a>> {
        if json {
            return Ok(DueSheet::Json(out));
        }
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        Ok(DueSheet::Csv(Box::new(writer)))
    }

    fn row(&mut self, due: &RowDue) -> anyhow::Result<()> {
        match self {
            DueSheet::Csv(writer) => {
                let date = |date: &'_ Option<String>| date.clone().unwrap_or_default();
                let dates = [
                    &due.due_date,
                    &due.due_date_deferred,
                    &due.provisional_due_date,
                ];
                let dates = dates.map(date);
                writer.write_record([&due.id].into_iter().chain(&dates))?;
            }
            DueSheet::Json(out) => {
                serde_json::to_writer(&mut **out, due)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    fn end(self) -> std::io::Result<()> {
        match self {
            DueSheet::Csv(mut writer) => writer.flush(),
            DueSheet::Json(out) => out.flush(),
        }
    }
}

/// The rows, or for each that cannot be read what is wrong with it.
fn rows(
    text: impl Read,
    file: &str,
) -> anyhow::Result<impl Iterator<Item = Result<DueRow, String>>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text);
    let header = reader
        .headers()
        .with_context(|| format!("cannot read {file}"))?;
    let column = |name: &str| {
        let found = header.iter().position(|column| column == name);
        found.with_context(|| {
            format!("{file}:1: no column {name}; needed are id, start and limit_workdays")
        })
    };
    let columns = [column("id")?, column("start")?, column("limit_workdays")?];
    let file = file.to_owned();
    Ok(reader.into_records().map(move |record| {
        let record = record.map_err(|error| explain(&error, &file))?;
        let line = record.position().map_or(1, csv::Position::line);
        row(&record, columns).map_err(|fault| format!("{file}:{line}: {fault}"))
    }))
}

fn row(record: &csv::StringRecord, columns: [usize; 3]) -> Result<DueRow, String> {
    let [id, start, limit] = columns.map(|column| record.get(column).unwrap_or_default());
    if id.is_empty() {
        return Err("the id is empty".to_owned());
    }
    let start = read_moment(start).map_err(|error| format!("{id}: start is {error}"))?;
    let limit_workdays = limit.parse().map_err(|_| {
        format!(
            "{id}: limit_workdays is no whole number from 0 to {}: {limit:?}",
            u16::MAX
        )
    })?;
    Ok(DueRow {
        id: id.to_owned(),
        start,
        limit_workdays,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: &str = include_str!("../../../tests/vectors/workdays.csv");

    const PROVISIONAL: &str = include_str!("../../../tests/vectors/provisional.csv");
    const HEADER: &str = "id,due_date,due_date_deferred,provisional_due_date\n";

    /// Success, standard output and standard error for the text of a file.
    fn due(text: &[u8], calendar: Option<PathBuf>, json: bool) -> (bool, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("receipts.csv");
        std::fs::write(&csv, text).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = CalendarDue {
            csv,
            calendar,
            province: None,
            json,
        };
        let well = run(&args, &mut out, &mut err).unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (well, text(out), text(err))
    }

    #[test]
    fn every_vector_is_printed_as_it_is_written() {
        let (well, out, err) = due(VECTORS.as_bytes(), None, false);
        let mut expected = HEADER.to_owned();
        let mut empty = Vec::new();
        for row in csv::Reader::from_reader(VECTORS.as_bytes()).records() {
            let row = row.unwrap();
            // One row runs past the list: 22 working days are left of 2026, then 4 to 29 January are 20 and
            // Wednesday 3 February is the 45th.
            let provisional = match &row[0] {
                "W502" => "2027-02-03",
                _ => "",
            };
            let dates = format!("{},{},{provisional}", &row[3], &row[4]);
            expected.push_str(&format!("{},{dates}\n", &row[0]));
            if row[3].is_empty() || row[4].is_empty() {
                empty.push(row[0].to_owned());
            }
        }
        assert_eq!(out, expected);
        assert!(well);
        // Each empty date has its reason, in the same order, and nothing else is said.
        let told: Vec<&str> = err
            .lines()
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(told, empty);
        assert!(!empty.is_empty());
    }

    #[test]
    fn every_date_that_no_list_reaches_is_provisional() {
        let (well, out, _) = due(PROVISIONAL.as_bytes(), None, false);
        assert!(well);
        let mut expected = HEADER.to_owned();
        for row in csv::Reader::from_reader(PROVISIONAL.as_bytes()).records() {
            let row = row.unwrap();
            expected.push_str(&format!("{},,,{}\n", &row[0], &row[3]));
        }
        assert_eq!(out, expected);
    }

    #[test]
    fn a_date_past_the_calendar_is_empty_with_its_reason() {
        // 2026-12-31 is the last announced day; 17:30 is too late only under the local rule.
        let text = "id,start,limit_workdays\n\
                    A,2026-12-31T10:00:00+08:00,1\n\
                    B,2026-12-31T18:00:00+08:00,0\n\
                    C,2017-01-01T10:00:00+08:00,1\n";
        let (well, out, err) = due(text.as_bytes(), None, false);
        assert!(well);
        assert_eq!(
            out,
            HEADER.to_owned() + "A,,,2027-01-04\nB,2026-12-31,,\nC,,,\n"
        );
        assert_eq!(
            err,
            "A: no due date: the count runs past 2026-12-31, where the announced calendar ends\n\
             B: no due date: the count runs past 2026-12-31, where the announced calendar ends \
             (with late receipt moved on)\n\
             C: no due date: received on 2017-01-01, before the calendar begins on 2018-01-01\n"
        );
    }

    #[test]
    fn bad_rows_are_named_and_the_others_are_printed() {
        let text = b"id,start,limit_workdays,note\n\
            A,2025-11-20T10:00:00+08:00,1,\n\
            B,2025-11-20 10:00,1,\n\
            C,2025-11-20T10:00:00+08:00,-1,\n\
            D,2025-11-20T10:00:00+08:00,1\n\
            ,2025-11-20T10:00:00+08:00,1,\n\
            E,2025-11-20T10:00:00+08:00,1,\xd7\xf7\n\
            F, 2025-11-20T10:00:00+08:00 ,2,\n";
        let (well, out, err) = due(text, None, false);
        assert!(!well);
        assert_eq!(
            out,
            HEADER.to_owned() + "A,2025-11-21,2025-11-21,\nF,2025-11-24,2025-11-24,\n"
        );
        let faults: Vec<String> = err
            .lines()
            .map(|line| match line.split_once("receipts.csv") {
                Some((_, fault)) => fault.to_owned(),
                None => line.to_owned(),
            })
            .collect();
        assert_eq!(
            faults,
            [
                ":3: B: start is not a moment such as 2026-11-21T17:30:00+08:00: 2025-11-20 10:00",
                ":4: C: limit_workdays is no whole number from 0 to 65535: \"-1\"",
                ":5: 3 columns where the header has 4",
                ":6: the id is empty",
                ":7: not UTF-8: save the file as UTF-8 and try again",
                " could not be read",
            ]
        );
    }

    #[test]
    fn columns_come_in_any_order_also_from_a_spreadsheet() {
        let text = "\u{feff}limit_workdays,id,start\r\n0,\"A,1\",2025-11-20T10:00:00+08:00\r\n";
        let (well, out, err) = due(text.as_bytes(), None, false);
        assert_eq!((well, err.as_str()), (true, ""));
        assert_eq!(out, HEADER.to_owned() + "\"A,1\",2025-11-20,2025-11-20,\n");
    }

    #[test]
    fn json_is_one_object_a_row() {
        let text = "id,start,limit_workdays\n\
                    A,2025-11-20T10:00:00+08:00,1\n\
                    B,2026-12-31T18:00:00+08:00,0\n";
        let (well, out, _) = due(text.as_bytes(), None, true);
        assert!(well);
        let rows: Vec<serde_json::Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(rows[0]["due_date"], "2025-11-21");
        assert_eq!(rows[0].get("reason"), None);
        assert_eq!(rows[1]["due_date"], "2026-12-31");
        assert!(rows[1]["due_date_deferred"].is_null());
        assert!(rows[1]["reason"].is_string());
    }

    #[test]
    fn another_calendar_is_read_from_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let hours = include_str!("../../../topology/calendar/hours.toml");
        std::fs::write(folder.path().join("hours.toml"), hours).unwrap();
        let days = "date,kind,name\n2025-11-21,holiday,test\n";
        std::fs::write(folder.path().join("cn-workdays.csv"), days).unwrap();
        let text = "id,start,limit_workdays\nA,2025-11-20T10:00:00+08:00,1\n";
        let calendar = Some(folder.path().to_owned());
        let (_, out, _) = due(text.as_bytes(), calendar, false);
        assert!(out.ends_with("A,2025-11-24,2025-11-24,\n"), "{out}");
    }

    #[test]
    fn what_cannot_be_read_at_all_says_what_is_needed() {
        let failed = |csv: PathBuf, calendar: Option<PathBuf>| {
            let args = CalendarDue {
                csv,
                calendar,
                province: None,
                json: false,
            };
            let error = run(&args, &mut Vec::new(), &mut Vec::new()).unwrap_err();
            format!("{error:#}")
        };
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("a.csv");
        let missing = failed(csv.clone(), None);
        assert!(missing.starts_with("cannot open "), "{missing}");
        std::fs::write(&csv, "id,begin\n").unwrap();
        let column = failed(csv.clone(), None);
        assert!(
            column.ends_with("a.csv:1: no column start; needed are id, start and limit_workdays"),
            "{column}"
        );
        let calendar = failed(csv, Some(folder.path().to_owned()));
        assert!(
            calendar.contains("a calendar folder holds cn-workdays.csv, hours.toml"),
            "{calendar}"
        );
    }
}
