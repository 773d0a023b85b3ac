//! The engine's files: tantivy's memory-mapped directory, made to fit how Dateline reads and writes an index.
//!
//! All that the engine opens, writes, deletes and locks in a generation goes through [`GenerationDirectory`]. A reader sees one
//! state of `meta.json` and writes nothing, not even a lock file. A writer finds what an earlier run left behind, gives files the
//! permissions of their folder, and remembers what it wrote and what the file system refused.

use super::{atomic_file, faults, gate::Gate, permissions, sealed};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, META_LOCK, MmapDirectory,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

/// Names the segments of a commit.
const META: &str = "meta.json";
/// The engine's own list of its files; kept no longer, since the folder itself says what is in it.
const MANAGED: &str = ".managed.json";
/// Begins the names of unfinished files of the engine.
const TEMPORARY: &str = ".tmp";
/// Ends the name of a segment's file of positions.
const POSITIONS: &str = "pos";
/// Hexadecimal digits of the id of a segment, with which the names of its files begin.
const SEGMENT_ID: usize = 32;

/// Reads `meta.json` of a generation, without its checksum.
///
/// # Errors
/// When it cannot be read, or its checksum is wrong.
pub(super) fn read_meta(folder: &Path) -> io::Result<Vec<u8>> {
    let bytes = fs::read(folder.join(META))?;
    match sealed::open(&bytes) {
        Ok(text) => Ok(text.to_vec()),
        Err(wrong) => Err(io::Error::new(io::ErrorKind::InvalidData, wrong)),
    }
}

/// The folder of a generation.
#[derive(Debug, Clone)]
pub(super) struct GenerationDirectory {
    files: MmapDirectory,
    folder: PathBuf,
    role: Role,
}

#[derive(Debug, Clone)]
enum Role {
    /// Reads the segments that this content of `meta.json` names.
    Reader(Arc<[u8]>),
    /// Is the only writer.
    Writer(Arc<Gate>),
}

/// Keeps the writer from deleting files until dropped, where the folder has a lock for it that this process may open.
#[derive(Debug)]
pub(super) struct MetaLock(Option<File>);

impl MetaLock {
    /// Takes the lock together with all other readers.
    fn shared(folder: &Path) -> Self {
        let file = File::open(folder.join(&META_LOCK.filepath)).ok();
        Self(file.filter(|file| file.lock_shared().is_ok()))
    }

    /// Takes the lock alone.
    fn exclusive(folder: &Path) -> io::Result<Self> {
        let path = folder.join(&META_LOCK.filepath);
        let file = File::options().create(true).truncate(false).write(true).open(&path)?;
        permissions::share(&path)?;
        file.lock()?;
        Ok(Self(Some(file)))
    }
}

impl Drop for MetaLock {
    /// Unlocks, where closing alone would not: a child process may have the file open too until it runs its program.
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            let _ = file.unlock();
        }
    }
}

/// Opens the files of a generation. A folder that is gone has an error of its own kind: a rebuild may have removed it just now.
fn open_files(folder: &Path) -> io::Result<MmapDirectory> {
    MmapDirectory::open(folder).map_err(|error| {
        let kind = match &error {
            OpenDirectoryError::DoesNotExist(_) => io::ErrorKind::NotFound,
            OpenDirectoryError::IoError { io_error, .. } => io_error.kind(),
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, error)
    })
}

impl GenerationDirectory {
    /// Opens a folder for reading what its `meta.json` says now. The files that this names stay until the lock is dropped,
    /// which is to be when they are open.
    ///
    /// # Errors
    /// When `meta.json` cannot be read or is damaged.
    pub fn reader(folder: &Path) -> io::Result<(Self, MetaLock)> {
        let lock = MetaLock::shared(folder);
        let meta = read_meta(folder)?;
        let files = open_files(folder)?;
        Ok((Self { files, folder: folder.to_owned(), role: Role::Reader(meta.into()) }, lock))
    }

    /// The content of `meta.json` that a reader sees, without its checksum.
    pub fn meta(&self) -> &[u8] {
        match &self.role {
            Role::Reader(meta) => meta,
            Role::Writer(_) => &[],
        }
    }

    /// Opens a folder for writing, and clears away what other runs left unfinished in it.
    ///
    /// # Errors
    /// When it is missing, or no folder.
    pub fn writer(folder: &Path, gate: &Arc<Gate>) -> Result<Self, OpenDirectoryError> {
        let directory = Self {
            files: MmapDirectory::open(folder)?,
            folder: folder.to_owned(),
            role: Role::Writer(Arc::clone(gate)),
        };
        let refused = |error| OpenDirectoryError::wrap_io_error(error, folder.to_owned());
        directory.clear().map_err(refused)?;
        Ok(directory)
    }

