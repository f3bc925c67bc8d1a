use serde::{Deserialize, Serialize};

/// The special procedures (特别程序) whose time is not counted into the limit: 许可法 45 names these
/// eight and no others, so nothing else stops the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Special {
    /// 听证
    Hearing,
    /// 招标
    Tender,
    /// 拍卖
    Auction,
    /// 检验
    Inspection,
    /// 检测
    Testing,
    /// 检疫
    Quarantine,
    /// 鉴定
    Appraisal,
    /// 专家评审
    ExpertReview,
}

impl Special {
    /// All of them, in the order of the law.
    pub const ALL: [Special; 8] = [
        Special::Hearing,
        Special::Tender,
        Special::Auction,
        Special::Inspection,
        Special::Testing,
        Special::Quarantine,
        Special::Appraisal,
        Special::ExpertReview,
    ];

    /// The name in data files and acts, such as `expert_review`.
    pub const fn code(self) -> &'static str {
        match self {
            Special::Hearing => "hearing",
            Special::Tender => "tender",
            Special::Auction => "auction",
            Special::Inspection => "inspection",
            Special::Testing => "testing",
            Special::Quarantine => "quarantine",
            Special::Appraisal => "appraisal",
            Special::ExpertReview => "expert_review",
        }
    }

    /// The one with this name in data files.
    pub fn from_code(code: &str) -> Option<Special> {
        Special::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Id of its text.
    pub const fn id(self) -> &'static str {
        match self {
            Special::Hearing => "special-hearing",
            Special::Tender => "special-tender",
            Special::Auction => "special-auction",
            Special::Inspection => "special-inspection",
            Special::Testing => "special-testing",
            Special::Quarantine => "special-quarantine",
            Special::Appraisal => "special-appraisal",
            Special::ExpertReview => "special-expert-review",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_name_in_the_files() {
        for one in Special::ALL {
            let text = serde_json::to_string(&one).unwrap();
            assert_eq!(text, format!("\"{}\"", one.code()));
            assert_eq!(Special::from_code(one.code()), Some(one));
        }
        assert_eq!(Special::from_code("lunch"), None);
    }
}
