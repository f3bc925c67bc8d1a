//! What a form must hold before it may be received. Wrong fields come back by name.

use crate::Form;
use catalog::{Item, MaterialFault};
use std::collections::BTreeMap;
use tiers::{DocumentFault, IdFault, IdKind, UsccFault};

/// Field of the applicant's name.
pub const NAME: &str = "name";
/// Field of the applicant's resident id number (GB 11643) or unified social credit code (GB 32100).
pub const ID_NUMBER: &str = "id_number";
/// Field of the number of units that the fee is counted in.
pub const QUANTITY: &str = "quantity";
/// Field of the kind of document that the number is of ([`tiers::IdKind::code`]); empty = a resident id
/// number or a social credit code, whichever it looks like.
pub const ID_KIND: &str = "id_kind";
/// Field of the number of the written entrustment (委托书), where an agent acts for the applicant.
pub const ENTRUSTMENT: &str = "entrustment";
/// Field of the applicant's address.
pub const ADDRESS: &str = "address";
/// Field of the legal representative of an organisation (法定代表人).
pub const REPRESENTATIVE: &str = "representative";
/// Field that says `yes` where papers are received although some are missing (许可法 32(1)(四)): nobody is sent away
/// without a voucher.
pub const INCOMPLETE: &str = "incomplete";
/// Prefix of a material's field; its value is the number of copies handed in.
pub const MATERIAL: &str = "m.";
/// Longest value of a field, bytes.
pub const FIELD_BYTES_MAX: usize = 1024;
/// Most fields of a form.
pub const FIELDS_MAX: usize = 64;
/// Fields every form has beside its materials, in the order they are asked for.
pub const FIELDS: [&str; 10] = [
    NAME,
    ID_KIND,
    ID_NUMBER,
    REPRESENTATIVE,
    "phone",
    ADDRESS,
    ENTRUSTMENT,
    QUANTITY,
    INCOMPLETE,
    "note",
];

/// What is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormFault {
    /// A required field is empty.
    #[error("{0}: must be filled in")]
    Empty(String),
    /// Not a field of this form.
    #[error("{0}: no such field")]
    Unknown(String),
    /// A value that is too long.
    #[error("{0}: longer than {FIELD_BYTES_MAX} bytes")]
    TooLong(String),
    /// Not a kind of document.
    #[error("id_kind: no such kind of document: {0}")]
    IdKind(String),
    /// Not a valid number of another lawful document.
    #[error("id_number: not a valid number of this document: {0}")]
    Document(DocumentFault),
    /// Not a valid resident id number.
    #[error("id_number: not a valid resident id number (GB 11643): {0}")]
    ResidentId(IdFault),
    /// Not a valid social credit code.
    #[error("id_number: not a valid unified social credit code (GB 32100): {0}")]
    SocialCredit(UsccFault),
    /// Not a whole number of at least 1.
    #[error("quantity: must be a whole number from 1 to 1000000")]
    Quantity,
    /// Copies that are not a number.
    #[error("{0}: copies must be a whole number")]
    Copies(String),
    /// A material missing, short or not asked for.
    #[error("{}", material_words(.0))]
    Material(MaterialFault),
}

impl FormFault {
    /// The field it is about.
    pub fn field(&self) -> String {
        match self {
            FormFault::Empty(field)
            | FormFault::Unknown(field)
            | FormFault::TooLong(field)
            | FormFault::Copies(field) => field.clone(),
            FormFault::ResidentId(_) | FormFault::SocialCredit(_) | FormFault::Document(_) => {
                ID_NUMBER.to_owned()
            }
            FormFault::IdKind(_) => ID_KIND.to_owned(),
            FormFault::Quantity => QUANTITY.to_owned(),
            FormFault::Material(fault) => format!("{MATERIAL}{}", material(fault)),
        }
    }
}

/// The name of the material a fault is about.
fn material(fault: &MaterialFault) -> &str {
    match fault {
        MaterialFault::Missing { name, .. }
        | MaterialFault::Extra { name }
        | MaterialFault::TooFew { name, .. } => name,
    }
}

fn material_words(fault: &MaterialFault) -> String {
    match fault {
        MaterialFault::Missing { name, copies } => format!("{name}: missing, {copies} needed"),
        MaterialFault::Extra { name } => format!("{name}: is not asked for and must not be taken"),
        MaterialFault::TooFew { name, have, need } => {
            format!("{name}: {have} handed in, {need} needed")
        }
    }
}

/// The units the fee is counted in; 1 when the field is empty.
pub fn quantity(form: &Form) -> Option<u32> {
    match form.get(QUANTITY).map(|text| text.trim()) {
        None | Some("") => Some(1),
        Some(text) => text.parse().ok().filter(|n| (1..=1_000_000).contains(n)),
    }
}

