//! Answers that change nothing.

use super::answers::{
    CaseShow, FindingCount, Fingerprint, Holdings, LimitShow, Line, LineOf, LinkShow, NodeStatus,
    Refused, RowShow, Summary, WhyShow,
};
use super::brief::Brief;
use super::journal::to_bytes;
use super::links::LineSeen;
use super::rows::NOTHING;
use super::{Engine, ReadModel, Reason, publish, reason};
use calendar::date_of;
use casework::{CaseView, Phase};
use record::{Kind, RecordId};
use std::collections::BTreeMap;
use supervision::{Count, Light, Rule};
use sync::LinkNo;
use tiers::{Digest, PlaceCode, Tier};

impl ReadModel {
    /// The links as they were when this snapshot was made.
    pub fn link_shows(&self) -> Vec<LinkShow> {
        self.lines()
            .iter()
            .map(|line| self.link_show(line))
            .collect()
    }

    fn link_show(&self, line: &LineSeen) -> LinkShow {
        let view = line.view.as_ref();
        let of = |pick: fn(&sync::LinkView) -> u64| view.map_or(0, pick);
        LinkShow {
            place: line.place,
            name: self.place_name(line.place),
            parent: line.no == LinkNo::PARENT,
            online: view.is_some_and(|view| view.online),
            since: line.since,
            last: of(|view| view.last),
            acked: of(|view| view.acked),
            received: of(|view| view.received),
            heard: line.heard,
            loading: view.is_some_and(|view| view.loading),
            same: view.is_some_and(|view| view.same),
            differs: match view {
                Some(view) if view.same => 0,
                _ => line.differs,
            },
        }
    }

    /// A case in full.
    ///
    /// # Errors
    /// When it is not here, and before a calendar is.
    pub fn case_show(&self, id: RecordId) -> Result<CaseShow, Refused> {
        let missing = || reason::no_case(&id.to_string());
        let brief = self.records().brief(&id).ok_or_else(missing)?;
        let view = self.view_of(id).ok_or_else(missing)?;
        Ok(CaseShow {
            summary: self.summary(id, brief),
            next: casework::next_acts(&view),
            assessment: self.assess_view(&view).ok_or(Reason::NotReady)?,
            fingerprint: Digest::of(&to_bytes(&*view)),
            duplicates: self.duplicate_numbers(id),
            view,
        })
    }

    /// A case in full; none where it is not here.
    pub fn case_of(&self, id: RecordId) -> Option<CaseShow> {
        self.case_show(id).ok()
    }

    /// The catalog lines that may be filed here; the rooms see all.
    pub fn filing_lines(&self) -> Vec<Line> {
        let tier = self.at().tier();
        let here = |tiers: &[Tier]| tier == Tier::Province || tiers.contains(&tier);
        let items = self
            .published()
            .items()
            .keys()
            .filter_map(|code| self.item(code));
        let items =
            items.filter(|item| item.in_force(date_of(self.now())) && here(&item.filing_tiers));
        let mut lines: Vec<Line> = items
            .map(|item| Line {
                code: item.code.clone(),
                name: item.name.clone(),
                department: item.department.clone(),
                of: LineOf::Item {
                    kind: item.kind.clone(),
                    promise: item.promise_label.clone(),
                },
            })
            .collect();
        let bundles = self
            .published()
            .bundles()
            .keys()
            .filter_map(|code| self.bundle(code));
        lines.extend(
            bundles
                .filter(|bundle| here(&bundle.filing_tiers))
                .map(|bundle| Line {
                    code: bundle.code.clone(),
                    name: bundle.name.clone(),
                    department: bundle.lead_department.clone(),
                    of: LineOf::Bundle {
                        days: bundle.total_days,
                    },
                }),
        );
        lines
    }

    /// How many tiers above hold a change with this place in the feed to the parent.
    pub(super) fn reach(&self, up_seq: u64) -> usize {
        match up_seq {
            0 => 0,
            _ => self
                .known_marks()
                .iter()
                .take_while(|mark| **mark >= up_seq)
                .count(),
        }
    }

    /// The tiers a record comes to from here, this one first.
    fn tiers_of(&self, brief: &Brief) -> Vec<Tier> {
        let me = self.config().place;
        let above = Tier::ALL
            .into_iter()
            .rev()
            .filter(|tier| *tier <= me.tier());
        let lives = |tier: &Tier| {
            let place = me.at_tier(*tier);
            place.is_some_and(|place| brief.lives_at(place))
        };
        above.filter(lives).collect()
    }

