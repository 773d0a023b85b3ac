//! Picks one place for each name of an article, by what is likely and by what the article's other places say.
//!
//! Each name begins with the likelihoods of the gazetteer. Two rounds follow in which every candidate gains from the
//! regions and the neighbourhood that the other names make likely; weights are in powers of ten of inhabitants.
//! The work grows with the number of candidates, not with their pairs.

use super::feature_words::feature_of;
use super::groups::{Group, Hint};
use super::source_home::Home;
use super::support;
use crate::article::ChoiceReason;
use crate::entities::gazetteer::{self, Feature, NameKind, Row, Table};
use foldhash::{HashMap, HashSet};

/// Candidates of a name that are weighed: the likeliest, and those in regions that the article speaks of.
const MOST_CANDIDATES: usize = 40;
/// How much the likelihood counts beside the article.
const PRIOR: f32 = 0.85;
/// The same for the place that a source is called after: local papers are those of small places.
const PRIOR_OF_HOME: f32 = 0.5;
/// What the text says outright: "Moscow, Idaho".
const CONTAINER: f32 = 8.0;
/// It holds a place that the text puts inside it.
const HOLDS: f32 = 4.0;
/// What the word beside it says: "the Donetsk region".
const HINT: f32 = 2.5;
/// It is listed with places of its kind: "Georgia, Armenia and Azerbaijan".
const LISTED: f32 = 1.5;
/// What a region loses to the great city in it that has its name: "New York" is mostly the city.
const SEAT: f32 = 2.4;
/// Inhabitants of a city that news speaks of wherever it is written.
const LARGE: u32 = 500_000;
/// Part of what a name says of its county and region that the name of so large a city says: a stock exchange in New York does
/// not put Boston into that state.
const OF_LARGE: f32 = 0.2;
/// Gain from what is said of the county, the region and the country around a candidate.
const COUNTY: f32 = 0.8;
const STATE: f32 = 1.3;
const COUNTRY: f32 = 0.6;
/// Gain of a state that has the name of a country from the other states of its own.
const SIBLING: f32 = 0.5;
/// Gain from places within a cell or two.
const NEAR: f32 = 0.7;
/// Degrees of a cell of the neighbourhood.
const CELL: f32 = 1.5;
/// Inhabitants of a great city, which a namesake of a tenth of them takes the name of only by a score that much higher; on the scale of
/// the prior, the tenth is `TIMES`.
const GREAT: u32 = 100_000;
/// Inhabitants of a state or province that is known beyond its country.
const KNOWN_STATE: u32 = 300_000;
const TIMES: f32 = 1.0;
const LEAD: f32 = 1.0;
/// Kilometres within which a short name is that of the place it begins: "Rehoboth" of Rehoboth Beach.
const FAR: f32 = 100.0;
/// Inhabitants of a place that is meant by its name whatever else ends so: Mexico beside New Mexico.
const WELL_KNOWN: u32 = 1_000_000;
/// Part of what the source's home says of a story with the dateline of another country.
const ABROAD: f32 = 0.3;
/// Rounds in which the names inform each other.
const ROUNDS: usize = 2;

/// The choice for a group.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) row: Row,
    /// The second best, and what it lost by.
    pub(super) runner_up: Option<(Row, ChoiceReason)>,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    row: Row,
    prior: f32,
    said: f32,
    home: f32,
    context: f32,
    /// What of the context is nearer than the country.
    local: f32,
    share: f32,
}

impl Candidate {
    fn score(&self) -> f32 {
        self.prior + self.said + self.home + self.context
    }
}

/// Chooses a place for every group; groups without candidates get none.
pub(super) fn choose(table: &Table, groups: &[Group], home: &Home) -> Vec<Option<Choice>> {
    let settled = (home.namesakes.len() > 1).then(|| settle(table, groups, home));
    let all = weighed(table, groups, settled.as_ref().unwrap_or(home));
    let is_national = is_of_a_country(table, groups);
    let mut choices: Vec<Option<Choice>> = all.iter().map(|candidates| best(table, candidates, is_national)).collect();
    let mut joined = join_short(table, &mut choices);
    joined.extend(join_ends(table, &mut choices));
    for (at, (group, candidates)) in groups.iter().zip(&all).enumerate() {
        if !joined.contains(&at)
            && !choices[at].as_ref().is_some_and(|choice| is_supported(table, group, candidates, choice.row))
        {
            choices[at] = better_known(table, group, candidates, choices[at].as_ref());
        }
    }
    choices
}

