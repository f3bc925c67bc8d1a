//! The legal clock: working days and minutes, office hours, due dates with their derivation.

mod time;

pub use time::UnixMillis;
