//! What happened, in order, as one hash: twice the same seed, twice the same hash.

/// The hash so far, and the words of a story where somebody wants to read it.
pub struct Trace {
    hash: blake3::Hasher,
    events: u64,
    /// The first events in words, at most `WORDS_MAX`; none = nobody reads them.
    words: Option<Vec<String>>,
}

/// Words kept of one run.
const WORDS_MAX: usize = 20_000;

impl Trace {
    /// Nothing has happened yet.
    pub fn new(tells: bool) -> Trace {
        Trace {
            hash: blake3::Hasher::new(),
            events: 0,
            words: tells.then(Vec::new),
        }
    }

    /// Something happened at a node, with what it was about.
    pub fn event(&mut self, at: i64, node: usize, what: &str, about: &[u8]) {
        self.events += 1;
        let about = blake3::hash(about);
        self.hash.update(&at.to_le_bytes());
        self.hash.update(&(node as u64).to_le_bytes());
        self.hash.update(what.as_bytes());
        self.hash.update(about.as_bytes());
    }

    /// Says it in words where somebody reads.
    pub fn say(&mut self, words: impl FnOnce() -> String) {
        if let Some(all) = &mut self.words
            && all.len() < WORDS_MAX
        {
            all.push(words());
        }
    }

    /// The hash of all events so far, in hexadecimal digits.
    pub fn hash(&self) -> String {
        self.hash.finalize().to_hex().to_string()
    }

    /// How many events.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The story in words, in order; empty where nobody reads it.
    pub fn words(&self) -> &[String] {
        self.words.as_deref().unwrap_or_default()
    }
}
