//! Commands that need no node.

/// Due dates for a table of receipts.
pub mod calendar_due;
/// Every fault of a catalog folder.
pub mod catalog_check;
/// Whether the numbers of a table are valid.
pub mod check_numbers;
/// Whether the code on a paper is genuine.
pub mod verify;
