//! `dateline train-names`: learns the weights by which the kinds of names are decided.

use super::index::open_model;
use super::train_tagger::weighted;
use crate::cli::{error::CommandError, session::Session};
use crate::evaluate::entities;
use crate::training::{conll, names};
use clap::Args;
use std::{io::Write, path::PathBuf};

/// Learns the weights by which the kinds of names are decided.
///
/// Corpora are as for train-tagger; names that a corpus divides are joined. The tagger should be one that was not trained on them. The
/// table of weights is printed, and the share of names that they give the right kind goes to standard error, beside the share without
/// them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline train-names --tagger other.model held-out.conll silver.conll@0.3 > weights.tsv")]
pub struct Arguments {
    /// Corpora; FILE@0.3 sets the weight of a corpus
    #[arg(required = true, value_name = "FILE")]
    corpora: Vec<String>,
    /// Tagger model, from train-tagger [default: built in]
    #[arg(long, value_name = "MODEL")]
    tagger: Option<PathBuf>,
    /// How strongly weights are drawn towards 0
    #[arg(long, value_name = "RATE", default_value_t = 0.0005)]
    decay: f32,
}

/// Runs the command.
///
/// # Errors
/// When a corpus or the model cannot be read.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    let tagger = arguments.tagger.as_deref().map(open_model).transpose()?;
    let mut examples = Vec::new();
    for (number, file) in arguments.corpora.iter().enumerate() {
        let (path, weight) = weighted(file);
        let mut articles = entities::read(path)?;
        conll::join(&mut articles);
        examples.push(names::examples(&articles, tagger.as_ref(), number, weight));
    }
    let all: Vec<_> = examples.iter().flatten().cloned().collect();
    let model = names::train(&all, arguments.decay);
    for (file, examples) in arguments.corpora.iter().zip(&examples) {
        let (before, after) = (names::accuracy_as_taken(examples), names::accuracy(examples, &model));
        session.note(&format!("{file}: {} names, right {after:.4}, without weights {before:.4}", examples.len()));
    }
    write!(out, "{}", model.table())?;
    Ok(0)
}
