//! Readers need no right to write, and a rebuild does not disturb them.

use super::desk::{Desk, name_of, record, story};
use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

fn desk() -> Desk {
    let desk = Desk::new();
    for number in 0..5 {
        desk.write(&format!("news/{number}.txt"), story(number));
    }
    desk.run("index", &["index", "news"]).succeeded();
    desk
}

/// All files and folders of an index.
fn all(folder: &Path) -> Vec<PathBuf> {
    let inner = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = inner.flat_map(|path| if path.is_dir() { all(&path) } else { vec![path] }).collect();
    found.push(folder.to_owned());
    found
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// As `chmod -R go+rX`.
fn share(folder: &Path) {
    for path in all(folder) {
        let more = if path.is_dir() { 0o055 } else { 0o044 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode(&path) | more)).unwrap();
    }
}

#[test]
fn a_new_index_is_private_and_a_shared_one_stays_shared() {
    let desk = desk();
    let index = desk.path("index");
    assert_eq!((mode(&index), mode(&desk.generation("index"))), (0o700, 0o700));
    share(&index);
    desk.write("news/1.txt", story(11));
    for arguments in [&["index"][..], &["index", "--rebuild"]] {
        // As a user works whose files are otherwise nobody else's business.
        let mut shell = Command::new("sh");
        desk.prepare(&mut shell, "index");
        shell.args(["-c", "umask 077; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_dateline")]).args(arguments);
        assert!(shell.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success());
        for path in all(&index).iter().filter(|path| name_of(path) != "lock") {
            let wanted = if path.is_dir() { 0o755 } else { 0o644 };
            assert_eq!(mode(path), wanted, "{} after {arguments:?}", path.display());
        }
    }
}

#[test]
fn the_tables_of_a_run_that_was_cut_short_are_made_by_the_next() {
    let desk = desk();
    // The lists of segments are named after them.
    let is_list = |name: &str| ["hashes", "sentences", "others"].iter().any(|list| name.contains(list));
    let is_table = |path: &PathBuf| name_of(path).starts_with("cache-") && !is_list(&name_of(path));
    let tables = || desk.files("index", "").into_iter().filter(is_table).collect::<Vec<_>>();
    let whole = tables();
    assert_eq!(whole.len(), 5, "{whole:?}");
    desk.write("news/1.txt", story(11));
    assert_eq!(desk.run_with_fault("index", &["index"], "KILL 1 replace cache-").code, None);
    fs::remove_file(&whole[0]).unwrap();
    let before = fs::read(&whole[1]).unwrap();
    desk.run("index", &["index"]).succeeded();
    assert!(whole.iter().all(|table| tables().contains(table)));
    assert_ne!(fs::read(&whole[1]).unwrap(), before, "of the revision before");
}

#[test]
fn who_can_keep_no_tables_gets_the_same_answers() {
    let desk = desk();
    let answers = || {
        let run = |arguments: &[&str]| desk.run("index", arguments).succeeded().out;
        [run(&["people"]), run(&["query", "council", "--format", "jsonl"]), run(&["count", "council"])]
    };
    // A copy of a story, with a sentence more.
    desk.write("news/copy.txt", story(3) + "The town clerk read this aloud.\n");
    desk.run("index", &["index"]).succeeded();
    let expected = answers();
    assert!(expected[1].contains("\"copies_total\":1"), "{expected:?}");
    // Also who is root cannot write where a folder is, nor make a folder where a file is.
    for table in desk.files("index", "").into_iter().filter(|path| name_of(path).starts_with("cache-")) {
        fs::remove_file(&table).unwrap();
        fs::create_dir(&table).unwrap();
    }
    desk.write("cache", "no folder");
    assert_eq!(answers(), expected);
    assert!(desk.path("cache").is_file());
}

/// A command that runs the program as a user who owns nothing, where this process may do that.
fn as_nobody(desk: &Desk, arguments: &[&str]) -> Option<Command> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0);
    let program = Path::new(env!("CARGO_BIN_EXE_dateline"));
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let mut probe = Command::new("setpriv");
    probe.args(nobody).arg(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if !is_root || !probe.status().is_ok_and(|status| status.success()) {
        return None;
    }
    let mut command = Command::new("setpriv");
    desk.prepare(&mut command, "index");
    command.args(nobody).arg(program).args(arguments);
    Some(command)
}

#[test]
fn another_user_reads_what_is_shared() {
    let desk = desk();
    share(&desk.path("index"));
    fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    for (round, number) in [(0, 21), (1, 22)] {
        desk.write("news/1.txt", story(number));
        desk.run("index", &["index"]).succeeded();
        let before: Vec<_> = all(&desk.path("index"));
        for arguments in [&["query", "council"][..], &["verify"], &["status"]] {
            let Some(mut command) = as_nobody(&desk, arguments) else { return };
            let output = command.output().unwrap();
            assert!(output.status.success(), "round {round}, {arguments:?}: {output:?}");
        }
        assert_eq!(all(&desk.path("index")), before, "a reader wrote something");
    }
}

