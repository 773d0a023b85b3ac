//! The examples of docs/query-language.md, asked of the sample newsroom.

use super::newsroom::newsroom;

const PAGE: &str = include_str!("../../docs/query-language.md");

/// Rows of the tables: the query, the number of articles it says, the line.
fn examples() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    PAGE.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.splitn(3, '|');
        let query = cells.next()?.trim_end().strip_suffix('`')?;
        Some((query, cells.next()?.trim(), line))
    })
}

#[test]
fn each_example_finds_as_many_articles_as_the_page_says() {
    let room = newsroom();
    let mut wrong = Vec::new();
    for (query, articles, line) in examples() {
        let found = room.out(&["count", "--unit", "articles", query]);
        if found.trim() != articles {
            wrong.push(format!("finds {}: {line}", found.trim()));
        }
    }
    assert!(examples().count() > 40);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn examples_that_are_said_to_be_the_same_find_the_same() {
    let room = newsroom();
    let ids = |query: &str| {
        let mut ids: Vec<String> = room
            .out(&[
                "query",
                query,
                "-n",
                "all",
                "--per-article",
                "1",
                "--copies",
                "show",
                "--format",
                "csv",
                "--fields",
                "article",
            ])
            .lines()
            .map(str::to_owned)
            .collect();
        ids.sort();
        ids
    };
    let examples: Vec<_> = examples().collect();
    let same = |line: &str| line.contains("| the same") || line.contains("the same: ") || line.contains("the same |");
    let mut compared = 0;
    for pair in examples.windows(2).filter(|pair| same(pair[1].2)) {
        assert_eq!(ids(pair[0].0), ids(pair[1].0), "{} and {}", pair[0].0, pair[1].0);
        compared += 1;
    }
    assert!(compared >= 6, "{compared}");
}

/// The console blocks: what the program really prints.
#[test]
fn errors_look_as_the_page_shows_them() {
    let room = newsroom();
    let mut blocks = 0;
    for block in PAGE.split("```console\n").skip(1) {
        let (command, shown) = block.split("```").next().unwrap().split_once('\n').unwrap();
        let arguments: Vec<&str> = command.strip_prefix("$ dateline ").unwrap().split(' ').collect();
        let output = room.run(&arguments);
        let written = String::from_utf8(output.stderr).unwrap();
        assert_eq!(written.trim_end(), shown.trim_end(), "{command}");
        assert_eq!(output.status.code(), Some(2));
        blocks += 1;
    }
    assert_eq!(blocks, 2);
}

#[test]
fn an_unknown_place_has_a_code_and_a_hint() {
    let room = newsroom();
    for query in ["place:Ukrane", "near:Ukrane/50km"] {
        let output = room.run(&["query", query, "--format", "json"]);
        assert_eq!(output.status.code(), Some(2));
        let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(error["code"], "unknown_place", "{error}");
        assert!(error["hint"].as_str().unwrap().contains("Ukraine"), "{error}");
    }
}
