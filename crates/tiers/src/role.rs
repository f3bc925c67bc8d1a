use serde::{Deserialize, Serialize};

/// What a person does for a department or a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 代办员: files for applicants in a village or township.
    Agent,
    /// 窗口: receives, accepts, collects fees, delivers.
    Window,
    /// 承办人: handles cases for a department, and never approves one of these.
    Handler,
    /// 审核人: reviews for a department what was handled, before it is approved.
    Reviewer,
    /// 批准人 / 首席代表
    Approver,
    /// 联办牵头: leads a bundle: calls for joint reports, extends, terminates, resolves rivals.
    Lead,
    /// 中心管理员: publishes the catalog and the directory.
    Administrator,
    /// 监察员: reads all, writes only warnings and opinions.
    Supervisor,
    /// 投诉受理: reads cases, in full where a reason is given, and the room; does no act.
    Complaints,
    /// 监控室: watches lights and findings; does no act and sees nobody unmasked.
    ControlRoom,
    /// 法制审核: the legal office, which reviews what the administrator changes in the catalog.
    Legal,
    /// The node itself, for acts that time or arrival causes.
    Node,
}

impl Role {
    /// All roles a person may hold.
    pub const PERSONS: [Role; 11] = [
        Role::Agent,
        Role::Window,
        Role::Handler,
        Role::Reviewer,
        Role::Approver,
        Role::Lead,
        Role::Administrator,
        Role::Supervisor,
        Role::Complaints,
        Role::ControlRoom,
        Role::Legal,
    ];

    /// The name used in data files.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Window => "window",
            Role::Handler => "handler",
            Role::Reviewer => "reviewer",
            Role::Approver => "approver",
            Role::Lead => "lead",
            Role::Administrator => "administrator",
            Role::Supervisor => "supervisor",
            Role::Complaints => "complaints",
            Role::ControlRoom => "control_room",
            Role::Legal => "legal",
            Role::Node => "node",
        }
    }
}
