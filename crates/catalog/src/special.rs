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

    /// The name in Chinese, as the law has it.
    pub const fn zh(self) -> &'static str {
        match self {
            Special::Hearing => "听证",
            Special::Tender => "招标",
            Special::Auction => "拍卖",
            Special::Inspection => "检验",
            Special::Testing => "检测",
            Special::Quarantine => "检疫",
            Special::Appraisal => "鉴定",
            Special::ExpertReview => "专家评审",
        }
    }

    /// The name in English.
    pub const fn en(self) -> &'static str {
        match self {
            Special::Hearing => "hearing",
            Special::Tender => "tender",
            Special::Auction => "auction",
            Special::Inspection => "inspection",
            Special::Testing => "testing",
            Special::Quarantine => "quarantine",
            Special::Appraisal => "appraisal",
            Special::ExpertReview => "expert review",
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
