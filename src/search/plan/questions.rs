//! What a question asks for: the words that only ask, which never have to match, and the kind of answer.

use super::stopwords::StopWords;
use crate::index::analyzer;
use crate::query::{Leaf, Node, Words};

/// Asking words and kinds of answers, as data.
const TABLE: &str = include_str!("questions.tsv");
/// Words that say what answers, by what is asked after "which" and "what", as data.
const SORTS: &str = include_str!("sorts.tsv");
/// Verbs of questions, as data.
const VERBS: &str = include_str!("verbs.tsv");
/// The row of the verbs of what somebody is.
const STATE: &str = "state";
/// Words about which a definition is asked, at most: "what is the Green New Deal", not "what is the best way to leave town".
const MOST_DEFINED: usize = 4;
/// Words between "which" and what is asked for: "which former Australian minister".
const BEFORE_SORT: usize = 2;

/// What kind of answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    /// A number of a unit, as the table calls it; "number" where things are counted.
    Number(&'static str),
    /// Why.
    Reason,
    Day,
    Person,
    /// Who did something: the words asked about begin with what was done.
    Agent,
    /// What happened to something.
    Happening,
    Place,
    Organization,
    /// What something is.
    Definition,
}

impl AnswerKind {
    fn of(name: &'static str) -> Option<Self> {
        match name {
            "day" => Some(Self::Day),
            "person" => Some(Self::Person),
            "place" => Some(Self::Place),
            "organization" => Some(Self::Organization),
            "definition" => Some(Self::Definition),
            "reason" => Some(Self::Reason),
            "happening" => Some(Self::Happening),
            "-" => None,
            unit => Some(Self::Number(unit)),
        }
    }

    /// The row of its verbs, if it has one.
    const fn verbs(self) -> Option<&'static str> {
        match self {
            Self::Day => Some("day"),
            Self::Place => Some("place"),
            Self::Number(unit) => Some(unit),
            _ => None,
        }
    }
}

/// True of a verb in a row of the table of verbs.
fn is_verb(row: &str, word: &str) -> bool {
    let lines = VERBS.lines().filter(|line| !line.starts_with('#'));
    let mut of_row = lines.filter_map(|line| line.strip_prefix(row)?.strip_prefix('\t')?.split('\t').next());
    of_row.any(|verbs| verbs.split(' ').any(|verb| verb == word))
}

/// A question, read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    /// What is asked about: the tree without the words that only ask.
    pub about: Node,
    /// True where some words only ask.
    pub asks: bool,
    /// The kind of answer, if the question says.
    pub answer: Option<AnswerKind>,
}

/// A row of the table: its words and the kind of answer.
fn rows() -> impl Iterator<Item = (Vec<&'static str>, Option<AnswerKind>)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.map(|(words, kind)| (words.split(' ').collect(), AnswerKind::of(kind)))
}

/// The kind of answer that words after "which" or "what" ask for, folded: "former minister" a person.
fn sort(words: &[String], stopwords: &StopWords) -> Option<AnswerKind> {
    let of = |word: &String| {
        let row = SORTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        let singular = word.strip_suffix('s').unwrap_or(word);
        let mut row = row.filter(|(_, words)| words.split(' ').any(|sort| sort == word || sort == singular));
        row.next().and_then(|(kind, _)| AnswerKind::of(kind))
    };
    words.iter().take(BEFORE_SORT + 1).take_while(|word| !stopwords.has(word)).find_map(of)
}

/// A plain word of a question.
fn word(node: &Node) -> Option<&str> {
    match node {
        Node::Leaf(Leaf::Text(Words::Word(word))) => Some(word),
        _ => None,
    }
}

