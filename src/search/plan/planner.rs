//! From a syntax tree to a plan: which clauses there are, and how they combine. What a leaf means is in `leaves`.

use super::clause::{Locator, Plan, Step};
use super::date_phrases;
use super::leaves::Leaves;
use super::stopwords::StopWords;
use crate::article::{Day, DayRange};
use crate::query::{DateField, Leaf, Node, Within, Words};
use crate::search::{MatchMode, SearchError};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Makes plans.
pub(crate) struct Planner<'s> {
    pub leaves: Leaves<'s>,
    pub stopwords: &'s StopWords,
    /// The day that relative dates of plain words count from; none where no word is required anyway.
    pub today: Option<Day>,
    /// True of a question, in which a word that the archive does not have may be a slip.
    pub corrects: bool,
}

impl Planner<'_> {
    /// Makes the plan of a query; under [`MatchMode::Any`] no word or phrase is required.
    pub fn plan(&mut self, root: Option<&Node>, matching: MatchMode) -> Result<Plan, SearchError> {
        let mut plan = Plan::default();
        let Some(root) = root else { return Ok(plan) };
        let step = self.step(root, &mut plan)?;
        for notice in std::mem::take(&mut self.leaves.notices) {
            if !plan.notices.contains(&notice) {
                plan.notices.push(notice);
            }
        }
        plan.root = Some(match matching {
            MatchMode::Any => any_of_words(step, &plan),
            MatchMode::All | MatchMode::Auto => step,
        });
        Ok(plan)
    }

    fn step(&mut self, node: &Node, plan: &mut Plan) -> Result<Step, SearchError> {
        Ok(match node {
            Node::All(nodes) => {
                // Stop words are not required, unless there is nothing else.
                let topical: Vec<&Node> = nodes.iter().filter(|node| !self.is_stop_word(node)).collect();
                let positive = topical.iter().any(|node| !matches!(node, Node::Not(_)));
                let kept = if positive { topical } else { nodes.iter().collect() };
                let mut known: HashMap<String, usize> = HashMap::new();
                let mut steps = Vec::with_capacity(kept.len());
                let dated = self.today.map_or(Vec::new(), |today| date_phrases::find(nodes, today));
                for (words, days) in &dated {
                    steps.push(self.date_phrase(words, *days, plan)?);
                }
                for node in kept {
                    if dated.iter().any(|(words, _)| words.iter().any(|word| std::ptr::eq(*word, node))) {
                        continue;
                    }
                    match known.entry(node.to_string()) {
                        Entry::Vacant(entry) => {
                            entry.insert(steps.len());
                            steps.push(self.step(node, plan)?);
                        }
                        Entry::Occupied(entry) => plan.weigh_again(&steps[*entry.get()]),
                    }
                }
                if steps.len() == 1 { steps.remove(0) } else { Step::All(steps) }
            }
            Node::Any(nodes) => Step::Any(nodes.iter().map(|node| self.step(node, plan)).collect::<Result<_, _>>()?),
            Node::Not(node) => Step::Not(Box::new(self.step(node, plan)?)),
            Node::Proximity { within, parts } => match (within, words_of(parts)) {
                (Within::Words(slop), Some(words)) => {
                    let slop = slop * (parts.len() as u32 - 1);
                    let mut clause = self.leaves.words(&Words::Phrase { text: words, slop }, false)?;
                    clause.shown = node.to_string();
                    plan.push(clause)
                }
                _ => Step::Proximity { within: *within, parts: self.proximity(*within, parts, plan)? },
            },
            Node::Leaf(leaf) => {
                let mut clause = self.leaves.clause(leaf)?;
                clause.shown = leaf.to_string();
                let typed = plan.push(clause);
                match leaf {
                    Leaf::Text(words) => self.any_spelling(typed, words, plan)?,
                    _ => typed,
                }
            }
        })
    }

    /// A word as it was typed, or in another spelling.
    fn any_spelling(&mut self, typed: Step, words: &Words, plan: &mut Plan) -> Result<Step, SearchError> {
        let mut any = vec![typed];
        for other in self.leaves.spellings(words)? {
            let mut clause = self.leaves.words(&other, false)?;
            clause.shown = other.to_string();
            any.push(plan.push(clause));
        }
        if let ([Step::Clause(at)], true) = (any.as_slice(), self.corrects) {
            let at = *at;
            for word in self.leaves.meant(&plan.clauses[at])? {
                plan.clauses[at].weight = 0.0;
                let words = Words::Word(word);
                let mut clause = self.leaves.words(&words, false)?;
                clause.shown = words.to_string();
                any.push(plan.push(clause));
            }
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Step::Any(any) })
    }

    /// The parts of a proximity condition. A repeated part counts once, but under `w/5` it must occur as often.
    fn proximity(&mut self, within: Within, parts: &[Node], plan: &mut Plan) -> Result<Vec<Step>, SearchError> {
        let mut known: HashMap<String, Step> = HashMap::new();
        let mut steps = Vec::with_capacity(parts.len());
        for part in parts {
            match known.entry(part.to_string()) {
                Entry::Vacant(entry) => steps.push(entry.insert(self.step(part, plan)?).clone()),
                Entry::Occupied(entry) => {
                    plan.weigh_again(entry.get());
                    if matches!(within, Within::Words(_)) {
                        steps.push(entry.get().clone());
                    }
                }
            }
        }
        Ok(steps)
    }

    /// Words that name days match where they occur, where a date mention is inside the days, and what was published then.
    fn date_phrase(&mut self, words: &[&Node], days: DayRange, plan: &mut Plan) -> Result<Step, SearchError> {
        let mut said = Vec::with_capacity(words.len());
        for word in words {
            said.push(self.step(word, plan)?);
        }
        let shown = words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let mut any = vec![if said.len() == 1 { said.remove(0) } else { Step::All(said) }];
        for field in [DateField::About, DateField::Published] {
            let mut clause = self.leaves.dates(field, Some(days.into()))?;
            clause.weight = 0.0;
            clause.shown =
                if field == DateField::About { format!("about:({shown})") } else { format!("published:({shown})") };
            any.push(plan.push(clause));
        }
        Ok(Step::Any(any))
    }

    fn is_stop_word(&self, node: &Node) -> bool {
        matches!(node, Node::Leaf(Leaf::Text(Words::Word(word))) if self.stopwords.has(word))
    }
}