/// The best of the better known places of a name whose best one has nothing that speaks for it.
fn better_known(table: &Table, group: &Group, candidates: &[Candidate], best: Option<&Choice>) -> Option<Choice> {
    let best = candidates.iter().find(|candidate| best.is_some_and(|best| best.row == candidate.row))?;
    if !support::is_merely_small(table, best.row) {
        return None;
    }
    let is_usual = |row| group.candidates.iter().any(|(other, kind)| *other == row && *kind == NameKind::Main);
    let is_better = |other: &&Candidate| {
        other.prior > best.prior && is_usual(other.row) && is_supported(table, group, candidates, other.row)
    };
    let found = candidates.iter().filter(is_better);
    let found = found.max_by(|a, b| a.score().total_cmp(&b.score()).then(b.row.cmp(&a.row)))?;
    Some(Choice { row: found.row, runner_up: Some((best.row, ChoiceReason::Likelihood)) })
}

/// Lets a short name mean the place of the article that it begins, where its own lies elsewhere and is small; gives the positions of those.
fn join_short(table: &Table, choices: &mut [Option<Choice>]) -> Vec<usize> {
    let mut joined = Vec::new();
    let is_town = |row: Row| matches!(table.feature(row), Feature::City | Feature::Capital);
    let towns: Vec<Row> = choices.iter().flatten().map(|choice| choice.row).filter(|row| is_town(*row)).collect();
    for (at, choice) in choices.iter_mut().enumerate() {
        let Some(own) = choice.as_ref().map(|choice| choice.row) else { continue };
        if !is_town(own) || table.population(own) >= support::SMALL {
            continue;
        }
        let is_whole = |row: &&Row| {
            let name = table.name(**row);
            let rest = name.strip_prefix(table.name(own)).is_some_and(|rest| rest.starts_with(' '));
            rest && feature_of(name).is_some() && gazetteer::distance(table.point(**row), table.point(own)) > FAR
        };
        if let Some(whole) = towns.iter().find(is_whole) {
            *choice = Some(Choice { row: *whole, runner_up: Some((own, ChoiceReason::OtherPlaces)) });
            joined.push(at);
        }
    }
    joined
}

/// Lets a name mean the state of the article whose name it ends, "Jersey" New Jersey, where what bears it lies in a country that the article has
/// nothing else of; gives the positions of those.
fn join_ends(table: &Table, choices: &mut [Option<Choice>]) -> Vec<usize> {
    let rows: Vec<Row> = choices.iter().flatten().map(|choice| choice.row).collect();
    let states = || rows.iter().copied().filter(|row| table.feature(*row) == Feature::State);
    let mut joined = Vec::new();
    for (at, choice) in choices.iter_mut().enumerate() {
        let Some(own) = choice.as_ref().map(|choice| choice.row) else { continue };
        let is_end =
            |state: &Row| table.name(*state).strip_suffix(table.name(own)).is_some_and(|head| head.ends_with(' '));
        let is_alone = || !rows.iter().any(|row| *row != own && table.country(*row) == table.country(own));
        let mut wholes = states().filter(is_end);
        if let (Some(whole), None) = (wholes.next(), wholes.next())
            && table.population(own) < WELL_KNOWN
            && is_alone()
        {
            *choice = Some(Choice { row: whole, runner_up: Some((own, ChoiceReason::OtherPlaces)) });
            joined.push(at);
        }
    }
    joined
}

/// The home of a source that several places of its name may be: the one that the article's other places speak for.
fn settle(table: &Table, groups: &[Group], home: &Home) -> Home {
    let country = Home { region: home.country, ..Home::default() };
    let all = weighed(table, groups, &country);
    let mut evidence = Evidence::default();
    for (group, candidates) in groups.iter().zip(&all) {
        // A name that is the home's own is no evidence for it.
        if !candidates.iter().any(|candidate| home.namesakes.contains(&candidate.row)) {
            evidence.add(table, candidates, weight(group), 1.0);
        }
    }
    let score = |row: Row| {
        evidence.gains(table, row).0
            + PRIOR_OF_HOME * gazetteer::prior(table.feature_name(row), table.population(row), NameKind::Main)
    };
    let best = home.namesakes.iter().copied().max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a)));
    Home { region: best, point: best.map(|row| table.point(row)), ..Home::default() }
}

