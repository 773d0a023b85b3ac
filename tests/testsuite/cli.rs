//! The command line as a user meets it: the built binary in temporary folders.

use assert_cmd::Command;
use std::{fs, path::Path};
use tempfile::TempDir;

/// A folder of its own, with no index, config or state of the user in reach.
pub fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn dateline(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(home).args(arguments);
    for variable in ["DATELINE_INDEX", "DATELINE_TODAY", "NO_COLOR", "COLUMNS"] {
        command.env_remove(variable);
    }
    for (variable, folder) in [("HOME", "."), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
        command.env(variable, home.join(folder));
    }
    command
}

/// Exit code, standard output and standard error.
pub fn run(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = dateline(home, arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Names of the commands that a help text lists.
fn commands_of(help: &str) -> Vec<&str> {
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    commands
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

/// Adds the help of a command and of the commands below it.
fn add_help(reference: &mut String, home: &Path, command: &[&str]) {
    let (code, help, _) = run(home, &[command, &["--help"]].concat());
    assert_eq!(code, 0, "{command:?}");
    reference.push_str(&format!("==> dateline {}\n{help}\n", [command, &["--help"]].concat().join(" ")));
    for name in commands_of(&help) {
        add_help(reference, home, &[command, &[name]].concat());
    }
}

/// The help of every command: a change of the interface is a change of this file.
#[test]
fn cli_reference() {
    let mut reference = String::new();
    add_help(&mut reference, home().path(), &[]);
    assert!(reference.contains("dateline query --help") && reference.contains("dateline alias merge --help"));
    insta::assert_snapshot!("cli-reference", reference);
}

#[test]
fn words_without_a_command_teach_the_command() {
    let home = home();
    let (code, out, err) = run(home.path(), &["putin", "ukraine"]);
    assert_eq!((code, out.as_str()), (2, ""));
    insta::assert_snapshot!(err, @r#"
    error: "putin" is not a command
    hint: did you mean: dateline query putin ukraine?
    "#);
}

#[test]
fn faults_of_a_query_stand_under_a_caret() {
    let home = home();
    for bad in ["\"open", "place:", "published:yesterdayish"] {
        let (code, out, err) = run(home.path(), &["query", "--today", "2026-01-24", bad]);
        assert_eq!((code, out.as_str()), (2, ""), "{bad}: {err}");
        assert!(err.starts_with("error: ") && err.contains("\n  ") && err.contains('^'), "{bad}: {err}");
    }
    let (code, _, err) = run(home.path(), &["query", &"(".repeat(10_000)]);
    assert_eq!(code, 2);
    assert!(err.lines().all(|line| line.chars().count() <= 100), "{err}");
}

#[test]
fn faults_are_json_where_answers_are() {
    let home = home();
    for format in ["--format=json", "--format=jsonl"] {
        let (code, out, err) = run(home.path(), &["query", format, "\"open"]);
        assert_eq!((code, out.as_str()), (2, ""));
        let fault: serde_json::Value = serde_json::from_str(&err).unwrap();
        assert_eq!(fault["span"], serde_json::json!([0, 1]), "{err}");
        assert!(fault["code"].is_string() && fault["message"].is_string() && fault["hint"].is_string(), "{err}");
    }
    let (_, _, err) = run(home.path(), &["query", "--persn", "x", "--format", "json"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&err).unwrap()["hint"], "did you mean --person?");
}

#[test]
fn a_missing_index_says_what_to_run() {
    let home = home();
    for command in [&["query", "talks"][..], &["people"], &["timeline"], &["status"], &["show", "k3v9"], &["verify"]] {
        let (code, out, err) = run(home.path(), command);
        assert_eq!((code, out.as_str()), (2, ""), "{command:?}");
        assert!(err.lines().count() <= 2 && err.contains("dateline index"), "{command:?}: {err}");
    }
}

#[test]
fn dateline_alone_says_what_to_try() {
    let home = home();
    let (code, out, _) = run(home.path(), &[]);
    assert_eq!(code, 0);
    assert_eq!(out.lines().filter(|line| line.starts_with("  dateline ")).count(), 3, "{out}");
}

/// Colours of our own are no control characters of an article.
#[test]
fn a_diagnosis_in_colour_is_not_escaped() {
    let room = super::newsroom::newsroom();
    let err = String::from_utf8(room.run(&["query", "glacier", "--color", "always"]).stderr).unwrap();
    assert!(err.contains("\u{1b}[") && !err.contains('\u{241b}'), "{err}");
}

#[test]
fn colours_follow_the_flag_and_no_color() {
    let home = home();
    let (_, plain, _) = run(home.path(), &[]);
    assert!(!plain.contains('\u{1b}'), "a pipe gets no colours");
    let (_, color, _) = run(home.path(), &["--color", "always"]);
    assert!(color.contains('\u{1b}'));
    let output = dateline(home.path(), &[]).env("NO_COLOR", "1").output().unwrap();
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn a_config_file_is_read_and_its_faults_are_named() {
    let home = home();
    fs::create_dir_all(home.path().join("config/dateline")).unwrap();
    let file = home.path().join("config/dateline/config.toml");
    fs::write(&file, "color = \"always\"\n").unwrap();
    assert!(run(home.path(), &[]).1.contains('\u{1b}'));
    fs::write(&file, "colour = \"always\"\n").unwrap();
    let (code, _, err) = run(home.path(), &[]);
    assert_eq!(code, 2);
    assert!(err.contains("config.toml") && err.contains("colour"), "{err}");
}

#[test]
fn completions_and_manual_pages() {
    let home = home();
    for shell in ["bash", "zsh", "fish"] {
        let (code, out, _) = run(home.path(), &["completions", shell]);
        assert!(code == 0 && out.contains("dateline"), "{shell}");
    }
    assert!(run(home.path(), &["man", "query"]).1.contains(".TH"));
    let (code, out, _) = run(home.path(), &["help", "query"]);
    assert!(code == 0 && out.contains("person:putin"));
    assert_eq!(run(home.path(), &["help", "nothing"]).0, 2);
}

#[test]
fn extract_shows_text_and_json_of_one_article() {
    let home = home();
    fs::write(
        home.path().join("a.txt"),
        "Envoys meet in Geneva\n\nGENEVA, Jan 23 (Wire) - Envoys met on Friday.\n\nThe \u{1b}[31mred text is harmless.\n",
    )
    .unwrap();
    let (code, out, err) = run(home.path(), &["extract", "a.txt"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Envoys met on Friday") && !out.contains('\u{1b}'), "{out}");
    let (code, out, _) = run(home.path(), &["extract", "a.txt", "--format", "jsonl"]);
    assert_eq!((code, out.lines().count()), (0, 1));
    let article: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(article["schema_version"], 1);
    let text = article["text"].as_str().unwrap();
    let passages: String = article["passages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|passage| &text[passage["start"].as_u64().unwrap() as usize..passage["end"].as_u64().unwrap() as usize])
        .collect();
    assert_eq!(passages, text);
    let (code, _, err) = run(home.path(), &["extract", "nothing-here.txt"]);
    assert!(code == 2 && err.contains("nothing-here.txt"), "{code} {err}");
}

/// The reader of a pipe that leaves early is no error.
#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    use std::process::{Command, Stdio};
    let home = home();
    let lines: String =
        (0..5000).map(|n| format!("{{\"title\":\"t{n}\",\"text\":\"Some words of text {n}.\"}}\n")).collect();
    fs::write(home.path().join("many.jsonl"), lines).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["extract", "many.jsonl", "--format", "jsonl"])
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn what_was_skipped_and_what_failed_is_named() {
    let home = home();
    fs::create_dir(home.path().join("news")).unwrap();
    fs::write(home.path().join("news/a.txt"), "Rain fell on the harbour all day.").unwrap();
    fs::write(home.path().join("news/b.png"), b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    fs::write(home.path().join("news/c.csv"), "title,text\nRain,\"It fell\n").unwrap();
    let (code, _, err) = run(home.path(), &["index", "news", "-v"]);
    assert_eq!(code, 2);
    assert!(err.contains("skipped: news/b.png: a PNG image"), "{err}");
    assert!(err.contains("failed: news/c.csv, item 0: line 2: a quote is opened"), "{err}");
    let (_, out, _) = run(home.path(), &["index", "news", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["skipped_inputs"][0]["reason"], "a PNG image");
    let (code, out, _) = run(home.path(), &["status", "--skipped"]);
    assert_eq!(code, 0);
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("failed\t") && lines[0].contains("c.csv (record 0)\tline 2"), "{out}");
    assert!(lines[1].starts_with("skipped\t") && lines[1].ends_with("b.png\ta PNG image"), "{out}");
    let (_, out, _) = run(home.path(), &["status", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["skipped"][0]["reason"], "a PNG image");
    assert!(json["segments"].as_u64() > Some(0) && json["documents"].as_u64() > Some(0), "{json}");
}

#[test]
fn a_long_line_of_a_batch_is_an_error() {
    let home = home();
    fs::create_dir(home.path().join("news")).unwrap();
    fs::write(home.path().join("news/a.txt"), "Rain fell on the harbour all day.").unwrap();
    run(home.path(), &["index", "news"]);
    fs::write(home.path().join("long.tsv"), format!("1\train\n2\t{}\n", "rain ".repeat(20_000))).unwrap();
    let (code, _, err) = run(home.path(), &["query", "--batch", "long.tsv"]);
    assert!(code == 2 && err.contains("long.tsv: line 2: over 64 kB"), "{err}");
    if cfg!(unix) {
        let (code, _, err) = run(home.path(), &["query", "--batch", "/dev/zero"]);
        assert!(code == 2 && err.contains("line 1: over 64 kB"), "{err}");
    }
}

#[test]
fn a_table_has_no_formulas_unless_raw() {
    let home = home();
    fs::create_dir(home.path().join("news")).unwrap();
    fs::write(home.path().join("news/a.jsonl"), "{\"title\":\"=HYPERLINK(1)\",\"text\":\"Rain fell.\"}\n").unwrap();
    run(home.path(), &["index", "news"]);
    let table = |raw: &[&str]| {
        let (code, out, err) =
            run(home.path(), &[&["query", "rain", "--format", "csv", "--fields", "title"], raw].concat());
        assert_eq!(code, 0, "{err}");
        out
    };
    assert_eq!(table(&[]), "title\n'=HYPERLINK(1)\n");
    assert_eq!(table(&["--raw"]), "title\n=HYPERLINK(1)\n");
}

#[cfg(unix)]
#[test]
fn what_is_not_unicode_is_an_error() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let home = home();
    let name = OsStr::from_bytes(b"news\xff");
    if fs::create_dir(home.path().join(name)).is_err() {
        return; // A file system of Unicode names.
    }
    fs::write(home.path().join(name).join("a.txt"), "Rain fell.").unwrap();
    for before in [&["index"][..], &["roots", "add"]] {
        let output = dateline(home.path(), before).arg(name).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && err.contains("not Unicode"), "{err}");
    }
    fs::create_dir_all(home.path().join("config/dateline")).unwrap();
    fs::write(home.path().join("config/dateline/config.toml"), b"index = \"\xff\"\n").unwrap();
    let (code, _, err) = run(home.path(), &["status"]);
    assert!(code == 2 && err.contains("config.toml") && err.contains("UTF-8"), "{err}");
}

#[cfg(unix)]
#[test]
fn what_verify_advises_helps() {
    let home = home();
    let news = home.path().join("news");
    fs::create_dir(&news).unwrap();
    fs::write(news.join("a.jsonl"), "{\"headline_x\":\"Rain\",\"text\":\"It fell all day.\"}\n").unwrap();
    fs::write(news.join("b.txt"), "Secret\n\nNobody knows it.\n").unwrap();
    run(home.path(), &["index", "news", "--map", "title=headline_x"]);
    assert_eq!(run(home.path(), &["query", "nobody"]).0, 0);
    run(home.path(), &["forget", "1"]);
    let (code, out, err) = run(home.path(), &["verify", "--inputs"]);
    assert_eq!((code, out.lines().nth(1)), (0, Some("inputs: 1 unchanged, 0 different")), "{err}");
    let changed = "{\"headline_x\":\"Rain\",\"text\":\"It fell all week.\"}\n";
    fs::write(news.join("a.jsonl"), changed).unwrap();
    let (code, _, err) = run(home.path(), &["verify", "--inputs"]);
    assert!(code == 2 && err.contains("dateline index --check"), "{err}");
    assert_eq!(run(home.path(), &["index", "--check"]).0, 0);
    let (code, out, err) = run(home.path(), &["verify", "--inputs"]);
    assert_eq!((code, out.lines().nth(1)), (0, Some("inputs: 1 unchanged, 0 different")), "{err}");
}

/// A line of a crontab sends what is printed: nothing where nothing is new.
#[test]
fn quiet_prints_results_only() {
    let home = home();
    fs::create_dir(home.path().join("news")).unwrap();
    fs::write(home.path().join("news/rain.txt"), "Rain nears\n\nRain fell on the harbour all day.\n").unwrap();
    let quiet = |arguments: &[&str]| run(home.path(), &[&["-q"], arguments].concat());
    assert_eq!(quiet(&["index", "news"]), (0, String::new(), String::new()));
    assert!(quiet(&["query", "rain", "harbour"]).1.contains("fell on the"));
    // Without their notice partial matches would pass for hits.
    let partial = ["query", "--match", "all", "rain", "venezuela"];
    assert!(run(home.path(), &partial).1.contains("fell on the"));
    assert_eq!(quiet(&partial), (1, String::new(), String::new()));
    assert!(quiet(&[&partial[..], &["--relax"]].concat()).1.contains("fell on the"));
}
