//! `dateline learn-clusters`: learns the word clusters that a tagger is trained with.

use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::evaluate::read_text;
use crate::training::{ClusterOptions, WordVectors, learn_clusters};
use clap::Args;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Learns word clusters and case statistics from raw news.
///
/// Files are plain text, or JSON Lines with a "text" field, gzipped or not. With --vectors, words are clustered by ready-made
/// vectors (the text format of GloVe and word2vec, most frequent word first), and the news gives the case statistics only.
/// The same files and seed give the same clusters.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline learn-clusters wire-2024.jsonl.gz wire-2025.jsonl.gz --out clusters.tsv
  dateline learn-clusters wire.jsonl --vectors vectors.txt --out clusters.tsv")]
pub struct Arguments {
    /// Files of raw news
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Word vectors to cluster, instead of learning them
    #[arg(long, value_name = "FILE")]
    vectors: Option<PathBuf>,
    /// Output file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Number of words to cluster, most frequent first
    #[arg(long, value_name = "N", default_value_t = ClusterOptions::default().words)]
    words: usize,
    /// Dimensions of the learned vectors
    #[arg(long, value_name = "N", default_value_t = ClusterOptions::default().dimensions)]
    dimensions: usize,
    /// Random seed
    #[arg(long, value_name = "N", default_value_t = ClusterOptions::default().seed)]
    seed: u64,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let mut texts = Vec::new();
    for path in &arguments.files {
        texts.extend(raw_texts(path)?);
    }
    session.note(&format!("{} articles, {} MB", texts.len(), texts.iter().map(String::len).sum::<usize>() >> 20));
    let vectors = match &arguments.vectors {
        Some(path) => Some(
            WordVectors::read(&read_text(path)?, arguments.words)
                .map_err(|error| CommandError::new("vectors", format!("{}: {error}", path.display())))?,
        ),
        None => None,
    };
    let options = ClusterOptions {
        words: arguments.words,
        dimensions: arguments.dimensions,
        seed: arguments.seed,
        ..ClusterOptions::default()
    };
    let clusters = learn_clusters(&texts, vectors, &options);
    std::fs::write(&arguments.out, &clusters)
        .map_err(|error| CommandError::new("output", format!("{}: {error}", arguments.out.display())))?;
    writeln!(out, "{} words in {}", clusters.lines().count(), arguments.out.display())?;
    Ok(0)
}

/// The texts of a file of raw news.
///
/// # Errors
/// When it cannot be read.
pub fn raw_texts(path: &Path) -> Result<Vec<String>, CommandError> {
    let text = read_text(path)?;
    Ok(if text.starts_with('{') { text.lines().filter_map(text_of_line).collect() } else { vec![text] })
}

/// The text of a line of JSON Lines.
fn text_of_line(line: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(value.get("text")?.as_str()?.to_owned())
}
