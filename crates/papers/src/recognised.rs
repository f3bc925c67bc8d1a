//! Words of the law by which what others wrote is recognised: names of departments.

/// The words of `recognised.txt` under `name`.
fn words(name: &str) -> impl Iterator<Item = &'static str> {
    const FILE: &str = include_str!("../recognised.txt");
    let lines = FILE.lines().filter_map(|line| line.split_once(": "));
    let own = lines.filter(move |(own, _)| *own == name);
    own.flat_map(|(_, words)| words.split_whitespace())
}

/// Whether a department is led from above, such as customs, and not by the government of its level.
pub(crate) fn is_led_from_above(department: &str) -> bool {
    words("led-from-above").any(|word| department.contains(word))
}

/// One to ten, as laws number their articles.
pub(crate) fn numerals() -> Vec<&'static str> {
    words("numerals").collect()
}

/// Whether a department is one of justice (司法行政部门), whose acts may be had reviewed at either of two places.
pub(crate) fn is_of_justice(department: &str) -> bool {
    words("justice").any(|word| department.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_told_apart() {
        assert!(is_led_from_above("县税务局") && !is_led_from_above("县民政局"));
        assert!(is_of_justice("县司法局") && !is_of_justice("县民政局"));
    }
}
