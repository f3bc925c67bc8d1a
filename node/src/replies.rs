//! Answers of the engine as JSON, for the socket and for the command line: what a script reads, and the texts that a
//! person reads of it.

use crate::command::Reply;
use casework::Paper;
use desk::{fault_text, paper_title, refused_text};
use engine::answers::{Assigned, Filed, Line, LineOf, NotAssigned, WhyShow};
use engine::editing::EditShow;
use engine::{Fault, Refused};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use words::{Text, text};

/// A refusal as it goes over the socket: its texts, and the reason for scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedReply {
    /// Why it was refused, in Chinese.
    pub zh: String,
    /// Why it was refused, in English.
    pub en: String,
    /// Fields and what is wrong with each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<RefusedField>,
    /// The reason with its values ([`engine::Reason`]); none where the line was no command. A node of another version
    /// may give a reason that this one does not know, so it stays as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Value>,
}

/// One wrong field as it goes over the socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedField {
    /// Its name in the form or in the files of the catalog.
    pub field: String,
    /// What is wrong with it, in Chinese.
    pub zh: String,
    /// What is wrong with it, in English.
    pub en: String,
}

impl From<Refused> for RefusedReply {
    fn from(refused: Refused) -> RefusedReply {
        let (said, fields) = refused_text(&refused);
        let fields = fields.into_iter().map(|(field, said)| RefusedField {
            field,
            zh: said.zh,
            en: said.en,
        });
        RefusedReply {
            zh: said.zh,
            en: said.en,
            fields: fields.collect(),
            reason: Some(plain(&refused.reason)),
        }
    }
}

/// An answer as JSON.
pub fn json(reply: &Reply) -> Value {
    match reply {
        Reply::Status(status) => {
            let mut said = plain(status);
            let papers = said["papers_back"].as_array_mut();
            papers.into_iter().flatten().for_each(put_title);
            said
        }
        Reply::PaperChecked(checked) => {
            let mut said = plain(checked);
            put_title(&mut said);
            said
        }
        Reply::Printed(printed) => {
            let mut said = plain(printed);
            put_title(&mut said);
            said
        }
        Reply::Filed(filed) => filed_json(filed),
        Reply::Items(lines) => lines.iter().map(line).collect(),
        Reply::Assigned(assigned) => assigned_json(assigned),
        Reply::Why(why) => why_json(why),
        Reply::Edit(show) => edit(show),
        Reply::Edits(shows) => shows.iter().map(edit).collect(),
        Reply::Draft(draft) => plain(draft),
        Reply::Done(done) => plain(done),
        Reply::Case(show) => plain(show),
        Reply::List(cases) => plain(cases),
        Reply::Fingerprints(prints) => plain(prints),
        Reply::Findings(findings) => plain(findings),
        Reply::Rows(rows) => plain(rows),
        Reply::Quarantine(items) => plain(items),
        Reply::Directory(directory) => plain(directory),
        Reply::Calendar(changes) => plain(changes),
        Reply::Ok { ok } => json!({ "ok": ok }),
    }
}

fn plain(of: &impl Serialize) -> Value {
    serde_json::to_value(of).expect("answers have keys that are strings")
}

/// The title of a paper beside its id.
fn put_title(said: &mut Value) {
    let title = paper_title(said["paper"].as_str().unwrap_or_default());
    said["title"] = title.zh.into();
}

/// Filing prints a receipt (收件凭证), never an acceptance notice (受理通知书), which only an acceptance prints.
fn filed_json(filed: &Filed) -> Value {
    let mut said = plain(filed);
    said["paper"] = papers::paper(Paper::Receipt).zh.into();
    said
}

fn line(line: &Line) -> Value {
    let (kind, limit) = match &line.of {
        LineOf::Item { kind, promise } => (kind.clone(), promise.clone()),
        LineOf::Bundle { days } => {
            let limit = text!("line-bundle-days", days = days.to_string());
            (text!("line-bundle").zh, limit.zh)
        }
    };
    json!({
        "code": line.code,
        "name": line.name,
        "kind": kind,
        "department": line.department,
        "limit": limit,
        "bundle": matches!(line.of, LineOf::Bundle { .. }),
    })
}

fn assigned_json(assigned: &Assigned) -> Value {
    let mut said = json!({
        "from": assigned.from,
        "to": assigned.to,
        "count": assigned.count,
        "numbers": assigned.numbers,
    });
    let left = assigned.left.iter().map(|NotAssigned { number, why }| {
        let mut left = plain(&RefusedReply::from(why.clone()));
        left["number"] = number.as_str().into();
        left
    });
    if !assigned.left.is_empty() {
        said["left"] = left.collect();
    }
    said
}

