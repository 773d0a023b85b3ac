//! Dateline: full-text search for news archives.
//!
//! An archive is indexed once and updated; a query finds passages, with the people, places and dates in them:
//!
//! ```
//! use dateline::{article::Day, ingest, query, search::{Request, Searcher}};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let clippings = folder.path().join("clippings");
//! std::fs::create_dir(&clippings)?;
//! std::fs::write(
//!     clippings.join("talks.txt"),
//!     "Talks resume\n\nGENEVA, Jan 23, 2026 - Negotiators met in Geneva on Friday. Steve Witkoff spoke of a ceasefire line.\n",
//! )?;
//!
//! let options = ingest::Options { index: folder.path().join("index"), roots: vec![clippings], ..Default::default() };
//! assert_eq!(ingest::run(&options, &())?.added, 1);
//!
//! let today: Day = "2026-01-24".parse()?;
//! let searcher = Searcher::open(&options.index, today)?;
//! let response = searcher.search(&Request::new(query::parse("person:witkoff about:2026-01 ceasefire", today)?))?;
//! for hit in &response.hits {
//!     println!("{}. {}: {}", hit.rank, hit.title, hit.text);
//! }
//! assert_eq!(response.hits[0].people, ["Steve Witkoff"]);
//! # Ok(())
//! # }
//! ```
//!
//! No index is needed to read one text and find what it mentions:
//!
//! ```
//! use dateline::ingest;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut text = "Talks resume\n\nGENEVA, Jan 23, 2026 - Steve Witkoff met negotiators on Friday.\n".as_bytes();
//! ingest::extract_stream(&mut text, &ingest::Options::default(), &mut |article| {
//!     for mention in article.expect("a readable text").mentions {
//!         println!("{} at {}..{}", mention.kind.as_str(), mention.span.start, mention.span.end);
//!     }
//!     true
//! })?;
//! # Ok(())
//! # }
//! ```
//!
//! How the parts work together:
//!
//! ```text
//! articles -> read -> Article -> passages -> mentions of people, places, dates -> index -> query -> ranked passages
//! ```
//!
//! | module | is |
//! |---|---|
//! | [`article`] | the plain data that everything else passes on: articles, passages, mentions, days |
//! | [`text`] | sentences, passages, normalisation, language, fingerprints |
//! | [`formats`] | readers: from bytes of any news format to [`article::Record`]s |
//! | [`temporal`] | dates in prose: spans, TimeML values, the days they cover |
//! | [`entities`] | people, places and organizations in prose |
//! | [`archive`] | tables derived from the whole archive: copies, people, homes of sources |
//! | [`training`] | trains the tagger and word clusters |
//! | [`index`] | the tantivy index on disk: schema, analyzer, manifest, writer, generations |
//! | [`ingest`] | from files on disk to an up-to-date index |
//! | [`query`] | the query language: grammar, syntax tree, parser |
//! | [`search`] | from a syntax tree to ranked hits, facets and timelines |
//! | [`output`] | hits and articles as text, JSON, CSV, TREC |

#![cfg_attr(
    test,
    allow(
        clippy::format_collect,
        clippy::format_push_string,
        clippy::needless_for_each,
        clippy::needless_pass_by_value,
        clippy::single_range_in_vec_init,
        reason = "tests write their inputs plainly"
    )
)]

pub mod archive;
pub mod article;
#[doc(hidden)]
pub mod cli;
pub mod entities;
#[doc(hidden)]
pub mod evaluate;
pub mod formats;
pub mod index;
pub mod ingest;
pub mod output;
pub mod query;
pub mod search;
pub mod temporal;
pub mod text;
pub mod training;
