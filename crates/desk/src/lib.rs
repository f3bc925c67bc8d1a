//! What each page shows and each button does: the engine as the console asks for it.
//!
//! [`NodeDesk`] answers the console's questions. What is asked goes to the one writer through the trait [`Writer`],
//! which the process around it implements; every answer comes after the fsync.
//!
//! ```
//! use desk::{NodeDesk, Passwords, Writer};
//!
//! async fn desk_of<W: Writer>(writer: W, village: tiers::PlaceCode) -> NodeDesk<W> {
//!     NodeDesk::new(writer, village, Passwords::default(), false).await
//! }
//! ```

#[cfg(test)]
mod asked_words;
mod back;
mod bucket;
mod case;
mod desk;
mod due;
mod editing;
mod elements;
mod forms;
pub mod law;
mod left;
mod lines;
mod names;
mod offers;
mod paper;
mod people;
mod refusals;
mod returned;
mod room;
mod sent;
#[cfg(test)]
mod tests;
mod tray;
mod words;
mod writer;

pub use case::duplicate;
pub use desk::{NodeDesk, Passwords};
pub use refusals::{fault_text, paper_title, refused_text};
pub use words::{numbers_low, role as role_name, tier_name, time_ms};
pub use writer::Writer;
