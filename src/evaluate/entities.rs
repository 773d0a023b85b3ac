//! Measures names on corpora in CoNLL columns: exact spans by kind, with what was taken for what.
//!
//! Each corpus is judged twice: what the tagger alone finds, and what an article's mentions are in the end. Mentions have
//! no kind for nationalities and works (MISC), so these are left out of the second table. A corpus that divides
//! organizations at the names in them is judged as it is annotated, and once more with these joined.

use super::{EvaluateError, read_text};
use crate::article::{Field, MentionKind, PlaceForm};
use crate::entities::tagger::{self, EntityType, Model};
use crate::entities::{self, Context};
use crate::text;
use crate::training::conll;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Names that a report lists of each sort of fault, the most frequent first.
const MOST_EXAMPLES: usize = 20;

/// A found name: bytes and kind.
type Found = (Range<usize>, EntityType);

/// Counts of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Names of the corpus.
    pub judged: usize,
    /// Names found.
    pub found: usize,
    /// Names found with the same span and kind.
    pub right: usize,
}

impl Counts {
    /// Share of what was found that is right.
    #[must_use]
    pub fn precision(self) -> f64 {
        ratio(self.right, self.found)
    }

    /// Share of the corpus that was found.
    #[must_use]
    pub fn recall(self) -> f64 {
        ratio(self.right, self.judged)
    }

    /// Harmonic mean of the two.
    #[must_use]
    pub fn f1(self) -> f64 {
        ratio(2 * self.right, self.judged + self.found)
    }
}

/// What became of the names of a corpus.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    counts: [Counts; EntityType::ALL.len()],
    /// From the kind in the corpus to the kind that was found.
    confusions: BTreeMap<(&'static str, &'static str), usize>,
    missed: BTreeMap<String, usize>,
    wrong: BTreeMap<String, usize>,
    sentences: usize,
    articles: usize,
}

