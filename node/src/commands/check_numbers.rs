use super::csv_fault::explain;
use anyhow::Context as _;
use std::io::{Read, Write};
use std::path::PathBuf;
use tiers::{check_resident_id, check_uscc};

/// Checks a table of numbers, each in the strict form of its standard.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum CheckNumbers {
    /// Citizen numbers (公民身份号码, GB 11643): the column id.
    ResidentId(NumberTable),
    /// Unified social credit codes (统一社会信用代码, GB 32100): the column code.
    Uscc(NumberTable),
}

/// Where the numbers are.
#[derive(Debug, Clone, clap::Args)]
pub struct NumberTable {
    /// CSV with a header. Other columns are ignored; fields are taken as they are, with their spaces.
    #[arg(long, value_name = "FILE")]
    csv: PathBuf,
    /// One JSON object a row instead of CSV, with the reason where a number is not valid.
    #[arg(long)]
    json: bool,
}

/// Writes the number and `true` or `false` for each row of the file, in its order; false when a row
/// could not be read. That a number is not valid is an answer and no failure.
///
/// # Errors
/// When the file cannot be read, lacks the column, or nothing can be written.
pub fn run(args: &CheckNumbers, out: &mut dyn Write, err: &mut dyn Write) -> anyhow::Result<bool> {
    match args {
        CheckNumbers::ResidentId(table) => {
            check(table, "id", &|id| fault(check_resident_id(id)), out, err)
        }
        CheckNumbers::Uscc(table) => {
            check(table, "code", &|code| fault(check_uscc(code)), out, err)
        }
    }
}

fn fault(checked: Result<(), impl std::error::Error>) -> Option<String> {
    checked.err().map(|fault| fault.to_string())
}

fn check(
    table: &NumberTable,
    column: &str,
    fault: &dyn Fn(&str) -> Option<String>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> anyhow::Result<bool> {
    let file = table.csv.display().to_string();
    let text = std::fs::File::open(&table.csv).with_context(|| format!("cannot open {file}"))?;
    // The reader trims nothing unless told to: a space makes a number another one.
    let mut reader = csv::Reader::from_reader(text);
    let place = find(&mut reader, column, &file)?;
    let mut sheet = csv::Writer::from_writer(Vec::new());
    if !table.json {
        sheet.write_record([column, "valid"])?;
    }
    let mut well = true;
    for record in reader.into_records() {
        let record = match record {
            Ok(record) => record,
            Err(error) if error.is_io_error() => {
                return Err(error).with_context(|| format!("cannot read {file}"));
            }
            Err(error) => {
                well = false;
                writeln!(err, "error: {}", explain(&error, &file))?;
                continue;
            }
        };
        let number = record.get(place).unwrap_or_default();
        let fault = fault(number);
        if table.json {
            let mut row = serde_json::json!({ column: number, "valid": fault.is_none() });
            if let Some(fault) = fault {
                row["reason"] = fault.into();
            }
            writeln!(out, "{row}")?;
        } else {
            sheet.write_record([number, if fault.is_none() { "true" } else { "false" }])?;
        }
    }
    out.write_all(&sheet.into_inner().context("the rows cannot be written")?)?;
    out.flush()?;
    Ok(well)
}

fn find(reader: &mut csv::Reader<impl Read>, column: &str, file: &str) -> anyhow::Result<usize> {
    let header = reader
        .headers()
        .with_context(|| format!("cannot read {file}"))?;
    let found = header.iter().position(|name| name == column);
    found.with_context(|| {
        let names: Vec<&str> = header.iter().collect();
        format!(
            "{file}:1: no column {column}; the columns are {}",
            names.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: &str = include_str!("../../../tests/vectors/resident-id.csv");
    const CODES: &str = include_str!("../../../tests/vectors/uscc.csv");

    /// Success, standard output and standard error for the text of a file.
    fn checked(
        kind: fn(NumberTable) -> CheckNumbers,
        text: &[u8],
        json: bool,
    ) -> anyhow::Result<(bool, String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("numbers.csv");
        std::fs::write(&csv, text).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let well = run(&kind(NumberTable { csv, json }), &mut out, &mut err)?;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ok((well, text(out), text(err)))
    }

    /// Number and verdict of each row, as a reader that trims nothing has them.
    fn rows(text: &str) -> Vec<(String, String)> {
        csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(|row| {
                row.map(|row| (row[0].to_owned(), row[1].to_owned()))
                    .unwrap()
            })
            .collect()
    }

    #[test]
    fn every_vector_is_answered_as_it_is_written_in_its_order() {
        type Kind = fn(NumberTable) -> CheckNumbers;
        let kinds: [(Kind, _, _, _); 2] = [
            (CheckNumbers::ResidentId, IDS, "id,valid\n", 47),
            (CheckNumbers::Uscc, CODES, "code,valid\n", 34),
        ];
        for (kind, vectors, header, count) in kinds {
            let (well, out, err) = checked(kind, vectors.as_bytes(), false).unwrap();
            assert_eq!((well, err.as_str()), (true, ""));
            assert!(out.starts_with(header));
            assert_eq!(rows(&out), rows(vectors));
            assert_eq!(rows(&out).len(), count);
            assert_eq!(out.lines().count(), count + 1);
            let (_, json, _) = checked(kind, vectors.as_bytes(), true).unwrap();
            let verdicts = json.lines().map(|line| {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(row["valid"] == true, row.get("reason").is_none());
                row["valid"].to_string()
            });
            let expected = rows(vectors).into_iter().map(|(_, valid)| valid);
            assert!(verdicts.eq(expected));
        }
    }

    #[test]
    fn columns_are_found_by_name_and_faulty_rows_are_named() {
        let text = b"note,id\na,230602190101137355\nb\n\xd7,1\nc, 230602190101137355\n";
        let (well, out, err) = checked(CheckNumbers::ResidentId, text, false).unwrap();
        assert!(!well);
        assert_eq!(
            out,
            "id,valid\n230602190101137355,true\n 230602190101137355,false\n"
        );
        let faults: Vec<&str> = err
            .lines()
            .filter_map(|line| line.split_once("numbers.csv"))
            .map(|two| two.1)
            .collect();
        assert_eq!(
            faults,
            [
                ":3: 1 columns where the header has 2",
                ":4: not UTF-8: save the file as UTF-8 and try again"
            ]
        );
    }

    #[test]
    fn a_missing_column_and_a_missing_file_are_named() {
        let error = checked(CheckNumbers::Uscc, b"id,valid\n", false).unwrap_err();
        let said = format!("{error:#}");
        assert!(
            said.ends_with("numbers.csv:1: no column code; the columns are id, valid"),
            "{said}"
        );
        let csv = PathBuf::from("no/such/file.csv");
        let table = NumberTable { csv, json: false };
        let error = run(&CheckNumbers::Uscc(table), &mut Vec::new(), &mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "cannot open no/such/file.csv");
    }
}
