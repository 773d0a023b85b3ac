//! The index on disk: schema, analyzer, manifest, writer, generations.