    pub(super) fn summary(&self, id: RecordId, brief: &Brief) -> Summary {
        Summary {
            id: id.to_string(),
            kind: brief.kind.name().to_owned(),
            number: brief.number().to_owned(),
            code: brief.code.to_string(),
            name: self.name_of(&brief.code),
            applicant: papers::mask_name(brief.applicant()),
            home: brief.home(),
            phase: brief.phase.map(phase_name).unwrap_or_default(),
            light: light_name(brief.light).to_owned(),
            due: brief.due().map(|due| due.0),
            updated: brief.updated,
            reach: self.reach(brief.up_seq),
            tiers: self.tiers_of(brief),
            todo: brief.todo.to_vec(),
            conflicts: brief.conflicts.into(),
        }
    }

    /// Cases and drafts in short; drafts that were filed are the case now.
    pub fn list(&self) -> Vec<Summary> {
        (self.records().briefs().iter())
            .filter(|(_, brief)| !brief.kind.is_public() && brief.filed().is_none())
            .map(|(id, brief)| self.summary(*id, brief))
            .collect()
    }

    /// Every limit of a view that has begun, on the calendar in force; none without a calendar.
    pub fn limits_of(&self, view: &CaseView) -> Vec<LimitShow> {
        let Some(calendar) = self.calendar() else {
            return Vec::new();
        };
        let limits = casework::why(view, calendar)
            .into_iter()
            .map(|why| LimitShow {
                light: supervision::limit_light(&why.running, calendar, self.now()),
                why,
            });
        limits.collect()
    }
}

impl Engine {
    /// The links as they are.
    pub fn link_shows(&self) -> Vec<LinkShow> {
        let lines = self.links.states(&self.hub);
        lines.iter().map(|line| self.link_show(line)).collect()
    }

    /// Where the place at the other end of a link is.
    pub fn link_place(&self, no: LinkNo) -> Option<PlaceCode> {
        self.links.place(no)
    }

    fn holdings(&self) -> Holdings {
        let mut holds = Holdings {
            items: self.model.published().items().len() as u64,
            bundles: self.model.published().bundles().len() as u64,
            calendar: self.model.calendar_show(),
            ..Holdings::default()
        };
        for brief in self.model.records().briefs().values() {
            let kind = brief.kind.name().to_owned();
            *holds.records.entry(kind).or_insert(0) += 1;
            holds.acts += u64::from(brief.acts);
            if brief.kind == Kind::Case {
                let light = light_name(brief.light).to_owned();
                *holds.lights.entry(light).or_insert(0) += 1;
            }
        }
        holds
    }

