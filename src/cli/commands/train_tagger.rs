//! `dateline train-tagger`: trains a tagger model from labelled corpora.

use super::index::open_model;
use super::learn_clusters::raw_texts;
use crate::cli::error::CommandError;
use crate::cli::session::Session;
use crate::entities::tagger::{self, EntityType, Model};
use crate::evaluate::{entities, read_text};
use crate::training::{conll, raw, tagger as train};
use clap::Args;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Trains a tagger model for people, places and organizations.
///
/// Corpora are in CoNLL columns: a token and its IOB2 tag (PER, LOC, ORG, MISC) a line, blank lines between sentences, lines
/// of -DOCSTART- between articles. The same files and seed give the same model.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  dateline train-tagger --train gold.conll silver.conll@0.3 --dev dev.conll --clusters clusters.tsv --out my.model
  dateline extract --tagger my.model article.txt
  dateline evaluate entities --tagger my.model test.conll")]
pub struct Arguments {
    /// Training corpora; FILE@0.3 sets the weight of a corpus
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    train: Vec<String>,
    /// Raw news, labelled by the teacher where it is confident; FILE@0.3 sets a weight
    #[arg(long, num_args = 1.., value_name = "FILE")]
    raw_news: Vec<String>,
    /// Articles to take from each file of raw news
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    raw_articles: usize,
    /// Model that labels raw news [default: built in]
    #[arg(long, value_name = "MODEL")]
    teacher: Option<PathBuf>,
    /// Corpora to evaluate the model on
    #[arg(long, num_args = 1.., value_name = "FILE")]
    dev: Vec<PathBuf>,
    /// Word clusters, from learn-clusters; at most two files
    #[arg(long, num_args = 1..=2, value_name = "FILE")]
    clusters: Vec<PathBuf>,
    /// Output file
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// Name of the model [default: its file name]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Join adjacent names to one organization ("European" "Union"), where a corpus divides them
    #[arg(long)]
    join_names: bool,
    /// Training epochs
    #[arg(long, value_name = "N", default_value_t = train::Options::default().epochs)]
    epochs: usize,
    /// Dropout: share of the features left out of each step
    #[arg(long, value_name = "SHARE", default_value_t = train::Options::default().dropout)]
    dropout: f32,
    /// Number of features to keep, strongest first
    #[arg(long, value_name = "N", default_value_t = train::Options::default().features)]
    features: usize,
    /// Random seed
    #[arg(long, value_name = "N", default_value_t = train::Options::default().seed)]
    seed: u64,
}

/// Runs the command.
///
/// # Errors
/// When a corpus cannot be read or the model cannot be written.
pub fn run(arguments: &Arguments, session: &Session, out: &mut dyn Write) -> Result<u8, CommandError> {
    if !(0.0..1.0).contains(&arguments.dropout) {
        return Err(CommandError::new("usage", "--dropout must be at least 0 and less than 1"));
    }
    let mut corpora = arguments.train.iter().map(|file| corpus(file)).collect::<Result<Vec<_>, _>>()?;
    if !arguments.raw_news.is_empty() {
        let teacher = arguments.teacher.as_deref().map(open_model).transpose()?;
        let teacher = teacher.as_ref().unwrap_or(tagger::embedded());
        for file in &arguments.raw_news {
            corpora.push(labelled(file, teacher, arguments.raw_articles)?);
        }
    }
    let mut developing =
        arguments.dev.iter().map(|path| Ok((path, entities::read(path)?))).collect::<Result<Vec<_>, CommandError>>()?;
    if arguments.join_names {
        for corpus in &mut corpora {
            conll::join(&mut corpus.articles);
        }
        for (_, articles) in &mut developing {
            conll::join(articles);
        }
    }
    let clusters = arguments.clusters.iter().map(|path| read_text(path)).collect::<Result<_, _>>()?;
    let name = || arguments.out.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let options = train::Options {
        corpora,
        clusters,
        epochs: arguments.epochs,
        dropout: arguments.dropout,
        features: arguments.features,
        seed: arguments.seed,
        version: arguments.name.clone().unwrap_or_else(name),
    };
    let bytes = train::train(&options, &mut |epoch, loss| {
        session.note(&format!("epoch {epoch} of {}: loss {loss:.3} a sentence", arguments.epochs));
    });
    std::fs::write(&arguments.out, &bytes)
        .map_err(|error| CommandError::new("output", format!("{}: {error}", arguments.out.display())))?;
    let model = Model::open(bytes.into()).map_err(|error| CommandError::new("tagger", error.to_string()))?;
    for (path, articles) in developing {
        let judgement = entities::judge(&articles, |context| entities::tagged(Some(&model), context));
        writeln!(out, "{}\n\n{}", path.display(), judgement.table(&EntityType::ALL))?;
    }
    Ok(0)
}

/// Splits the weight of a corpus off its path.
pub(super) fn weighted(file: &str) -> (&Path, f32) {
    let weighted = file.rsplit_once('@').and_then(|(path, weight)| Some((path, weight.parse::<f32>().ok()?)));
    let (path, weight) = weighted.unwrap_or((file, 1.0));
    (Path::new(path), weight)
}

/// Reads a corpus and its weight.
fn corpus(file: &str) -> Result<train::Corpus, CommandError> {
    let (path, weight) = weighted(file);
    Ok(train::Corpus { articles: entities::read(path)?, weight, raw: false })
}

/// Reads raw news, of which `most` articles are taken that lie evenly in the file, and lets a model label it.
fn labelled(file: &str, teacher: &Model, most: usize) -> Result<train::Corpus, CommandError> {
    let (path, weight) = weighted(file);
    let texts = raw_texts(path)?;
    let step = texts.len().div_ceil(most.max(1)).max(1);
    let articles = texts.iter().step_by(step).map(|text| raw::label(teacher, text)).collect();
    Ok(train::Corpus { articles, weight, raw: true })
}
