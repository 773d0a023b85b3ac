//! Waits for changes under the roots and has them indexed, until the user interrupts.

use super::{error::CommandError, session::Session};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
    notify::{self, RecommendedWatcher, RecursiveMode},
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

/// Changes that follow each other so closely are indexed together.
const QUIET: Duration = Duration::from_millis(400);
/// How often an interrupt is looked for.
const LOOK: Duration = Duration::from_millis(200);
/// How often it is looked whether the roots are the folders that are watched.
const LOOK_AT_ROOTS: Duration = Duration::from_secs(1);
/// How often everything is looked at, whatever was heard: some file systems tell nothing of changes made elsewhere.
const FULL_LOOK: Duration = Duration::from_mins(3);

/// Changed paths that are looked at one by one; where there are more, everything is.
const MOST_PATHS: usize = 50;

/// What is done while changes are watched.
pub trait Update {
    /// Brings the index up to date with these paths, or with everything; false to end.
    ///
    /// # Errors
    /// When that could not be done.
    fn update(&mut self, changed: Option<Vec<PathBuf>>) -> Result<bool, CommandError>;

    /// Is called a few times a second while nothing changes.
    fn idle(&mut self);
}

/// Has what changed under the roots (absolute paths without symbolic links) indexed after each change, and everything every few
/// minutes, until the user interrupts. Errors are reported and retried at the next change.
///
/// # Errors
/// When changes cannot be watched at all.
pub fn changes(
    roots: &[PathBuf],
    index_folder: &Path,
    interrupt: &AtomicBool,
    session: &Session,
    index: &mut dyn Update,
) -> Result<(), CommandError> {
    let fault =
        |fault: &dyn std::fmt::Display| CommandError::new("watch", format!("changes cannot be watched: {fault}"));
    let (sender, receiver) = mpsc::channel::<DebounceEventResult>();
    let mut debouncer = new_debouncer(QUIET, None, sender).map_err(|error| fault(&error))?;
    let mut watched = Watched::of(roots);
    watched.renew(&mut debouncer, false).map_err(|error| fault(&error))?;
    session.note("watching for changes; Ctrl-C stops");
    let own = fs::canonicalize(index_folder).unwrap_or_else(|_| index_folder.to_owned());
    let (mut looked, mut looked_at_all) = (Instant::now(), Instant::now());
    let mut missed = News::default();
    while !interrupt.load(Ordering::SeqCst) {
        let mut news = News::default();
        match receiver.recv_timeout(LOOK) {
            Ok(Ok(events)) => events.iter().for_each(|event| news.hear(event, &own)),
            Ok(Err(errors)) => {
                for error in &errors {
                    session.notice(&error.to_string());
                }
                news.all = true;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
        let full = looked_at_all.elapsed() >= FULL_LOOK;
        if full || looked.elapsed() >= LOOK_AT_ROOTS {
            match watched.renew(&mut debouncer, full) {
                Ok(changed) => news.all |= changed || full,
                Err(error) => session.notice(&format!("changes cannot be watched: {error}")),
            }
            looked = Instant::now();
        }
        if news.is_none() {
            index.idle();
            continue;
        }
        news.add(std::mem::take(&mut missed));
        if news.all {
            looked_at_all = Instant::now();
        }
        match index.update(news.paths()) {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) if fault.is_closed_pipe() => return Err(fault),
            Err(fault) => {
                session.notice(&fault.message);
                missed = news;
            }
        }
    }
    Ok(())
}

/// What may have changed.
#[derive(Debug, Default, PartialEq, Eq)]
struct News {
    /// More than the paths.
    all: bool,
    paths: BTreeSet<PathBuf>,
}

impl News {
    /// Takes note of an event. The index may lie under a root: its own files do not count, nor do mere reads.
    fn hear(&mut self, event: &DebouncedEvent, own: &Path) {
        if event.kind.is_access() {
            return;
        }
        self.all |= event.need_rescan() || event.paths.is_empty();
        for path in event.paths.iter().filter(|path| !path.starts_with(own)) {
            // What an `.ignore` file says is said of the folder that it lies in.
            let folder = path.parent().filter(|_| path.file_name().is_some_and(|name| name == ".ignore"));
            self.paths.insert(folder.unwrap_or(path).to_owned());
        }
    }

    fn add(&mut self, other: Self) {
        self.all |= other.all;
        self.paths.extend(other.paths);
    }

    fn is_none(&self) -> bool {
        !self.all && self.paths.is_empty()
    }

    /// The paths to look at; `None` where everything is to be looked at.
    fn paths(&self) -> Option<Vec<PathBuf>> {
        (!self.all && self.paths.len() <= MOST_PATHS).then(|| self.paths.iter().cloned().collect())
    }
}

/// Watches folders.
trait Watch {
    fn watch(&mut self, path: &Path) -> notify::Result<()>;
    fn unwatch(&mut self, path: &Path);
}

impl Watch for Debouncer<RecommendedWatcher, RecommendedCache> {
    fn watch(&mut self, path: &Path) -> notify::Result<()> {
        Debouncer::watch(self, path, RecursiveMode::Recursive)
    }

    fn unwatch(&mut self, path: &Path) {
        // What is gone is not watched any more.
        let _ = Debouncer::unwatch(self, path);
    }
}

/// The roots, and which folder or file each was when it was watched: one that was unmounted and came back is another.
struct Watched(Vec<(PathBuf, Option<Identity>)>);

/// Device and number of a file; nothing where the system has no such numbers.
type Identity = (u64, u64);

fn identity(path: &Path) -> Option<Identity> {
    let metadata = fs::metadata(path).ok()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Some((metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        Some((0, 0))
    }
}

impl Watched {
    fn of(roots: &[PathBuf]) -> Self {
        Self(roots.iter().map(|root| (root.clone(), None)).collect())
    }

    /// Watches the roots that are not what they were (or all, also those that seem to be), and says whether there were any. A root
    /// that is away is watched when it comes back.
    fn renew(&mut self, watcher: &mut impl Watch, all: bool) -> notify::Result<bool> {
        let mut changed = false;
        for (path, known) in &mut self.0 {
            let now = identity(path);
            if now == *known && !all {
                continue;
            }
            changed |= now != *known;
            if known.take().is_some() {
                watcher.unwatch(path);
            }
            if now.is_some() {
                watcher.watch(path)?;
                *known = now;
            }
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_heard() {
        use notify::event::{AccessKind, CreateKind, Event, EventKind, Flag};
        let own = Path::new("/news/index");
        let heard = |events: &[Event]| {
            let mut news = News::default();
            events.iter().for_each(|event| news.hear(&DebouncedEvent::new(event.clone(), Instant::now()), own));
            news
        };
        let made = |path: &str| Event::new(EventKind::Create(CreateKind::Any)).add_path(path.into());
        let read = Event::new(EventKind::Access(AccessKind::Any)).add_path("/news/a.txt".into());
        assert!(heard(&[read, made("/news/index/gen-1/meta.json")]).is_none());
        let news = heard(&[made("/news/b.txt"), made("/news/c/.ignore"), made("/news/b.txt")]);
        assert_eq!(news.paths(), Some(vec!["/news/b.txt".into(), "/news/c".into()]));
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(heard(&[made("/news/b.txt"), lost]).paths(), None);
        let many: Vec<Event> = (0..=MOST_PATHS).map(|number| made(&format!("/news/{number}"))).collect();
        assert_eq!(heard(&many).paths(), None);
        let mut both = heard(&many[..1]);
        both.add(heard(&many[1..2]));
        assert_eq!(both.paths(), Some(vec!["/news/0".into(), "/news/1".into()]));
    }

    /// Notes what it is asked to do.
    #[derive(Default)]
    struct Notes(Vec<String>);

    impl Notes {
        fn note(&mut self, what: &str, path: &Path) {
            self.0.push(format!("{what} {}", path.file_name().unwrap().display()));
        }

        fn take(&mut self) -> Vec<String> {
            std::mem::take(&mut self.0)
        }
    }

    impl Watch for Notes {
        fn watch(&mut self, path: &Path) -> notify::Result<()> {
            self.note("watch", path);
            Ok(())
        }

        fn unwatch(&mut self, path: &Path) {
            self.note("unwatch", path);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_root_that_comes_back_as_another_folder_is_watched_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::create_dir(&a).unwrap();
        let mut watched = Watched::of(&[a.clone(), b.clone()]);
        let mut notes = Notes::default();
        assert!(watched.renew(&mut notes, false).unwrap());
        assert_eq!(notes.take(), ["watch a"], "what is away is no error");
        assert!(!watched.renew(&mut notes, false).unwrap() && notes.take().is_empty());
        fs::rename(&a, folder.path().join("away")).unwrap();
        assert!(watched.renew(&mut notes, false).unwrap());
        assert_eq!(notes.take(), ["unwatch a"]);
        fs::create_dir(&a).unwrap();
        fs::create_dir(&b).unwrap();
        assert!(watched.renew(&mut notes, false).unwrap());
        assert_eq!(notes.take(), ["watch a", "watch b"]);
        // Under another one that takes its place in one step.
        fs::rename(folder.path().join("away"), &a).unwrap();
        assert!(watched.renew(&mut notes, false).unwrap());
        assert_eq!(notes.take(), ["unwatch a", "watch a"]);
        assert!(!watched.renew(&mut notes, true).unwrap());
        assert_eq!(notes.take(), ["unwatch a", "watch a", "unwatch b", "watch b"]);
    }
}