/// The candidates of every group, after the rounds in which they inform each other.
fn weighed(table: &Table, groups: &[Group], home: &Home) -> Vec<Vec<Candidate>> {
    let mut all: Vec<Vec<Candidate>> = groups.iter().map(|group| candidates(table, groups, group, home)).collect();
    if is_from_abroad(table, groups, home) {
        all.iter_mut().flatten().for_each(|candidate| candidate.home *= ABROAD);
    }
    for (inner, outer) in groups.iter().enumerate().filter_map(|(inner, group)| Some((inner, group.container?))) {
        let held: Vec<Row> = all[inner].iter().map(|candidate| candidate.row).collect();
        // "Georgia" after "Rome," is the Georgia that has a Rome.
        for candidate in &mut all[outer] {
            if held.iter().any(|row| table.is_inside(*row, candidate.row)) {
                candidate.said += HOLDS;
            }
        }
    }
    for candidates in &mut all {
        share(candidates);
    }
    for _ in 0..ROUNDS {
        let mut evidence = Evidence::default();
        for (group, candidates) in groups.iter().zip(&all) {
            evidence.add(table, candidates, weight(group), 1.0);
        }
        for (group, candidates) in groups.iter().zip(&mut all) {
            // A name is no evidence for itself.
            evidence.add(table, candidates, weight(group), -1.0);
            let is_of = |candidate: &Candidate, feature| table.feature(candidate.row) == feature;
            let has_country = candidates.iter().any(|candidate| is_of(candidate, Feature::Country));
            for candidate in candidates.iter_mut() {
                (candidate.context, candidate.local) = evidence.gains(table, candidate.row);
                // "Georgia" is a state and a country.
                if has_country && is_of(candidate, Feature::State) {
                    candidate.context += evidence.of_siblings(table, candidate.row);
                }
            }
            evidence.add(table, candidates, weight(group), 1.0);
        }
        for candidates in &mut all {
            share(candidates);
        }
    }
    all
}

/// True of an article that goes from state to state, which puts no country into one of them.
fn is_of_a_country(table: &Table, groups: &[Group]) -> bool {
    const STATES: usize = 5;
    let first = |group: &Group| group.candidates.first().map(|(row, _)| *row);
    let states = groups.iter().filter_map(first).filter(|row| table.feature(*row) == Feature::State);
    states.collect::<HashSet<_>>().len() >= STATES
}

/// True where the dateline names places, none of them in the country of the source.
fn is_from_abroad(table: &Table, groups: &[Group], home: &Home) -> bool {
    let Some(country) = home.region.map(|region| table.country(region)) else { return false };
    let mut datelines = groups.iter().filter(|group| group.dateline && !group.candidates.is_empty()).peekable();
    let is_at_home = |group: &Group| group.candidates.iter().any(|(row, _)| table.country(*row) == country);
    datelines.peek().is_some() && !datelines.any(is_at_home)
}

/// How much a name says of the others: more often is more, but not in proportion.
fn weight(group: &Group) -> f32 {
    let said = 1.0 + (group.mentions.max(1) as f32).ln();
    if group.dateline { said + 2.0 } else { said }
}

fn candidates(table: &Table, groups: &[Group], group: &Group, home: &Home) -> Vec<Candidate> {
    let container = group.container.map(|outer| groups[outer].candidates.as_slice()).unwrap_or_default();
    let contained =
        |row: Row| table.lineage(row).skip(1).any(|above| container.iter().any(|(outer, _)| *outer == above));
    let mut found: Vec<Candidate> = Vec::new();
    for &(row, kind) in &group.candidates {
        if found.iter().any(|known| known.row == row) {
            continue;
        }
        let inside = !container.is_empty() && contained(row);
        if found.len() >= MOST_CANDIDATES && !inside && home.region.is_none() {
            continue;
        }
        let feature = table.feature(row);
        let prior = PRIOR * gazetteer::prior(table.feature_name(row), table.population(row), kind);
        let hinted = match (group.hint, feature) {
            (Some(Hint::Region), Feature::State | Feature::County | Feature::Region)
            | (Some(Hint::County), Feature::County)
            | (Some(Hint::City), Feature::City | Feature::Capital) => HINT,
            _ => 0.0,
        };
        let listed = match feature {
            Feature::Country => group.listed.countries,
            Feature::State => group.listed.regions,
            _ => false,
        };
        let said = if inside { CONTAINER } else { 0.0 } + hinted + if listed { LISTED } else { 0.0 };
        found.push(Candidate {
            row,
            prior,
            said,
            home: at_home(table, row, home),
            context: 0.0,
            local: 0.0,
            share: 0.0,
        });
    }
    prefer_seats(table, &mut found, group);
    found
}

