//! Hits, counts and articles as text, JSON, CSV, TSV and TREC. Printers take a `Write`; nothing here searches.
