//! Words of the law by which what others wrote is recognised: kinds of items, names of departments, bases of acts.

/// The words of `recognised.txt` under `name`.
fn words(name: &str) -> impl Iterator<Item = &'static str> {
    const FILE: &str = include_str!("../recognised.txt");
    let lines = FILE.lines().filter_map(|line| line.split_once(": "));
    let own = lines.filter(move |(own, _)| *own == name);
    own.flat_map(|(_, words)| words.split_whitespace())
}

/// Whether items of this kind are licences (行政许可): only for these is a 行政许可决定书 printed.
pub(crate) fn is_licence(kind: &str) -> bool {
    words("licence").any(|word| kind == word)
}

/// Whether a department is led from above, such as customs, and not by the government of its level.
pub(crate) fn is_led_from_above(department: &str) -> bool {
    words("led-from-above").any(|word| department.contains(word))
}

/// Whether a revocation rests on article 8 of the Administrative Licensing Law (撤回, the ground for a lawful licence
/// is gone) and not on article 69 (撤销, it should not have been given).
pub(crate) fn is_withdrawn(basis: &str) -> bool {
    words("withdrawn").any(|word| basis.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_departments_and_bases_are_told_apart() {
        assert!(is_licence("行政许可") && !is_licence("行政确认"));
        assert!(is_led_from_above("县税务局") && !is_led_from_above("县民政局"));
        assert!(is_withdrawn("许可法第八条: 法律修改") && is_withdrawn("撤回"));
        assert!(!is_withdrawn("许可法第六十九条: 以欺骗手段取得"));
    }
}
