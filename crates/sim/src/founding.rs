//! What the city publishes in a simulated federation: a calendar, everybody's entry, a small catalog.

use anyhow::Result;
use calendar::Calendar;
use catalog::{At, Item};
use engine::Founding;
use shipped::ShippedCatalog;
use tiers::{
    DepartmentName, Digest, DirectoryEntry, NodeId, NumberBlock, Person, PlaceCode, Post, Role,
    Tier,
};

/// Everything that does not change from run to run.
#[derive(Debug, Clone)]
pub struct Published {
    calendar: Calendar,
    departments: Vec<(String, DepartmentName)>,
    /// The items, all free of charge.
    pub items: Vec<Item>,
}

/// The roles of the people at each place, who are called by them.
pub const PEOPLE: [Role; 8] = [
    Role::Window,
    Role::Agent,
    Role::Handler,
    Role::Reviewer,
    Role::Approver,
    Role::Lead,
    Role::Supervisor,
    Role::Administrator,
];

/// The seed of the key of a place's `nth` node.
pub fn key_seed(place: PlaceCode, nth: u32) -> [u8; 32] {
    Digest::of(format!("simulated node {place} {nth}").as_bytes()).0
}

/// The key of a seed.
pub fn key(seed: [u8; 32]) -> NodeId {
    record::Signer::new(seed, [0; 16], [0; 16]).node()
}

impl Published {
    /// Reads the shipped catalog and keeps the few items that people in a run ask for.
    ///
    /// # Errors
    /// When something shipped cannot be read.
    pub fn read() -> Result<Published> {
        let ShippedCatalog {
            departments,
            catalog,
            calendar,
        } = ShippedCatalog::read()?;
        let free = |item: &&Item| item.fee.fen == 0 && item.filing_tiers.contains(&Tier::Township);
        let township_alone = |item: &&Item| {
            let here = |at: At| matches!(at, At::Filing | At::Handling | At::Township);
            item.handled_tier == Tier::Township && item.steps.iter().all(|step| here(step.at))
        };
        let of = |tier: Tier| {
            let items = catalog.items.values().filter(free);
            items.filter(move |item| item.handled_tier == tier)
        };
        let chosen = [
            of(Tier::Township).find(township_alone),
            of(Tier::Township).find(|item| !township_alone(item)),
            of(Tier::County).next(),
        ];
        Ok(Published {
            calendar,
            departments: (departments.iter())
                .map(|department| (department.code.clone(), department.called()))
                .collect(),
            items: chosen.into_iter().flatten().cloned().collect(),
        })
    }

    /// The founding of a federation of these places.
    pub fn founding(&self, places: &[PlaceCode]) -> Founding {
        let entries = (1..).zip(places);
        Founding {
            calendar: self.calendar.clone(),
            entries: entries
                .map(|(n, place)| self.entry(n, *place, key(key_seed(*place, 0))))
                .collect(),
            departments: self.departments.iter().cloned().collect(),
            items: self.items.clone(),
            bundles: Vec::new(),
        }
    }

    /// A place's entry: one person in each role, for every department.
    pub fn entry(&self, n: u32, place: PlaceCode, node: NodeId) -> DirectoryEntry {
        let codes: Vec<String> = (self.departments.iter())
            .map(|(code, _)| code.clone())
            .collect();
        let people = PEOPLE.map(|role| Person {
            user: role.name().to_owned(),
            name: role.name().to_owned(),
            posts: vec![Post {
                role,
                departments: match role {
                    Role::Handler | Role::Reviewer | Role::Approver | Role::Lead => codes.clone(),
                    _ => Vec::new(),
                },
            }],
        });
        DirectoryEntry {
            node,
            place,
            name: place.to_string(),
            block: NumberBlock {
                prefix: format!("N{n}-"),
                first: 1,
                last: 99_999,
                low_water: 10,
            },
            people: people.to_vec(),
        }
    }
}
