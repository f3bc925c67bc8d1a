//! Rows that are chosen when a store is opened: sled's, or some in memory.

use std::ops::Bound;

use super::{
    MemMap, MemRows, OrderedMap, Row, RowBatch, RowsFailed, SledRows, SledTree, TreeBatch,
};
use crate::entry::{Chain, Position};

#[derive(Clone)]
pub(crate) enum AnyRows {
    Sled(SledRows),
    Mem(MemRows),
}

impl AnyRows {
    pub(crate) fn tree(&self, name: &str) -> Result<Tree, RowsFailed> {
        match self {
            AnyRows::Sled(rows) => Ok(Tree(Inner::Sled(rows.tree(name)?))),
            AnyRows::Mem(rows) => Ok(Tree(Inner::Mem(rows.tree(name)))),
        }
    }

    pub(crate) fn built_to(&self) -> Position {
        match self {
            AnyRows::Sled(rows) => rows.built_to(),
            AnyRows::Mem(rows) => rows.built_to(),
        }
    }

    pub(crate) fn write(
        &self,
        batch: &RowBatch,
        built_to: Option<(Position, Chain)>,
    ) -> Result<(), RowsFailed> {
        match self {
            AnyRows::Sled(rows) => rows.write(batch, built_to),
            AnyRows::Mem(rows) => {
                rows.write(batch, built_to);
                Ok(())
            }
        }
    }

    pub(crate) fn flush(&self) -> Result<(), RowsFailed> {
        match self {
            AnyRows::Sled(rows) => rows.flush(),
            AnyRows::Mem(_) => Ok(()),
        }
    }
}

/// One tree of a store's rows.
#[derive(Clone)]
pub struct Tree(Inner);

#[derive(Clone)]
enum Inner {
    Sled(SledTree),
    Mem(MemMap),
}

impl OrderedMap for Tree {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsFailed> {
        match &self.0 {
            Inner::Sled(tree) => tree.get(key),
            Inner::Mem(tree) => tree.get(key),
        }
    }

    fn range(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        rows_max: usize,
    ) -> Result<Vec<Row>, RowsFailed> {
        match &self.0 {
            Inner::Sled(tree) => tree.range(from, to, rows_max),
            Inner::Mem(tree) => tree.range(from, to, rows_max),
        }
    }

    fn apply(&self, batch: &TreeBatch) -> Result<(), RowsFailed> {
        match &self.0 {
            Inner::Sled(tree) => tree.apply(batch),
            Inner::Mem(tree) => tree.apply(batch),
        }
    }

    fn count(&self) -> Result<u64, RowsFailed> {
        match &self.0 {
            Inner::Sled(tree) => tree.count(),
            Inner::Mem(tree) => tree.count(),
        }
    }
}
