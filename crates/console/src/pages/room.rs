use crate::{
    csv,
    frame::{PageFrame, show},
    guard::PageAsked,
    notice::NoticeEnding,
    view::{Flow, Light, RoomPage, Tile},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};

#[derive(Template)]
#[template(path = "room.html")]
struct RoomTemplate {
    f: PageFrame,
    groups: Vec<Group>,
    most: u64,
    room: RoomPage,
}

#[derive(Template)]
#[template(path = "room_table.html")]
struct RoomTable {
    f: PageFrame,
    room: RoomPage,
}

/// A place with the places below it.
struct Group {
    head: Tile,
    members: Vec<Tile>,
}

/// The control room as a screen on its wall shows it; refused to those without a place in it.
pub(crate) async fn room(asked: PageAsked) -> Response {
    let Some(room) = asked.app.desk.room(&asked.inside.who).await else {
        return asked.end(NoticeEnding::Forbidden).await;
    };
    let page = RoomTemplate {
        f: asked.frame().await,
        groups: groups(&room.tiles),
        most: room
            .remaining
            .iter()
            .map(|bucket| bucket.count)
            .max()
            .unwrap_or(0)
            .max(1),
        room,
    };
    show(StatusCode::OK, page.f.lang, &page)
}

/// The same for a desk and for screen readers.
pub(crate) async fn table(asked: PageAsked) -> Response {
    let Some(room) = asked.app.desk.room(&asked.inside.who).await else {
        return asked.end(NoticeEnding::Forbidden).await;
    };
    let f = asked.frame().await;
    show(StatusCode::OK, f.lang, &RoomTable { f, room })
}

/// The table of places, for a spreadsheet.
pub(crate) async fn places(asked: PageAsked) -> Response {
    let Some(room) = asked.app.desk.room(&asked.inside.who).await else {
        return asked.end(NoticeEnding::Forbidden).await;
    };
    let f = asked.frame().await;
    let mut lines = vec![[
        f.t("col-place"),
        f.t("col-tier"),
        f.t("light-green"),
        f.t("light-yellow"),
        f.t("light-red"),
        f.t("light-paused"),
        f.t("col-open"),
        f.t("as-of-here"),
    ]];
    lines.extend(room.tiles.iter().map(|tile| {
        [
            f.x(&tile.place).to_owned(),
            f.tier_of(&tile.tier),
            tile.lights.green.to_string(),
            tile.lights.yellow.to_string(),
            tile.lights.red.to_string(),
            tile.lights.paused.to_string(),
            tile.lights.open().to_string(),
            // Sortable, and read as a date by every spreadsheet.
            tile.as_of
                .as_ref()
                .map_or(String::new(), |at| at.en.clone()),
        ]
    }));
    csv::answer("places.csv", &lines)
}

/// The places right below the top, each with everything below it. The top itself is the sum.
fn groups(tiles: &[Tile]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let Some((top, rest)) = tiles.split_first() else {
        return groups;
    };
    let level = rest.first().map(|tile| tile.tier);
    for tile in rest {
        match groups.last_mut() {
            Some(group) if Some(tile.tier) != level => group.members.push(tile.clone()),
            _ => groups.push(Group {
                head: tile.clone(),
                members: Vec::new(),
            }),
        }
    }
    if groups.is_empty() {
        groups.push(Group {
            head: top.clone(),
            members: Vec::new(),
        });
    }
    groups
}

impl Tile {
    /// The light that a small tile shows: the worst there is, or that nothing is known.
    pub(crate) fn worst(&self) -> Light {
        if self.as_of.is_none() {
            Light::Unknown
        } else if self.lights.red > 0 {
            Light::Red
        } else if self.lights.yellow > 0 {
            Light::Yellow
        } else {
            Light::Green
        }
    }
}
