//! The replication state machine, without I/O, clock or randomness of its own.
