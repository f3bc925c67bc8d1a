use serde::{Deserialize, Serialize};

/// What a case shows on a desk and in a room, gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Not running: not with the authority yet, or ended.
    Off,
    /// The clock stands still by law (暂停); shown as ◇.
    Paused,
    /// Running, and nothing to warn of (正常); shown as ●.
    Green,
    /// Running, and a limit is near its end (预警); shown as ▲.
    Yellow,
    /// A limit is exceeded (超时), or an act does not hold; shown as ■.
    Red,
}

impl Light {
    /// All of them, gravest last.
    pub const ALL: [Light; 5] = [
        Light::Off,
        Light::Paused,
        Light::Green,
        Light::Yellow,
        Light::Red,
    ];
}
