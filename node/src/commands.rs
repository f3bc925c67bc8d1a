//! Commands that need no node.

pub mod calendar_due;
pub mod catalog_check;
