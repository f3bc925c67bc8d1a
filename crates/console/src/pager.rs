use crate::{local::query_value, view::PAGE_ROWS};

/// The way through a list of several pages.
pub(crate) struct Pager {
    pub(crate) page: u64,
    pub(crate) pages: u64,
    /// Address of the page before; empty on the first.
    pub(crate) before: String,
    /// Address of the page after; empty on the last.
    pub(crate) after: String,
}

impl Pager {
    /// The way from page `page` of a list at `path`, whose other parameters are `query`.
    pub(crate) fn new(path: &str, query: &[(&str, &str)], page: u32, total: u64) -> Self {
        let page = u64::from(page.max(1));
        let pages = total.div_ceil(u64::from(PAGE_ROWS)).max(1);
        let address = |to: u64| {
            let mut address = format!("{path}?page={to}");
            for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
                address.push_str(&format!("&{name}={}", query_value(value)));
            }
            address
        };
        Self {
            page,
            pages,
            before: if page > 1 {
                address(page - 1)
            } else {
                String::new()
            },
            after: if page < pages {
                address(page + 1)
            } else {
                String::new()
            },
        }
    }
}
