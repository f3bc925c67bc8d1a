use crate::{DirectoryEntry, NodeId, NumberBlock, Person, PlaceCode, Places, Post, explain_toml};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A federation file: which nodes there are, who works at them, and which files they share.
///
/// Reading tells whether the text has the right shape; [`Federation::check`] tells, once the
/// divisions and departments that it names are read, whether it makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Federation {
    /// Name, for people.
    pub name: String,
    /// Made up for showing: pages say so, and the data may be thrown away. Default false.
    #[serde(default)]
    pub demo: bool,
    /// Division files, relative to this file.
    pub divisions: Vec<String>,
    /// Folder of the catalog, relative to this file.
    pub catalog: String,
    /// Folder of the calendar, relative to this file.
    pub calendar: String,
    /// Two digits of the province whose own days count too: `provinces/NN.csv` in that folder. None =
    /// the national list alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_province: Option<String>,
    /// By bundle code: whose departments take part in a linked bundle here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rebind: BTreeMap<String, Rebind>,
    /// The nodes, one at a place.
    pub nodes: Vec<FederationNode>,
}

/// Whose departments take part in a linked (联动) bundle, instead of those it was tried out with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rebind {
    /// The county whose departments take part; none = as the bundle says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county_division: Option<PlaceCode>,
    /// The city whose departments take part; none = as the bundle says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city_division: Option<PlaceCode>,
}

/// One node of a federation: a table `[[nodes]]` of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FederationNode {
    /// Where it stands.
    pub place: PlaceCode,
    /// Its key, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_id: Option<NodeId>,
    /// Address where it listens for its peers, such as `127.0.0.1:7400`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Address of its web console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<String>,
    /// Numbers for paper that it may give out.
    pub block: NumberBlock,
    /// Who works there.
    #[serde(default)]
    pub people: Vec<Login>,
}

/// A person and, in a node's own copy, the hash of the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Log-in name, unique at the node.
    pub user: String,
    /// Name as printed on papers.
    pub name: String,
    /// What the person may act as.
    pub posts: Vec<Post>,
    /// Argon2id, as a PHC string. None = cannot log in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
}

/// Why the text of a federation file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadFederationError {
    /// Not TOML, or not of this shape: file, line, and for a misspelt key the nearest known one.
    #[error("{0}")]
    Shape(String),
}

impl Federation {
    /// Reads the text of a federation file; `file` is its name for messages.
    ///
    /// # Errors
    /// When the text is not TOML, or a key is unknown, missing or of the wrong kind.
    pub fn read(text: &str, file: &str) -> Result<Federation, ReadFederationError> {
        toml::from_str(text)
            .map_err(|error| ReadFederationError::Shape(explain_toml(&error, text, file)))
    }

    /// The text of a federation file that says the same.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a federation has string keys only")
    }

    /// The node at `place`.
    pub fn node(&self, place: PlaceCode) -> Option<&FederationNode> {
        self.nodes.iter().find(|node| node.place == place)
    }

    /// The node above `place`: the one directly above, as no tier may be left out.
    pub fn parent_of(&self, place: PlaceCode) -> Option<&FederationNode> {
        self.node(place.parent()?)
    }

    /// The nodes directly below `place`, in the order of the file.
    pub fn children_of(&self, place: PlaceCode) -> impl Iterator<Item = &FederationNode> {
        self.nodes
            .iter()
            .filter(move |node| node.place.parent() == Some(place))
    }

    /// What the root publishes about the node at `place`: none without a node there, without its key,
    /// or when `places` does not know the place.
    pub fn entry(&self, place: PlaceCode, places: &Places) -> Option<DirectoryEntry> {
        let node = self.node(place)?;
        Some(DirectoryEntry {
            node: node.node_id?,
            place,
            name: places.name(place)?.to_owned(),
            block: node.block.clone(),
            people: node.people.iter().map(Login::person).collect(),
        })
    }
}

impl Login {
    /// The person, without the password's hash.
    pub fn person(&self) -> Person {
        Person {
            user: self.user.clone(),
            name: self.name.clone(),
            posts: self.posts.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAQING: &str = include_str!("../../../topology/federations/daqing.toml");

    fn place(text: &str) -> PlaceCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_demonstration_has_eleven_nodes_in_five_tiers() {
        let federation = Federation::read(DAQING, "daqing.toml").unwrap();
        assert_eq!(federation.nodes.len(), 11);
        assert!(federation.demo);
        let below = |code| federation.children_of(place(code)).count();
        assert_eq!(below("230000000000"), 1);
        assert_eq!(below("230600000000"), 2);
        assert_eq!(below("230621000000"), 2);
        assert_eq!(below("230621101000"), 2);
        assert_eq!(below("230621102000"), 1);
        assert_eq!(below("230622000000"), 1);
        assert_eq!(below("230622101000"), 1);
        let above = federation.parent_of(place("230621101201")).unwrap();
        assert_eq!(above.place, place("230621101000"));
        assert!(federation.parent_of(place("230000000000")).is_none());
        let rebind = federation.rebind["PB-XA-2T"];
        assert_eq!(rebind.county_division, Some(place("230621000000")));
    }

    #[test]
    fn a_copy_with_keys_and_hashes_reads_back_and_publishes_no_hash() {
        let mut federation = Federation::read(DAQING, "daqing.toml").unwrap();
        for node in &mut federation.nodes {
            node.node_id = Some(NodeId([7; 32]));
            node.listen = Some("127.0.0.1:7400".to_owned());
            for login in &mut node.people {
                login.password_hash = Some("$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA".to_owned());
            }
        }
        let again = Federation::read(&federation.to_toml(), "copy.toml").unwrap();
        assert_eq!(again, federation);

        let text = include_str!("../../../topology/divisions/daqing.csv");
        let places = Places::read(&[("daqing.csv", text)]).unwrap();
        let entry = again.entry(place("230621101201"), &places).unwrap();
        assert_eq!(entry.name, "永乐村委会");
        assert!(entry.person("agent").is_some());
        assert!(!toml::to_string(&entry).unwrap().contains("argon2"));
    }

    #[test]
    fn a_node_without_a_key_has_no_entry() {
        let federation = Federation::read(DAQING, "daqing.toml").unwrap();
        assert!(
            federation
                .entry(place("230600000000"), &Places::default())
                .is_none()
        );
    }

    #[test]
    fn misspelt_keys_are_refused_with_the_line_and_the_nearest_known_one() {
        for (right, wrong, told) in [
            (
                "demo = true",
                "dmeo = true",
                "f.toml:5: unknown key \"dmeo\", did you mean \"demo\"?",
            ),
            ("calendar = ", "calender = ", "did you mean \"calendar\"?"),
            (
                "low_water = 20000",
                "lowwater = 20000",
                "did you mean \"low_water\"?",
            ),
            (
                "county_division",
                "county_devision",
                "did you mean \"county_division\"?",
            ),
            (
                "role = \"lead\"",
                "role = \"laed\"",
                "unknown value \"laed\", did you mean \"lead\"?",
            ),
            (
                "departments = [\"X13\"]",
                "department = [\"X13\"]",
                "did you mean \"departments\"?",
            ),
        ] {
            assert!(DAQING.contains(right), "{right}");
            let text = DAQING.replacen(right, wrong, 1);
            let message = Federation::read(&text, "f.toml").unwrap_err().to_string();
            assert!(message.contains(told), "{message}");
        }
    }
}
