//! README.md and the pages under docs/: what they show is what the program prints, and their links lead somewhere.

use super::newsroom::newsroom;
use std::{fs, path::Path};

const README: &str = include_str!("../../README.md");
const PICTURE: &str = include_str!("../../docs/terminal.svg");

#[test]
fn the_readme_shows_real_output() {
    let room = newsroom();
    let mut blocks = 0;
    for block in README.split("```console\n").skip(1) {
        let (command, shown) = block.split("```").next().unwrap().split_once('\n').unwrap();
        let arguments: Vec<&str> = command.strip_prefix("$ dateline ").unwrap().split(' ').collect();
        let out = room.out(&arguments);
        assert_eq!(out.trim_end(), shown.trim_end(), "{command}");
        blocks += 1;
    }
    assert!(blocks > 0);
}

/// The text of one line of the picture.
fn text_of(element: &str) -> String {
    let text: String = element.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect();
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (escaped, plain)| text.replace(escaped, plain))
}

/// tools/readme/picture.py draws the picture; when the output changes it is to be drawn again.
#[test]
fn the_picture_shows_real_output() {
    let room = newsroom();
    let lines: Vec<String> = PICTURE.lines().filter(|line| line.starts_with("<text")).map(text_of).collect();
    let mut blocks = 0;
    for block in lines.join("\n").split("$ dateline ").skip(1) {
        let (command, shown) = block.split_once('\n').unwrap();
        let colored = room.out(&command.split(' ').chain(["--color", "always"]).collect::<Vec<_>>());
        // Escape sequences end with an m.
        let mut parts = colored.split('\u{1b}');
        let first = parts.next().unwrap_or_default().to_owned();
        let out = parts.fold(first, |out, part| out + part.split_once('m').map_or("", |(_, text)| text));
        let trimmed = |text: &str| text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        assert_eq!(trimmed(&out), trimmed(shown), "{command}");
        blocks += 1;
    }
    assert!(blocks > 1);
}

/// Links of a page to other files of the project.
fn links(page: &str) -> impl Iterator<Item = &str> {
    page.split("](").skip(1).filter_map(|rest| {
        let target = rest.split(')').next()?.split('#').next()?;
        (!target.is_empty() && !target.contains("://")).then_some(target)
    })
}

#[test]
fn links_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(|page| root.join(page)).to_vec();
    for folder in ["docs", "docs/reports"] {
        let entries = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    let mut followed = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            assert!(page.parent().unwrap().join(link).exists(), "{}: {link}", page.display());
            followed += 1;
        }
    }
    assert!(followed > 5);
}

/// The two commands at the top: a newcomer's first and a contributor's first.
#[test]
fn the_two_commands_stand_at_the_top() {
    let top: Vec<&str> = README.lines().take(25).collect();
    assert!(top.contains(&"```sh demo") && top.contains(&"```sh test"));
    let demo = README.split("```sh demo\n").nth(1).unwrap().lines().next().unwrap();
    let steps: Vec<&str> = demo.split(" && ").collect();
    assert_eq!(steps[0], "cargo build --release --locked");
    let room = newsroom();
    for step in &steps[1..] {
        let mut arguments = step.strip_prefix("target/release/dateline ").unwrap().split(' ');
        let command = arguments.next().unwrap();
        if command == "query" {
            assert!(!room.out(&std::iter::once(command).chain(arguments).collect::<Vec<_>>()).is_empty());
        }
    }
}
