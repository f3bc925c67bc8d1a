//! The journal, which is the truth, the feed indexes beside it, and the rows derived from it.
