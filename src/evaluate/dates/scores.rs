//! Counts of what was found, what was judged and where they agree, over the articles of a collection.

use super::judgement::{Judged, Judgement};
use super::{bootstrap, values};
use crate::article::Span;
use crate::temporal::DateMention;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Counts of mentions: of an article, of a rule, of a collection.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counts {
    judged: usize,
    found: usize,
    strict: usize,
    relaxed: usize,
    values: usize,
    days: usize,
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            judged: self.judged + other.judged,
            found: self.found + other.found,
            strict: self.strict + other.strict,
            relaxed: self.relaxed + other.relaxed,
            values: self.values + other.values,
            days: self.days + other.days,
        }
    }

    /// The F1 of so many hits. That of values is relaxed F1 times value accuracy, as TempEval-3 has it.
    fn f1(&self, hits: usize) -> f64 {
        rate(2 * hits, self.found + self.judged)
    }

    /// The F1 of values.
    #[cfg(test)]
    pub(super) fn value_f1(&self) -> f64 {
        self.f1(self.values)
    }

    /// The share of judged mentions whose value is right.
    #[cfg(test)]
    pub(super) fn value_recall(&self) -> f64 {
        rate(self.values, self.judged)
    }
}

fn rate(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Counts over a collection.
#[derive(Debug, Default, Clone)]
pub(super) struct Scores {
    articles: Vec<Counts>,
    rules: BTreeMap<String, Counts>,
    missed: BTreeMap<String, usize>,
    wrong: BTreeMap<(String, String, String, String), usize>,
    /// Rule, form of the value found, form of the value judged.
    confusions: BTreeMap<(String, String, String), usize>,
    spurious: BTreeMap<(String, String), usize>,
}

/// Rows of each table of confusions.
const MOST_ROWS: usize = 40;

impl Scores {
    /// Counts the mentions that were found in an article against the judged ones.
    pub(super) fn add(&mut self, judgement: &Judgement, found: &[DateMention]) {
        let own = Counts { judged: judgement.mentions.len(), found: found.len(), ..Counts::default() };
        self.articles.push(own);
        let mut partner: Vec<Option<usize>> = vec![None; found.len()];
        let mut paired = vec![false; judgement.mentions.len()];
        // Equal spans first, so that a longer neighbour does not take a mention's place.
        for same in [true, false] {
            let mut from = 0;
            for (at, mention) in found.iter().enumerate().filter(|(at, _)| partner[*at].is_none()).collect::<Vec<_>>() {
                while judgement.mentions.get(from).is_some_and(|judged| judged.span.end <= mention.span.start) {
                    from += 1;
                }
                let near = judgement.mentions.iter().enumerate().skip(from);
                let pair =
                    near.take_while(|(_, judged)| judged.span.start < mention.span.end).find(|(number, judged)| {
                        !paired[*number]
                            && if same { judged.span == mention.span } else { judged.span.overlaps(mention.span) }
                    });
                if let Some((number, _)) = pair {
                    paired[number] = true;
                    partner[at] = Some(number);
                }
            }
        }
        for (mention, partner) in found.iter().zip(partner) {
            self.count(judgement, mention, partner.map(|number| &judgement.mentions[number]));
        }
        for (judged, paired) in judgement.mentions.iter().zip(paired) {
            if !paired {
                *self.missed.entry(words(&judgement.text, judged.span)).or_default() += 1;
            }
        }
    }

    fn count(&mut self, judgement: &Judgement, mention: &DateMention, judged: Option<&Judged>) {
        let rule = self.rules.entry(mention.timex.rule.clone()).or_default();
        rule.found += 1;
        let text = words(&judgement.text, mention.span);
        let Some(judged) = judged else {
            *self.spurious.entry((mention.timex.rule.clone(), text)).or_default() += 1;
            return;
        };
        let strict = judged.span == mention.span;
        let value = judged.value == mention.timex.value;
        // Where the judged value has days, these are what counts; a length of time has none.
        let meant = values::timex_form(&judged.value);
        let is_same = meant == mention.timex.value;
        let days = values::days(&meant).map_or(is_same, |days| mention.timex.days == Some(days));
        rule.relaxed += 1;
        rule.strict += usize::from(strict);
        rule.values += usize::from(value);
        rule.days += usize::from(days);
        if let Some(own) = self.articles.last_mut() {
            own.relaxed += 1;
            own.strict += usize::from(strict);
            own.values += usize::from(value);
            own.days += usize::from(days);
        }
        if !value {
            let forms = (mention.timex.rule.clone(), form(&mention.timex.value), form(&judged.value));
            *self.confusions.entry(forms).or_default() += 1;
        }
        if !strict || !value {
            let gold = if strict { String::new() } else { words(&judgement.text, judged.span) };
            let values = if value { String::new() } else { format!("{} for {}", mention.timex.value, judged.value) };
            *self.wrong.entry((mention.timex.rule.clone(), text, gold, values)).or_default() += 1;
        }
    }

    /// Adds the counts of another collection; its words are left out.
    pub(super) fn append(&mut self, mut other: Self) {
        self.articles.append(&mut other.articles);
    }

    /// The counts of all articles.
    pub(super) fn total(&self) -> Counts {
        self.articles.iter().copied().fold(Counts::default(), Counts::plus)
    }

    /// The row of a collection in the table of scores.
    pub(super) fn row(&self, name: &str) -> String {
        let total = self.total();
        format!(
            "| {name} | {} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
            self.articles.len(),
            total.judged,
            rate(total.strict, total.found),
            rate(total.strict, total.judged),
            total.f1(total.strict),
            rate(total.relaxed, total.found),
            rate(total.relaxed, total.judged),
            total.f1(total.relaxed),
            rate(total.values, total.relaxed),
            total.f1(total.values),
            rate(total.days, total.relaxed),
            total.f1(total.days),
        )
    }

    /// The row of a collection in the table of intervals.
    pub(super) fn interval_row(&self, name: &str) -> String {
        let measures: [fn(&Counts) -> f64; 7] = [
            |total| total.f1(total.strict),
            |total| total.f1(total.relaxed),
            |total| rate(total.relaxed, total.judged),
            |total| rate(total.values, total.relaxed),
            |total| total.f1(total.values),
            |total| rate(total.days, total.relaxed),
            |total| total.f1(total.days),
        ];
        let intervals = bootstrap::intervals(&self.articles, Counts::plus, &measures);
        let cells = intervals.iter().map(|(low, high)| format!(" {low:.3} to {high:.3} |"));
        format!("| {name} |{}", cells.collect::<String>())
    }

    /// Writes the tables by rule, of confusions and of words.
    pub(super) fn details(&self, name: &str, out: &mut String) {
        let _ = writeln!(
            out,
            "\n## {name}: by rule\n\n| rule | found | strict | relaxed | value right | days right |\n|---|---|---|---|---|---|"
        );
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(name, score)| (std::cmp::Reverse(score.found), name.as_str()));
        for (rule, score) in rules {
            let Counts { found, strict, relaxed, values, days, .. } = score;
            let _ = writeln!(out, "| {rule} | {found} | {strict} | {relaxed} | {values} | {days} |");
        }
        let _ = writeln!(
            out,
            "\n## {name}: values confused, by rule\n\n| rule | found | judged | times |\n|---|---|---|---|"
        );
        let mut confusions: Vec<_> = self.confusions.iter().collect();
        confusions.sort_by_key(|(forms, times)| (std::cmp::Reverse(**times), *forms));
        for ((rule, found, judged), times) in confusions.into_iter().take(MOST_ROWS) {
            let judged = if found == judged { "another of that form" } else { judged };
            let _ = writeln!(out, "| {rule} | {found} | {judged} | {times} |");
        }
        let table = |out: &mut String, title: &str, rows: Vec<(String, usize)>| {
            let _ = writeln!(out, "\n## {name}: {title}\n");
            let mut rows = rows;
            rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            for (row, count) in rows.iter().take(MOST_ROWS) {
                let _ = writeln!(out, "- {count} x {row}");
            }
        };
        table(out, "missed", self.missed.iter().map(|(text, count)| (text.clone(), *count)).collect());
        let spurious = self.spurious.iter();
        table(out, "not judged", spurious.map(|((rule, text), n)| (format!("{text} ({rule})"), *n)).collect());
        let wrong = self.wrong.iter().map(|((rule, text, gold, values), count)| {
            let span = if gold.is_empty() { String::new() } else { format!(", judged \"{gold}\"") };
            let value = if values.is_empty() { String::new() } else { format!(", {values}") };
            (format!("{text}{span}{value} ({rule})"), *count)
        });
        table(out, "wrong span or value", wrong.collect());
    }
}