    /// Removes unfinished files. Those of cached tables may be a reader's, which then keeps no table.
    fn clear(&self) -> io::Result<()> {
        let _lock = MetaLock::exclusive(&self.folder)?;
        for name in self.names()? {
            if name.starts_with(TEMPORARY) || name == MANAGED || atomic_file::finished_name(&name).is_some() {
                match fs::remove_file(self.folder.join(name)) {
                    // A reader may have finished its table in between.
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let names = fs::read_dir(&self.folder)?.map(|entry| entry.map(|entry| entry.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect()
    }

    /// The files of segments that lie here, as the engine's own list has them. What no commit names goes when the
    /// engine collects garbage, under the lock that readers take.
    fn segment_files(&self) -> io::Result<Vec<u8>> {
        let mut names = self.names()?;
        names.retain(|name| is_of_segment(name));
        Ok(serde_json::to_vec(&names)?)
    }

    fn gate(&self) -> io::Result<&Gate> {
        match &self.role {
            Role::Writer(gate) => Ok(gate),
            Role::Reader(_) => Err(io::Error::from(io::ErrorKind::ReadOnlyFilesystem)),
        }
    }

    /// Remembers what the file system refused.
    fn noting<T>(&self, path: &Path, outcome: io::Result<T>) -> io::Result<T> {
        if let (Err(error), Role::Writer(gate)) = (&outcome, &self.role) {
            gate.refused(&self.folder.join(path), error);
        }
        outcome
    }

    fn create(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let refused = |error| OpenWriteError::wrap_io_error(error, path.to_owned());
        let gate = self.gate().map_err(refused)?;
        faults::step("open", path).map_err(refused)?;
        let whole = self.folder.join(path);
        let file = File::options().write(true).create_new(true).open(&whole).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => refused(error),
        })?;
        permissions::share(&whole).map_err(refused)?;
        gate.wrote(path);
        Ok(io::BufWriter::new(Box::new(NewFile { file, directory: self.clone(), path: path.to_owned() })))
    }
}

fn is_of_segment(name: &str) -> bool {
    name.split_once('.').is_some_and(|(id, _)| id.len() == SEGMENT_ID && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A file that the engine is writing.
struct NewFile {
    file: File,
    directory: GenerationDirectory,
    path: PathBuf,
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.directory.gate()?.gives_up_merges() {
            return Err(io::Error::other("merging was interrupted"));
        }
        let written = self.file.write(bytes);
        self.directory.noting(&self.path, written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for NewFile {
    /// The name becomes durable with the folder ([`Directory::sync_directory`]), which the engine syncs before a commit.
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let finished = faults::step("finish", &self.path).and_then(|()| self.file.sync_data());
        self.directory.noting(&self.path, finished)
    }
}

impl Directory for GenerationDirectory {
    /// The engine takes a segment without a file of positions for one whose fields have none, and would answer phrases wrongly.
    /// Dateline's segments all have one: where it is missing, that is an error as with any other file.
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path).map_err(|error| match error {
            OpenReadError::FileDoesNotExist(_) if path.extension().is_some_and(|kind| kind == POSITIONS) => {
                OpenReadError::wrap_io_error(io::Error::from(io::ErrorKind::NotFound), path.to_owned())
            }
            error => error,
        })
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let refused = |error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() };
        self.gate().map_err(refused)?;
        faults::step("delete", path).map_err(refused)?;
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let created = self.create(path);
        if let (Err(OpenWriteError::IoError { io_error, .. }), Role::Writer(gate)) = (&created, &self.role) {
            gate.refused(&self.folder.join(path), io_error);
        }
        created
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let missing = || OpenReadError::FileDoesNotExist(path.to_owned());
        let read = match (&self.role, path.to_str()) {
            (Role::Reader(meta), Some(META)) => return Ok(meta.to_vec()),
            (Role::Reader(_), Some(MANAGED)) => return Err(missing()),
            (Role::Writer(_), Some(META)) => read_meta(&self.folder),
            (Role::Writer(_), Some(MANAGED)) => self.segment_files(),
            _ => return self.files.atomic_read(path),
        };
        read.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => missing(),
            _ => OpenReadError::wrap_io_error(error, path.to_owned()),
        })
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.gate()?;
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        let written = if path == Path::new(META) { sealed::seal(data) } else { data.to_vec() };
        let replaced = atomic_file::replace_shared(&self.folder.join(path), |out| out.write_all(&written));
        self.noting(path, replaced)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.noting(Path::new(""), self.files.sync_directory())
    }

    /// The writer's lock is granted without a file: [`super::WriteLock`] keeps other writers out, and a lock file of the
    /// engine would stay locked in a child process that another thread has just forked. The lock by which readers and the
    /// deletion of old files exclude each other is a file that the writer makes; a reader holds it already.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match &self.role {
            Role::Writer(_) if lock.filepath == INDEX_WRITER_LOCK.filepath => {
                Ok(DirectoryLock::from(Box::new(MetaLock(None))))
            }
            Role::Writer(_) => MetaLock::exclusive(&self.folder)
                .map(|lock| DirectoryLock::from(Box::new(lock)))
                .map_err(LockError::wrap_io_error),
            Role::Reader(_) => Ok(DirectoryLock::from(Box::new(MetaLock(None)))),
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(folder: &Path) -> GenerationDirectory {
        GenerationDirectory::writer(folder, &Arc::default()).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_writer_lock_is_always_granted_and_makes_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let directory = writer(folder.path());
        let _first = directory.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        let _second = directory.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        assert_eq!(names(folder.path()), [META_LOCK.filepath.to_str().unwrap()]);
    }

    #[test]
    fn a_reader_sees_one_state_and_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let meta = Path::new(META);
        fs::write(folder.path().join(META), sealed::seal(b"{}\n")).unwrap();
        let (reader, _lock) = GenerationDirectory::reader(folder.path()).unwrap();
        let _inner = reader.acquire_lock(&META_LOCK).unwrap();
        assert_eq!(names(folder.path()), [META]);
        writer(folder.path()).atomic_write(meta, b"{ }\n").unwrap();
        assert_eq!(reader.atomic_read(meta).unwrap(), b"{}\n");
        assert!(reader.atomic_write(meta, b"").is_err() && reader.open_write(Path::new("a")).is_err());
        assert!(reader.delete(meta).is_err());
        assert_eq!(read_meta(folder.path()).unwrap(), b"{ }\n");
    }

