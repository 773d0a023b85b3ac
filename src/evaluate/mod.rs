//! Measures of quality on judged collections.
