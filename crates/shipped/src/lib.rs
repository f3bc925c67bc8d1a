//! What comes with the program: divisions, catalog, calendar and a demonstration federation from `topology/`, as text and
//! as checked data; and federation files, read together with the files that they name.
//!
//! What it does not: make a node's directory, or know keys and certificates.
//!
//! ```
//! let shipped = shipped::ShippedCatalog::read()?;
//! assert!(shipped.catalog.items.contains_key("BM-019"));
//! # Ok::<(), anyhow::Error>(())
//! ```

mod calendar_files;
mod files;
mod plan;

pub use calendar_files::{read_folder, shipped as shipped_calendar};
pub use files::{SHIPPED, ShippedCatalog, shipped, write_shipped};
pub use plan::Plan;
