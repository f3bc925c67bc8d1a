//! An act's kind and its words, as typed on a command line, to the deed.

use anyhow::{Context, Result, bail};
use casework::Deed;
use std::collections::BTreeMap;
use tiers::Digest;

/// Kinds a person may do, with the fields each takes.
pub const KINDS: [(&str, &[&str]); 12] = [
    ("accept", &[]),
    ("correct", &["missing"]),
    ("resubmit", &["supplied"]),
    ("refuse", &["reason"]),
    ("fee", &["fen", "voucher"]),
    ("step", &["seq", "opinion"]),
    ("decide", &["granted", "reason"]),
    ("conclude", &[]),
    ("deliver", &["how"]),
    ("takeover", &["reason"]),
    ("resolve", &["stand", "void", "reason"]),
    ("press", &["text"]),
];

/// The deed of `kind` with `fields`. Several values of one field stand apart by commas.
///
/// # Errors
/// Naming the field that is missing or wrong, or the nearest known kind.
pub fn deed(kind: &str, fields: &BTreeMap<String, String>) -> Result<Deed> {
    let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
    let Some((_, known)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        match tiers::nearest(kind, &kinds) {
            Some(nearest) => bail!("unknown act {kind:?}, did you mean {nearest:?}?"),
            None => bail!("unknown act {kind:?}; known are {}", kinds.join(", ")),
        }
    };
    if let Some(field) = fields.keys().find(|field| !known.contains(&field.as_str())) {
        bail!("{kind} takes no field {field:?}; it takes {known:?}");
    }
    let text = |name: &str| {
        let value = fields.get(name).cloned();
        value.with_context(|| format!("{kind} needs --field {name}=..."))
    };
    let list = |name: &str| -> Result<Vec<String>> {
        let text = text(name)?;
        Ok(text
            .split([',', '、'])
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect())
    };
    let acts = |name: &str| -> Result<Vec<Digest>> {
        let list = list(name)?;
        list.iter()
            .map(|id| {
                id.parse()
                    .with_context(|| format!("{name}: {id} is no act id"))
            })
            .collect()
    };
    Ok(match kind {
        "accept" => Deed::Accept,
        "correct" => Deed::Correct {
            missing: list("missing")?,
        },
        "resubmit" => Deed::Resubmit {
            supplied: list("supplied")?,
        },
        "refuse" => Deed::Refuse {
            reason: text("reason")?,
        },
        "fee" => Deed::Fee {
            fen: text("fen")?
                .parse()
                .context("fen: must be a whole number of fen")?,
            reduction: 0,
            basis: String::new(),
            voucher: text("voucher")?,
        },
        "step" => Deed::Step {
            seq: text("seq")?
                .parse()
                .context("seq: must be the step's number")?,
            opinion: text("opinion")?,
        },
        "decide" => Deed::Decide {
            granted: text("granted")?
                .parse()
                .context("granted: must be true or false")?,
            reason: text("reason")?,
        },
        "conclude" => Deed::Conclude,
        "deliver" => Deed::Deliver { how: text("how")? },
        "takeover" => Deed::TakeOver {
            reason: text("reason")?,
        },
        "resolve" => Deed::Resolve {
            stand: acts("stand")?,
            void: acts("void")?,
            reason: text("reason")?,
        },
        "press" => Deed::Press {
            text: text("text")?,
        },
        _ => bail!("{kind} is written by the node itself"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_act_is_refused_with_the_nearest_name() {
        let message = deed("acept", &BTreeMap::new()).unwrap_err().to_string();
        assert!(message.contains("\"accept\""), "{message}");
    }

    #[test]
    fn a_missing_field_is_named() {
        let message = deed("decide", &BTreeMap::new()).unwrap_err().to_string();
        assert!(message.contains("granted"), "{message}");
    }
}
