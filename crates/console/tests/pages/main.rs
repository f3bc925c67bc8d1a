//! What people meet at a node's console, told as they meet it.

#[path = "../../examples/preview/desk.rs"]
#[allow(dead_code)] // The preview shows more of it than these stories need.
mod desk;
mod visit;

mod catalog;
mod door;
mod drafts;
mod english;
mod frame;
mod live;
mod papers;
mod rooms;
mod the_case;