    #[test]
    fn a_merge_ends_when_the_user_interrupts() {
        let folder = tempfile::tempdir().unwrap();
        let gate: Arc<Gate> = Arc::default();
        let directory = GenerationDirectory::writer(folder.path(), &gate).unwrap();
        let interrupt = Arc::new(std::sync::atomic::AtomicBool::new(true));
        // What a commit writes is written to its end.
        let mut file = directory.open_write(Path::new("a.idx")).unwrap();
        file.write_all(b"1").and_then(|()| file.flush()).unwrap();
        gate.only_merges_until(&interrupt);
        file.write_all(b"2").unwrap();
        assert!(file.flush().is_err());
        assert!(gate.refusal().is_none(), "the file system refused nothing");
    }

    #[test]
    fn readers_share_the_lock_that_the_writer_takes_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(META), "{}").unwrap();
        let _writer = writer(folder.path());
        let (_, first) = GenerationDirectory::reader(folder.path()).unwrap();
        let (_, second) = GenerationDirectory::reader(folder.path()).unwrap();
        let file = File::open(folder.path().join(&META_LOCK.filepath)).unwrap();
        drop(first);
        assert!(file.try_lock().is_err());
        drop(second);
        assert!(file.try_lock().is_ok());
    }

    #[test]
    fn missing_positions_are_an_error_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let directory = writer(folder.path());
        let kind_of = |name: &str| match directory.get_file_handle(Path::new(name)) {
            Err(OpenReadError::FileDoesNotExist(_)) => "does not exist",
            Err(OpenReadError::IoError { io_error, .. }) if io_error.kind() == io::ErrorKind::NotFound => "not found",
            _ => "otherwise",
        };
        assert_eq!((kind_of("0a.idx"), kind_of("0a.pos")), ("does not exist", "not found"));
    }

    #[test]
    fn a_damaged_meta_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = sealed::seal(b"{}\n");
        bytes[1] ^= 1;
        fs::write(folder.path().join(META), bytes).unwrap();
        let error = GenerationDirectory::reader(folder.path()).unwrap_err();
        assert_eq!(error.to_string(), "wrong checksum");
    }

    #[test]
    fn a_generation_that_is_gone_is_told_from_one_that_cannot_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("gen-1");
        assert_eq!(open_files(&gone).unwrap_err().kind(), io::ErrorKind::NotFound);
        std::fs::write(&gone, "").unwrap();
        assert_ne!(open_files(&gone).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn left_overs_go_and_segments_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        let segment = format!("{}.7.del", "0a".repeat(16));
        for name in [".tmpAb3xYz", "cache-copies.newAb3xYz", MANAGED, "cache-copies", "meta.json", &segment] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let directory = writer(folder.path());
        assert_eq!(names(folder.path()), [META_LOCK.filepath.to_str().unwrap(), &segment, "cache-copies", META]);
        let listed = directory.atomic_read(Path::new(MANAGED)).unwrap();
        assert_eq!(serde_json::from_slice::<Vec<String>>(&listed).unwrap(), [segment]);
    }
}