/// Judges what a finder makes of the articles of a corpus.
pub fn judge(articles: &[Vec<conll::Labelled>], find: impl Fn(&Context<'_>) -> Vec<Found>) -> Judgement {
    let mut judgement = Judgement { articles: articles.len(), ..Judgement::default() };
    for article in articles {
        let prose = conll::prose(article);
        judgement.sentences += prose.sentences.len();
        let credits = text::credits(&prose.text, &[]);
        let context = Context {
            text: &prose.text,
            sentences: &prose.sentences,
            language: Some("en"),
            credits: &credits,
            ..Context::default()
        };
        let found: Vec<Found> = find(&context)
            .into_iter()
            .filter_map(|(range, kind)| Some((conll::whole_tokens(&prose.tokens, &range)?, kind)))
            .collect();
        judgement.compare(&prose, &found);
    }
    judgement
}

impl Judgement {
    fn compare(&mut self, prose: &conll::Prose, found: &[Found]) {
        for (range, kind) in &prose.names {
            let counts = &mut self.counts[*kind as usize];
            counts.judged += 1;
            let same = found.iter().find(|(other, _)| other == range);
            let became = match same {
                Some((_, other)) => {
                    counts.right += usize::from(other == kind);
                    other.tag()
                }
                None if found.iter().any(|(other, _)| overlap(other, range)) => "another span",
                None => "nothing",
            };
            *self.confusions.entry((kind.tag(), became)).or_default() += 1;
            if became != kind.tag() {
                *self.missed.entry(format!("{} {}", kind.tag(), &prose.text[range.clone()])).or_default() += 1;
            }
        }
        for (range, kind) in found {
            self.counts[*kind as usize].found += 1;
            if !prose.names.iter().any(|(other, _)| overlap(other, range)) {
                *self.confusions.entry(("nothing", kind.tag())).or_default() += 1;
            }
            if !prose.names.contains(&(range.clone(), *kind)) {
                *self.wrong.entry(format!("{} {}", kind.tag(), &prose.text[range.clone()])).or_default() += 1;
            }
        }
    }

    /// The counts of a kind.
    #[must_use]
    pub fn of(&self, kind: EntityType) -> Counts {
        self.counts[kind as usize]
    }

    /// Precision, recall and F1 by kind, as a Markdown table.
    #[must_use]
    pub fn table(&self, kinds: &[EntityType]) -> String {
        let mut out = String::from("| kind | names | precision | recall | F1 |\n|---|---|---|---|---|\n");
        let mut all = Counts::default();
        for kind in kinds {
            let counts = self.of(*kind);
            all.judged += counts.judged;
            all.found += counts.found;
            all.right += counts.right;
            row(&mut out, kind.tag(), counts);
        }
        row(&mut out, "all", all);
        out
    }

    fn confusions(&self) -> String {
        const COLUMNS: [&str; 6] = ["PER", "LOC", "ORG", "MISC", "another span", "nothing"];
        let mut out = String::from("| in the corpus |");
        for column in COLUMNS {
            let _ = write!(out, " {column} |");
        }
        out.push_str("\n|---|---|---|---|---|---|---|\n");
        for name in ["PER", "LOC", "ORG", "MISC", "nothing"] {
            let _ = write!(out, "| {name} |");
            for column in COLUMNS {
                let _ = write!(out, " {} |", self.confusions.get(&(name, column)).copied().unwrap_or(0));
            }
            out.push('\n');
        }
        out
    }
}

fn row(out: &mut String, name: &str, counts: Counts) {
    let (precision, recall) = (counts.precision(), counts.recall());
    let _ = writeln!(out, "| {name} | {} | {precision:.3} | {recall:.3} | {:.3} |", counts.judged, counts.f1());
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What a tagger model finds; the one that ships where none is given.
pub fn tagged(model: Option<&Model>, context: &Context<'_>) -> Vec<Found> {
    tagger::tag(&Context { tagger: model, ..*context })
        .into_iter()
        .filter(|name| name.field == Field::Text)
        .map(|name| (name.span.range(), name.kind))
        .collect()
}

/// What extraction as a whole makes of it: people, organizations, and places that are named (not "Russian"). With `whole`,
/// an organization reaches over the words before it that are part of its name ("Czech" of "Czech Senate").
fn extracted(model: Option<&Model>, context: &Context<'_>, whole: bool) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for mention in entities::extract(&Context { tagger: model, ..*context }) {
        let (kind, mut span) = match &mention.kind {
            _ if mention.field != Field::Text => continue,
            MentionKind::Person { .. } => (EntityType::Person, mention.span.range()),
            MentionKind::Organization { name } if whole => {
                (EntityType::Organization, whole_name(context.text, &mention.span.range(), name))
            }
            MentionKind::Organization { .. } => (EntityType::Organization, mention.span.range()),
            MentionKind::Place { form: PlaceForm::Name, .. } => (EntityType::Location, mention.span.range()),
            MentionKind::Place { .. } | MentionKind::Date(_) => continue,
        };
        let is_inside = |(outer, of): &Found| *of == EntityType::Organization && outer.end >= span.end;
        if whole && kind == EntityType::Location && found.last().is_some_and(is_inside) {
            continue;
        }
        if kind == EntityType::Organization && whole {
            found.retain(|(inner, _)| inner.start < span.start);
            span.start = found.last().map_or(span.start, |before| before.0.end.max(span.start));
        }
        found.push((span, kind));
    }
    found
}

/// The span of an organization with the words before it that its name begins with.
fn whole_name(text: &str, span: &Range<usize>, name: &str) -> Range<usize> {
    let owner = name.strip_suffix(&text[span.clone()]).unwrap_or_default();
    if text[..span.start].ends_with(owner) { span.start - owner.len()..span.end } else { span.clone() }
}

/// Reads a corpus.
///
/// # Errors
/// When the file cannot be read or is not in columns.
pub fn read(path: &Path) -> Result<Vec<Vec<conll::Labelled>>, EvaluateError> {
    conll::read(&read_text(path)?)
        .map_err(|fault| EvaluateError::Malformed { path: path.to_owned(), reason: fault.to_string() })
}

/// Judges corpora by a tagger model, the one that ships where none is given; gives a Markdown report.
///
/// # Errors
/// When a corpus cannot be read.
pub fn entities(paths: &[PathBuf], model: Option<&Model>) -> Result<String, EvaluateError> {
    let version = model.unwrap_or(tagger::embedded()).version();
    let mut report = format!("# Names\n\nTagger model: {version}.\n");
    for path in paths {
        let mut articles = read(path)?;
        let alone = judge(&articles, |context| tagged(model, context));
        let shown: Vec<_> = path.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
        let shown: Vec<_> = shown.iter().rev().map(AsRef::as_ref).collect();
        let _ = writeln!(
            report,
            "\n## {}\n\n{} articles, {} sentences. The tagger alone:\n\n{}\nWhat became of the names:\n\n{}",
            shown.join("/"),
            alone.articles,
            alone.sentences,
            alone.table(&EntityType::ALL),
            alone.confusions(),
        );
        list(&mut report, "Missed or otherwise", &alone.missed);
        list(&mut report, "Wrong", &alone.wrong);
        let whole = judge(&articles, |context| extracted(model, context, false));
        let _ = writeln!(
            report,
            "\nAs extracted (people, organizations, named places):\n\n{}\nWhat became of the names:\n\n{}",
            whole.table(&EntityType::ALL[..3]),
            whole.confusions(),
        );
        let divided = articles.clone();
        conll::join(&mut articles);
        if articles != divided {
            let joined = judge(&articles, |context| tagged(model, context));
            let whole = judge(&articles, |context| extracted(model, context, true));
            let _ = writeln!(
                report,
                "\nThe corpus divides organizations at the names in them (\"European\", \"Union\"), as the tables above have \
                 it. Where these are joined to one organization, the tagger alone:\n\n{}\nAs extracted, organizations by \
                 the whole of their name (\"Czech Senate\", where that is what the mention \"Senate\" is called):\n\n{}",
                joined.table(&EntityType::ALL),
                whole.table(&EntityType::ALL[..3])
            );
        }
    }
    Ok(report)
}

fn list(out: &mut String, title: &str, counts: &BTreeMap<String, usize>) {
    let mut sorted: Vec<(&String, &usize)> = counts.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let shown: Vec<String> = sorted.iter().take(MOST_EXAMPLES).map(|(name, n)| format!("{name} ({n})")).collect();
    if !shown.is_empty() {
        let total: usize = counts.values().sum();
        let _ = writeln!(out, "\n{title} ({total}): {}.", shown.join("; "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORPUS: &str = "Anna B-PER\nLee I-PER\nmet O\nNATO B-ORG\n- O\nled O\nmen O\nin O\nOslo B-LOC\n's O\nNobel B-ORG\nHall I-ORG\n. O\n";

    fn found(names: &'static [(&'static str, EntityType)]) -> Judgement {
        judge(&conll::read(CORPUS).unwrap(), |context| {
            let at = |name: &str| context.text.find(name).unwrap();
            names.iter().map(|(name, kind)| (at(name)..at(name) + name.len(), *kind)).collect()
        })
    }

    #[test]
    fn exact_spans_of_the_same_kind_count() {
        let judgement = found(&[
            ("Anna Lee", EntityType::Person),
            ("NATO", EntityType::Location),
            ("Oslo", EntityType::Location),
            ("Hall", EntityType::Organization),
            ("men", EntityType::Person),
        ]);
        assert_eq!(judgement.of(EntityType::Person), Counts { judged: 1, found: 2, right: 1 });
        assert_eq!(judgement.of(EntityType::Location), Counts { judged: 1, found: 2, right: 1 });
        assert_eq!(judgement.of(EntityType::Organization), Counts { judged: 2, found: 1, right: 0 });
        assert!((judgement.of(EntityType::Person).f1() - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(judgement.confusions[&("ORG", "LOC")], 1);
        assert_eq!(judgement.confusions[&("ORG", "another span")], 1);
        assert_eq!(judgement.confusions[&("nothing", "PER")], 1);
        assert!(judgement.confusions().contains("| ORG | 0 | 1 | 0 | 0 | 1 | 0 |"), "{}", judgement.confusions());
    }

    #[test]
    fn an_organization_is_judged_by_the_whole_of_its_name() {
        let text = "The Czech Senate met; the Senate left.";
        let at = |word: &str, skip: usize| {
            let start = skip + text[skip..].find(word).unwrap();
            start..start + word.len()
        };
        let whole = |span: Range<usize>| text[whole_name(text, &span, "Czech Senate")].to_owned();
        assert_eq!([whole(at("Senate", 0)), whole(at("Senate", 17))], ["Czech Senate", "Senate"]);
        assert_eq!(whole_name(text, &at("met", 0), "Czech Senate"), at("met", 0));
    }

    #[test]
    fn a_report_names_the_corpus_and_faults_name_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.conll");
        std::fs::write(&path, CORPUS).unwrap();
        let report = entities(std::slice::from_ref(&path), None).unwrap();
        assert!(report.contains("/test.conll\n\n1 articles, 1 sentences"), "{report}");
        assert!(report.contains("| PER | 1 |"), "{report}");
        assert!(!report.contains("divides organizations"), "{report}");
        std::fs::write(&path, "Anna\tB-NAME\n").unwrap();
        assert!(entities(&[path], None).unwrap_err().to_string().contains("line 1: \"B-NAME\""));
    }
}
