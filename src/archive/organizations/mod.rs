//! Which names of organizations are one body's, over the whole archive: "AP" and "Associated Press", "U.S. Forest Service" and
//! "Forest Service", "Justice Department" and "Department of Justice".
//!
//! Names are joined by what they show of themselves (letters, acronyms, the forms of departments), by what articles define an acronym as, and by a
//! short list, `list.tsv`; how many stories have each decides where several bodies are possible. The user's `aliases.toml` wins. Nothing in
//! the index changes.

mod acronyms;
mod bodies;
mod definitions;
mod forms;
mod list;
mod words;

use super::ArchiveError;
use super::aliases::{self, Aliases};
use super::copies::Copies;
use super::full_names::open;
use super::reason::{Reason, Row};
use super::renaming::Renaming;
use super::renaming_table::{self, Content, RenamingTable};
use super::segment::Segment;
use super::share::Share;
use super::tally::{Tally, TallyColumn};
use crate::entities::gazetteer::Gazetteer;
use crate::index::Index;
use crate::text::fold;
use bodies::Bodies;
use definitions::Definitions;
use list::LIST;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Name of the table beside the index.
const TABLE: &str = "organizations";
/// The columns of their names, in passages and in titles.
pub(super) const COLUMNS: [&str; 2] = ["organization", "title_organization"];

/// The table of the index and the aliases of the user: cached by an earlier run, or made now.
pub(super) fn of(
    index: &Index,
    segments: &[Segment],
    gazetteer: &Gazetteer,
    copies: &Copies,
) -> Result<Renaming, ArchiveError> {
    let text = aliases::read_file(index.folder())?;
    let kept = index.cached(TABLE).and_then(RenamingTable::decode);
    if let Some(kept) = kept.filter(|kept| kept.aliases.as_slice() == text.as_bytes()) {
        return Ok(Renaming::of_table(kept));
    }
    let aliases = Aliases::parse_file(index.folder(), &text)?;
    let (names, defined) = (counts(segments, copies)?, Definitions::of(segments, copies)?);
    let (full, shares) = decide(&names, &defined, gazetteer, &aliases);
    let content = Content { aliases: text, full, shares, ..Content::default() };
    let earlier = index.cached_earlier(TABLE).and_then(RenamingTable::decode);
    let bytes = renaming_table::encode(&content, earlier.as_ref());
    index.put_cached(TABLE, &bytes);
    Ok(Renaming::of_table(RenamingTable::of_encoded(bytes)))
}

/// All names of organizations with the number of stories that have each, in order of name.
fn counts(segments: &[Segment], copies: &Copies) -> Result<Vec<(String, u64)>, ArchiveError> {
    let open = |segment: &Segment| Ok(COLUMNS.map(|column| TallyColumn::of_strings(segment, column)));
    let tally = Tally::of_stories(segments, open, copies)?;
    let (names, counts) = tally.units(&|name, _| Some(Cow::Borrowed(name)));
    let mut counts: Vec<(String, u64)> = names.into_iter().zip(counts.into_iter().map(|count| count as u64)).collect();
    counts.sort_unstable();
    Ok(counts)
}

