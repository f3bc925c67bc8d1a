use serde::{Deserialize, Serialize};

/// What a case shows on a desk and in a room, gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Not running: not with the authority yet, or ended.
    Off,
    /// ◇ 暂停
    Paused,
    /// ● 正常
    Green,
    /// ▲ 预警
    Yellow,
    /// ■ 超时
    Red,
}
