//! Findings, lights and counts from case views.