#[test]
fn who_may_not_write_keeps_tables_of_their_own() {
    let desk = desk();
    // Also who is root cannot write where a folder is.
    for table in desk.files("index", "").into_iter().filter(|path| name_of(path).starts_with("cache-")) {
        fs::remove_file(&table).unwrap();
        fs::create_dir(&table).unwrap();
    }
    let own = |desk: &Desk| all(&desk.path("cache")).into_iter().filter(|path| path.is_file()).collect::<Vec<_>>();
    let people = desk.run("index", &["people"]).succeeded().out;
    let tables = own(&desk);
    assert_eq!(tables.len(), 4, "{tables:?}");
    assert!(tables.iter().all(|table| mode(table) == 0o600 && mode(table.parent().unwrap()) == 0o700));
    let inodes = |paths: &[PathBuf]| paths.iter().map(|path| fs::metadata(path).unwrap().ino()).collect::<Vec<_>>();
    let before = inodes(&tables);
    assert_eq!(desk.run("index", &["people"]).succeeded().out, people);
    assert_eq!(inodes(&tables), before, "they are read, not made again");
    desk.write("news/1.txt", story(11));
    desk.run("index", &["index"]).succeeded();
    assert_eq!(own(&desk), tables, "those of one revision");
    assert_ne!(inodes(&tables), before);
}

#[test]
fn inputs_that_may_not_be_read_keep_their_articles() {
    let desk = Desk::new();
    let Some(mut first) = as_nobody(&desk, &["index", "news"]) else { return };
    for number in 0..5 {
        desk.write(&format!("news/{number}.txt"), story(number));
    }
    desk.write("news/sub/5.txt", story(5));
    fs::create_dir(desk.path("index")).unwrap();
    for path in all(&desk.path("")) {
        std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
    }
    assert!(first.output().unwrap().status.success());
    let set_mode = |name: &str, mode| fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    set_mode("news/2.txt", 0);
    set_mode("news/sub", 0);
    let run = |arguments: &[&str]| as_nobody(&desk, arguments).unwrap().output().unwrap();
    let titles = || String::from_utf8(run(&["query", "harbour", "-n", "all", "--format", "jsonl"]).stdout).unwrap();
    for arguments in [&["index"][..], &["index", "--rebuild"]] {
        let output = run(arguments);
        let err = String::from_utf8_lossy(&output.stderr).to_lowercase();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert_eq!(err.matches("permission denied").count(), 2, "{err}");
        assert_eq!(titles().lines().count(), 6, "after {arguments:?}");
    }
    // In a folder that only may be read, too, everything can be asked.
    set_mode("index", 0o500);
    assert_eq!(titles().lines().count(), 6);
    set_mode("index", 0o700);
    set_mode("news/2.txt", 0o644);
    set_mode("news/sub", 0o755);
    assert!(run(&["index"]).status.success());
    assert!(run(&["verify"]).status.success());
    assert_eq!(titles().lines().count(), 6);
}

/// A command that runs the program as such a user, for whom the index is mounted without the right to write.
fn on_a_read_only_mount(desk: &Desk, arguments: &str) -> Option<Command> {
    as_nobody(desk, &[])?;
    let script = format!(
        "mkdir -p mounted && mount --bind index mounted && mount -o remount,bind,ro mounted \
         && exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" --index mounted {arguments}"
    );
    let mut command = Command::new("unshare");
    desk.prepare(&mut command, "index");
    command.args(["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_dateline")]);
    Some(command)
}

/// The long form: eight readers beside updates and rebuilds for `DATELINE_SECONDS` (300), one of them another user on a
/// read-only mount, where this process may mount.
#[test]
#[ignore = "takes five minutes; docs/durability.md has the command"]
fn eight_readers_see_whole_revisions() {
    let seconds = std::env::var("DATELINE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(300);
    let end = Instant::now() + Duration::from_secs(seconds);
    let desk = Desk::new();
    // Fifty records that all change at once.
    let write = |version: usize| {
        let records: String =
            (0..50).map(|number| record(number).replace("Traders", &format!("Version{version} traders"))).collect();
        desk.write("news/wire.jsonl", records);
    };
    write(0);
    desk.run("index", &["index", "news"]).succeeded();
    share(&desk.path("index"));
    fs::set_permissions(desk.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let read = |reader: usize| {
        let command = if reader == 0 { on_a_read_only_mount(&desk, "export articles") } else { None };
        let mut command = command.unwrap_or_else(|| desk.command("index", &["export", "articles"]));
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{output:?}");
        let version =
            |line: &str| line.split("Version").nth(1).and_then(|rest| rest.split(' ').next()).map(str::to_owned);
        let versions: BTreeSet<_> = text.lines().map(version).collect();
        assert_eq!((text.lines().count(), versions.len()), (50, 1), "mixed: {versions:?}");
    };
    let (mut queries, mut writes) = (0, 0);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..8)
            .map(|reader| {
                scope.spawn(move || {
                    let mut queries = 0;
                    while Instant::now() < end {
                        read(reader);
                        queries += 1;
                    }
                    queries
                })
            })
            .collect();
        while Instant::now() < end && readers.iter().all(|reader| !reader.is_finished()) {
            writes += 1;
            write(writes);
            let arguments: &[&str] = if writes % 3 == 0 { &["index", "--rebuild"] } else { &["index"] };
            desk.run("index", arguments).succeeded();
        }
        queries = readers.into_iter().map(|reader| reader.join().unwrap()).sum();
    });
    println!(
        "{queries} queries of eight readers beside {writes} updates and rebuilds in {seconds} s: none failed, none mixed"
    );
}

#[test]
fn queries_go_on_while_rebuilds_switch() {
    let desk = desk();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut queries = 0;
            while !is_over.load(Ordering::Relaxed) || queries == 0 {
                desk.run("index", &["query", "council"]).succeeded();
                queries += 1;
            }
        });
        for _ in 0..5 {
            desk.run("index", &["index", "--rebuild"]).succeeded();
        }
        is_over.store(true, Ordering::Relaxed);
        reader.join().unwrap();
    });
}
