use crate::Item;
use std::collections::BTreeMap;

/// What is wrong with the materials (申请材料) that were handed in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialFault {
    /// A required one is not there.
    Missing {
        /// Name.
        name: String,
        /// How many copies are asked for.
        copies: u16,
    },
    /// One is there that the item does not ask for (and an office may not take).
    Extra {
        /// Name.
        name: String,
    },
    /// Fewer copies than asked for.
    TooFew {
        /// Name.
        name: String,
        /// How many are there.
        have: u16,
        /// How many are asked for.
        need: u16,
    },
}

impl Item {
    /// Everything that is wrong with `supplied`, name to copies: what is asked for in the item's order,
    /// then what is not asked for. The law allows one notice of missing materials, so it must be complete.
    pub fn check_materials(&self, supplied: &BTreeMap<String, u16>) -> Vec<MaterialFault> {
        let asked = self.materials.iter().filter_map(|material| {
            let (name, need) = (material.name.clone(), material.copies);
            match supplied.get(&name).copied().unwrap_or(0) {
                0 if material.required => Some(MaterialFault::Missing { name, copies: need }),
                0 => None,
                have if have < need => Some(MaterialFault::TooFew { name, have, need }),
                _ => None,
            }
        });
        let known = |name: &str| self.materials.iter().any(|material| material.name == name);
        let extra = supplied
            .iter()
            .filter(|(name, copies)| **copies > 0 && !known(name))
            .map(|(name, _)| MaterialFault::Extra { name: name.clone() });
        asked.chain(extra).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::shipped;

    fn supplied(list: &[(&str, u16)]) -> BTreeMap<String, u16> {
        list.iter()
            .map(|(name, copies)| ((*name).to_owned(), *copies))
            .collect()
    }

    #[test]
    fn everything_missing_is_told_at_once() {
        // The elderly card asks for the identity card and two photographs.
        let item = shipped().items["BM-010"].clone();
        assert_eq!(
            item.check_materials(&supplied(&[("居民身份证", 1), ("照片", 3)])),
            []
        );
        assert_eq!(
            item.check_materials(&supplied(&[("照片", 1), ("户口簿", 1), ("别的", 0)])),
            [
                MaterialFault::Missing {
                    name: "居民身份证".to_owned(),
                    copies: 1
                },
                MaterialFault::TooFew {
                    name: "照片".to_owned(),
                    have: 1,
                    need: 2
                },
                MaterialFault::Extra {
                    name: "户口簿".to_owned()
                },
            ]
        );
    }

    #[test]
    fn what_is_required_only_where_applicable_may_be_absent() {
        let mut item = shipped().items["BM-010"].clone();
        item.materials[0].required = false;
        assert_eq!(item.check_materials(&supplied(&[("照片", 2)])), []);
    }
}
