//! A record as an Automerge document: signed changes, admission, materialising.
