//! The table of fields: what is indexed, as terms and integers.
//!
//! *Where* says which documents carry a field: every `passage`, the `lead` of each article, or the records of the
//! manifest (`input`). Columns go by the field's name. A word in a title, or a mention in it, stands in `title_*` of the lead.

use super::analyzer;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

/// Grows when the fields change, so that an index of another layout is never misread.
pub const SCHEMA_VERSION: u32 = 14;

/// How a field is indexed and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words stemmed by the document's language, with positions and the number of words; the value is [`analyzer::value`].
    Stem,
    /// As `Stem`, without the number of words.
    UncountedStem,
    /// Folded words of the field before.
    Exact,
    /// Positions at which sentences of the field before `exact` begin ([`super::terms::sentence_term`]).
    Sentences,
    /// Names: `=whole name` and each part as terms ([`super::terms`]); the name as it is as a column of strings, one value a
    /// mention.
    Name,
    /// Path or address: its components as terms with positions.
    Components,
    /// One term, as it is, and a column.
    Raw,
    /// One term, as it is.
    Term,
    /// Unsigned numbers as terms.
    NumberTerms,
    /// Unsigned numbers as terms and as a column.
    NumberTermsColumn,
    /// A column of unsigned numbers.
    Number,
    /// A column of signed numbers.
    Signed,
    /// A column of strings.
    Strings,
    /// Bytes as terms.
    BytesTerms,
    /// A string, stored.
    StoredText,
    /// Bytes, stored.
    StoredBytes,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Name of the field and of its column.
    pub name: &'static str,
    /// How it is indexed.
    pub kind: FieldKind,
    /// What it holds.
    pub holds: &'static str,
}