impl Question {
    /// Reads the tree of a question. Words ask where they begin it, or a sentence of it by their capital.
    pub fn read(root: &Node, stopwords: &StopWords) -> Self {
        let Node::All(nodes) = root else { return Self { about: root.clone(), asks: false, answer: None } };
        let folded: Vec<String> =
            nodes.iter().map(|node| word(node).map_or_else(String::new, analyzer::fold)).collect();
        let begins = |at: usize| at == 0 || word(&nodes[at]).is_some_and(|word| word.starts_with(char::is_uppercase));
        // In the order of speech the asking words come last: "the mayor was shot in which town".
        let comes_last = |at: usize, words: &[&str]| {
            let first = folded.first().map_or("", String::as_str);
            !rows().any(|(words, _)| words[0] == first)
                && match words {
                    ["which" | "what"] => sort(&folded[at + 1..], stopwords).is_some(),
                    ["how", _] | ["which" | "what", "age" | "city" | "town" | "country" | "state" | "year" | "day"] => {
                        true
                    }
                    ["in" | "on" | "at", ..] => true,
                    _ => false,
                }
        };
        let mut asking = vec![false; nodes.len()];
        let mut answer = None;
        let mut at = 0;
        while at < nodes.len() {
            let is_here =
                |words: &Vec<&str>| folded[at..].iter().map(String::as_str).take(words.len()).eq(words.iter().copied());
            let found = rows().filter(|(words, _)| is_here(words)).max_by_key(|(words, _)| words.len());
            match found.filter(|(words, _)| begins(at) || comes_last(at, words)) {
                Some((words, kind)) => {
                    asking[at..at + words.len()].iter_mut().for_each(|asking| *asking = true);
                    let last = words.last().copied().unwrap_or_default();
                    let sort = || {
                        matches!(last, "which" | "what").then(|| sort(&folded[at + words.len()..], stopwords)).flatten()
                    };
                    let next = folded.get(at + words.len()).filter(|next| !next.is_empty() && !stopwords.has(next));
                    let kind = if last == "who" && next.is_some_and(|next| !is_verb(STATE, next)) {
                        Some(AnswerKind::Agent)
                    } else {
                        kind
                    };
                    answer = kind.or_else(sort).or(answer);
                    at += words.len();
                }
                None => at += 1,
            }
        }
        if let Some(row) = answer.and_then(AnswerKind::verbs) {
            asking.iter_mut().zip(&folded).for_each(|(asking, word)| *asking |= is_verb(row, word));
        }
        let kept: Vec<&Node> =
            nodes.iter().zip(&asking).filter(|(_, asking)| !**asking).map(|(node, _)| node).collect();
        let topical = kept.iter().filter(|node| word(node).is_none_or(|word| !stopwords.has(word))).count();
        if answer == Some(AnswerKind::Definition) && topical > MOST_DEFINED {
            answer = None;
        }
        let about = match kept.as_slice() {
            _ if topical == 0 => root.clone(),
            [one] => (*one).clone(),
            kept => Node::All(kept.iter().map(|node| (*node).clone()).collect()),
        };
        Self { about, asks: asking.contains(&true), answer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::sample::parse;
    use std::collections::BTreeSet;

    fn read(text: &str) -> (String, Option<AnswerKind>) {
        let question = Question::read(parse(text).root().unwrap(), &StopWords::of(None));
        (question.about.to_string(), question.answer)
    }

    #[test]
    fn asking_words_are_told_from_what_is_asked_about() {
        use AnswerKind::{Agent, Day, Definition, Happening, Number, Organization, Person, Place, Reason};
        for (text, about, answer) in [
            ("how many people died in the fire", "people died in the fire", Some(Number("number"))),
            ("How long was the bridge closed?", "was the bridge closed", Some(Number("duration"))),
            ("how old was the mayor", "was the mayor", Some(Number("age"))),
            ("how much did the bank pay for the ferry", "did the bank for the ferry", Some(Number("money"))),
            ("how much was paid for the dam", "was for the dam", Some(Number("money"))),
            ("how much did the dam cost", "did the dam cost", Some(Number("money"))),
            ("when did the landslide happen", "did the landslide", Some(Day)),
            ("where is the dam located", "is the dam", Some(Place)),
            ("how long did the strike last", "did the strike", Some(Number("duration"))),
            ("who paid for the ferry", "paid for the ferry", Some(Agent)),
            ("why did the ferry sink", "did the ferry sink", Some(Reason)),
            ("what caused the fire", "the fire", Some(Reason)),
            ("who killed the mayor", "killed the mayor", Some(Agent)),
            ("who was the mayor of the town", "the mayor of the town", Some(Person)),
            ("who became mayor of the town", "became mayor of the town", Some(Person)),
            ("in which city was the treaty signed", "was the treaty signed", Some(Place)),
            ("day on which the strike ended", "the strike ended", Some(Day)),
            ("what is the Green New Deal", "the Green New Deal", Some(Definition)),
            ("what is the quickest way to leave the burning town", "the quickest way to leave the burning town", None),
            ("what happened to the keeper", "the keeper", Some(Happening)),
            ("what is the name of the storm", "the storm", None),
            // Within a sentence the words may be about something: "the day on which" of a story.
            ("the actress who played the queen", "the actress who played the queen", None),
            ("A volcano erupted this week. Where is it?", "A volcano erupted this week. is it", Some(Place)),
            ("ceasefire line talks", "ceasefire line talks", None),
            ("which governor signed the ban", "governor signed the ban", Some(Person)),
            ("Which former Belgian minister resigned?", "former Belgian minister resigned", Some(Person)),
            ("what did the minister say", "did the minister say", None),
            ("which budget airline went bankrupt", "budget airline went bankrupt", Some(Organization)),
            ("what companies built the bridge", "companies built the bridge", Some(Organization)),
            // In the order of speech.
            ("the mayor was shot in which town", "the mayor was shot", Some(Place)),
            (
                "the tunnel under the bay, how much would it cost",
                "the tunnel under the bay would it cost",
                Some(Number("money")),
            ),
            ("the storm killed how many people", "the storm killed people", Some(Number("number"))),
            ("the keeper was hired by which club", "the keeper was hired by club", Some(Organization)),
            ("who knows how many ships sank", "knows how many ships sank", Some(Agent)),
            ("report on what happened in the mill", "report on what happened in the mill", None),
            // Nothing would be left.
            ("how long was it", "how long was it", Some(Number("duration"))),
        ] {
            assert_eq!(read(text), (about.to_owned(), answer), "{text}");
        }
    }

    #[test]
    fn sorts_are_folded_and_of_a_kind() {
        let mut seen = BTreeSet::new();
        for line in SORTS.lines().filter(|line| !line.starts_with('#')) {
            let (kind, words) = line.split_once('\t').unwrap();
            assert!(!matches!(AnswerKind::of(kind), None | Some(AnswerKind::Number(_))), "{kind}");
            for word in words.split(' ') {
                assert!(analyzer::fold(word) == word && seen.insert(word), "{word}");
            }
        }
    }

    #[test]
    fn verbs_are_folded_and_their_examples_have_them() {
        for line in VERBS.lines().filter(|line| !line.starts_with('#')) {
            let [row, verbs, example] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert!(verbs.split(' ').all(|verb| analyzer::fold(verb) == verb && is_verb(row, verb)), "{verbs}");
            let (about, answer) = read(example);
            let is_kept = verbs.split(' ').any(|verb| about.split(' ').any(|word| word == verb));
            let is_state = row == STATE;
            assert_eq!(
                (is_kept, answer.and_then(AnswerKind::verbs)),
                (is_state, (!is_state).then_some(row)),
                "{example}"
            );
        }
        assert!(!is_verb(STATE, "killed") && !is_verb("money", "become"));
    }

    #[test]
    fn rows_are_folded_and_distinct() {
        let mut seen = BTreeSet::new();
        for (words, _) in rows() {
            assert!(words.iter().all(|word| analyzer::fold(word) == *word), "{words:?}");
            assert!(seen.insert(words.clone()), "{words:?} twice");
        }
        let kinds = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        let units = include_str!("../rank/answers.tsv");
        for kind in kinds.filter_map(|(_, kind)| AnswerKind::of(kind)) {
            if let AnswerKind::Number(unit) = kind {
                assert!(unit == "number" || units.contains(&format!("\n{unit}\t")), "{unit}");
            }
        }
    }
}
