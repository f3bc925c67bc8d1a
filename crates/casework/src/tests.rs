//! Cases from the first paper to the last, in every order and with every rival, against the law as it is written.

mod bundles;
pub(crate) mod fixture;
mod law;
mod linked;
mod moves;
mod orders;
mod rivals;
mod stories;
