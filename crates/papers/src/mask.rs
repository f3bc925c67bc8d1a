//! What of a name, a number or an address stands where the reader has no need of the whole.

/// A name of which only the first letter stands, as 张** for 张晓禾.
pub fn mask_name(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => {
            let rest = letters.count();
            format!("{first}{}", "*".repeat(rest.min(2)))
        }
    }
}

/// A number of which the first and the last four digits stand, as 2306**********1234.
pub fn mask_number(number: &str) -> String {
    const SHOWN: usize = 4;
    let letters: Vec<char> = number.chars().collect();
    if letters.len() <= SHOWN * 2 {
        return "*".repeat(letters.len());
    }
    let first: String = letters[..SHOWN].iter().collect();
    let last: String = letters[letters.len() - SHOWN..].iter().collect();
    format!("{first}{}{last}", "*".repeat(letters.len() - SHOWN * 2))
}

/// A field's value as everybody may see it.
pub fn masked(field: &str, value: &str) -> String {
    match field {
        casework::NAME => mask_name(value),
        casework::ID_NUMBER | "phone" => mask_number(value),
        "address" => mask_address(value),
        _ => value.to_owned(),
    }
}

/// The street tells enough; the door is for those who must go there.
fn mask_address(address: &str) -> String {
    const SHOWN: usize = 6;
    let letters = address.chars().count();
    if letters <= SHOWN {
        return address.to_owned();
    }
    let first: String = address.chars().take(SHOWN).collect();
    format!("{first}{}", "*".repeat((letters - SHOWN).min(4)))
}
