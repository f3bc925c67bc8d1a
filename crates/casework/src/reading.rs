//! Fields that a person filled in, read into a deed; everything that is wrong is said at once.

use crate::fields::Field;
use crate::{Deed, Kind, Request, Together};
use calendar::UnixMillis;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The field.
    pub field: &'static str,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The deed of `kind` as `fields` say it.
///
/// # Errors
/// Every field that is missing, not known or cannot be read; an empty list when only the node itself
/// writes this kind.
pub fn deed_of(kind: Kind, fields: &BTreeMap<String, String>) -> Result<Deed, Vec<Misfit>> {
    let mut sent = Sent {
        kind,
        fields,
        misfits: Vec::new(),
    };
    let deed = sent.deed();
    match deed {
        Some(deed) if sent.misfits.is_empty() => Ok(deed),
        _ => Err(sent.misfits),
    }
}

struct Sent<'a> {
    kind: Kind,
    fields: &'a BTreeMap<String, String>,
    misfits: Vec<Misfit>,
}

impl Sent<'_> {
    fn deed(&mut self) -> Option<Deed> {
        Some(match self.kind {
            Kind::Receive
            | Kind::Arrive
            | Kind::Lapse
            | Kind::DeemAccepted
            | Kind::DeemRenewed
            | Kind::Recount
            | Kind::Publish => return None,
            Kind::Accept => Deed::Accept,
            Kind::Begin => Deed::Begin,
            Kind::Conclude => Deed::Conclude,
            Kind::HandOver => Deed::HandOver {
                place: self.read("place")?,
                department: self.maybe("department"),
                reason: self.text("reason"),
            },
            Kind::TakeOver => Deed::TakeOver {
                reason: self.text("reason"),
            },
            Kind::Refuse => Deed::Refuse {
                reason: self.text("reason"),
            },
            Kind::NotNeeded => Deed::NotNeeded {
                reason: self.text("reason"),
            },
            Kind::Withdraw => Deed::Withdraw {
                reason: self.text("reason"),
            },
            Kind::Change => Deed::Change {
                reason: self.text("reason"),
            },
            Kind::Correct => Deed::Correct {
                missing: self.list("missing"),
            },
            Kind::Resubmit => Deed::Resubmit {
                supplied: self.list("supplied"),
            },
            Kind::Fee => {
                let fen = self.read("fen");
                let reduction = self
                    .maybe("reduction")
                    .map_or(Some(0), |_| self.read("reduction"));
                let free = fen == Some(0);
                Deed::Fee {
                    basis: self.maybe("basis").unwrap_or_default(),
                    voucher: match free {
                        true => self.maybe("voucher").unwrap_or_default(),
                        false => self.text("voucher"),
                    },
                    fen: fen?,
                    reduction: reduction?,
                }
            }
            Kind::Step => {
                let seq = self.read("seq");
                Deed::Step {
                    opinion: self.text("opinion"),
                    seq: seq?,
                }
            }
            Kind::Return => {
                let to = self.read("to");
                Deed::Return {
                    reason: self.text("reason"),
                    to: to?,
                }
            }
            Kind::Suspend => {
                let days = self.read("days");
                Deed::Suspend {
                    cause: self.text("cause"),
                    notice: self.text("notice"),
                    days: days?,
                }
            }
            Kind::Resume => Deed::Resume {
                outcome: self.text("outcome"),
            },
            Kind::Extend => {
                let days = self.read("days");
                Deed::Extend {
                    approval: self.text("approval"),
                    reason: self.text("reason"),
                    days: days?,
                }
            }
            Kind::HearingTell => Deed::HearingTell {
                text: self.text("text"),
            },
            Kind::HearingAsk => Deed::HearingAsk {
                text: self.text("text"),
            },
            Kind::HearingSet => {
                let on = self.moment("on");
                Deed::HearingSet {
                    venue: self.text("venue"),
                    host: self.text("host"),
                    on: on?,
                }
            }
            Kind::HearingHeld => Deed::HearingHeld {
                record: self.text("record"),
                signed: self.list("signed"),
            },
            Kind::Ask => {
                let what = match self.text("what").as_str() {
                    "withdraw" => Some(Request::Withdraw),
                    "change" => Some(Request::Change),
                    "renew" => Some(Request::Renew),
                    "cancel" => Some(Request::Cancel),
                    _ => self.unreadable("what"),
                };
                Deed::Ask {
                    reason: self.text("reason"),
                    what: what?,
                }
            }
            Kind::Terminate => Deed::Terminate {
                basis: self.text("basis"),
                reason: self.text("reason"),
            },
            Kind::Revoke => Deed::Revoke {
                basis: self.text("basis"),
                reason: self.text("reason"),
            },
            Kind::Cancel => Deed::Cancel {
                basis: self.text("basis"),
                reason: self.text("reason"),
            },
            Kind::Make => Deed::Make {
                number: self.text("number"),
                until: match self.maybe("until") {
                    None => None,
                    Some(_) => Some(self.moment("until")?),
                },
            },
            Kind::Archive => Deed::Archive {
                volume: self.text("volume"),
            },
            Kind::Rate => Deed::Rate {
                stars: self.read("stars")?,
                text: self.maybe("text").unwrap_or_default(),
            },
            Kind::CallBack => Deed::CallBack {
                content: self.yes_no("content")?,
                text: self.maybe("text").unwrap_or_default(),
            },
            Kind::Renew => {
                let until = self.moment("until");
                Deed::Renew {
                    reason: self.text("reason"),
                    until: until?,
                }
            }
            Kind::Joint => {
                let what = match self.text("what").as_str() {
                    "visit" => Some(Together::Visit),
                    "review" => Some(Together::Review),
                    "approval" => Some(Together::Approval),
                    _ => self.unreadable("what"),
                };
                Deed::Joint {
                    branches: self.list("branches"),
                    text: self.text("text"),
                    what: what?,
                }
            }
            Kind::Sign => {
                let joint = self.read("joint");
                let granted = match self.maybe("granted") {
                    None => None,
                    Some(_) => Some(self.yes_no("granted")?),
                };
                Deed::Sign {
                    opinion: self.text("opinion"),
                    granted,
                    joint: joint?,
                }
            }
            Kind::Decide => {
                let granted = self.yes_no("granted");
                Deed::Decide {
                    reason: self.text("reason"),
                    granted: granted?,
                }
            }
            Kind::Deliver => Deed::Deliver {
                how: self.text("how"),
            },
            Kind::Assign => Deed::Assign {
                user: self.text("user"),
                reason: self.text("reason"),
            },
            Kind::Hand => Deed::Hand {
                papers: self.list("papers"),
                to: match self.maybe("to") {
                    None => None,
                    Some(_) => Some(self.read("to")?),
                },
            },
            Kind::Take => Deed::Take {
                papers: self.list("papers"),
            },
            Kind::Print => Deed::Print {
                paper: self.text("paper"),
                number: self.text("number"),
                // The printing node gives number and edition; nobody fills them in.
                edition: 1,
            },
            Kind::Regrant => {
                let (revision, home) = (self.read("revision"), self.read("home"));
                Deed::Regrant {
                    grants: self.places("grants"),
                    reason: self.text("reason"),
                    revision: revision?,
                    home: home?,
                }
            }
            Kind::Press => Deed::Press {
                text: self.text("text"),
            },
            Kind::Resolve => Deed::Resolve {
                stand: self.acts("stand"),
                void: self.acts("void"),
                reason: self.text("reason"),
            },
        })
    }

    fn known(&self, name: &str) -> &'static Field {
        let mut fields = self.kind.fields().iter();
        fields
            .find(|field| field.name == name)
            .expect("a deed asks only for the fields of its kind")
    }

    /// What was typed, if anything.
    fn maybe(&self, name: &str) -> Option<String> {
        let text = self.fields.get(name)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn text(&mut self, name: &str) -> String {
        self.maybe(name).unwrap_or_else(|| {
            let field = self.known(name);
            self.misfits.push(Misfit {
                field: field.name,
                zh: format!("请填写{}", field.zh),
                en: format!("Fill in: {}", field.en),
            });
            String::new()
        })
    }

    fn unreadable<T>(&mut self, name: &str) -> Option<T> {
        let field = self.known(name);
        if self.maybe(name).is_some() {
            let (zh, en) = field.shape.example();
            self.misfits.push(Misfit {
                field: field.name,
                zh: format!("应为{zh}"),
                en: format!("must be {en}"),
            });
        }
        None
    }

    fn read<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name);
        text.parse().ok().or_else(|| self.unreadable(name))
    }

    fn moment(&mut self, name: &str) -> Option<UnixMillis> {
        let text = self.text(name);
        read_moment(&text).or_else(|| self.unreadable(name))
    }

    fn yes_no(&mut self, name: &str) -> Option<bool> {
        match self.text(name).as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => self.unreadable(name),
        }
    }

    fn list(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name);
        parts(&text).map(str::to_owned).collect()
    }

    /// In the order of their codes, each once, however they were typed.
    fn places(&mut self, name: &str) -> Vec<tiers::PlaceCode> {
        let text = self.maybe(name).unwrap_or_default();
        let places: Option<BTreeSet<_>> = parts(&text).map(|part| part.parse().ok()).collect();
        let places = places.or_else(|| self.unreadable(name)).unwrap_or_default();
        places.into_iter().collect()
    }

    fn acts(&mut self, name: &str) -> Vec<tiers::Digest> {
        let text = self.maybe(name).unwrap_or_default();
        let acts: Option<Vec<_>> = parts(&text).map(|part| part.parse().ok()).collect();
        acts.or_else(|| self.unreadable(name)).unwrap_or_default()
    }
}

