//! What items, bundles, steps, materials, departments and places are called on a page: in Chinese as they are, in
//! English as the data says, and where it says nothing, by the Chinese name. A place has its pinyin and the word of
//! its tier.

use super::words;
use casework::{Branch, PlannedStep};
use catalog::{Item, Material};
use console::Text;
use engine::ReadModel;
use tiers::{PlaceCode, Tier, place_english};

/// A name with what the data gives as its English; empty where it gives none.
pub(crate) fn named(name: &str, name_en: &str) -> Text {
    match name_en {
        "" => Text::same(name),
        name_en => Text::new(name, name_en),
    }
}

/// The item or bundle of this code, as it is in force; the code where there is none.
pub(crate) fn item(model: &ReadModel, code: &str) -> Text {
    match (model.bundle(code), model.item(code)) {
        (Some(bundle), _) => named(&bundle.name, &bundle.name_en),
        (None, Some(item)) => named(&item.name, &item.name_en),
        (None, None) => Text::same(code),
    }
}

/// What a branch of a case decides.
pub(crate) fn branch(branch: &Branch) -> Text {
    named(&branch.name, &branch.name_en)
}

/// A step of a case.
pub(crate) fn step(step: &PlannedStep) -> Text {
    named(&step.name, &step.name_en)
}

/// A step of the item in force that has this Chinese name.
pub(crate) fn step_named(model: &ReadModel, code: &str, name: &str) -> Text {
    let steps = model.item(code).map(|item| item.steps.as_slice());
    let known = steps
        .unwrap_or_default()
        .iter()
        .find(|step| step.name == name);
    known.map_or_else(|| Text::same(name), |step| named(name, &step.name_en))
}

/// What is handed in.
pub(crate) fn material(material: &Material) -> Text {
    named(&material.name, &material.name_en)
}

/// The label of a form's field, whose material may be one of these items'.
pub(crate) fn label(items: &[&Item], field: &str) -> Text {
    match field.strip_prefix(casework::MATERIAL) {
        Some(name) => material_named(items, name),
        None => words::label(field),
    }
}

/// What is handed in under this Chinese name, whether or not one of these items asks for it.
pub(crate) fn material_named(items: &[&Item], name: &str) -> Text {
    let mut materials = items.iter().flat_map(|item| &item.materials);
    let known = materials.find(|material| material.name == name);
    known.map_or_else(|| Text::same(name), material)
}

/// A department; its code where the list has none.
pub(crate) fn department(model: &ReadModel, code: &str) -> Text {
    named(&model.department_name(code), model.department_name_en(code))
}

/// A place alone.
pub(crate) fn place(model: &ReadModel, place: PlaceCode) -> Text {
    let name = model.place_name(place);
    let english = place_english(&name, place.tier());
    Text::new(name, english)
}

/// A place with those above it, down from the city.
pub(crate) fn path(model: &ReadModel, of: PlaceCode) -> Text {
    let above = Tier::ALL.into_iter().filter_map(|tier| of.at_tier(tier));
    let english = above
        .filter(|above| above.tier() != Tier::Province || *above == of)
        .map(|above| place(model, above).en);
    let english: Vec<String> = english.collect();
    Text::new(model.path_name(of), english.join(", "))
}

/// A place and, where one is named, its department.
pub(crate) fn desk(model: &ReadModel, of: PlaceCode, code: Option<&str>, between: &str) -> Text {
    let place = place(model, of);
    match code {
        Some(code) => place + &Text::same(between) + &department(model, code),
        None => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_english_is_the_same_on_every_page() {
        assert_eq!(named("申请表", ""), Text::same("申请表"));
        assert_eq!(named("申请表", "Form"), Text::new("申请表", "Form"));
    }
}