/// The names that are known under another one, or that name nobody, for all names in ascending order with their stories; and what acronyms
/// stand for.
fn decide(
    names: &[(String, u64)],
    defined: &Definitions,
    gazetteer: &Gazetteer,
    aliases: &Aliases,
) -> (Vec<Row>, BTreeMap<String, Share>) {
    let free: Vec<(String, u64)> = names.iter().filter(|(name, _)| !aliases.decides(name)).cloned().collect();
    let nobody = forms::nobody(&Bodies::of(&free), gazetteer);
    let mut rows: Vec<Row> = nobody.iter().map(|(at, reason)| (free[*at].0.clone(), None, *reason)).collect();
    let is_somebody = |at: usize| nobody.binary_search_by_key(&at, |(at, _)| *at).is_err();
    let free: Vec<(String, u64)> =
        free.into_iter().enumerate().filter(|(at, _)| is_somebody(*at)).map(|(_, name)| name).collect();
    let mut bodies = Bodies::of(&free);
    bodies.join_by(Reason::Spelling, words::letters);
    bodies.join_by(Reason::Spelling, words::call_letters);
    bodies.join_by(Reason::Department, words::department);
    bodies.join_by(Reason::Listed, |name| {
        let folded = fold(name);
        Some(LIST.other_names.get(folded.as_ref()).map_or(folded, |name| fold(name)).into_owned())
    });
    forms::join_parties(&mut bodies);
    forms::join_sections(&mut bodies);
    forms::join_departments(&mut bodies, gazetteer);
    forms::join_ours(&mut bodies, gazetteer);
    let mut acronyms = acronyms::join_defined(&mut bodies, defined);
    acronyms::join_acronyms(&mut bodies, &mut acronyms);
    forms::join_without_place(&mut bodies, gazetteer);
    forms::join_shorter(&mut bodies, gazetteer);
    let joined = bodies.known_as();
    let is_joined = |name: &str| joined.binary_search_by(|(other, ..)| other.as_str().cmp(name)).is_ok();
    for at in forms::open_kinds(&bodies, gazetteer) {
        let name = &free[at].0;
        if !is_joined(name) {
            rows.push((name.clone(), Some(open(name)), Reason::Kind));
        }
    }
    rows.extend(joined);
    // What the user merges counts where the name that is kept does.
    let known: BTreeMap<&str, Option<&str>> =
        rows.iter().map(|(name, known_as, _)| (name.as_str(), known_as.as_deref())).collect();
    let mut decided = Vec::new();
    for (name, _) in names.iter().filter(|(name, _)| aliases.decides(name)) {
        let kept = aliases.canonical(name);
        let kept = kept.and_then(|kept| known.get(kept).copied().unwrap_or(Some(kept)));
        if kept != Some(name.as_str()) {
            decided.push((name.clone(), kept.map(str::to_owned), Reason::User));
        }
    }
    rows.extend(decided);
    rows.sort_unstable();
    (rows, acronyms.shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stands for none.
    const NOBODY: &str = "-";

    /// The name under which each is known, where that is another.
    fn known(names: &[(&str, u64)]) -> Vec<(String, String)> {
        known_where_defined(names, &[])
    }

    /// The same where stories define acronyms, each `ACRONYM<TAB>name`.
    fn known_where_defined(names: &[(&str, u64)], defined: &[(&str, u64)]) -> Vec<(String, String)> {
        let owned = |rows: &[(&str, u64)]| rows.iter().map(|(name, stories)| ((*name).to_owned(), *stories)).collect();
        let mut names: Vec<(String, u64)> = owned(names);
        names.sort();
        let defined: Vec<(String, u64)> = owned(defined);
        let (rows, _) = decide(&names, &Definitions::of_counts(defined), Gazetteer::embedded(), &Aliases::default());
        rows.into_iter().map(|(name, known_as, _)| (name, known_as.unwrap_or_else(|| NOBODY.to_owned()))).collect()
    }

    fn assert_known(names: &[(&str, u64)], expected: &[(&str, &str)]) {
        let expected: Vec<(String, String)> =
            expected.iter().map(|(name, known_as)| ((*name).to_owned(), (*known_as).to_owned())).collect();
        assert_eq!(known(names), expected);
    }

    #[test]
    fn acronyms_are_their_full_names() {
        assert_known(&[("AP", 481), ("Associated Press", 936), ("Aurora Parks", 3)], &[("AP", "Associated Press")]);
        assert_known(
            &[
                ("CDC", 388),
                ("Centers for Disease Control and Prevention", 451),
                ("U.S. Centers for Disease Control and Prevention", 160),
            ],
            &[
                ("CDC", "Centers for Disease Control and Prevention"),
                ("U.S. Centers for Disease Control and Prevention", "Centers for Disease Control and Prevention"),
            ],
        );
        assert_known(
            &[("USDA", 104), ("U.S. Department of Agriculture", 136)],
            &[("USDA", "U.S. Department of Agriculture")],
        );
        // Shown as it is called.
        assert_known(
            &[("NASA", 193), ("National Aeronautics and Space Administration", 12)],
            &[("National Aeronautics and Space Administration", "NASA")],
        );
        // Several bodies have these initials, or hardly anyone spells them out.
        assert_known(&[("ACC", 50), ("Atlantic Coast Conference", 20), ("Arizona Corporation Commission", 18)], &[]);
        assert_known(&[("NBC", 191), ("National Building Council", 3)], &[]);
        assert_known(&[("S.O.B", 4), ("School of Business", 30)], &[]);
        assert_known(
            &[("UD", 104), ("University of Delaware", 226), ("University of Dayton", 20)],
            &[("UD", "University of Delaware")],
        );
    }

    #[test]
    fn an_acronym_is_what_articles_define_it_as() {
        let pair = |known_as: &str| vec![("FSB".to_owned(), known_as.to_owned())];
        let names = [("FSB", 40), ("Federal Security Service", 20), ("Fair State Board", 9)];
        let service = "FSB\tFederal Security Service";
        // Its letters are not the initials in the other language either.
        let guard = [("SBU", 12), ("Security Service of Ukraine", 8)];
        let known = known_where_defined(&guard, &[("SBU\tSecurity Service of Ukraine", 3)]);
        assert_eq!(known, [("SBU".to_owned(), "Security Service of Ukraine".to_owned())]);
        assert_eq!(
            known_where_defined(&names, &[(service, 9), ("FSB\tFair State Board", 1)]),
            pair("Federal Security Service")
        );
        // Two stories may repeat a slip.
        assert_eq!(known_where_defined(&guard, &[("SBU\tSecurity Service of Ukraine", 2)]), []);
        // What one article has as a name another has as mere words; what a single story writes is a slip.
        let press = [("AP", 40), ("Associated Press", 90), ("Aurora Parks", 3)];
        let defined = [("AP\t\tAssociated Press", 9), ("AP\tAurora Parks", 1), ("AP\t\tAncient Places", 1)];
        assert_eq!(known_where_defined(&press, &defined), [("AP".to_owned(), "Associated Press".to_owned())]);
        // Too few definitions say nothing against the initials.
        let defined = [("AP\t\tAncient Places", 1), ("AP\t\tAnnual Plan", 1)];
        assert_eq!(known_where_defined(&press, &defined), [("AP".to_owned(), "Associated Press".to_owned())]);
        // What leaves the end of the name out is no other body.
        let names =
            [("CDC", 70), ("Centers for Disease Control and Prevention", 95), ("Centers for Disease Control", 9)];
        let defined =
            [("CDC\tCenters for Disease Control and Prevention", 40), ("CDC\tCenters for Disease Control", 6)];
        let known = known_where_defined(&names, &defined);
        let prevention = "Centers for Disease Control and Prevention".to_owned();
        assert!(known.contains(&("CDC".to_owned(), prevention)), "{known:?}");
        // Forms of one body count together.
        let forms = [("DHS", 40), ("Department of Homeland Security", 20), ("Homeland Security Department", 10)];
        let defined = [("DHS\tDepartment of Homeland Security", 2), ("DHS\tHomeland Security Department", 2)];
        let known = known_where_defined(&forms, &defined);
        assert!(known.contains(&("DHS".to_owned(), "Department of Homeland Security".to_owned())), "{known:?}");
    }

    #[test]
    fn an_acronym_of_several_is_left_alone() {
        let names = [("ACA", 90), ("American Correctional Association", 30), ("American Camp Association", 4)];
        // Mostly the act, which is no body: what has the initials is not meant either.
        let defined = [("ACA\t\tAffordable Care Act", 20), ("ACA\tAmerican Correctional Association", 4)];
        assert_eq!(known_where_defined(&names, &defined), []);
        let defined = [("ACA\tAmerican Camp Association", 3), ("ACA\tAmerican Correctional Association", 4)];
        assert_eq!(known_where_defined(&names, &defined), []);
        // Written so much more often than the name that it is mostly something else.
        let names = [("NRA", 900), ("National Restaurant Association", 3)];
        assert_eq!(known_where_defined(&names, &[("NRA\tNational Restaurant Association", 3)]), []);
    }

    #[test]
    fn forms_of_one_body_are_one() {
        assert_known(
            &[("USA TODAY", 293), ("USATODAY", 65), ("USA Today", 20)],
            &[("USA Today", "USA TODAY"), ("USATODAY", "USA TODAY")],
        );
        assert_known(
            &[
                ("Justice Department", 121),
                ("Department of Justice", 104),
                ("U.S. Department of Justice", 40),
                ("DOJ", 30),
            ],
            &[
                ("DOJ", "Justice Department"),
                ("Department of Justice", "Justice Department"),
                ("U.S. Department of Justice", "Justice Department"),
            ],
        );
        assert_known(&[("GOP", 293), ("Republican Party", 98)], &[("GOP", "Republican Party")]);
        assert_known(
            &[("U.S. Forest Service", 110), ("Forest Service", 68)],
            &[("Forest Service", "U.S. Forest Service")],
        );
    }

    #[test]
    fn a_section_is_its_outlet() {
        assert_known(
            &[
                ("CNN", 300),
                ("CNN Business", 39),
                ("CNN Travel", 4),
                ("CNN Center", 3),
                ("Acme", 50),
                ("Acme Sports", 9),
            ],
            &[("CNN Business", "CNN"), ("CNN Travel", "CNN")],
        );
        // An outlet of its own, and one whose whole is hardly named.
        assert_known(&[("Fox", 300), ("Fox Business", 39), ("Reuters", 3), ("Reuters Health", 9)], &[]);
    }

    #[test]
    fn a_station_has_its_call_letters() {
        assert_known(&[("WXQZ", 26), ("WXQZ-TV", 7), ("WXQZ Radio", 2)], &[("WXQZ-TV", "WXQZ")]);
        assert_known(&[("WTO", 26), ("WTO-TV", 7)], &[]);
    }

    #[test]
    fn a_department_may_be_called_by_one_word() {
        assert_known(
            &[("Treasury", 24), ("Treasury Department", 11), ("Department of the Treasury", 4), ("HM Treasury", 1)],
            &[("Department of the Treasury", "Treasury"), ("Treasury Department", "Treasury")],
        );
        // Another nation's, or nobody's department.
        assert_known(&[("Treasury", 24), ("Treasury Department", 11), ("British Treasury", 9)], &[]);
        assert_known(&[("Justice", 24), ("Justice Foundation", 11)], &[]);
        assert_known(
            &[("Labor Department", 90), ("U.S. Department of Labor", 47), ("Department of Labor", 60)],
            &[("U.S. Department of Labor", "Labor Department")],
        );
        assert_known(
            &[("Education Department", 60), ("U.S. Department of Education", 40), ("Ohio Education Department", 30)],
            &[],
        );
    }

    #[test]
    fn a_kind_of_court_or_office_is_open() {
        let names = ["Chamber of Commerce", "Court of Appeals", "PAC", "U.S. Attorney’s Office", "U.S. District Court"];
        let known = known(&names.map(|name| (name, 30)));
        let open: Vec<(String, String)> = names.iter().map(|name| ((*name).to_owned(), open(name))).collect();
        assert_eq!(known, open);
        assert_known(&[("U.S. Chamber of Commerce", 9), ("Save Ohio PAC", 4), ("Supreme Court", 90)], &[]);
    }

    #[test]
    fn a_university_is_called_without_its_schools() {
        assert_known(
            &[("Tufts", 72), ("Tufts University", 89), ("Tufts Law School", 40), ("Tufts Medical School", 57)],
            &[("Tufts", "Tufts University")],
        );
        assert_known(
            &[("Iowa State", 52), ("Iowa State University", 71), ("Iowa State Police", 60)],
            &[("Iowa State", "Iowa State University")],
        );
        let hens = [("Harlow University", 5), ("Tigers", 75), ("Detroit Tigers", 49), ("Harlow Tigers", 20)];
        assert_known(&hens, &[("Tigers", "Tigers (not said which)")]);
        let tigers = [("Tigers", 75), ("Detroit Tigers", 49), ("LSU Tigers", 20)];
        assert_known(&tigers, &[("Tigers", "Tigers (not said which)")]);
    }

    #[test]
    fn what_others_have_too_stays_apart() {
        let georgias = ("Georgia Senate", 90);
        assert_known(&[("U.S. Senate", 163), ("Senate", 775), georgias], &[("U.S. Senate", "Senate")]);
        assert_known(&[("U.S. Senate", 20), ("Senate", 500), ("Philippine Senate", 90)], &[]);
        assert_known(&[("U.S. Department of Education", 40), ("Department of Education", 184)], &[]);
        assert_known(&[("Acme", 5), ("Acme Bank", 4)], &[]);
    }

    #[test]
    fn all_forms_with_the_country_count() {
        let theirs = ("Philippine Supreme Court", 30);
        assert_known(
            &[("U.S. Supreme Court", 90), ("United States Supreme Court", 2), ("Supreme Court", 200), theirs],
            &[("U.S. Supreme Court", "Supreme Court"), ("United States Supreme Court", "Supreme Court")],
        );
        assert_known(
            &[("U.S. Environmental Agency", 7), ("US Environmental Agency", 1)],
            &[("US Environmental Agency", "U.S. Environmental Agency")],
        );
        assert_known(
            &[("House", 1469), ("House of Representatives", 433), ("U.S. House", 177)],
            &[("House of Representatives", "House"), ("U.S. House", "House")],
        );
        assert_known(&[("House", 20), ("House of Representatives", 9), ("Japanese House of Representatives", 8)], &[]);
    }

    #[test]
    fn namesakes_of_an_acronym_that_hardly_occur_do_not_count() {
        let slips = [("Guys Mills", 1), ("Gawker Media", 2), ("Green Monster", 3)];
        let names = [&[("GM", 54), ("General Motors", 48)][..], &slips].concat();
        assert_known(&names, &[("GM", "General Motors")]);
        assert_known(&[("GM", 54), ("General Motors", 48), ("General Mills", 20)], &[]);
    }

    #[test]
    fn a_nickname_of_several_teams_is_open() {
        let tigers = [("Tigers", 28), ("Detroit Tigers", 12), ("Memphis Tigers", 6)];
        assert_known(&tigers, &[("Tigers", "Tigers (not said which)")]);
        assert_known(
            &[("Dodgers", 12), ("Los Angeles Dodgers", 11), ("Boston Dodgers", 1)],
            &[("Los Angeles Dodgers", "Dodgers")],
        );
        let chambers =
            [("Chamber of Commerce", 40), ("Dover Chamber of Commerce", 4), ("Boston Chamber of Commerce", 3)];
        assert_known(&chambers, &[("Chamber of Commerce", "Chamber of Commerce (not said which)")]);
    }

    #[test]
    fn a_body_may_be_called_without_its_place() {
        assert_known(
            &[("Yankees", 45), ("New York Yankees", 30), ("Delaware Yankees", 1)],
            &[("New York Yankees", "Yankees")],
        );
        // Others have that name, or it says of what kind they are, or it is a name of its own.
        assert_known(
            &[("Cardinals", 87), ("St. Louis Cardinals", 50), ("Arizona Cardinals", 40)],
            &[("Cardinals", "Cardinals (not said which)")],
        );
        assert_known(&[("City Council", 50), ("Wilmington City Council", 40)], &[]);
        assert_known(
            &[("City Council", 50), ("Wilmington City Council", 9), ("Dover City Council", 1)],
            &[("City Council", "City Council (not said which)")],
        );
        assert_known(
            &[("Justice Department", 50), ("Utah Justice Department", 40), ("Ohio Justice Department", 1)],
            &[],
        );
        assert_known(&[("Sky", 90), ("Chicago Sky", 12)], &[]);
    }

    #[test]
    fn a_body_may_be_called_by_the_first_words_of_its_name() {
        assert_known(
            &[("Stanford", 16), ("Stanford University", 18), ("Stanford Hospital", 1)],
            &[("Stanford", "Stanford University")],
        );
        assert_known(&[("Apple", 126), ("Apple Music", 20), ("Boston", 3), ("Boston Globe", 40)], &[]);
        assert_known(
            &[("Homeland Security", 19), ("Department of Homeland Security", 38)],
            &[("Homeland Security", "Department of Homeland Security")],
        );
        assert_known(&[("News Journal", 466), ("Wilmington News Journal", 3), ("Mansfield News Journal", 2)], &[]);
    }

    #[test]
    fn members_are_of_their_party() {
        assert_known(
            &[("Republican Party", 98), ("Republican", 40), ("Republicans", 60), ("Guardian", 9), ("Guardians", 7)],
            &[("Republican", "Republican Party"), ("Republicans", "Republican Party")],
        );
        assert_known(
            &[("Democratic Party", 20), ("Democrat", 8), ("House Democrats", 9), ("House Democrat", 4)],
            &[("Democrat", "Democratic Party"), ("House Democrat", "House Democrats")],
        );
        assert_known(
            &[("Republican Party", 98), ("Republican Senate", 9), ("Senate", 60)],
            &[("Republican Senate", "Senate")],
        );
        assert_known(
            &[("GOP", 40), ("GOP Senate", 9), ("Republican Party", 98), ("Senate", 60)],
            &[("GOP", "Republican Party"), ("GOP Senate", "Senate")],
        );
    }

    #[test]
    fn offices_and_pairs_are_no_bodies() {
        assert_known(
            &[("Senate Majority Leader", 30), ("House and Senate", 50), ("Senate", 60), ("House", 70)],
            &[("House and Senate", NOBODY), ("Senate Majority Leader", NOBODY)],
        );
        assert_known(
            &[("Acme", 30), ("Acme-Quorvex", 9), ("Ohio Democrat", 8), ("Quorvex", 12), ("Sweden Democrats", 9)],
            &[("Acme-Quorvex", NOBODY), ("Ohio Democrat", NOBODY)],
        );
        let papers = [("Acme Sun-Times", 20), ("Sun", 30), ("Sun-Times", 12), ("Times", 40)];
        assert_known(&papers, &[("Sun-Times", "Acme Sun-Times")]);
        assert_known(&[("Mercedes", 40), ("Mercedes-Benz", 48), ("Benz", 2)], &[]);
        assert_known(&[("Corning Leader", 9), ("Health and Human Services", 5), ("Health", 20)], &[]);
    }

    #[test]
    fn the_user_wins() {
        let names = [("AP", 481), ("Associated Press", 936), ("Kremlin", 7), ("The AP", 2)];
        let mut names = names.map(|(name, stories)| (name.to_owned(), stories));
        names.sort();
        let of = |aliases: &str| {
            let (rows, _) =
                decide(&names, &Definitions::default(), Gazetteer::embedded(), &Aliases::parse(aliases).unwrap());
            rows.into_iter().map(|(name, known_as, _)| (name, known_as)).collect::<Vec<_>>()
        };
        let row = |name: &str, known_as: Option<&str>| (name.to_owned(), known_as.map(str::to_owned));
        assert_eq!(of(""), [row("AP", Some("Associated Press"))]);
        assert_eq!(of("split = [\"AP\"]\nnever = [\"Kremlin\"]"), [row("Kremlin", None)]);
        let merged = of("[merge]\nAP = [\"The AP\"]");
        assert_eq!(merged, [row("AP", Some("Associated Press")), row("The AP", Some("Associated Press"))]);
    }

    #[test]
    fn each_name_has_the_reason_of_its_own_join() {
        let names = [("AP", 481), ("Associated Press", 936), ("ASSOCIATED PRESS", 3)];
        let mut names = names.map(|(name, stories)| (name.to_owned(), stories));
        names.sort();
        let (rows, _) = decide(&names, &Definitions::default(), Gazetteer::embedded(), &Aliases::default());
        let reasons: Vec<_> = rows.iter().map(|(name, _, reason)| (name.as_str(), *reason)).collect();
        assert_eq!(reasons, [("AP", Reason::Acronym), ("ASSOCIATED PRESS", Reason::Spelling)]);
    }
}
