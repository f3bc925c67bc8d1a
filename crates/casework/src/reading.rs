//! Fields that a person filled in, read into a deed; everything that is wrong is said at once.

use crate::fields::{Field, reading_of};
use crate::{Deed, Kind};
use calendar::UnixMillis;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    /// The field that it is about.
    pub field: &'static Field,
    /// Whether something is there that cannot be read; otherwise nothing is there.
    pub unreadable: bool,
}

/// The deed of `kind` as `fields` say it.
///
/// # Errors
/// Every field that is missing, not known or cannot be read; an empty list when only the node itself
/// writes this kind.
pub fn deed_of(kind: Kind, fields: &BTreeMap<String, String>) -> Result<Deed, Vec<Misfit>> {
    let mut sent = Answers {
        kind,
        fields,
        misfits: Vec::new(),
    };
    let deed = reading_of(kind).and_then(|row| (row.read)(&mut sent));
    match deed {
        Some(deed) if sent.misfits.is_empty() => Ok(deed),
        _ => Err(sent.misfits),
    }
}

pub(crate) struct Answers<'a> {
    kind: Kind,
    fields: &'a BTreeMap<String, String>,
    misfits: Vec<Misfit>,
}

impl Answers<'_> {
    fn known(&self, name: &str) -> &'static Field {
        let mut fields = self.kind.fields().iter();
        fields
            .find(|field| field.name == name)
            .expect("a deed asks only for the fields of its kind")
    }

    /// What was typed, if anything.
    pub(crate) fn maybe(&self, name: &str) -> Option<String> {
        let text = self.fields.get(name)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(crate) fn text(&mut self, name: &str) -> String {
        self.maybe(name).unwrap_or_else(|| {
            let field = self.known(name);
            self.misfits.push(Misfit {
                field,
                unreadable: false,
            });
            String::new()
        })
    }

    pub(crate) fn unreadable<T>(&mut self, name: &str) -> Option<T> {
        let field = self.known(name);
        if self.maybe(name).is_some() {
            self.misfits.push(Misfit {
                field,
                unreadable: true,
            });
        }
        None
    }

    pub(crate) fn read<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name);
        text.parse().ok().or_else(|| self.unreadable(name))
    }

    pub(crate) fn moment(&mut self, name: &str) -> Option<UnixMillis> {
        let text = self.text(name);
        read_moment(&text).or_else(|| self.unreadable(name))
    }

    pub(crate) fn yes_no(&mut self, name: &str) -> Option<bool> {
        match self.text(name).as_str() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => self.unreadable(name),
        }
    }

    pub(crate) fn list(&mut self, name: &str) -> Vec<String> {
        let text = self.text(name);
        parts(&text).map(str::to_owned).collect()
    }

    /// In the order of their codes, each once, however they were typed.
    pub(crate) fn places(&mut self, name: &str) -> Vec<tiers::PlaceCode> {
        let text = self.maybe(name).unwrap_or_default();
        let places: Option<BTreeSet<_>> = parts(&text).map(|part| part.parse().ok()).collect();
        let places = places.or_else(|| self.unreadable(name)).unwrap_or_default();
        places.into_iter().collect()
    }

    pub(crate) fn acts(&mut self, name: &str) -> Vec<tiers::Digest> {
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
            Shape::Special => "hearing".to_owned(),
            Shape::Cause(act) => crate::causes_of(act).next().unwrap().code.to_owned(),
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
                    misfits.iter().any(|misfit| misfit.field == field),
                    "{kind:?} {field:?}"
                );
            }
        }
        assert_eq!(read, Kind::ALL.len() - 7);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let misfits = deed_of(Kind::Suspend, &fields(&[("days", "ten")])).unwrap_err();
        let named: Vec<&str> = misfits.iter().map(|misfit| misfit.field.name).collect();
        assert_eq!(named, ["days", "cause", "notice"]);
        let unreadable: Vec<bool> = misfits.iter().map(|misfit| misfit.unreadable).collect();
        assert_eq!(unreadable, [true, false, false]);
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
