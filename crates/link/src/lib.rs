//! QUIC between nodes: certificates to node ids, dialling, frames.
