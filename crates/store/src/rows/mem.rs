use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, RwLock};

use super::{OrderedMap, Row, RowsFailed, TreeBatch, is_empty_range};

/// An [`OrderedMap`] in memory, for the simulator and for tests. Clones share the same rows.
#[derive(Debug, Clone, Default)]
pub struct MemMap {
    rows: Arc<RwLock<BTreeMap<Vec<u8>, Vec<u8>>>>,
}

impl MemMap {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }
}

impl OrderedMap for MemMap {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsFailed> {
        Ok(self.rows.read().expect(UNPOISONED).get(key).cloned())
    }

    fn range(
        &self,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
        rows_max: usize,
    ) -> Result<Vec<Row>, RowsFailed> {
        if is_empty_range(from, to) {
            return Ok(Vec::new());
        }
        let rows = self.rows.read().expect(UNPOISONED);
        let range = rows.range::<[u8], _>((from, to)).take(rows_max);
        Ok(range
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }

    fn apply(&self, batch: &TreeBatch) -> Result<(), RowsFailed> {
        let mut rows = self.rows.write().expect(UNPOISONED);
        for (key, value) in &batch.rows {
            match value {
                Some(value) => rows.insert(key.clone(), value.clone()),
                None => rows.remove(key),
            };
        }
        Ok(())
    }

    fn count(&self) -> Result<u64, RowsFailed> {
        Ok(self.rows.read().expect(UNPOISONED).len() as u64)
    }
}

const UNPOISONED: &str = "no code that holds this lock panics";
