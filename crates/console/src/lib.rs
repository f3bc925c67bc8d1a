//! Web pages and the JSON interface of a node.
