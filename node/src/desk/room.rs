//! What a room watches.
use crate::handle::Handle;
use console::{RoomPage, Who};
use tiers::PlaceCode;
pub(crate) struct Room;
impl Room {
    pub(crate) fn new(_: PlaceCode) -> Self {
        Room
    }
    pub(crate) async fn page(&self, _: &Handle, _: Who) -> Option<RoomPage> {
        None
    }
}