/// One a line, or set apart by commas; empty ones say nothing.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['\n', ',', '、', ',']).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// RFC 3339, or a local date and time as a page sends it; a date alone means its last minute.
fn read_moment(text: &str) -> Option<UnixMillis> {
    if let Ok(moment) = calendar::read_moment(text) {
        return Some(moment);
    }
    let text = text.replace(' ', "T");
    let local = match text.len() {
        10 => format!("{text}T23:59:00+08:00"),
        16 => format!("{text}:00+08:00"),
        _ => format!("{text}+08:00"),
    };
    calendar::read_moment(&local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Shape;

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn every_kind_a_person_does_is_read_from_its_own_fields() {
        let answer = |field: &Field| match field.shape {
            Shape::Line | Shape::Words | Shape::List => "某某".to_owned(),
            Shape::Whole | Shape::Fen => "3".to_owned(),
            Shape::Moment => "2026-12-01 09:00".to_owned(),
            Shape::YesNo(_) => "yes".to_owned(),
            Shape::Choice(options) => options[0].0.to_owned(),
            Shape::Place => "230621100000".to_owned(),
            Shape::Places => "230602000000、230601000000".to_owned(),
            Shape::Acts => tiers::Digest([7; 32]).to_string(),
        };
        let mut read = 0;
        for kind in Kind::ALL {
            let filled: BTreeMap<String, String> = (kind.fields().iter())
                .map(|field| (field.name.to_owned(), answer(field)))
                .collect();
            match deed_of(kind, &filled) {
                Ok(deed) => {
                    assert_eq!(deed.kind(), kind);
                    read += 1;
                }
                // The node's own.
                Err(misfits) => assert_eq!(misfits, [], "{kind:?}"),
            }
            for field in kind.fields().iter().filter(|field| field.required) {
                let mut less = filled.clone();
                less.remove(field.name);
                let misfits = deed_of(kind, &less).unwrap_err();
                assert!(
                    misfits.iter().any(|misfit| misfit.field == field.name),
                    "{kind:?} {field:?}"
                );
            }
        }
        assert_eq!(read, Kind::ALL.len() - 7);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let misfits = deed_of(Kind::Suspend, &fields(&[("days", "ten")])).unwrap_err();
        let named: Vec<&str> = misfits.iter().map(|misfit| misfit.field).collect();
        assert_eq!(named, ["days", "cause", "notice"]);
        assert_eq!(misfits[0].zh, "应为整数");
    }

    #[test]
    fn moments_are_read_as_a_page_and_as_a_script_write_them() {
        let nine = calendar::read_moment("2026-12-01T09:00:00+08:00").unwrap();
        for text in [
            "2026-12-01 09:00",
            "2026-12-01T09:00",
            "2026-12-01T09:00:00+08:00",
            "2026-12-01T01:00:00Z",
        ] {
            assert_eq!(read_moment(text), Some(nine), "{text}");
        }
        assert_eq!(read_moment("tomorrow"), None);
    }
}
