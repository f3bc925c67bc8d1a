//! What may be asked of a node over its socket, and what it answers: the forms that a command line and a script read
//! and write. Within the process the engine's own methods are asked.

use calendar::DayChange;
use casework::{Deed, Form};
use engine::answers::{
    Assigned, CaseShow, Done, DraftView, Filed, FindingCount, Fingerprint, Line, NodeStatus,
    PaperChecked, PaperPrinted, QuarantineShow, RowShow, Summary, WhyShow,
};
use engine::editing::{EditShow, EditStep};
use engine::journal::Audit;
use engine::{Engine, Refused};
use papers::DirectoryExport;
use record::{Kind, RecordId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tiers::PlaceCode;

impl Command {
    /// What a node can do before it holds everything ([`Engine::open_early`]), with the record that
    /// it must bring to mind, empty where there is none.
    pub fn early(&self) -> Option<String> {
        match self {
            Command::Items
            | Command::DraftNew { .. }
            | Command::File { .. }
            | Command::Audit(_) => Some(String::new()),
            Command::DraftSet { draft, .. }
            | Command::DraftShow { draft }
            | Command::DraftCheck { draft, .. }
            | Command::DraftFile { draft, .. } => Some(draft.clone()),
            // By number or by the first letters of an id only the whole can tell.
            Command::Show { case } | Command::Why { case } => {
                case.trim().parse::<RecordId>().ok().map(|_| case.clone())
            }
            _ => None,
        }
    }

    /// Does what is asked. The answer may be given only after the next [`Engine::commit`].
    ///
    /// # Errors
    /// Why it was not done; nothing has changed then.
    pub fn execute(self, engine: &mut Engine) -> Result<Reply, Refused> {
        match self {
            Command::Status => Ok(Reply::Status(Box::new(engine.status()))),
            Command::Items => Ok(Reply::Items(engine.filing_lines())),
            Command::DraftNew { user, item } => engine.draft_new(&user, &item).map(Reply::Draft),
            Command::DraftSet {
                user,
                draft,
                fields,
            } => engine.draft_set(&user, &draft, &fields).map(Reply::Draft),
            Command::DraftShow { draft } => {
                let id = engine.find(&draft, Kind::Draft)?;
                engine.draft_view(id).map(Reply::Draft)
            }
            Command::DraftCheck { user, draft } => engine
                .draft_check(&user, &draft)
                .map(|()| Reply::Ok { ok: true }),
            Command::DraftFile { user, draft } => {
                engine.draft_file(&user, &draft).map(Reply::Filed)
            }
            Command::File { user, item, fields } => {
                engine.file(&user, &item, fields).map(Reply::Filed)
            }
            Command::Act {
                user,
                case,
                branch,
                deed,
            } => engine.act(&user, &case, branch, deed).map(Reply::Done),
            Command::Assign {
                user,
                from,
                to,
                reason,
            } => engine
                .assign(&user, &from, &to, &reason)
                .map(Reply::Assigned),
            Command::AcceptToday { user, case } => {
                engine.accept_today(&user, &case).map(Reply::Done)
            }
            Command::Print {
                user,
                case,
                paper,
                branch,
            } => engine
                .print(&user, &case, &paper, branch.as_deref())
                .map(Reply::Printed),
            Command::Show { case } => {
                let id = engine.find(&case, Kind::Case)?;
                engine.case_show(id).map(|show| Reply::Case(Box::new(show)))
            }
            Command::Why { case } => {
                let id = engine.find(&case, Kind::Case)?;
                engine.why(id).map(|why| Reply::Why(Box::new(why)))
            }
            Command::List => Ok(Reply::List(engine.list())),
            Command::Fingerprints => Ok(Reply::Fingerprints(engine.fingerprints())),
            Command::Findings => Ok(Reply::Findings(engine.findings())),
            Command::Rows => Ok(Reply::Rows(engine.rows_show())),
            Command::Quarantine => Ok(Reply::Quarantine(engine.quarantine().cloned().collect())),
            Command::PaperChecked { user, paper } => {
                let checked = engine.check_paper(&user, &paper)?;
                Ok(Reply::PaperChecked(Box::new(checked)))
            }
            Command::Directory => Ok(Reply::Directory(engine.directory())),
            Command::CompareCalendar { calendar } => {
                engine.compare_calendar(&calendar).map(Reply::Calendar)
            }
            Command::PublishCalendar {
                user,
                checked_by,
                calendar,
            } => engine
                .publish_calendar(&user, &checked_by, calendar)
                .map(Reply::Calendar),
            Command::Edit { user, code, step } => {
                let show = engine.edit(&user, &code, step)?;
                Ok(Reply::Edit(Box::new(show)))
            }
            Command::EditShow { code } => {
                let show = engine.edit_show(&code)?;
                Ok(Reply::Edit(Box::new(show)))
            }
            Command::Edits => Ok(Reply::Edits(engine.edit_shows())),
            Command::Audit(event) => {
                engine.keep_event(event);
                Ok(Reply::Ok { ok: true })
            }
        }
    }
}

/// Something asked of a node. `user` is the person who is logged in, or whom the operator names.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// What the node is and how it is.
    Status,
    /// The catalog lines that may be filed here.
    Items,
    /// Begins a draft.
    DraftNew {
        /// Log-in name of whoever begins it: of a window or an agent here.
        user: String,
        /// Item or bundle.
        item: String,
    },
    /// Sets fields of a draft.
    DraftSet {
        /// Log-in name of whoever writes: of a window or an agent here.
        user: String,
        /// The draft's id, or the beginning of it.
        draft: String,
        /// New values by field; fields that are not named stay as they are.
        fields: Form,
    },
    /// Shows a draft with its fields, among them those with several values.
    DraftShow {
        /// The draft's id, or the beginning of it.
        draft: String,
    },
    /// Everything that is wrong with a draft, without filing it.
    DraftCheck {
        /// Log-in name of whoever asks: of a window or an agent here.
        user: String,
        /// The draft's id, or the beginning of it.
        draft: String,
    },
    /// Files a draft.
    DraftFile {
        /// Log-in name of whoever files: of a window or an agent here.
        user: String,
        /// The draft's id, or the beginning of it.
        draft: String,
    },
    /// Files a case at once.
    File {
        /// Log-in name of whoever files: of a window or an agent here.
        user: String,
        /// Item or bundle.
        item: String,
        /// The form's values by field, copies of materials included.
        fields: Form,
    },
    /// Does something to a case.
    Act {
        /// Log-in name of the person who acts, in whichever of their posts may do it.
        user: String,
        /// Case: id, the beginning of it, or number.
        case: String,
        /// Item code of the branch that the act is about; none where it is about the whole case.
        branch: Option<String>,
        /// What the act does, with its values.
        deed: Deed,
    },
    /// Accepts a case under the catalog versions in force today instead of the receipt's.
    AcceptToday {
        /// Log-in name of the person whose acceptance it is.
        user: String,
        /// Case: id, the beginning of it, or number.
        case: String,
    },
    /// Gives every open proxy case filed here that one agent looks after to another agent of the place.
    Assign {
        /// Log-in name of the person who assigns.
        user: String,
        /// Log-in name of the agent up to now, who need not be in the directory any more.
        from: String,
        /// Log-in name of the next agent.
        to: String,
        /// Why the agent changes; it stands in each act and may not be empty.
        reason: String,
    },
    /// Prints a paper of a case.
    Print {
        /// Log-in name of the person who prints.
        user: String,
        /// Case: id, the beginning of it, or number.
        case: String,
        /// Which, as in [`casework::Paper::id`].
        paper: String,
        /// Branch, where the paper is about one of several.
        branch: Option<String>,
    },
    /// Shows a case in full: its view, limits, findings and next acts.
    Show {
        /// Case: id, the beginning of it, or number.
        case: String,
    },
    /// How every limit of a case was counted.
    Why {
        /// Case: id, the beginning of it, or number.
        case: String,
    },
    /// All cases and drafts.
    List,
    /// What each record comes to: for comparison between nodes.
    Fingerprints,
    /// Findings by place and rule.
    Findings,
    /// Rows for the province: what they are now, by kind and key.
    Rows,
    /// The last changes that were set aside (搁置), oldest first.
    Quarantine,
    /// Takes note of a paper that came back: somebody has looked after it.
    PaperChecked {
        /// Who: of those who work on cases, or an administrator.
        user: String,
        /// Its number, or the beginning of the id of its case or of the act that tells of it.
        paper: String,
    },
    /// The public keys of the tree.
    Directory,
    /// What another calendar would change; nothing is published.
    CompareCalendar {
        /// The calendar's bytes, as [`calendar::Calendar::from_bytes`] reads them.
        calendar: Vec<u8>,
    },
    /// Publishes another calendar.
    PublishCalendar {
        /// Log-in name of an administrator at the root.
        user: String,
        /// Log-in name of whoever checked the list: another person, of the legal office.
        checked_by: String,
        /// The calendar's bytes, as [`calendar::Calendar::from_bytes`] reads them.
        calendar: Vec<u8>,
    },
    /// A step in editing the catalog.
    Edit {
        /// Log-in name: an administrator's, or for a review one of the legal office.
        user: String,
        /// Code of the item whose draft it is.
        code: String,
        /// The step that is to be taken, with its draft or opinion.
        step: EditStep,
    },
    /// The draft of an item, or the version in force.
    EditShow {
        /// Code of the item that is asked for.
        code: String,
    },
    /// All drafts of items.
    Edits,
    /// An event for the audit trail.
    Audit(Audit),
}