fn why_json(why: &WhyShow) -> Value {
    let limits = why.limits.iter().map(|limit| {
        let (light, why) = (limit.light, &limit.why);
        let running = &why.running;
        let mut said = plain(running);
        said["name"] = plain(&phrases::limit(running.limit));
        said["basis"] = phrases::basis(running.limit.basis()).zh.into();
        said["light"] = plain(&light);
        said["of"] = why.of.as_str().into();
        said["length"] = plain(&phrases::length(&running.by));
        said["since"] = plain(&phrases::since(why.since));
        said["from"] = plain(&why.from);
        said["due"] = plain(&why.due);
        let derivation: Vec<Text> = why.derivation.iter().map(phrases::derived).collect();
        said["derivation"] = plain(&derivation);
        said
    });
    let recounts: Vec<Text> = why.recounts.iter().map(phrases::recount).collect();
    json!({
        "case": why.case,
        "number": why.number,
        "name": why.name,
        "now": why.now,
        "calendar": why.calendar,
        "limits": limits.collect::<Value>(),
        "recounts": recounts,
    })
}

fn edit(show: &EditShow) -> Value {
    let flaws = show.flaws.iter().map(|show| {
        let said = fault_text(&Fault::Flaw(show.clone()));
        json!({
            "code": show.flaw.code,
            "rule": show.flaw.rule(),
            "element": show.element(),
            "zh": said.zh,
            "en": said.en,
        })
    });
    let mut said = plain(show);
    said["flaws"] = flaws.collect();
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{FieldFault, Reason};

    #[test]
    fn a_refusal_keeps_its_texts_and_gains_its_reason() {
        let refused = Refused {
            reason: Reason::SeveralPapers {
                name: "DQ-1".to_owned(),
                count: 1,
            },
            fields: vec![FieldFault {
                field: "aa".to_owned(),
                fault: Fault::Rivals,
            }],
        };
        let said = plain(&RefusedReply::from(refused));
        let expected = json!({
            "zh": "DQ-1 对应 1 份文书, 请改写下列之一",
            "en": "DQ-1 names 1 papers: write one of these instead",
            "fields": [{
                "field": "aa",
                "zh": "两处填写不一致, 请选定一个",
                "en": "two places wrote different values: choose one",
            }],
            "reason": {"several_papers": {"name": "DQ-1", "count": 1}},
        });
        assert_eq!(said, expected);
        let again: RefusedReply = serde_json::from_value(said.clone()).unwrap();
        assert_eq!(plain(&again), said);
    }

    #[test]
    fn a_refusal_of_an_older_node_is_read_without_a_reason() {
        let told: RefusedReply = serde_json::from_str(r#"{"zh":"甲","en":"a"}"#).unwrap();
        assert_eq!((told.reason, told.fields), (None, Vec::new()));
    }

    #[test]
    fn a_case_that_stays_with_its_agent_says_why() {
        let assigned = Assigned {
            from: "agent".to_owned(),
            to: "next".to_owned(),
            count: 0,
            numbers: Vec::new(),
            left: vec![NotAssigned {
                number: "DQ-1".to_owned(),
                why: Reason::ReadOnly.into(),
            }],
        };
        let said = json(&Reply::Assigned(assigned));
        let left = &said["left"][0];
        assert_eq!(
            (&left["number"], &left["reason"]),
            (&json!("DQ-1"), &json!("read_only"))
        );
        assert!(left["zh"].as_str().unwrap().contains("只能查看"));
        assert!(left["en"].as_str().unwrap().contains("read-only"));
    }

    #[test]
    fn lines_of_items_and_bundles_have_the_same_keys() {
        let of = |of| {
            line(&Line {
                code: "A-1".to_owned(),
                name: "甲".to_owned(),
                department: "C01".to_owned(),
                of,
            })
        };
        let item = of(LineOf::Item {
            kind: "行政许可".to_owned(),
            promise: "5个工作日".to_owned(),
        });
        let bundle = of(LineOf::Bundle { days: 12 });
        assert_eq!(
            (&item["kind"], &item["limit"], &item["bundle"]),
            (&json!("行政许可"), &json!("5个工作日"), &json!(false))
        );
        assert_eq!(
            (&bundle["kind"], &bundle["limit"], &bundle["bundle"]),
            (&json!("并联审批"), &json!("12个工作日"), &json!(true))
        );
    }
}
