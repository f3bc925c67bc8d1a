//! What a paper says and what its seal covers, from a case's view.
//!
//! [`paper_grounds`] says which papers a case calls for and which act each tells of; [`Sheet::set`] sets one of them;
//! [`Sheet::sealed_text`] is what the code on it vouches for. A page lays a sheet out and cannot change what is
//! sealed. Names of places, departments, items and people come through [`Register`]. What is said comes from
//! [`Wording`], by id: a print names its [`Edition`], and a paper printed again is set in that one. Nothing here
//! writes or knows the time.
//!
//! ```
//! use papers::{Edition, Shipped, date, money};
//!
//! assert_eq!(money(2_000).zh, "20.00 元");
//! let day = date(calendar::UnixMillis(1_795_600_000_000));
//! assert_eq!((day.zh.as_str(), day.en.as_str()), ("2026年11月25日", "2026-11-25"));
//! assert!(Edition::CURRENT.is_kept(&Shipped));
//! ```

mod articles;
#[cfg(test)]
mod asked_words;
mod body;
mod dates;
mod edition;
mod ground;
mod mask;
mod recognised;
mod register;
mod remedies;
mod seals;
mod sheet;
mod strip;
mod tables;
mod telling;
mod voice;
mod wording;

pub use edition::Edition;
pub use ground::{PRINTERS, PaperGround, hands_out, is_of_a_branch, paper_ground, paper_grounds};
pub use mask::{mask_name, mask_number, masked};
pub use register::{Register, person_name};
pub use seals::{Compared, DirectoryExport, Judgement, KnownNode, judge};
pub use sheet::{Issue, Labelled, Setting, Sheet, Table};
pub use telling::unit_name;
pub use voice::{Shipped, Wording};
pub use wording::{DAY_MINUTES, date, day, days, limit, minute, money, paper, time, yuan};
