/// Rows to put and remove in one tree, in order: of two for one key the later holds.
#[derive(Debug, Clone, Default)]
pub struct TreeBatch {
    pub(super) rows: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl TreeBatch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a row.
    pub fn put(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.rows.push((key.into(), Some(value.into())));
    }

    /// Removes a row, if it is there.
    pub fn remove(&mut self, key: impl Into<Vec<u8>>) {
        self.rows.push((key.into(), None));
    }

    /// How many rows it puts and removes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Rows to put and remove in any trees, in order.
#[derive(Debug, Clone, Default)]
pub struct RowBatch {
    pub(super) rows: Vec<RowChange>,
}

#[derive(Debug, Clone)]
pub(super) struct RowChange {
    pub(super) tree: String,
    pub(super) key: Vec<u8>,
    /// What the row holds from now on; `None` removes it.
    pub(super) value: Option<Vec<u8>>,
}

impl RowBatch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a row.
    pub fn put(&mut self, tree: &str, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.change(tree, key.into(), Some(value.into()));
    }

    /// Removes a row, if it is there.
    pub fn remove(&mut self, tree: &str, key: impl Into<Vec<u8>>) {
        self.change(tree, key.into(), None);
    }

    /// How many rows it puts and removes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it does nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn of_tree(tree: &str, batch: &TreeBatch) -> RowBatch {
        let mut rows = RowBatch::new();
        for (key, value) in &batch.rows {
            rows.change(tree, key.clone(), value.clone());
        }
        rows
    }

    fn change(&mut self, tree: &str, key: Vec<u8>, value: Option<Vec<u8>>) {
        let tree = tree.to_owned();
        self.rows.push(RowChange { tree, key, value });
    }
}
