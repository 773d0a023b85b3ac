//! A full disk is said in plain words and loses nothing.

use super::damage::desk_of_segments;
use super::desk::{Desk, story};
use std::{
    fs,
    process::{Command, Stdio},
};

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let desk = desk_of_segments(2);
    desk.write("news/1.txt", story(31));
    let before = desk.articles("index");
    for step in ["open", "finish", ".del", "replace meta.json"] {
        let run = desk.run_with_fault("index", &["index"], &format!("FULL 1 {step}"));
        run.is_plain_error();
        assert!(run.err.contains("storage space") && run.err.contains("make room"), "{step}: {run:?}");
        desk.run("index", &["verify"]).succeeded();
        assert_eq!(desk.articles("index"), before, "{step}");
    }
    desk.run("index", &["index"]).succeeded();
    assert_ne!(desk.articles("index"), before);
}

/// The long form: a run on a file system of each of twenty sizes, from one block up to what the index takes, then again on one
/// that is large enough. It needs the rights to mount.
#[test]
#[ignore = "needs root; docs/durability.md has the command"]
fn a_disk_that_is_full_at_any_point() {
    let desk = Desk::new();
    for number in 0..40 {
        desk.write(&format!("news/{number}.txt"), story(number));
    }
    desk.run("whole", &["index", "news"]).succeeded();
    let articles = desk.articles("whole");
    for number in 0..20 {
        desk.write(&format!("news/{number}.txt"), story(number) + "More was said later.\n");
    }
    let size = |index: &str| {
        fs::read_dir(desk.generation(index)).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum::<u64>()
    };
    let before = size("whole");
    let (mut failed, mut succeeded) = (0, 0);
    for part in 0..20 {
        // Room for the index, and for a part of what the update adds.
        let room = before + before * part / 20 + (64 << 10);
        let script = format!(
            "mkdir -p disk && mount -t tmpfs -o size={room} tmpfs disk && cp -r whole disk/index && export DATELINE_INDEX=disk/index \
             && \"$0\" index; code=$?; \
             \"$0\" verify && \"$0\" export articles > left.jsonl || exit 101; \
             mount -o remount,size=100M disk && \"$0\" index && \"$0\" verify && \"$0\" export articles > after.jsonl || exit 102; \
             exit $code"
        );
        let mut shell = Command::new("unshare");
        desk.prepare(&mut shell, "disk/index");
        shell.args(["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_dateline")]).stdout(Stdio::null());
        let output = shell.output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => succeeded += 1,
            Some(2) => {
                assert!(err.contains("No space left") && err.contains("make room"), "{room} bytes: {err}");
                let left = fs::read_to_string(desk.path("left.jsonl")).unwrap();
                assert!(left.lines().all(|line| articles.contains(line)) && left.lines().count() == articles.len());
                failed += 1;
            }
            code => panic!("{room} bytes: {code:?}, {err}"),
        }
        let after = fs::read_to_string(desk.path("after.jsonl")).unwrap();
        assert_eq!(after.matches("More was said later").count(), 20, "{room} bytes");
    }
    assert!(failed > 0);
    println!("20 sizes: {failed} runs met a full disk, {succeeded} did not; nothing lost");
}