/// An answer. What people read of it, and its form as JSON, is made by whoever passes it on.
#[derive(Debug, Clone)]
pub enum Reply {
    /// What the node is and how it is, to [`Command::Status`].
    Status(Box<NodeStatus>),
    /// What may be filed here, to [`Command::Items`]: items first, then bundles.
    Items(Vec<Line>),
    /// A draft was begun or changed.
    Draft(DraftView),
    /// A case was filed.
    Filed(Filed),
    /// An act was done.
    Done(Done),
    /// What came of [`Command::Assign`]: cases with another agent, and those without.
    Assigned(Assigned),
    /// A paper was printed.
    Printed(PaperPrinted),
    /// The case in full, to [`Command::Show`].
    Case(Box<CaseShow>),
    /// How the limits of the case were counted, to [`Command::Why`].
    Why(Box<WhyShow>),
    /// Cases and drafts in the order of their ids, to [`Command::List`]; no draft that was filed.
    List(Vec<Summary>),
    /// What each record comes to, by its id, to [`Command::Fingerprints`].
    Fingerprints(BTreeMap<String, Fingerprint>),
    /// Findings by place and name of the rule, to [`Command::Findings`].
    Findings(BTreeMap<PlaceCode, BTreeMap<String, FindingCount>>),
    /// Rows by city, kind and key in one name, to [`Command::Rows`].
    Rows(BTreeMap<String, RowShow>),
    /// The last changes that were set aside, oldest first, to [`Command::Quarantine`].
    Quarantine(Vec<QuarantineShow>),
    /// The paper that was looked after, to [`Command::PaperChecked`].
    PaperChecked(Box<PaperChecked>),
    /// The public keys of the tree, to [`Command::Directory`].
    Directory(DirectoryExport),
    /// The days that a calendar has otherwise than the one before, to [`Command::CompareCalendar`] and
    /// [`Command::PublishCalendar`].
    Calendar(Vec<DayChange>),
    /// A draft of an item.
    Edit(Box<EditShow>),
    /// Drafts of items, those that wait for somebody first, to [`Command::Edits`].
    Edits(Vec<EditShow>),
    /// Nothing to say.
    Ok {
        /// Always true: whatever is not done is refused.
        ok: bool,
    },
}
