//! An act's kind and its words, as typed on a command line, to the deed.

use anyhow::{Result, bail};
use casework::{Deed, Kind, deed_of};
use std::collections::BTreeMap;

/// The deed of `kind` with `fields`. Several values of one field stand apart by commas.
///
/// # Errors
/// Naming every field that is missing or wrong, or the nearest known kind.
pub fn deed(kind: &str, fields: &BTreeMap<String, String>) -> Result<Deed> {
    let Some(known) = Kind::from_name(kind) else {
        let kinds = kinds();
        match tiers::nearest(kind, &kinds) {
            Some(nearest) => bail!("unknown act {kind:?}, did you mean {nearest:?}?"),
            None => bail!("unknown act {kind:?}; known are {}", kinds.join(", ")),
        }
    };
    let names: Vec<&str> = known.fields().iter().map(|field| field.name).collect();
    if let Some(field) = fields.keys().find(|field| !names.contains(&field.as_str())) {
        bail!("{kind} takes no field {field:?}; it takes {names:?}");
    }
    match deed_of(known, fields) {
        Ok(deed) => Ok(deed),
        Err(misfits) if misfits.is_empty() => bail!("{kind} is written by the node itself"),
        Err(misfits) => {
            let words = misfits.iter().map(|misfit| {
                let (field, said) = (misfit.field.name, phrases::misfit(misfit));
                format!(
                    "{field}: {} ({}); give it as --field {field}=...",
                    said.en, said.zh
                )
            });
            bail!("{kind}: {}", words.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Kinds a person may do.
fn kinds() -> Vec<&'static str> {
    let persons = Kind::ALL
        .into_iter()
        .filter(|kind| !kind.fields().is_empty() || matches!(kind, Kind::Accept | Kind::Conclude));
    persons.map(Kind::name).collect()
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
    fn every_missing_field_is_named() {
        let message = deed("decide", &BTreeMap::new()).unwrap_err().to_string();
        assert!(
            message.contains("granted") && message.contains("reason"),
            "{message}"
        );
    }

    #[test]
    fn what_a_node_writes_itself_is_not_typed() {
        let message = deed("recount", &BTreeMap::new()).unwrap_err().to_string();
        assert!(message.contains("the node itself"), "{message}");
    }
}