/// The words of nodes that are all plain words.
fn words_of(nodes: &[Node]) -> Option<String> {
    let words = nodes.iter().map(|node| match node {
        Node::Leaf(Leaf::Text(Words::Word(word))) => Some(word.as_str()),
        _ => None,
    });
    Some(words.collect::<Option<Vec<_>>>()?.join(" "))
}

/// Makes words and phrases of a conjunction alternatives; filters and negations stay required.
fn any_of_words(step: Step, plan: &Plan) -> Step {
    let Step::All(steps) = step else { return step };
    let is_words = |step: &Step| match step {
        Step::Clause(at) => {
            plan.clauses[*at].weight > 0.0
                && matches!(plan.clauses[*at].locator, Locator::Stems(_) | Locator::Phrase { .. } | Locator::Forms(_))
        }
        Step::All(_) | Step::Any(_) | Step::Proximity { .. } => true,
        Step::Not(_) => false,
    };
    let (words, mut rest): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(is_words);
    match words.len() {
        0 => Step::All(rest),
        _ if rest.is_empty() => Step::Any(words),
        _ => {
            rest.push(Step::Any(words));
            Step::All(rest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::sample::{newsroom, parse, today};
    use crate::search::{MatchMode, Searcher};

    fn planned(searcher: &Searcher, text: &str, matching: MatchMode) -> Plan {
        searcher.plan(&parse(text), matching, today()).unwrap()
    }

    /// A plan's shape: clauses as the user would write them.
    fn shape(plan: &Plan) -> String {
        fn of(step: &Step, plan: &Plan) -> String {
            let list = |name: &str, steps: &[Step]| {
                format!("{name}({})", steps.iter().map(|step| of(step, plan)).collect::<Vec<_>>().join(", "))
            };
            match step {
                Step::Clause(at) => plan.clauses[*at].shown.clone(),
                Step::All(steps) => list("all", steps),
                Step::Any(steps) => list("any", steps),
                Step::Not(step) => format!("not({})", of(step, plan)),
                Step::Proximity { within, parts } => list(&within.to_string(), parts),
            }
        }
        plan.root.as_ref().map_or_else(String::new, |root| of(root, plan))
    }

    #[test]
    fn queries_become_steps() {
        let sample = newsroom();
        for (query, expected) in [
            ("storm harbour", "all(storm, harbour)"),
            ("storm OR harbour -talks", "all(any(storm, harbour), not(talks))"),
            // Stop words are required only where nothing else is.
            ("the storm of the harbour", "all(storm, harbour)"),
            ("the of", "all(the, of)"),
            ("the -storm", "all(the, not(storm))"),
            // Plain words near each other are one clause, other parts a chain.
            ("storm w/3 harbour", "storm w/3 harbour"),
            ("storm w/s harbour", "w/s(storm, harbour)"),
            ("storm w/s storm", "w/s(storm)"),
            ("\"the storm\" w/3 harbour w/3 harbour", "w/3(\"the storm\", harbour, harbour)"),
            // Days in plain words also match mentions and publication.
            ("storm march 1987", "all(any(all(march, 1987), about:(march 1987), published:(march 1987)), storm)"),
        ] {
            assert_eq!(shape(&planned(&sample.searcher, query, MatchMode::All)), expected, "{query}");
        }
    }

    #[test]
    fn any_mode_requires_filters_only() {
        let sample = newsroom();
        let any = |query: &str| shape(&planned(&sample.searcher, query, MatchMode::Any));
        assert_eq!(any("storm harbour"), "any(storm, harbour)");
        assert_eq!(any("storm harbour source:coast -talks"), "all(source:coast, not(talks), any(storm, harbour))");
        assert_eq!(any("source:coast lang:en"), "all(source:coast, lang:en)");
    }

    #[test]
    fn a_repeated_word_weighs_twice() {
        let sample = newsroom();
        let plan = planned(&sample.searcher, "storm harbour storm", MatchMode::All);
        let weights: Vec<(&str, f32)> = plan.clauses.iter().map(|c| (c.shown.as_str(), c.weight)).collect();
        assert_eq!(weights, [("storm", 2.0), ("harbour", 1.0)]);
        let filters = planned(&sample.searcher, "lang:en lang:en", MatchMode::All);
        assert_eq!(filters.clauses[0].weight.to_bits(), 0.0_f32.to_bits());
    }
}
