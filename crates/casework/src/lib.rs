//! Acts, the fold from acts to a case view, authority and guards.