macro_rules! fields {
    ($($name:ident: $kind:ident, $holds:literal;)*) => {
        /// Handles of the fields.
        #[derive(Debug, Clone, Copy)]
        pub struct Fields {
            $(#[doc = $holds] pub $name: Field,)*
        }

        /// Every field: name, kind, and what it holds.
        pub const TABLE: &[FieldSpec] = &[$(FieldSpec { name: stringify!($name), kind: FieldKind::$kind, holds: $holds },)*];

        impl Fields {
            /// Builds the schema and the handles of its fields.
            #[must_use]
            pub fn build() -> (Schema, Self) {
                let mut builder = Schema::builder();
                let fields = Self { $($name: add(&mut builder, stringify!($name), FieldKind::$kind),)* };
                (builder.build(), fields)
            }
        }
    };
}

fields! {
    kind: Term, "what the document is: `passage` (all passages), `lead` (also, on passage 0), `input` (a manifest record)";
    article: NumberTerms, "passage: the article's number, which its id writes ([`crate::article::ArticleId`])";
    passage: Number, "passage: its number in the article, from 0";
    stem: Stem, "passage: its words";
    exact: Exact, "passage: its words";
    sentence: Sentences, "passage: where its sentences begin but the first, in words from 0";
    person: Name, "passage: canonical names of the people mentioned, one value a mention";
    organization: Name, "passage: canonical names of the organizations mentioned, one value a mention";
    place: NumberTerms, "passage: GeoNames ids of the places mentioned and of everything that holds them, each once";
    place_id: NumberTermsColumn, "passage: GeoNames ids of the places mentioned themselves, one value a mention";
    place_name: Name, "passage: names of the unresolved places mentioned, one value a mention";
    date: BytesTerms, "passage: the days of each date mention as one 8-byte term ([`super::terms::date_term`])";
    sentence_names: Number, "passage: of each sentence with mentions a hash, and how many it has";
    title_stem: UncountedStem, "lead: words of the title";
    title_exact: Exact, "lead: words of the title";
    title_person: Name, "lead: as `person`, of the title";
    title_organization: Name, "lead: as `organization`, of the title";
    title_place: NumberTerms, "lead: as `place`, of the title";
    title_place_id: NumberTermsColumn, "lead: as `place_id`, of the title";
    title_place_name: Name, "lead: as `place_name`, of the title";
    title_date: BytesTerms, "lead: as `date`, of the title";
    id: Number, "lead: the article's number";
    identity: NumberTermsColumn, "lead: the number that the article's record has by itself, where another record has that one";
    text_bytes: Number, "lead: bytes of the text";
    published: Signed, "lead: first day of the publication date (days since 1970-01-01), none if unknown";
    published_to: Signed, "lead: last day of the publication date (that of the month or year if no day is known)";
    added: Signed, "lead: the day on which the article was first seen";
    revision: Number, "lead: the revision in which the article was first seen";
    source: Name, "lead: the publisher";
    author: Name, "lead: the authors";
    section: Name, "lead: the section";
    keyword: Name, "lead: the keywords";
    language: Raw, "lead: ISO 639-1 code, none if unknown";
    url: Components, "lead: host and path of the address";
    definition: Strings, "lead: the acronyms that the text defines, `ACRONYM<TAB>name` for organizations, `ACRONYM<TAB><TAB>words` for what is none";
    passages: Number, "lead: number of passages";
    fingerprint: Number, "lead: fingerprint of the text ([`super::fingerprint`])";
    content: Number, "lead: hash of the record, by which a change is noticed";
    wording: Number, "lead: hash of the record without its time and number of its version, where it is another one ([`super::RecordHash`])";
    item: Number, "lead: position of the record in its input";
    input: NumberTermsColumn, "lead: key of the input that it came from, as in `manifest`";
    manifest: NumberTermsColumn, "input: key of the input (hash of its absolute path)";
    input_path: Strings, "input: absolute path";
    input_origin: Strings, "input: what its key is a hash of, the absolute path under which it was first seen";
    input_container: Strings, "input: what stands for it in the ids of its articles";
    input_display: Strings, "input: its path as the user would name it";
    path: Components, "input: components of that path";
    input_size: Number, "input: bytes";
    input_mtime: Signed, "input: modification time in nanoseconds since 1970";
    input_ctime: Signed, "input: time of the last change of its bytes or attributes, in nanoseconds since 1970; the lowest number where it was still changing";
    input_hash: Number, "input: hash of the bytes that were read";
    input_reading: Number, "input: hash of the options it was read with ([`super::ReadOptions`]), 0 for none";
    input_articles: Number, "input: articles it holds";
    input_offset: Number, "input: (decoded) bytes read up to the end of the last record committed, where it can be resumed";
    input_item: Number, "input: records read, failed ones included";
    input_error: Strings, "input: why it, or records of it (`item<TAB>reason`), could not be read";
    input_skipped: Strings, "input: why it was passed over without being a failure";
    input_passed: Strings, "input: records of it that were passed over without being failures (`item<TAB>reason`)";
    input_kept: Number, "input: 1 where it is gone and its articles are kept";
    input_shared: Number, "input: articles it holds that stand in the index as another input's";
    input_shared_item: Number, "input: positions of their records in it, in the same order";
    input_shared_content: Number, "input: hashes of their records in it, in the same order";
    input_shared_stamp: Strings, "input: of those that have a time or number of their version `place in that order<TAB>number<TAB>time`";
    text: StoredText, "passage: its text";
    mentions: StoredBytes, "passage: its mentions";
    meta: StoredText, "lead: what else is known of the article ([`super::ArticleMeta`])";
    title_mentions: StoredBytes, "lead: mentions of the title";
}

fn text(analyzer: &str, record: IndexRecordOption, norms: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(analyzer).set_index_option(record).set_fieldnorms(norms);
    TextOptions::default().set_indexing_options(indexing)
}

fn add(builder: &mut SchemaBuilder, name: &str, kind: FieldKind) -> Field {
    use IndexRecordOption::{Basic, WithFreqsAndPositions};
    let number = NumericOptions::default;
    match kind {
        FieldKind::Stem => builder.add_text_field(name, text(analyzer::STEM, WithFreqsAndPositions, true)),
        FieldKind::UncountedStem => builder.add_text_field(name, text(analyzer::STEM, WithFreqsAndPositions, false)),
        FieldKind::Exact => builder.add_text_field(name, text(analyzer::EXACT, Basic, false)),
        FieldKind::Sentences => builder.add_text_field(name, text(analyzer::SENTENCES, WithFreqsAndPositions, false)),
        FieldKind::Name => builder.add_text_field(name, text(analyzer::NAME, Basic, false).set_fast(analyzer::RAW)),
        FieldKind::Components => builder.add_text_field(name, text(analyzer::COMPONENTS, WithFreqsAndPositions, false)),
        FieldKind::Raw => builder.add_text_field(name, text(analyzer::RAW, Basic, false).set_fast(analyzer::RAW)),
        FieldKind::Term => builder.add_text_field(name, text(analyzer::RAW, Basic, false)),
        FieldKind::NumberTerms => builder.add_u64_field(name, number().set_indexed()),
        FieldKind::NumberTermsColumn => builder.add_u64_field(name, number().set_indexed().set_fast()),
        FieldKind::Number => builder.add_u64_field(name, number().set_fast()),
        FieldKind::Signed => builder.add_i64_field(name, number().set_fast()),
        FieldKind::Strings => builder.add_text_field(name, TextOptions::default().set_fast(analyzer::RAW)),
        FieldKind::BytesTerms => builder.add_bytes_field(name, BytesOptions::default().set_indexed()),
        FieldKind::StoredText => builder.add_text_field(name, TextOptions::default().set_stored()),
        FieldKind::StoredBytes => builder.add_bytes_field(name, BytesOptions::default().set_stored()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handles_are_those_of_the_schema() {
        let (schema, fields) = Fields::build();
        assert_eq!(schema.num_fields(), TABLE.len());
        assert_eq!(schema.get_field("stem").unwrap(), fields.stem);
        assert_eq!(schema.get_field("title_mentions").unwrap(), fields.title_mentions);
        for row in TABLE {
            let place = row.holds.split(':').next().unwrap();
            assert!(["what the document is", "passage", "lead", "input"].contains(&place), "{}", row.name);
        }
    }
}