/// A region that has the name of a great city in it means the city, unless the text says region: New York, Donetsk.
fn prefer_seats(table: &Table, candidates: &mut [Candidate], group: &Group) {
    if group.hint.is_some_and(Hint::is_region) {
        return;
    }
    for at in 0..candidates.len() {
        let region = candidates[at].row;
        if !matches!(table.feature(region), Feature::State | Feature::County) {
            continue;
        }
        let is_seat = |candidate: &Candidate| {
            matches!(table.feature(candidate.row), Feature::City | Feature::Capital)
                && table.population(candidate.row) >= table.population(region) / 12
                && table.is_inside(candidate.row, region)
        };
        if candidates.iter().any(is_seat) {
            candidates[at].said -= SEAT;
        }
    }
}

fn at_home(table: &Table, row: Row, home: &Home) -> f32 {
    let Some(region) = home.region else { return 0.0 };
    let mut gain = 0.0;
    for above in table.lineage(region) {
        if table.is_inside(row, above) {
            gain += match table.feature(above) {
                Feature::Country => 0.8,
                Feature::State => 1.2,
                Feature::County => 0.6,
                _ => 0.0,
            };
        }
    }
    if let Some(point) = home.point {
        let near = gazetteer::distance(point, table.point(row)) < 160.0;
        gain += if near && table.feature(row) != Feature::Country { 1.5 } else { 0.0 };
    }
    gain
}

/// Divides one among the candidates, by their scores.
fn share(candidates: &mut [Candidate]) {
    let best = candidates.iter().map(Candidate::score).fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for candidate in candidates.iter_mut() {
        candidate.share = ((candidate.score() - best) * 2.3).exp();
        sum += candidate.share;
    }
    for candidate in candidates.iter_mut() {
        candidate.share /= sum;
    }
}

/// The likeliest place of a name where a much smaller namesake has the best score only for the company it keeps: states, regions and, in articles that go
/// from state to state, countries lose to
/// one only by what is said of it or where the source is at home, great cities by a good deal.
fn dominant<'c>(
    table: &Table,
    candidates: &'c [Candidate],
    first: &Candidate,
    is_national: bool,
) -> Option<&'c Candidate> {
    let top = candidates.iter().max_by(|a, b| a.prior.total_cmp(&b.prior).then(b.row.cmp(&a.row)))?;
    let is_area = match table.feature(top.row) {
        Feature::State => table.population(top.row) >= KNOWN_STATE,
        // "Mexico" is no town of Missouri among the towns of other states.
        Feature::Country => is_national && table.population(top.row) >= WELL_KNOWN,
        Feature::Region => true,
        _ => false,
    };
    let is_great = is_area || table.population(top.row) >= GREAT;
    // "Oklahoma city officials" does not make a town of the state.
    let least = if is_area { HOLDS } else { f32::EPSILON };
    let is_at_home = table.feature(top.row) != Feature::Region && first.home - top.home >= support::AT_HOME;
    let is_said = first.said - top.said >= least || is_at_home;
    let lead = if is_area { f32::INFINITY } else { LEAD };
    let is_town = matches!(table.feature(first.row), Feature::City | Feature::Capital | Feature::County);
    // "New York" is mostly the city in it.
    let is_seat = table.is_inside(first.row, top.row);
    let is_dominant = is_great && is_town && !is_seat && top.prior - first.prior >= PRIOR * TIMES && !is_said;
    (is_dominant && first.score() - top.score() < lead).then_some(top)
}

