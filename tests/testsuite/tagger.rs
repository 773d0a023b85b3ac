//! The tagger's own commands: learning clusters, training a model, judging it, and extracting with it.

use assert_cmd::Command;
use std::fmt::Write;
use std::{fs, path::Path};

fn dateline(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(home).args(arguments).env_remove("DATELINE_INDEX");
    for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
        command.env(variable, home);
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Made-up crew reports in which ships are organizations: something that no model of news knows.
fn corpus() -> String {
    let mut lines = String::new();
    for ship in ["zorvax", "quelim", "brintu"] {
        for port in ["Vandel", "Ostrip", "Keemo"] {
            let _ = write!(lines, "The\tO\nfirm\tO\n{ship}\tB-ORG\nleft\tO\n{port}\tB-LOC\n.\tO\n\n");
        }
    }
    lines.repeat(4)
}

#[test]
fn a_model_of_ones_own() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    fs::write(home.join("crew.conll"), corpus()).unwrap();
    fs::write(home.join("news.jsonl"), "{\"text\":\"The firm left port. The firm left again.\"}\n".repeat(30)).unwrap();
    let (code, out, err) = dateline(home, &["learn-clusters", "news.jsonl", "--out", "clusters.tsv"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("words in clusters.tsv"), "{out}");
    assert!(fs::read_to_string(home.join("clusters.tsv")).unwrap().contains("firm\t"));

    let train = |out: &str| {
        let arguments = [
            "train-tagger",
            "--train",
            "crew.conll@0.9",
            "--dev",
            "crew.conll",
            "--clusters",
            "clusters.tsv",
            "--name",
        ];
        dateline(home, &[&arguments[..], &["crew-1", "--out", out]].concat())
    };
    let (code, out, err) = train("one.model");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("| ORG | 36 | 1.000 | 1.000 | 1.000 |"), "{out}");
    assert!(err.contains("epoch 1 of"), "{err}");
    train("two.model");
    assert_eq!(fs::read(home.join("one.model")).unwrap(), fs::read(home.join("two.model")).unwrap());

    fs::write(home.join("a.txt"), "The firm quelim left Keemo. The firm zorvax left Vandel.\n").unwrap();
    let extract = ["extract", "a.txt", "--format", "jsonl", "--tagger", "one.model"];
    let organizations = |out: &str| out.matches("\"kind\":\"organization\"").count();
    let (code, out, err) = dateline(home, &extract);
    assert_eq!((code, organizations(&out)), (0, 2), "{out} {err}");
    let (_, out, _) = dateline(home, &extract[..4]);
    assert!(!out.contains("\"text\":\"quelim\""), "no model of news knows the ships: {out}");

    let (code, out, _) = dateline(home, &["evaluate", "entities", "--tagger", "one.model", "crew.conll"]);
    assert_eq!(code, 0);
    assert!(out.contains("Tagger model: crew-1."), "{out}");
}

#[test]
fn an_index_keeps_to_the_model_it_was_made_with() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    fs::write(home.join("crew.conll"), corpus()).unwrap();
    fs::create_dir(home.join("seeds")).unwrap();
    fs::write(home.join("seeds/a.txt"), "The firm quelim left Keemo.\n").unwrap();
    let (code, _, err) = dateline(home, &["train-tagger", "--train", "crew.conll", "--out", "crew.model"]);
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = dateline(home, &["index", "--tagger", "crew.model"]);
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = dateline(home, &["index"]);
    assert_eq!(code, 2);
    assert!(err.contains("with the tagger crew") && err.contains("--rebuild"), "{err}");
    fs::create_dir(home.join("dateline")).unwrap();
    fs::write(home.join("dateline/config.toml"), "tagger = \"../crew.model\"\n").unwrap();
    let (code, _, err) = dateline(home, &["index"]);
    assert_eq!(code, 0, "the config file names the model: {err}");
}

#[test]
fn what_is_no_model_or_corpus_is_named() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    fs::write(home.join("a.txt"), "Text.\n").unwrap();
    let (code, _, err) = dateline(home, &["extract", "a.txt", "--tagger", "a.txt"]);
    assert_eq!(code, 2);
    assert!(err.contains("a.txt: not a tagger model"), "{err}");
    fs::write(home.join("bad.conll"), "Anna\tB-NAME\n").unwrap();
    let (code, _, err) = dateline(home, &["train-tagger", "--train", "bad.conll@0.5", "--out", "m"]);
    assert_eq!(code, 2);
    assert!(err.contains("bad.conll: line 1"), "{err}");
}

/// Nanoseconds that this thread has computed, which other programs do not lengthen; 0 where the system does not say.
fn computed() -> u64 {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    schedule.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or(0)
}

/// Seconds of computing that extraction takes on a text, the better of two runs.
fn seconds(text: &str) -> f64 {
    use dateline::entities::{Context, extract};
    let sentences = dateline::text::sentences(text, Some("en"));
    let context = Context { text, sentences: &sentences, language: Some("en"), ..Context::default() };
    let run = || {
        let start = computed();
        let mentions = extract(&context);
        assert!(mentions.iter().all(|mention| text.get(mention.span.range()).is_some()));
        computed() - start
    };
    run().min(run()) as f64 / 1e9
}

#[test]
fn hostile_texts_cost_linear_time() {
    let mut names = String::new();
    for n in 0..1_500 {
        let _ = write!(names, "Mr Aa{n}ov Bb{n}ic of Cc{n}ia said no. ");
    }
    seconds("The model is read once.");
    for (what, text) in [
        ("capitals", "THE TALKS IN PARIS HAD FAILED AGAIN ".repeat(600)),
        ("no spaces", "Abc".repeat(8_000)),
        ("emoji", "👩‍👩‍👧 Paris 🎉".repeat(1_500)),
        ("initials", "U.S.A. J. K. ".repeat(1_500)),
        ("hyphens", "Al-".repeat(8_000)),
        ("names", names),
    ] {
        let (short, long) = (seconds(&text), seconds(&text.repeat(4)));
        // Four times the text may cost four times the computing, and twice that where caches are shared; sixteen is quadratic.
        assert!(long < 8.0 * short + 0.2, "{what}: {short:.3} s, four times as much {long:.3} s");
    }
}