/// Everything that is wrong with `form` for an application under all of `items`: a bundle shares one
/// form and one set of materials.
pub fn check_form(items: &[&Item], form: &Form) -> Vec<FormFault> {
    let mut faults = Vec::new();
    if form.get(NAME).is_none_or(|name| name.trim().is_empty()) {
        faults.push(FormFault::Empty(NAME.to_owned()));
    }
    faults.extend(check_number(form));
    if quantity(form).is_none() {
        faults.push(FormFault::Quantity);
    }
    let mut supplied: BTreeMap<String, u16> = BTreeMap::new();
    for (field, value) in form {
        if value.len() > FIELD_BYTES_MAX {
            faults.push(FormFault::TooLong(field.clone()));
        } else if let Some(material) = field.strip_prefix(MATERIAL) {
            match value.trim() {
                "" => {}
                text => match text.parse() {
                    Ok(0) => {}
                    Ok(copies) => {
                        supplied.insert(material.to_owned(), copies);
                    }
                    Err(_) => faults.push(FormFault::Copies(field.clone())),
                },
            }
        } else if !FIELDS.contains(&field.as_str()) {
            faults.push(FormFault::Unknown(field.clone()));
        }
    }
    let incomplete = is_incomplete(form);
    let materials = check_materials(items, &supplied).into_iter();
    let materials = materials.filter(|fault| !(incomplete && lacks(fault)));
    faults.extend(materials.map(FormFault::Material));
    faults
}

/// Whether the applicant wants the papers received although some are missing.
fn is_incomplete(form: &Form) -> bool {
    form.get(INCOMPLETE).is_some_and(|said| said == "yes")
}

fn lacks(fault: &MaterialFault) -> bool {
    !matches!(fault, MaterialFault::Extra { .. })
}

/// The materials that are missing, or not in the number asked for, from a form that is received all the same; in the order
/// of their names. None where it says that it is complete.
pub fn lacking(items: &[&Item], form: &Form) -> Vec<String> {
    if !is_incomplete(form) {
        return Vec::new();
    }
    let supplied = form.iter().filter_map(|(field, copies)| {
        let name = field.strip_prefix(MATERIAL)?;
        Some((name.to_owned(), copies.trim().parse().unwrap_or(0)))
    });
    let faults = check_materials(items, &supplied.collect()).into_iter();
    let faults: Vec<MaterialFault> = faults.filter(lacks).collect();
    let mut names: Vec<String> = faults
        .iter()
        .map(|fault| material(fault).to_owned())
        .collect();
    names.sort();
    names
}

/// Working days within which a material may be handed in after acceptance (容缺); none where it may not. Several items may
/// ask for one paper; the strictest of them holds.
pub fn deferrable<'a>(items: impl Iterator<Item = &'a Item>, name: &str) -> Option<u16> {
    let materials = items.flat_map(|item| &item.materials);
    let days = materials
        .filter(|material| material.name == name)
        .map(|material| material.defer_days);
    days.collect::<Option<Vec<u16>>>()?.into_iter().min()
}

/// Whether the number of a written entrustment is given (许可法 29: an agent acts by it).
pub(crate) fn entrusted(form: &Form) -> bool {
    form.get(ENTRUSTMENT)
        .is_some_and(|number| !number.trim().is_empty())
}

/// The applicant's number by the document that it is of.
fn check_number(form: &Form) -> Option<FormFault> {
    let number = match form.get(ID_NUMBER).map(String::as_str) {
        None | Some("") => return Some(FormFault::Empty(ID_NUMBER.to_owned())),
        Some(number) => number,
    };
    let kind = match form.get(ID_KIND).map(|kind| kind.trim()) {
        None | Some("") if is_social_credit(number) => IdKind::SocialCredit,
        None | Some("") => IdKind::ResidentId,
        Some(code) => match IdKind::from_code(code) {
            Some(kind) => kind,
            None => return Some(FormFault::IdKind(code.to_owned())),
        },
    };
    match kind {
        IdKind::ResidentId => tiers::check_resident_id(number)
            .err()
            .map(FormFault::ResidentId),
        IdKind::SocialCredit => tiers::check_uscc(number).err().map(FormFault::SocialCredit),
        other => tiers::check_document(other, number)
            .err()
            .map(FormFault::Document),
    }
}