/// Whether something speaks for the choice of a group, where that needs it.
fn is_supported(table: &Table, group: &Group, candidates: &[Candidate], chosen: Row) -> bool {
    let Some(chosen) = candidates.iter().find(|candidate| candidate.row == chosen) else { return false };
    let is_other =
        |other: &Candidate| !table.is_inside(other.row, chosen.row) && !table.is_inside(chosen.row, other.row);
    let evidence = support::Evidence {
        said: chosen.said > 0.0,
        home: chosen.home,
        context: chosen.context,
        local: chosen.local,
        has_namesakes: candidates.iter().any(is_other),
    };
    support::is_enough(table, group, chosen.row, evidence)
}

fn best(table: &Table, candidates: &[Candidate], is_national: bool) -> Option<Choice> {
    let by_score = |a: &&Candidate, b: &&Candidate| a.score().total_cmp(&b.score()).then(b.row.cmp(&a.row));
    let first = candidates.iter().max_by(by_score)?;
    let first = dominant(table, candidates, first, is_national).unwrap_or(first);
    let second = candidates.iter().filter(|candidate| candidate.row != first.row).max_by(by_score);
    let reason = |second: &Candidate| {
        let parts = [
            (first.said - second.said, ChoiceReason::Words),
            (first.context - second.context, ChoiceReason::OtherPlaces),
            (first.home - second.home, ChoiceReason::SourceHome),
            (first.prior - second.prior, ChoiceReason::Likelihood),
        ];
        parts.iter().max_by(|a, b| a.0.total_cmp(&b.0)).map_or(ChoiceReason::Likelihood, |part| part.1)
    };
    Some(Choice { row: first.row, runner_up: second.map(|second| (second.row, reason(second))) })
}

/// What the names of an article make likely: regions and neighbourhoods.
#[derive(Default)]
struct Evidence {
    regions: HashMap<Row, f32>,
    /// What is said of the states of each country, and of each continent.
    states: HashMap<Row, f32>,
    cells: HashMap<(i16, i16), f32>,
}

impl Evidence {
    /// Adds (or takes away) what the candidates of a name say.
    fn add(&mut self, table: &Table, candidates: &[Candidate], weight: f32, sign: f32) {
        let is_large = |candidate: &Candidate| {
            matches!(table.feature(candidate.row), Feature::City | Feature::Capital)
                && table.population(candidate.row) >= LARGE
        };
        let of_region = if candidates.iter().any(is_large) { OF_LARGE } else { 1.0 };
        for candidate in candidates.iter().filter(|candidate| candidate.share > 0.02) {
            let mass = candidate.share * weight * sign;
            for above in table.lineage(candidate.row) {
                let is_region = matches!(table.feature(above), Feature::State | Feature::County);
                *self.regions.entry(above).or_default() += if is_region { of_region * mass } else { mass };
            }
            if table.feature(candidate.row) == Feature::State {
                table.lineage(candidate.row).skip(1).for_each(|above| *self.states.entry(above).or_default() += mass);
            }
            if is_local(table.feature(candidate.row)) {
                *self.cells.entry(cell(table.point(candidate.row))).or_default() += mass;
            }
        }
    }

    /// What the other states of its country and continent say for a state: "Florida, then Georgia".
    fn of_siblings(&self, table: &Table, row: Row) -> f32 {
        let said = table.lineage(row).skip(1).filter_map(|above| self.states.get(&above));
        SIBLING * growth(said.copied().sum())
    }

    /// What the names say for a place, and what of it is nearer than its country.
    fn gains(&self, table: &Table, row: Row) -> (f32, f32) {
        let (mut gain, mut of_country) = (0.0, 0.0);
        for above in table.lineage(row) {
            let factor = match table.feature(above) {
                // A country has no region and no neighbourhood of its own to gain from.
                Feature::Country if above == row => COUNTRY + STATE,
                Feature::County => COUNTY,
                Feature::State => STATE,
                Feature::Country => COUNTRY,
                _ => continue,
            };
            let one = factor * growth(self.regions.get(&above).copied().unwrap_or(0.0));
            gain += one;
            if table.feature(above) == Feature::Country {
                of_country += one;
            }
        }
        if is_local(table.feature(row)) {
            let (north, east) = cell(table.point(row));
            let around = (-1..=1).flat_map(|n| (-1..=1).map(move |e| (north + n, east + e)));
            gain += NEAR * growth(around.filter_map(|cell| self.cells.get(&cell)).sum());
        }
        (gain, gain - of_country)
    }
}