/// The form of a value: what kind it is of, without its numbers ("nnnn-Wnn").
fn form(value: &str) -> String {
    value.chars().map(|c| if c.is_ascii_digit() { 'n' } else { c }).collect()
}

/// The words of a span on one line, in lower case.
fn words(text: &str, span: Span) -> String {
    text[span.range()].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::judgement::read_timeml;
    use super::*;
    use crate::temporal;

    const TIMEML: &str = "<TimeML><DCT><TIMEX3 functionInDocument=\"CREATION_TIME\" value=\"2026-01-23\">x</TIMEX3></DCT>\
        <TEXT>He <EVENT>came</EVENT> <TIMEX3 type=\"DATE\" value=\"2026-01-22\">yesterday</TIMEX3> &amp; left in \
        <TIMEX3 type=\"DATE\" value=\"2025-12\">the December</TIMEX3> of <TIMEX3 type=\"DATE\" value=\"X\">yore</TIMEX3>.\
        </TEXT></TimeML>";

    #[test]
    fn spans_and_values_are_counted_as_told() {
        let judgement = read_timeml(TIMEML).unwrap();
        assert_eq!(judgement.text, "He came yesterday & left in the December of yore.");
        let mut scores = Scores::default();
        scores.add(&judgement, &temporal::tag(&judgement.text, Some("en"), judgement.anchor));
        let total = scores.total();
        assert_eq!((total.judged, total.found), (3, 2));
        assert_eq!((total.strict, total.relaxed, total.values, total.days), (1, 2, 2, 2));
        assert_eq!(
            scores.row("x"),
            "| x | 1 | 3 | 0.500 | 0.333 | 0.400 | 1.000 | 0.667 | 0.800 | 1.000 | 0.800 | 1.000 | 0.800 |"
        );
        assert_eq!(
            scores.interval_row("x"),
            "| x | 0.400 to 0.400 | 0.800 to 0.800 | 0.667 to 0.667 | 1.000 to 1.000 | 0.800 to 0.800 | 1.000 to 1.000 | 0.800 to 0.800 |"
        );
        assert!(scores.confusions.is_empty(), "{:?}", scores.confusions);
        assert_eq!(scores.missed.keys().collect::<Vec<_>>(), ["yore"]);
    }

    /// Another writing of the same days is a wrong value of the right days; a length of time has its value only.
    #[test]
    fn days_are_counted_apart() {
        let timeml = TIMEML.replace("2025-12\"", "2025-12-XX\"").replace("2026-01-22", "2026-01-21");
        let judgement = read_timeml(&timeml).unwrap();
        let mut scores = Scores::default();
        scores.add(&judgement, &temporal::tag(&judgement.text, Some("en"), judgement.anchor));
        let total = scores.total();
        assert_eq!((total.relaxed, total.values, total.days), (2, 0, 1));
    }

    #[test]
    fn wrong_values_are_confusions_of_forms() {
        let judgement = read_timeml(&TIMEML.replace("2026-01-22", "2026-W04")).unwrap();
        let mut scores = Scores::default();
        scores.add(&judgement, &temporal::tag(&judgement.text, Some("en"), judgement.anchor));
        let mut details = String::new();
        scores.details("x", &mut details);
        assert!(details.contains("| deictic-day | nnnn-nn-nn | nnnn-Wnn | 1 |"), "{details}");
    }
}
