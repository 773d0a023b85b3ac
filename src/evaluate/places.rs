//! Measures toponym recognition and resolution on judged collections.
//!
//! Two kinds of lines are read, from JSON lines that may be gzipped:
//! `{id, text, url, toponyms: [{start, end, lat, lon}]}` with offsets in characters is judged span by span,
//! `{id, title, text, dateline, places: [...]}` with the editors' own country tags is judged article by article.

use super::EvaluateError;
use crate::article::{Field, Mention, MentionKind, Place, PlaceForm};
use crate::entities::{
    self, Context,
    gazetteer::{self, Gazetteer},
    tagger::Model,
};
use crate::text;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Kilometres within which a resolution counts as right: a hundred miles, as the literature has it.
const NEAR_ENOUGH: f32 = 161.0;
/// Misses that a report lists, the most frequent first.
const MOST_EXAMPLES: usize = 25;
/// Editors' tags that are not names of countries in the gazetteer.
const TAGS: &[(&str, &str)] = &[
    ("usa", "US"),
    ("uk", "GB"),
    ("uae", "AE"),
    ("ussr", "RU"),
    ("west-germany", "DE"),
    ("east-germany", "DE"),
    ("yemen-arab-republic", "YE"),
    ("yemen-demo-republic", "YE"),
    ("kampuchea", "KH"),
    ("congo", "CG"),
    ("zaire", "CD"),
    ("burma", "MM"),
    ("antigua", "AG"),
    ("trinidad-tobago", "TT"),
    ("georgia", "GE"),
    ("guinea", "GN"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    id: String,
    title: Option<String>,
    text: String,
    url: Option<String>,
    source: Option<String>,
    dateline: Option<String>,
    toponyms: Option<Vec<Toponym>>,
    places: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Toponym {
    start: usize,
    end: usize,
    lat: Option<f32>,
    lon: Option<f32>,
}

/// Counts of one collection judged span by span.
#[derive(Debug, Default)]
struct Spans {
    articles: usize,
    judged: usize,
    found: usize,
    right: usize,
    /// Judged toponyms with a point, those of them that were recognised, and those resolved near enough.
    with_point: usize,
    recognised: usize,
    near_enough: usize,
    /// Judged toponyms with a point that were recognised as places that the gazetteer does not have.
    unresolved: usize,
    /// Adjectival forms found that are not judged to be toponyms: some collections leave them out.
    adjectives: usize,
    missed: BTreeMap<String, usize>,
    wrong: BTreeMap<String, usize>,
    astray: BTreeMap<String, usize>,
}

/// Counts of one collection judged article by article.
#[derive(Debug, Default)]
struct Tags {
    articles: usize,
    judged: usize,
    found: usize,
    unknown: BTreeSet<String>,
    missed: BTreeMap<String, usize>,
}

/// Judges the files by a tagger model, the one that ships where none is given; gives a Markdown report.
///
/// # Errors
/// When a file cannot be read or holds a line that is not a JSON object of the expected keys.
pub fn places(paths: &[PathBuf], model: Option<&Model>) -> Result<String, EvaluateError> {
    let mut report = String::from("# Places\n");
    for path in paths {
        let (mut spans, mut tags) = (Spans::default(), Tags::default());
        for (at, line) in read(path)?.lines().enumerate() {
            let line: Line = serde_json::from_str(line).map_err(|error| EvaluateError::Malformed {
                path: path.clone(),
                reason: format!("line {}: {error}", at + 1),
            })?;
            if line.toponyms.is_some() {
                spans.judge(&line, model);
            } else if !line.places.is_empty() {
                tags.judge(&line, model);
            }
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(report, "\n## {name}\n");
        if spans.articles > 0 {
            spans.report(&mut report);
        }
        if tags.articles > 0 {
            tags.report(&mut report);
        }
    }
    Ok(report)
}

fn read(path: &Path) -> Result<String, EvaluateError> {
    let io = |source| EvaluateError::Io { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(io)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(io)?;
    } else {
        bytes.as_slice().read_to_string(&mut text).map_err(io)?;
    }
    Ok(text)
}

fn resolve(line: &Line, body: &str, model: Option<&Model>) -> Vec<Mention> {
    let language = text::detect_language(body);
    let sentences = text::sentences(body, language);
    let title = line.title.as_deref().filter(|title| !body.starts_with(title)).unwrap_or("");
    let dateline =
        line.dateline.as_deref().map(|dateline| dateline.rsplit_once(',').map_or(dateline, |(place, _)| place));
    let context = Context {
        title,
        text: body,
        sentences: &sentences,
        language,
        dateline,
        source: line.source.as_deref().filter(|source| !source.is_empty()),
        url: line.url.as_deref().filter(|url| !url.is_empty()),
        reading: None,
        tagger: model,
        ..Context::default()
    };
    entities::extract(&context)
}

fn place_of(mention: &Mention) -> Option<&Arc<Place>> {
    match &mention.kind {
        MentionKind::Place { place, .. } => Some(place),
        _ => None,
    }
}

impl Spans {
    fn judge(&mut self, line: &Line, model: Option<&Model>) {
        let offsets: Vec<usize> = line.text.char_indices().map(|(at, _)| at).chain([line.text.len()]).collect();
        let mut found: BTreeMap<(usize, usize), (PlaceForm, Arc<Place>)> = BTreeMap::new();
        for mention in resolve(line, &line.text, model) {
            if let (Field::Text, MentionKind::Place { form, place }) = (mention.field, &mention.kind) {
                found.insert((mention.span.start as usize, mention.span.end as usize), (*form, Arc::clone(place)));
            }
        }
        self.articles += 1;
        self.found += found.len();
        for toponym in line.toponyms.iter().flatten() {
            let (Some(&start), Some(&end)) = (offsets.get(toponym.start), offsets.get(toponym.end)) else { continue };
            self.judged += 1;
            let point = toponym.lat.zip(toponym.lon);
            self.with_point += usize::from(point.is_some());
            let name = line.text.get(start..end).unwrap_or("");
            let Some((_, place)) = found.remove(&(start, end)) else {
                *self.missed.entry(name.to_owned()).or_default() += 1;
                continue;
            };
            self.right += 1;
            let Some(point) = point else { continue };
            if !place.is_resolved() {
                self.unresolved += 1;
                continue;
            }
            self.recognised += 1;
            if gazetteer::distance(point, (place.lat, place.lon)) <= NEAR_ENOUGH {
                self.near_enough += 1;
            } else {
                let as_what = format!("{name} as {} ({:.0}, {:.0})", place.path.join(" / "), point.0, point.1);
                *self.astray.entry(as_what).or_default() += 1;
            }
        }
        for ((start, end), (form, _)) in found {
            self.adjectives += usize::from(form == PlaceForm::Demonym);
            *self.wrong.entry(line.text[start..end].to_owned()).or_default() += 1;
        }
    }

    fn report(&self, out: &mut String) {
        let (precision, recall) = (ratio(self.right, self.found), ratio(self.right, self.judged));
        let f1 = |precision: f64| {
            let sum = precision + recall;
            if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 }
        };
        let without = ratio(self.right, self.found - self.adjectives);
        let _ = writeln!(
            out,
            "{} articles, {} toponyms, {} with a point.\n\n| measure | value |\n|---|---|\n\
             | recognition precision | {precision:.3} |\n| recognition recall | {recall:.3} |\n\
             | recognition F1 (exact spans) | {:.3} |\n\
             | the same, adjectival forms that are not judged left out | {:.3} |\n\
             | accuracy@161km of the recognised | {:.3} |\n| accuracy@161km of all | {:.3} |\n\
             | with a point, recognised and unresolved | {} |",
            self.articles,
            self.judged,
            self.with_point,
            f1(precision),
            f1(without),
            ratio(self.near_enough, self.recognised),
            ratio(self.near_enough, self.with_point),
            self.unresolved,
        );
        list(out, "Missed", &self.missed);
        list(out, "Found, but not judged to be toponyms", &self.wrong);
        list(out, "Resolved too far away", &self.astray);
    }
}

impl Tags {
    fn judge(&mut self, line: &Line, model: Option<&Model>) {
        self.articles += 1;
        // The dateline belongs to the story: most often it alone names the country.
        let whole = line.dateline.as_ref().map(|dateline| format!("{dateline} - {}", line.text));
        let mentions = resolve(line, whole.as_deref().unwrap_or(&line.text), model);
        let countries: BTreeSet<&str> =
            mentions.iter().filter_map(place_of).filter_map(|place| place.country.as_deref()).collect();
        let regions: BTreeSet<u32> = mentions.iter().filter_map(place_of).flat_map(|p| p.ancestors.clone()).collect();
        for tag in &line.places {
            let Some((code, id)) = country_of(tag) else {
                self.unknown.insert(tag.clone());
                continue;
            };
            self.judged += 1;
            if countries.contains(code.as_str()) || regions.contains(&id) {
                self.found += 1;
            } else {
                *self.missed.entry(tag.clone()).or_default() += 1;
            }
        }
    }

    fn report(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "{} articles, {} tagged countries, {} of them found ({:.3}).",
            self.articles,
            self.judged,
            self.found,
            ratio(self.found, self.judged)
        );
        if !self.unknown.is_empty() {
            let unknown: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
            let _ = writeln!(out, "\nTags of no country: {}.", unknown.join(", "));
        }
        list(out, "Missed", &self.missed);
    }
}

/// The country code and the GeoNames id of an editors' tag.
fn country_of(tag: &str) -> Option<(String, u32)> {
    if let Some((_, code)) = TAGS.iter().find(|(known, _)| *known == tag) {
        let name = if tag == "ussr" { "Soviet Union" } else { tag };
        return Some(((*code).to_owned(), Gazetteer::embedded().ids(name).first().copied().unwrap_or(0)));
    }
    let place = Gazetteer::embedded()
        .lookup(tag)
        .into_iter()
        .find(|place| matches!(place.feature.as_str(), "country" | "region"))?;
    Some((place.country.unwrap_or_default(), place.geonames))
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
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

    #[test]
    fn judges_spans_by_characters_and_points_by_distance() {
        let text = "“Talks” in Paris, Texas, ended, and officials met in Kyiv.";
        let at = |name: &str| text[..text.find(name).unwrap()].chars().count();
        let line = format!(
            "{{\"id\":\"1\",\"text\":\"{text}\",\"toponyms\":[{{\"start\":{},\"end\":{},\"lat\":33.66,\"lon\":-95.56}},{{\"start\":{},\"end\":{},\"lat\":0.0,\"lon\":0.0}},{{\"start\":0,\"end\":3}}]}}\n",
            at("Paris"),
            at("Paris") + 5,
            at("Kyiv"),
            at("Kyiv") + 4
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("judged.jsonl");
        std::fs::write(&path, line).unwrap();
        let report = places(&[path], None).unwrap();
        assert!(report.contains("1 articles, 3 toponyms, 2 with a point"), "{report}");
        assert!(report.contains("| recognition recall | 0.667 |"), "{report}");
        assert!(report.contains("| accuracy@161km of all | 0.500 |"), "{report}");
    }

    #[test]
    fn judges_articles_by_their_tags() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tags.jsonl");
        let line = "{\"id\":\"1\",\"title\":\"T\",\"text\":\"Officials in Washington and Bonn met.\",\"places\":[\"usa\",\"west-germany\",\"japan\"]}\n";
        std::fs::write(&path, line).unwrap();
        let report = places(&[path], None).unwrap();
        assert!(report.contains("1 articles, 3 tagged countries, 2 of them found"), "{report}");
    }

    #[test]
    fn a_faulty_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.jsonl");
        std::fs::write(&path, "{\n").unwrap();
        assert!(places(&[path], None).unwrap_err().to_string().contains("line 1"));
    }
}