/// What a mass of evidence is worth: the first mention most.
fn growth(mass: f32) -> f32 {
    (1.0 + 2.0 * mass.max(0.0)).ln()
}

fn is_local(feature: Feature) -> bool {
    matches!(feature, Feature::City | Feature::Capital | Feature::County)
}

fn cell((lat, lon): (f32, f32)) -> (i16, i16) {
    ((lat / CELL).floor() as i16, (lon / CELL).floor() as i16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::gazetteer::Gazetteer;

    fn table() -> &'static Table {
        Gazetteer::embedded().table()
    }

    fn group(name: &str) -> Group {
        Group { candidates: table().candidates(&gazetteer::fold(name)).collect(), mentions: 1, ..Group::default() }
    }

    fn path(choice: Option<&Choice>) -> String {
        choice.map(|choice| gazetteer::place(table(), choice.row).path.join("/")).unwrap_or_default()
    }

    fn first(groups: &[Group], home: &Home) -> String {
        path(choose(table(), groups, home).first().and_then(Option::as_ref))
    }

    #[test]
    fn the_best_known_place_is_chosen_where_nothing_else_is_said() {
        assert_eq!(first(&[group("Paris")], &Home::default()), "Europe/France/Île-de-France/Paris");
        assert_eq!(first(&[Group::default()], &Home::default()), "", "no candidates, no choice");
    }

    #[test]
    fn the_container_the_hint_and_the_list_decide() {
        let paris = Group { container: Some(1), ..group("Paris") };
        assert_eq!(first(&[paris, group("Texas")], &Home::default()), "North America/United States/Texas/Paris");
        let region = Group { hint: Some(Hint::Region), ..group("Donetsk") };
        assert_eq!(first(&[region], &Home::default()), "Europe/Ukraine/Donetsk Oblast");
        let city = Group { hint: Some(Hint::City), ..group("Donetsk") };
        assert_eq!(first(&[city], &Home::default()), "Europe/Ukraine/Donetsk Oblast/Donetsk");
    }

    #[test]
    fn the_other_places_and_the_home_of_the_source_decide() {
        let around = [group("Birmingham"), group("Montgomery"), group("Tuscaloosa"), group("Alabama")];
        assert_eq!(first(&around, &Home::default()), "North America/United States/Alabama/Birmingham");
        let alabama = table().candidates("alabama").next().map(|(row, _)| row);
        let home = Home { region: alabama, ..Home::default() };
        assert_eq!(first(&[group("Birmingham")], &home), "North America/United States/Alabama/Birmingham");
    }

    #[test]
    fn a_state_does_not_lose_to_a_hamlet_for_the_company_it_keeps() {
        let names = ["Kansas", "Springfield", "Peoria", "Chicago", "Decatur", "Champaign", "Illinois", "Edgar County"];
        let groups: Vec<Group> = names.iter().map(|name| group(name)).collect();
        assert_eq!(first(&groups, &Home::default()), "North America/United States/Kansas");
    }

    #[test]
    fn the_runner_up_is_told_with_what_it_lost_by() {
        let choices = choose(table(), &[group("Paris")], &Home::default());
        let choice = choices[0].as_ref().unwrap();
        assert!(choice.runner_up.is_some_and(|(second, _)| second != choice.row));
        assert_eq!(choice.runner_up.map(|(_, reason)| reason), Some(ChoiceReason::Likelihood));
    }

    #[test]
    fn the_other_places_say_which_namesake_a_source_is_at_home_in() {
        let namesakes: Vec<Row> = table()
            .candidates("paris")
            .map(|(row, _)| row)
            .filter(|row| table().feature(*row) != Feature::County)
            .collect();
        let home = Home { namesakes, ..Home::default() };
        let groups = [group("Paris"), group("Texarkana"), group("Lamar County"), group("Texas")];
        assert_eq!(first(&groups, &home), "North America/United States/Texas/Paris");
        assert_eq!(first(&[group("Paris")], &home), "Europe/France/Île-de-France/Paris");
    }
}
