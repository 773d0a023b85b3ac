//! Names and places of unseen passages from all over the world, counted against the marks in `tests/names/world.tsv`.

use dateline::article::{Field, MentionKind, PlaceForm, Span};
use dateline::entities::{Context, extract};
use dateline::text;
use std::collections::BTreeMap;

/// What a name is marked as: its kind, and of a place the code of its country.
type Mark = (char, String);

/// A text without its marks, and the names in it.
fn marked(line: &str) -> (String, BTreeMap<Span, Mark>) {
    let (mut text, mut names) = (String::new(), BTreeMap::new());
    for (at, piece) in line.split(['[', ']']).enumerate() {
        // Every second piece lies in brackets.
        if at % 2 == 0 {
            text.push_str(piece);
            continue;
        }
        let (name, mark) = piece.split_once('|').unwrap();
        let (kind, country) = mark.split_once(':').unwrap_or((mark, ""));
        let start = text.len();
        text.push_str(name);
        names.insert(Span::new(start, text.len()), (kind.chars().next().unwrap(), country.to_owned()));
    }
    (text, names)
}

/// The names that extraction finds in a passage, as marks; the headline's and the body's.
fn found(title: &str, body: &str) -> [BTreeMap<Span, Mark>; 2] {
    let sentences = text::sentences(body, Some("en"));
    let context = Context { title, text: body, sentences: &sentences, language: Some("en"), ..Context::default() };
    let mut all = [BTreeMap::new(), BTreeMap::new()];
    for mention in extract(&context) {
        let mark = match mention.kind {
            MentionKind::Person { .. } => ('P', String::new()),
            MentionKind::Organization { .. } => ('O', String::new()),
            MentionKind::Place { form, place } => {
                (if form == PlaceForm::Demonym { 'D' } else { 'L' }, place.country.clone().unwrap_or_default())
            }
            MentionKind::Date(_) => continue,
        };
        all[usize::from(mention.field == Field::Text)].insert(mention.span, mark);
    }
    all
}

/// How many names are right, found beside that, and missed.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Tally {
    fn f1(self) -> f64 {
        let Self { right, wrong, missed } = self;
        f64::from(2 * right) / f64::from(2 * right + wrong + missed)
    }
}

#[test]
fn names_of_the_whole_world_are_found_and_lie_in_their_countries() {
    let mut tallies: BTreeMap<char, Tally> = BTreeMap::new();
    let mut countries = Tally::default();
    let mut passages = 0;
    for line in include_str!("../names/world.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [(title, of_title), (body, of_body)] = [columns[1], columns[3]].map(marked);
        passages += 1;
        for (found, wanted) in found(&title, &body).iter().zip([&of_title, &of_body]) {
            // A place in the name of an organization is not marked apart.
            let in_organization = |span: &Span| {
                wanted.iter().any(|(outer, (kind, _))| *kind == 'O' && outer != span && outer.contains(*span))
            };
            for (span, (kind, country)) in found {
                let tally = tallies.entry(*kind).or_default();
                match wanted.get(span).filter(|(wanted, _)| wanted == kind) {
                    Some((_, wanted)) => {
                        tally.right += 1;
                        countries.right += u32::from(!wanted.is_empty() && country == wanted);
                        countries.wrong += u32::from(!country.is_empty() && wanted != "XX" && country != wanted);
                    }
                    None if "LD".contains(*kind) && in_organization(span) => {}
                    None => tally.wrong += 1,
                }
            }
            for (span, (kind, _)) in wanted {
                let is_found = found.get(span).is_some_and(|(found, _)| found == kind);
                tallies.entry(*kind).or_default().missed += u32::from(!is_found);
            }
        }
    }
    assert_eq!(passages, 100);
    println!("{tallies:?}, countries {countries:?}");
    for (kind, least) in [('P', 0.91), ('L', 0.89), ('O', 0.78), ('D', 0.96)] {
        assert!(tallies[&kind].f1() >= least, "{kind}: {:.3} of {tallies:?}", tallies[&kind].f1());
    }
    let right = f64::from(countries.right) / f64::from(countries.right + countries.wrong);
    assert!(right >= 0.96, "{right:.3} of the places that were found lie in their country");
}