/// A shared set of materials: what several members ask for is handed in once, in the largest number.
fn check_materials(items: &[&Item], supplied: &BTreeMap<String, u16>) -> Vec<MaterialFault> {
    if let [item] = items {
        return item.check_materials(supplied);
    }
    let mut found: BTreeMap<String, MaterialFault> = BTreeMap::new();
    for item in items {
        for fault in item.check_materials(supplied) {
            let elsewhere = |name: &str| {
                let mut others = items.iter().flat_map(|other| &other.materials);
                others.any(|material| material.name == name)
            };
            match &fault {
                MaterialFault::Extra { name } if elsewhere(name) => {}
                _ => {
                    found.insert(material(&fault).to_owned(), fault);
                }
            }
        }
    }
    found.into_values().collect()
}

/// Both numbers have 18 characters, and an organisation's may be all digits: then a resident's is known
/// by the century of birth at its seventh character.
fn is_social_credit(number: &str) -> bool {
    let letters = number.chars().take(17).any(|c| c.is_ascii_alphabetic());
    let century = matches!(number.get(6..8), Some("18" | "19" | "20"));
    letters || number.starts_with('9') || (number.chars().count() == 18 && !century)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_fault(number: &str) -> Option<FormFault> {
        let form = [(NAME, "张三"), (ID_NUMBER, number)];
        let form = form.map(|(field, value)| (field.to_owned(), value.to_owned()));
        let faults = check_form(&[], &form.into());
        assert!(faults.len() < 2, "{faults:?}");
        faults.into_iter().next()
    }

    #[test]
    fn residents_and_organisations_are_known_by_their_numbers() {
        for good in [
            "230602190101137355",
            "610117190805049060",
            "92130400TEXT00025L",
            "Y1130400TEXT000920",
        ] {
            assert_eq!(number_fault(good), None, "{good}");
        }
        assert!(matches!(
            number_fault("230602190101137356"),
            Some(FormFault::ResidentId(_))
        ));
        assert!(matches!(
            number_fault("92130400TEXT00025M"),
            Some(FormFault::SocialCredit(_))
        ));
        assert!(matches!(
            number_fault("2306021901"),
            Some(FormFault::ResidentId(_))
        ));
    }

    #[test]
    fn other_lawful_documents_are_taken_by_their_kind() {
        let of = |kind: &str, number: &str| {
            let form = [(NAME, "某人"), (ID_KIND, kind), (ID_NUMBER, number)];
            let form = form.map(|(field, value)| (field.to_owned(), value.to_owned()));
            check_form(&[], &form.into())
        };
        assert_eq!(of("passport", "E12345678"), []);
        assert_eq!(of("hk_macao_permit", "H12345678"), []);
        assert!(matches!(
            of("passport", "E1").as_slice(),
            [FormFault::Document(_)]
        ));
        assert_eq!(of("badge", "1"), [FormFault::IdKind("badge".to_owned())]);
        // A passport's number is no resident's, and the other way round.
        assert!(matches!(of("", "E12345678").as_slice(), [_]));
    }

    #[test]
    fn an_institution_whose_code_is_all_digits_may_file() {
        // GB 32100: 12 = an institution, then its place and a body without letters.
        let weights = std::iter::successors(Some(1u32), |weight| Some(weight * 3 % 31));
        let body = "12230600000010001";
        let sum: u32 = (body.chars().zip(weights))
            .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
            .sum();
        let check = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        let check = check.chars().nth(((31 - sum % 31) % 31) as usize).unwrap();
        assert_eq!(number_fault(&format!("{body}{check}")), None);
    }

    #[test]
    fn papers_may_be_received_although_some_are_missing_and_the_list_says_which() {
        let item = crate::fixture::WORLD.item("SL-001");
        let mut form = crate::fixture::form(&[item]);
        assert_eq!(
            (check_form(&[item], &form), lacking(&[item], &form)),
            (vec![], vec![])
        );
        let missing = item.materials[0].name.clone();
        form.insert(format!("{MATERIAL}{missing}"), "0".to_owned());
        assert!(matches!(
            check_form(&[item], &form).as_slice(),
            [FormFault::Material(_)]
        ));
        form.insert(INCOMPLETE.to_owned(), "yes".to_owned());
        assert_eq!(check_form(&[item], &form), []);
        assert_eq!(lacking(&[item], &form), [missing]);
        // What nobody asks for may not be taken all the same.
        form.insert(format!("{MATERIAL}户口簿"), "1".to_owned());
        assert!(matches!(
            check_form(&[item], &form).as_slice(),
            [FormFault::Material(_)]
        ));
    }

    #[test]
    fn quantity_is_one_unless_a_whole_number_says_otherwise() {
        let of = |text: &str| quantity(&Form::from([(QUANTITY.to_owned(), text.to_owned())]));
        assert_eq!(quantity(&Form::new()), Some(1));
        assert_eq!(
            (of(" "), of(" 3 "), of("1000000")),
            (Some(1), Some(3), Some(1_000_000))
        );
        for bad in ["0", "-1", "1.5", "1000001", "三"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
