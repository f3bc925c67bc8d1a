//! Founding a federation: the root publishes calendar, directory, departments and catalog.

use super::answers::Refused;
use super::{Engine, Reason, reason};
use calendar::{Calendar, DayChange};
use casework::{Act, Cites, Deed, Who};
use catalog::{Bundle, Catalog, Item};
use record::{Header, Kind};
use std::collections::BTreeMap;
use tiers::{DepartmentName, Departments, Digest, DirectoryEntry, PlaceCode, Role, Spread, Tier};

/// What is published.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Working days and holidays that limits are counted on.
    pub calendar: Calendar,
    /// Nodes and their people.
    pub entries: Vec<DirectoryEntry>,
    /// Department code to what it is called.
    pub departments: BTreeMap<String, DepartmentName>,
    /// Catalog items; each is published as a record of its own.
    pub items: Vec<Item>,
    /// Bundles of items; each is published as a record of its own.
    pub bundles: Vec<Bundle>,
}

impl Founding {
    /// All of a catalog, with a calendar and the entries of a federation.
    pub fn of(
        calendar: Calendar,
        entries: Vec<DirectoryEntry>,
        departments: &Departments,
        catalog: &Catalog,
    ) -> Founding {
        Founding {
            calendar,
            entries,
            departments: (departments.iter())
                .map(|department| (department.code.clone(), department.called()))
                .collect(),
            items: catalog.items.values().cloned().collect(),
            bundles: catalog.bundles.values().cloned().collect(),
        }
    }
}

impl Engine {
    /// Publishes; answers how many records there are. The caller commits.
    ///
    /// # Errors
    /// When this node is not the root.
    pub fn found(&mut self, founding: &Founding, user: &str) -> Result<usize, Refused> {
        if self.model.signer().node() != self.model.config().root {
            return Err(Reason::NotRoot.into());
        }
        let own = (founding.entries.iter())
            .find(|entry| entry.node == self.model.signer().node())
            .ok_or(Reason::NotReady)?;
        let body = |entry: &DirectoryEntry| {
            serde_json::to_vec(entry).expect("a directory entry has string keys only")
        };
        let cites = Cites {
            catalog: Vec::new(),
            calendar: Digest(founding.calendar.hash()),
            directory: Digest::of(&body(own)),
        };
        let place = self.model.config().place;
        let departments = serde_json::to_vec(&founding.departments);
        let departments = departments.expect("departments have string keys only");
        let mut bodies: Vec<(Kind, PlaceCode, Vec<u8>)> = vec![
            (Kind::Calendar, place, founding.calendar.to_bytes()),
            (Kind::Departments, place, departments),
        ];
        let entries = founding.entries.iter();
        bodies.extend(entries.map(|entry| (Kind::Directory, entry.place, body(entry))));
        let items = founding.items.iter();
        bodies.extend(items.map(|item| (Kind::Item, place, item.to_bytes())));
        let bundles = founding.bundles.iter();
        bodies.extend(bundles.map(|bundle| (Kind::Bundle, place, bundle.to_bytes())));
        let count = bodies.len();
        for (kind, home, body) in bodies {
            self.publish_version(kind, home, body, user, &cites)?;
        }
        self.fold_admitted();
        self.assess_all();
        Ok(count)
    }

    /// Publishes another version of an item, in the record of its earlier ones where there is one: its
    /// changes follow each other, so every node knows which came last.
    pub(super) fn publish_item(
        &mut self,
        item: &Item,
        user: &str,
        cites: &Cites,
    ) -> Result<(), Refused> {
        let body = item.to_bytes();
        match self.model.published().item_record(&item.code) {
            None => {
                self.publish_version(Kind::Item, self.model.config().place, body, user, cites)?
            }
            Some(id) => {
                let act = self.publication(body, user, cites);
                let written = self.write_act(id, &act);
                written.map_err(reason::trouble)?;
            }
        }
        self.fold_admitted();
        Ok(())
    }

    /// What a calendar would change, should it follow the one in force.
    ///
    /// # Errors
    /// When the bytes are no calendar, or one that cannot be right.
    pub fn compare_calendar(&self, body: &[u8]) -> Result<Vec<DayChange>, Refused> {
        let after = Calendar::from_bytes(body).map_err(reason::trouble)?;
        let Some(before) = self.calendar() else {
            return Ok(Vec::new());
        };
        let faults = after.faults_after(before);
        if faults.is_empty() {
            Ok(after.changes_from(before))
        } else {
            Err(Reason::CalendarFaults(faults).into())
        }
    }

    /// Publishes another calendar, in the record of the one before it, and counts again what it moves. A second person,
    /// of the legal office, has checked the list; what is different by it is the answer.
    ///
    /// # Errors
    /// When this node is not the root, the person is no administrator, nobody else has checked the list, or the bytes
    /// are no calendar or one that cannot be right.
    pub fn publish_calendar(
        &mut self,
        user: &str,
        checked_by: &str,
        body: Vec<u8>,
    ) -> Result<Vec<DayChange>, Refused> {
        let entry = self.own_entry().ok_or(Reason::NotReady)?;
        if self.model.signer().node() != self.model.config().root
            || !entry.may_act(user, Role::Administrator, None)
        {
            return Err(Reason::NotCalendarPublisher.into());
        }
        if user == checked_by || !entry.may_act(checked_by, Role::Legal, None) {
            return Err(Reason::CalendarUnchecked.into());
        }
        let changes = self.compare_calendar(&body)?;
        let place = self.model.config().place;
        let cites = self.cites(place).ok_or(Reason::NotReady)?;
        match self.model.published().calendar_record() {
            None => self.publish_version(Kind::Calendar, place, body, user, &cites)?,
            Some(id) => {
                let act = self.publication(body, user, &cites);
                let written = self.write_act(id, &act);
                written.map_err(reason::trouble)?;
            }
        }
        self.fold_admitted();
        tracing::info!(
            user,
            checked_by,
            days = changes.len(),
            "a calendar was published"
        );
        Ok(changes)
    }

    fn publication(&mut self, body: Vec<u8>, user: &str, cites: &Cites) -> Act {
        Act {
            who: Who {
                place: self.model.config().place,
                department: None,
                user: user.to_owned(),
                role: Role::Administrator,
            },
            cites: cites.clone(),
            at: self.stamp(),
            branch: None,
            deed: Deed::Publish { body },
        }
    }

    fn publish_version(
        &mut self,
        kind: Kind,
        home: PlaceCode,
        body: Vec<u8>,
        user: &str,
        cites: &Cites,
    ) -> Result<(), Refused> {
        let spread = match kind {
            // The nodes of the path and below need a node's key; the province needs the city's and its own.
            Kind::Directory if home.tier() > Tier::City => Spread::Subtree,
            _ => Spread::Public,
        };
        let header = Header {
            kind,
            home,
            spread,
            author: self.model.signer().node(),
            nonce: (self.model.config().random)(),
        };
        let id = header.id();
        let act = self.publication(body, user, cites);
        let change = Self::blank()
            .change_act(self.model.signer().actor(), &record::Log::default(), &act)
            .map_err(reason::trouble)?;
        let kept = self.keep_change(id, Some(header), change);
        kept.map(drop).map_err(reason::trouble)
    }
}
