use std::collections::BTreeMap;

use crate::entry::{Chain, Position};

/// What the rows say of themselves: which journal they come from, up to where, and how many they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Checkpoint {
    /// The caller's number for how rows are derived.
    pub(crate) rows_version: u32,
    /// The last entry that the rows hold everything of. They may already hold some of what comes after.
    pub(crate) built_to: Position,
    pub(crate) chain: Chain,
    pub(crate) counts: BTreeMap<String, u64>,
}

impl Checkpoint {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = vec![ENCODING];
        out.extend_from_slice(&self.rows_version.to_le_bytes());
        out.extend_from_slice(&self.built_to.0.to_le_bytes());
        out.extend_from_slice(&self.chain.0);
        for (tree, count) in &self.counts {
            out.extend_from_slice(&(tree.len() as u32).to_le_bytes());
            out.extend_from_slice(tree.as_bytes());
            out.extend_from_slice(&count.to_le_bytes());
        }
        out
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Checkpoint> {
        let (encoding, rest) = bytes.split_first()?;
        if *encoding != ENCODING {
            return None;
        }
        let (rows_version, rest) = rest.split_first_chunk()?;
        let (built_to, rest) = rest.split_first_chunk()?;
        let (chain, mut rest) = rest.split_first_chunk()?;
        let mut counts = BTreeMap::new();
        while !rest.is_empty() {
            let (tree_bytes, after) = rest.split_first_chunk()?;
            let (tree, after) = after.split_at_checked(u32::from_le_bytes(*tree_bytes) as usize)?;
            let (count, after) = after.split_first_chunk()?;
            let tree = String::from_utf8(tree.to_vec()).ok()?;
            counts.insert(tree, u64::from_le_bytes(*count));
            rest = after;
        }
        Some(Checkpoint {
            rows_version: u32::from_le_bytes(*rows_version),
            built_to: Position(u64::from_le_bytes(*built_to)),
            chain: Chain(*chain),
            counts,
        })
    }
}

const ENCODING: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_comes_back_as_it_was_and_never_in_part() {
        let checkpoint = Checkpoint {
            rows_version: 3,
            built_to: Position(77),
            chain: Chain([5; 16]),
            counts: [("record".to_owned(), 9), ("view".to_owned(), 0)].into(),
        };
        let bytes = checkpoint.encode();
        assert_eq!(Checkpoint::decode(&bytes), Some(checkpoint.clone()));
        for len in 0..bytes.len() {
            let part = Checkpoint::decode(&bytes[..len]);
            assert_ne!(part.as_ref(), Some(&checkpoint));
        }
    }
}
