use crate::{
    app::App,
    assets, chinese,
    local::query_value,
    session::random_token,
    view::{
        FieldKind, FormField, Lang, Light, LineState, NodeFacts, RowMark, Standing, StepState,
        Text, Tier, Who,
    },
    visitor::Visitor,
};
use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// What stands around every page, and the words on it. Templates know it as `f`.
pub(crate) struct PageFrame {
    pub(crate) lang: Lang,
    pub(crate) big: u8,
    pub(crate) here: String,
    pub(crate) node: NodeFacts,
    pub(crate) line: LineState,
    pub(crate) who: Option<Who>,
    pub(crate) csrf: String,
}

/// One entry of the row of tasks.
pub(crate) struct MenuTask {
    pub(crate) href: &'static str,
    pub(crate) label: String,
    pub(crate) current: bool,
}

impl PageFrame {
    /// The frame around what `visitor` asked for.
    pub(crate) async fn around(app: &App, visitor: &Visitor) -> Self {
        let inside = visitor.inside.as_ref();
        Self {
            lang: visitor.lang,
            big: visitor.big,
            here: visitor.here.clone(),
            node: app.desk.node(),
            line: app.desk.line().await,
            who: inside.map(|inside| inside.who.clone()),
            csrf: inside.map(|inside| inside.csrf.clone()).unwrap_or_default(),
        }
    }

    /// What the words called `key` say.
    pub(crate) fn t(&self, key: &str) -> String {
        words::say(self.lang, key)
    }

    /// The same in Chinese, whatever the page: what stands on papers does not change its language.
    pub(crate) fn zh(&self, key: &str) -> String {
        words::say(Lang::Zh, key)
    }

    /// What the words called `key` say of a number.
    pub(crate) fn n(&self, key: &str, n: &u64) -> String {
        words::count_in(self.lang, key, *n)
    }

    /// What the words called `key` say of so many of so many.
    pub(crate) fn fraction(&self, key: &str, (n, of): &(u64, u64)) -> String {
        let text = words::both(key, &[("n", (*n).into()), ("of", (*of).into())]);
        text.say(self.lang).to_owned()
    }

    /// What the words called `key` say of `x`.
    pub(crate) fn a(&self, key: &str, x: impl AsRef<str>) -> String {
        words::of_in(self.lang, key, x.as_ref())
    }

    /// A text of the node's in the page's language.
    pub(crate) fn x<'a>(&self, text: &'a Text) -> &'a str {
        text.say(self.lang)
    }

    /// The same, or nothing.
    pub(crate) fn xo<'a>(&self, text: &'a Option<Text>) -> &'a str {
        text.as_ref().map_or("", |text| text.say(self.lang))
    }

    /// The word of a light.
    pub(crate) fn light(&self, light: &Light) -> String {
        self.named("light", light.name())
    }

    /// The word of an act's standing.
    pub(crate) fn standing(&self, standing: &Standing) -> String {
        self.named("standing", standing.name())
    }

    /// The word of a step's state.
    pub(crate) fn step_state(&self, state: &StepState) -> String {
        self.named("step", state.name())
    }

    /// What was answered in a field: for a choice its words.
    pub(crate) fn answer(&self, field: &FormField, value: &str) -> String {
        let FieldKind::Choice { options } = &field.kind else {
            return value.to_owned();
        };
        let chosen = options.iter().find(|option| option.value == value);
        chosen.map_or_else(
            || value.to_owned(),
            |option| self.x(&option.label).to_string(),
        )
    }

    /// The word of a row's mark.
    pub(crate) fn mark(&self, mark: &RowMark) -> String {
        self.named("mark", mark.name())
    }

    /// The words called `kind-name`.
    pub(crate) fn named(&self, kind: &str, name: &str) -> String {
        words::say(self.lang, &format!("{kind}-{name}"))
    }

    /// The page's language as its element names it.
    pub(crate) fn lang_code(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The size of type, as a class.
    pub(crate) fn size(&self) -> &'static str {
        match self.big {
            0 => "size-0",
            1 => "size-1",
            _ => "size-2",
        }
    }

    /// The size of type that the switch leads to.
    pub(crate) fn next_size(&self) -> u8 {
        (self.big + 1) % 3
    }

    /// The address of this page, to be led back to.
    pub(crate) fn back(&self) -> String {
        query_value(&self.here)
    }

    /// The address of an asset; its content is named in it, so it may be kept for ever.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::href(name)
    }

    /// The posts of whoever is logged in, in one line.
    pub(crate) fn posts(&self) -> String {
        let titles = self.who.iter().flat_map(|who| &who.posts);
        let titles: Vec<_> = titles.map(|post| post.title.say(self.lang)).collect();
        titles.join(&self.t("list-comma"))
    }

    /// The name of the node's level.
    pub(crate) fn tier(&self) -> String {
        self.tier_of(&self.node.tier)
    }

    /// The name of a level.
    pub(crate) fn tier_of(&self, tier: &Tier) -> String {
        self.named("tier", tier.name())
    }

    /// A token that makes the second sending of one form known.
    pub(crate) fn once(&self) -> String {
        random_token()
    }

    /// The row of tasks for whoever is logged in.
    pub(crate) fn tasks(&self) -> Vec<MenuTask> {
        let Some(who) = &self.who else {
            return Vec::new();
        };
        let files = who.is_any(&["agent", "window", "administrator"]);
        let waits = who.is_any(&["window", "handler", "reviewer", "approver", "lead"]);
        let watches = who.is_any(ROOM_ROLES);
        let mut tasks = vec![("/", self.t("task-desk"))];
        if files {
            tasks.push(("/items", self.t("task-items")));
        }
        if waits {
            tasks.push(("/window", self.t("task-window")));
        }
        if watches {
            tasks.push(("/room", self.t("task-room")));
            tasks.push(("/room/table", self.t("task-room-table")));
        }
        if self.node.tier == Tier::City && who.is_any(&["administrator", "legal"]) {
            tasks.push(("/catalog", self.t("task-catalog")));
        }
        tasks.push(("/find", self.t("task-find")));
        tasks.push(("/tray", self.t("task-tray")));
        let path = self.here.split('?').next().unwrap_or("/");
        tasks
            .into_iter()
            .map(|(href, label)| MenuTask {
                href,
                label,
                current: path == href
                    || href == "/catalog" && path.starts_with("/catalog/")
                    || href == "/items"
                        && (path.starts_with("/items/") || path.starts_with("/drafts/")),
            })
            .collect()
    }
}

/// A page that can be answered with; one in English with what is Chinese in it marked so.
pub(crate) fn show(status: StatusCode, lang: Lang, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let html = match lang {
                Lang::Zh => html,
                Lang::En => chinese::mark(&html),
            };
            let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
            (status, kind, html).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Roles that may have a place in a control room; the node decides.
const ROOM_ROLES: &[&str] = &["supervisor", "control_room", "administrator", "complaints"];
