//! Tests of the parser: what is understood, what is refused and where, and that trees print as they are read.

use super::*;
use proptest::prelude::*;

const TODAY: Day = Day(20_476);

fn read(text: &str) -> String {
    parse(text, TODAY).map_or_else(|error| panic!("{text}: {error}"), |query| structure(query.root()))
}

/// The tree with every group in parentheses.
fn structure(node: Option<&Node>) -> String {
    let join = |nodes: &[Node], by: &str| {
        let inner: Vec<String> = nodes.iter().map(|node| structure(Some(node))).collect();
        format!("({})", inner.join(by))
    };
    match node {
        None => String::new(),
        Some(Node::All(nodes)) => join(nodes, " & "),
        Some(Node::Any(nodes)) => join(nodes, " | "),
        Some(Node::Not(node)) => format!("!{}", structure(Some(node))),
        Some(Node::Proximity { within, parts }) => join(parts, &format!(" {within} ")),
        Some(Node::Leaf(leaf)) => leaf.to_string(),
    }
}

fn fault(text: &str) -> (&'static str, String) {
    let error = parse(text, TODAY).expect_err(text);
    assert!(error.line.get(error.span.range()).is_some(), "{text}: the span is outside");
    (error.code, error.line[error.span.range()].to_owned())
}

#[test]
fn structure_of_queries() {
    for (text, expected) in [
        ("ceasefire line", "(ceasefire & line)"),
        ("a b OR c d", "(a & (b | c) & d)"),
        ("a AND b OR c", "(a & (b | c))"),
        ("a or b and not c", "(a & or & b & and & not & c)"),
        ("\"Anchorage formula\"", "\"Anchorage formula\""),
        ("“Anchorage formula” –venezuela", "(\"Anchorage formula\" & !venezuela)"),
        ("\"ceasefire lines\"~3", "\"ceasefire lines\"~3"),
        ("ceasefire w/3 lines", "(ceasefire w/3 lines)"),
        ("a w/p b w/p c", "(a w/p b w/p c)"),
        ("a w/p b w/s c", "((a w/p b) w/s c)"),
        ("NOT a w/p b", "!(a w/p b)"),
        ("NOT NOT a", "a"),
        ("witk* zelensky~1 zelensky~ zelensky~2", "(witk* & zelensky~1 & zelensky~1 & zelensky~2)"),
        ("-(a b) -\"c d\" -person:trump", "(!(a & b) & !\"c d\" & !person:trump)"),
        ("person:\"Steve Witkoff\" person:steve-witkoff", "(person:\"Steve Witkoff\" & person:steve-witkoff)"),
        ("person:umerov w/p person:hnatov", "(person:umerov w/p person:hnatov)"),
        (
            "intitle:talks headline:talks site:nola.com by:smith from:reuters",
            "(title:talks & title:talks & url:nola.com & author:smith & source:reuters)",
        ),
        ("Source:Reuters", "source:Reuters"),
        ("10:30 https://example.com/a?b=c note: this", "(10:30 & https://example.com/a?b=c & note & this)"),
        ("lang:english", "lang:en"),
        ("U.S. O'Connor COVID-19 AT&T C++", "(U.S. & O'Connor & COVID-19 & AT&T & C++)"),
        ("talks, [sic] {x} #tag @me ^y", "(talks & sic & x & tag & me & y)"),
        ("w/o a pact", "(w/o & a & pact)"),
        ("() a ( )", "a"),
        ("a -- b - c", "(a & b & c)"),
        ("M*A*S*H", "M*A*S*H"),
        ("published:none", "published:none"),
        ("title:\"peace talks\"~2 title:witk*", "(title:\"peace talks\"~2 & title:witk*)"),
        ("", ""),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn faults_and_their_spans() {
    for (text, code, at) in [
        ("a \"b c", "unbalanced_quote", "\""),
        ("person:\"b c", "unbalanced_quote", "\""),
        ("(a b", "unbalanced_parenthesis", "("),
        ("a b)", "unbalanced_parenthesis", ")"),
        ("place:", "empty_value", "place:"),
        ("a place:\"\"", "empty_value", "place:\"\""),
        ("(place:)", "empty_value", "place:"),
        ("persn:putin", "unknown_field", "persn"),
        ("foo:\"a b\"", "unknown_field", "foo"),
        ("person:(a OR b)", "group_value", "person:("),
        ("a OR", "missing_operand", "OR"),
        ("OR a", "missing_operand", "OR"),
        ("a AND OR b", "missing_operand", "AND"),
        ("NOT", "missing_operand", "NOT"),
        ("a w/p", "missing_operand", "w/p"),
        ("w/p a", "missing_operand", "w/p"),
        ("*", "leading_wildcard", "*"),
        ("*burg", "leading_wildcard", "*burg"),
        ("word~7", "bad_distance", "word~7"),
        ("a w/5000 b", "bad_distance", "w/5000"),
        ("near:moscow/abc", "bad_distance", "abc"),
        ("near:98.0,37.8/25km", "bad_coordinates", "98.0,37.8"),
        ("lang:klingon", "unknown_language", "klingon"),
        ("🔥", "no_words", "🔥"),
    ] {
        assert_eq!(fault(text), (code, at.to_owned()), "{text}");
    }
}

#[test]
fn bad_dates_are_shown_where_they_stand() {
    let error = parse("putin published:yesterdayish", TODAY).unwrap_err();
    assert_eq!(error.code, "bad_date");
    assert!(error.span.start >= 16 && !error.span.is_empty(), "{error:?}");
    assert!(error.hint.is_some());
}

#[test]
fn depth_and_width_are_bounded() {
    let deep = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(&deep(50), TODAY).is_ok());
    assert_eq!(fault(&deep(10_000)).0, "too_deep");
    assert_eq!(fault(&"(".repeat(10_000)).0, "too_deep");
    assert_eq!(fault(&"a ".repeat(10_000)).0, "too_wide");
    assert_eq!(fault(&"a".repeat(1_000_000)).0, "too_long");
    assert_eq!(read(&"NOT ".repeat(10_000).add("a")), "a");
}

use std::ops::Add;

#[test]
fn distances_and_circles() {
    let near = |text: &str| match parse(text, TODAY).unwrap().root() {
        Some(Node::Leaf(Leaf::Near { center, kilometres, .. })) => (center.clone(), *kilometres),
        other => panic!("{other:?}"),
    };
    assert_eq!(near("near:abu-dhabi/100km"), (Center::Place("abu-dhabi".into()), 100.0));
    assert_eq!(near("near:\"abu dhabi\"/100km"), (Center::Place("abu dhabi".into()), 100.0));
    assert_eq!(near("near:48.0,37.8/25km"), (Center::Point(48.0, 37.8), 25.0));
    assert_eq!(near("near:moscow"), (Center::Place("moscow".into()), 50.0));
    assert!((near("near:moscow/10mi").1 - 16.09).abs() < 0.01);
}

/// What the shells hand over: bash, zsh and fish all take their quotes away and split at spaces.
#[test]
fn arguments_as_shells_hand_them_over() {
    for (typed, arguments, expected) in [
        ("query ceasefire line", &["ceasefire", "line"][..], "(ceasefire & line)"),
        ("query 'ceasefire line'", &["ceasefire line"], "(ceasefire & line)"),
        ("query \"Anchorage formula\" putin", &["Anchorage formula", "putin"], "(\"Anchorage formula\" & putin)"),
        ("query '\"Anchorage formula\"'", &["\"Anchorage formula\""], "\"Anchorage formula\""),
        (
            "query person:\"Steve Witkoff\" moscow",
            &["person:Steve Witkoff", "moscow"],
            "(person:\"Steve Witkoff\" & moscow)",
        ),
        (
            "query person:'Steve Witkoff' moscow",
            &["person:Steve Witkoff", "moscow"],
            "(person:\"Steve Witkoff\" & moscow)",
        ),
        (
            "query person:Steve\\ Witkoff moscow",
            &["person:Steve Witkoff", "moscow"],
            "(person:\"Steve Witkoff\" & moscow)",
        ),
        (
            "query 'person:\"Steve Witkoff\"' moscow",
            &["person:\"Steve Witkoff\"", "moscow"],
            "(person:\"Steve Witkoff\" & moscow)",
        ),
        ("query putin -kremlin", &["putin", "-kremlin"], "(putin & !kremlin)"),
        (
            "query putin -person:\"Donald Trump\"",
            &["putin", "-person:Donald Trump"],
            "(putin & !person:\"Donald Trump\")",
        ),
        ("query a 'b OR c'", &["a", "b OR c"], "(a & (b | c))"),
        ("query a '(b c) OR d'", &["a", "(b c) OR d"], "(a & ((b & c) | d))"),
        ("query '(a OR b)' c", &["(a OR b)", "c"], "((a | b) & c)"),
        ("query \\( a OR b \\) c", &["(", "a", "OR", "b", ")", "c"], "((a | b) & c)"),
        (
            "query person:umerov w/p person:hnatov",
            &["person:umerov", "w/p", "person:hnatov"],
            "(person:umerov w/p person:hnatov)",
        ),
        ("query 'ceasefire lines~' x", &["ceasefire lines~", "x"], "(ceasefire & lines~1 & x)"),
        ("query \"“Anchorage formula”\" x", &["“Anchorage formula”", "x"], "(\"Anchorage formula\" & x)"),
        ("query 'witk* moscow' x", &["witk* moscow", "x"], "(witk* & moscow & x)"),
        ("query a -- -b", &["a", "-b"], "(a & !b)"),
        ("query ''", &[""], ""),
        ("query '' a", &["", "a"], "a"),
        ("query", &[], ""),
    ] {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let query = parse_arguments(&arguments, TODAY).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(structure(query.root()), expected, "{typed}");
    }
}

#[test]
fn flags_make_fields() {
    assert_eq!(field("person", "Steve Witkoff", TODAY).unwrap().to_string(), "person:\"Steve Witkoff\"");
    assert_eq!(field("person", "a \"b\" c", TODAY).unwrap().to_string(), "person:\"a  b  c\"");
    assert_eq!(field("title", "peace talks", TODAY).unwrap().to_string(), "title:\"peace talks\"");
    assert_eq!(field("lang", "German", TODAY).unwrap().to_string(), "lang:de");
    assert_eq!(field("place", "", TODAY).unwrap_err().code, "empty_value");
    assert_eq!(field("nope", "x", TODAY).unwrap_err().code, "unknown_field");
}

#[test]
fn literal_text_has_no_syntax() {
    assert_eq!(words("title:x OR -y (z) \"q\" *").to_string(), "\"title:x\" or y z q");
    assert_eq!(phrase("a \"b\" c").to_string(), "\"a b c\"");
    assert!(words("?!").is_empty());
}

#[test]
fn queries_combine() {
    let a = || words("a");
    assert_eq!(a().and(words("b c")).to_string(), "a b c");
    assert_eq!(a().or(words("b c")).to_string(), "a OR (b c)");
    assert_eq!(a().or(words("b c")).negate().to_string(), "-(a OR (b c))");
    assert_eq!(Query::default().and(a()), a());
}

/// Lines made of pieces that mean something, so that most of them parse.
fn lines() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a"),
        Just("talks,"),
        Just("U.S."),
        Just("OR"),
        Just("AND"),
        Just("NOT"),
        Just("-"),
        Just("-b"),
        Just("("),
        Just(")"),
        Just("w/p"),
        Just("w/s"),
        Just("w/3"),
        Just("w/o"),
        Just("\"x y\""),
        Just("\"x y\"~2"),
        Just("\"or\""),
        Just("witk*"),
        Just("zel~"),
        Just("zel~2"),
        Just("x~~"),
        Just("x*~"),
        Just("x~1~"),
        Just("OR,"),
        Just(",title:x"),
        Just("person:putin"),
        Just("person:\"a (b)\""),
        Just("place:new_york"),
        Just("title:\"a b\"~3"),
        Just("title:x*"),
        Just("near:1,2/3km"),
        Just("published:none"),
        Just("lang:de"),
        Just("10:30"),
        Just("http://x/y"),
        Just("note:"),
        Just("url:a.b/c?d=e"),
        Just("--x"),
        Just("🔥"),
        Just("x\u{0301}"),
        Just("إيران"),
        Just("“q r”"),
        Just("–c"),
        Just("*"),
        Just("~2"),
        Just("keyword:a,"),
        Just("keyword:\"b,\""),
        Just("org:\"x\"y"),
        Just("title:"),
        Just("title:\"a~2\""),
        Just("x:*"),
        Just("path:~1"),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn display_reads_back(line in lines()) {
        if let Ok(query) = parse(&line, TODAY) {
            let written = query.to_string();
            prop_assert_eq!(parse(&written, TODAY).map_err(|error| format!("{error}: {written}")), Ok(query));
        }
    }

    #[test]
    fn any_string_gives_a_tree_or_a_span(line in "\\PC{0,60}") {
        match parse(&line, TODAY) {
            Ok(query) => {
                let written = query.to_string();
                prop_assert_eq!(parse(&written, TODAY).map_err(|error| format!("{error}: {written}")), Ok(query));
            }
            Err(error) => prop_assert!(error.line.get(error.span.range()).is_some()),
        }
    }

    #[test]
    fn syntax_soup_never_panics(line in "[-a\":()~*/w3p. ORNT<>,;_“–]{0,40}") {
        match parse(&line, TODAY) {
            Ok(query) => prop_assert_eq!(parse(&query.to_string(), TODAY).map_err(|error| error.to_string()), Ok(query)),
            Err(error) => prop_assert!(error.line.get(error.span.range()).is_some()),
        }
        let _ = words(&line).to_string();
        let _ = phrase(&line).to_string();
    }
}
