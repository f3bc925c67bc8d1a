//! Every text for people, by id and arguments, in Chinese and English.
//!
//! The other crates hold ids, numbers and names; what a page, a paper, a refusal or a command line says stands in the
//! Fluent files of `locales/`, one file a subject and the same files in both languages:
//!
//! | file | subject |
//! |---|---|
//! | `pages.ftl` | the console's pages |
//! | `law.ftl` | acts, guards, states, limits, refusals of the law table |
//! | `papers.ftl` | what a printed paper says under its seal |
//! | `desk.ftl` | what a desk or a room says of a case |
//! | `catalog.ftl` | elements and faults of items, charts |
//! | `commands.ftl` | the command line |
//!
//! An id is the subject and the name, as in `guard-known-version`. An unknown id is a mistake in the program: the
//! tests of each crate look for the ids that its sources name.
//!
//! ```
//! use words::{Lang, Text, say, text};
//!
//! assert_eq!(words::say(Lang::En, "log-out"), "Log out");
//! let sum = text!("money", x = "20.00");
//! assert_eq!(sum, Text::new("20.00 元", "20.00 yuan"));
//! ```

mod locales;
#[cfg(feature = "sources")]
pub mod sources;
mod text;

pub use locales::{Value, both, count_in, ids, is_known, of_in, say};
pub use text::{Lang, Text};

/// The text of an id in both languages, with its arguments: `text!("money", x = "20.00")`.
///
/// An argument is a number, a string that reads the same in both languages, or a [`Text`].
#[macro_export]
macro_rules! text {
    ($id:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::both($id, &[$((stringify!($name), $crate::Value::from($value))),*])
    };
}