    /// What the node is and how it is.
    pub fn status(&self) -> NodeStatus {
        let (numbers_left, numbers_low) = self.numbers_left().unwrap_or((0, true));
        NodeStatus {
            place: self.model.config().place,
            name: self.path_name(self.model.config().place),
            tier: self.model.config().place.tier(),
            node: self.model.signer().node(),
            now: self.model.now().to_string(),
            now_ms: self.model.now(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            links: self.link_shows(),
            holds: self.holdings(),
            quarantined: self.model.set_aside().count(),
            parked: self.parked(),
            waiting: self.parked_shows(),
            numbers_left,
            numbers_low,
            journal_bytes: self.model.store().ledger().journal().end().0,
            rows_rebuilt: self.opened.rows_set_aside.clone(),
            torn_bytes: self.opened.torn_bytes,
            changes: self.changes,
            papers_back: self.papers_back(usize::MAX),
            papers_back_more: self.papers_back_more(),
        }
    }

    /// How every limit of a case was counted.
    ///
    /// # Errors
    /// When the case is not here, or no calendar is.
    pub fn why(&self, id: RecordId) -> Result<WhyShow, Refused> {
        let CaseShow { summary, view, .. } = self.case_show(id)?;
        let calendar = self.calendar().ok_or(Reason::NotReady)?;
        Ok(WhyShow {
            case: summary.id,
            number: summary.number,
            name: summary.name,
            now: self.model.now(),
            calendar: Digest(calendar.hash()),
            limits: self.limits_of(&view),
            recounts: view.facts.recounts.clone(),
        })
    }

    /// What two nodes compare of every record, by its id.
    pub fn fingerprints(&mut self) -> BTreeMap<String, Fingerprint> {
        let ids: Vec<RecordId> = self.model.records().briefs().keys().copied().collect();
        let mut all = BTreeMap::new();
        for id in ids {
            let place = self.model.config().place;
            let Some(open) = self.record(id) else {
                continue;
            };
            let header = &open.header;
            let view = open.view.as_ref();
            all.insert(
                id.to_string(),
                Fingerprint {
                    kind: header.kind.name().to_owned(),
                    home: header.home,
                    in_scope: super::scope::ends_of(open)
                        .into_iter()
                        .any(|end| header.spread.reaches(end, place)),
                    fold: open.fingerprint(),
                    heads: open.heads(),
                    changes: open.log.len(),
                    acts: view.map_or(0, |view| view.trail.len()),
                },
            );
        }
        all
    }

    /// How many findings there have been, by place and rule.
    pub fn findings(&self) -> BTreeMap<PlaceCode, BTreeMap<String, FindingCount>> {
        if self.model.config().place.tier() == Tier::Province {
            return self.findings_of_rows();
        }
        let mut found = BTreeMap::new();
        for (key, n) in self.agenda.counts().iter() {
            let (rule, red) = match key.what {
                Count::Yellow(rule) => (rule, false),
                Count::Red(rule) => (rule, true),
                _ => continue,
            };
            let lit = lit(&mut found, key.place, rule);
            match red {
                true => lit.red += n,
                false => lit.yellow += n,
            }
        }
        found
    }

    /// At the province: the same from the rows it holds.
    fn findings_of_rows(&self) -> BTreeMap<PlaceCode, BTreeMap<String, FindingCount>> {
        #[derive(serde::Deserialize)]
        struct Body {
            findings: Vec<supervision::FindingRow>,
        }
        let mut found = BTreeMap::new();
        let mut said = BTreeMap::new();
        self.each_row(|row| {
            if row.kind == "finding" {
                let findings = serde_json::from_str::<Body>(&row.body);
                let findings = findings.map_or_else(|_| Vec::new(), |body| body.findings);
                said.insert((row.city, row.key), findings);
            }
        });
        for finding in said.into_values().flatten() {
            let lit = lit(&mut found, finding.place, finding.rule);
            lit.yellow += u64::from(finding.yellow.is_some());
            lit.red += u64::from(finding.red.is_some());
        }
        found
    }

    /// At the city the rows as they should be, made anew; at the province those it holds.
    pub fn rows_show(&mut self) -> BTreeMap<String, RowShow> {
        if self.model.config().place.tier() == Tier::Province {
            let held = self.rows_held().into_iter();
            return held
                .map(|(name, (version, body))| (name, RowShow { version, body }))
                .collect();
        }
        let city = self.model.config().place;
        let now = self
            .rows_now()
            .into_iter()
            .filter(|(_, body)| body != NOTHING);
        now.map(|((kind, key), body)| {
            let name = publish::row_name(city, &kind, &key);
            (name, RowShow { version: 0, body })
        })
        .collect()
    }
}

fn lit(
    found: &mut BTreeMap<PlaceCode, BTreeMap<String, FindingCount>>,
    place: PlaceCode,
    rule: Rule,
) -> &mut FindingCount {
    let rules = found.entry(place).or_insert_with(|| {
        let names = Rule::ALL
            .iter()
            .map(|rule| (rule.name().to_owned(), FindingCount::default()));
        names.collect()
    });
    rules.entry(rule.name().to_owned()).or_default()
}

/// The short name of a light.
pub fn light_name(light: Light) -> &'static str {
    match light {
        Light::Off => "off",
        Light::Paused => "paused",
        Light::Green => "green",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

/// The short name of a phase.
pub fn phase_name(phase: Phase) -> String {
    match phase {
        Phase::Received => "received".to_owned(),
        Phase::Intake => "intake".to_owned(),
        Phase::Correcting => "correcting".to_owned(),
        Phase::Handling(stage) => match stage {
            catalog::Stage::Accept => "accept",
            catalog::Stage::Handle => "handle",
            catalog::Stage::Review => "review",
            catalog::Stage::Approve => "approve",
            catalog::Stage::Conclude => "conclude",
        }
        .to_owned(),
        Phase::Concluded => "concluded".to_owned(),
        Phase::Suspended => "suspended".to_owned(),
        Phase::Delivered => "delivered".to_owned(),
        Phase::Archived => "archived".to_owned(),
        Phase::Refused => "refused".to_owned(),
        Phase::NotNeeded => "not_needed".to_owned(),
        Phase::Lapsed => "lapsed".to_owned(),
        Phase::Withdrawn => "withdrawn".to_owned(),
        Phase::Terminated => "terminated".to_owned(),
        Phase::Retracted => "retracted".to_owned(),
        Phase::Revoked => "revoked".to_owned(),
        Phase::Cancelled => "cancelled".to_owned(),
        Phase::Contested => "contested".to_owned(),
    }
}
