//! Explains why no article matches: which clause emptied the set, and which words the archive does not have.

use crate::search::plan::{Plan, Step};
use crate::search::retrieve::Evaluation;
use crate::search::{Diagnosis, SearchError, Searcher};
use std::fmt::Write;

/// Suggestions for one word.
const SUGGESTIONS: usize = 3;
/// Words that suggestions are made for: each is compared with the whole dictionary.
const MOST_SUGGESTED: usize = 4;
/// Clauses that a message names.
const MOST_NAMED: usize = 12;

/// The clauses whose conjunction the root is.
fn clauses(root: &Step) -> &[Step] {
    match root {
        Step::All(steps) => steps,
        other => std::slice::from_ref(other),
    }
}

/// The parts of a conjunction, where none is negated.
pub(super) fn positive(root: &Step) -> Option<&[Step]> {
    let parts = clauses(root);
    parts.iter().all(|step| !matches!(step, Step::Not(_))).then_some(parts)
}

/// The query for partial matches: any of the positive clauses, still without what was excluded.
pub(crate) fn relax(root: &Step) -> Option<Step> {
    let (negative, positive): (Vec<Step>, Vec<Step>) =
        clauses(root).iter().cloned().partition(|step| matches!(step, Step::Not(_)));
    if positive.is_empty() || positive.len() + negative.len() < 2 {
        return None;
    }
    let mut all = negative;
    all.insert(0, Step::Any(positive));
    Some(Step::All(all))
}

/// Counts the articles of each clause and names the clauses to blame.
pub(crate) fn diagnose(
    searcher: &Searcher,
    plan: &Plan,
    root: &Step,
    evaluations: &[Evaluation<'_>],
) -> Result<Diagnosis, SearchError> {
    let mut counted = Vec::new();
    for step in clauses(root) {
        let mut count = 0;
        for evaluation in evaluations {
            count += evaluation.articles(step)?.count();
        }
        counted.push((step, show(step, plan), count));
    }
    let quoted = |names: Vec<&str>| match names.len().saturating_sub(MOST_NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..MOST_NAMED].join(", ")),
    };
    let missing: Vec<&str> =
        counted.iter().filter(|(_, _, count)| *count == 0).map(|(_, shown, _)| shown.as_str()).collect();
    let mut message = if !missing.is_empty() {
        format!("no article matches {}", quoted(missing))
    } else if let Some((_, excluded, _)) = counted.iter().find(|(step, _, _)| matches!(step, Step::Not(_))) {
        let others = counted.iter().filter(|(step, _, _)| !matches!(step, Step::Not(_)));
        let others: Vec<&str> = others.map(|(_, shown, _)| shown.as_str()).collect();
        format!("{excluded} excludes every article that matches {}", others.join(" and "))
    } else {
        "each part matches some article, but no article matches all of them".to_owned()
    };
    let word = |step: &Step| match step {
        Step::Clause(at) => plan.clauses[*at].word.as_deref(),
        _ => None,
    };
    let unknown = counted.iter().filter(|(_, _, count)| *count == 0).filter_map(|(step, _, _)| word(step));
    for word in unknown.take(MOST_SUGGESTED) {
        let suggestions = searcher.suggest(word, SUGGESTIONS)?;
        if !suggestions.is_empty() {
            let _ = write!(message, "; similar to \"{word}\": {}", suggestions.join(", "));
        }
    }
    let clauses = counted.into_iter().map(|(_, shown, count)| (shown, count)).collect();
    Ok(Diagnosis { clauses, message })
}

/// A clause as the user would write it.
fn show(step: &Step, plan: &Plan) -> String {
    let join = |steps: &[Step], by: &str| steps.iter().map(|step| group(step, plan)).collect::<Vec<_>>().join(by);
    match step {
        Step::Clause(at) => plan.clauses[*at].shown.clone(),
        Step::All(steps) => join(steps, " "),
        Step::Any(steps) => join(steps, " OR "),
        Step::Not(step) => format!("-{}", group(step, plan)),
        Step::Proximity { within, parts } => join(parts, &format!(" {within} ")),
    }
}

fn group(step: &Step, plan: &Plan) -> String {
    match step {
        Step::Clause(_) | Step::Not(_) => show(step, plan),
        _ => format!("({})", show(step, plan)),
    }
}
