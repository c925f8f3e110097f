//! The server's side: starts a child for each document, feeds it, and takes what it says within limits of time and length.
//! Whatever the child does, a named answer comes back and nothing of the child stays behind.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use crate::limits::{MAX_ANSWER_BYTES, MAX_FILE_BYTES, PARALLEL, WALL_CLOCK};
use crate::wire::{self, Answer};
use crate::{DocumentText, Sheet, Unreadable, sheet};

/// A document being read.
pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<DocumentText, Unreadable>> + Send + 'a>>;

/// A sheet being read.
pub type Tabulating<'a> = Pin<Box<dyn Future<Output = Result<Sheet, Unreadable>> + Send + 'a>>;

/// Whoever can read documents.
pub trait Documents: Send + Sync {
    /// The text of a document. The name is the sender's: its extension is compared with the bytes, nothing else.
    fn read<'a>(&'a self, bytes: Vec<u8>, file_name: &'a str) -> Reading<'a>;

    /// The rows and cells of a workbook's first sheet or of a CSV file; the name is compared as in [`Documents::read`].
    fn sheet<'a>(&'a self, bytes: Vec<u8>, file_name: &'a str) -> Tabulating<'a>;
}

/// Reads each document in a child process of its own.
#[derive(Debug)]
pub struct DocumentReader {
    program: PathBuf,
    args: Vec<String>,
    places: Semaphore,
    wall_clock: Duration,
}

impl DocumentReader {
    /// A reader that starts `program args…`, which must call [`crate::child_main`], for every document; two at a time.
    #[must_use]
    pub fn new(program: PathBuf, args: Vec<String>) -> Self {
        Self { program, args, places: Semaphore::new(PARALLEL), wall_clock: WALL_CLOCK }
    }

    /// The same reader with another number of children at once, at least one.
    #[must_use]
    pub fn parallel(mut self, children: usize) -> Self {
        self.places = Semaphore::new(children.max(1));
        self
    }

    /// The same reader with another time after which a child is killed.
    #[must_use]
    pub fn killing_after(mut self, wall_clock: Duration) -> Self {
        self.wall_clock = wall_clock;
        self
    }

    async fn read_in_child(&self, bytes: &[u8], file_name: &str) -> Result<Answer, Unreadable> {
        if bytes.is_empty() {
            return Err(Unreadable::Empty);
        }
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Unreadable::TooLarge);
        }
        let Ok(_place) = self.places.acquire().await else {
            return Err(Unreadable::ReaderUnavailable);
        };
        let mut child = self.start()?;
        let talked = tokio::time::timeout(self.wall_clock, talk(&mut child, bytes, file_name)).await;
        // Killing a child that has ended does nothing; one that still lives has broken the rules.
        let killed = child.kill().await;
        match talked {
            Err(_) => Err(Unreadable::Timeout),
            Ok(_) if killed.is_err() => Err(Unreadable::Damaged),
            Ok(answer) => answer,
        }
    }

    fn start(&self) -> Result<Child, Unreadable> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).env_clear().current_dir("/").process_group(0).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().map_err(|_| Unreadable::ReaderUnavailable)
    }
}

impl Documents for DocumentReader {
    fn read<'a>(&'a self, bytes: Vec<u8>, file_name: &'a str) -> Reading<'a> {
        Box::pin(async move {
            if sheet::is_named_so(file_name) {
                return Err(Unreadable::WrongType);
            }
            self.read_in_child(&bytes, file_name).await?.into()
        })
    }

    fn sheet<'a>(&'a self, bytes: Vec<u8>, file_name: &'a str) -> Tabulating<'a> {
        Box::pin(async move {
            if !bytes.is_empty() && !sheet::is_named_so(file_name) {
                return Err(Unreadable::WrongType);
            }
            self.read_in_child(&bytes, file_name).await?.into()
        })
    }
}

async fn talk(child: &mut Child, bytes: &[u8], file_name: &str) -> Result<Answer, Unreadable> {
    let (Some(mut to_child), Some(from_child)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Unreadable::ReaderUnavailable);
    };
    let head = wire::request_head(file_name, bytes.len());
    let asking = async move {
        // A child that died does not listen; its exit tells why, so an error here is not the answer.
        if to_child.write_all(&head).await.is_ok() && to_child.write_all(bytes).await.is_ok() {
            drop(to_child.flush().await);
        }
    };
    let listening = async move {
        let mut answer = Vec::new();
        let heard = from_child.take(MAX_ANSWER_BYTES + 1).read_to_end(&mut answer).await;
        heard.map(|_| answer)
    };
    let ((), answer) = tokio::join!(asking, listening);
    let answer = answer.map_err(|_| Unreadable::Damaged)?;
    if answer.len() as u64 > MAX_ANSWER_BYTES {
        return Err(Unreadable::Damaged);
    }
    let exit = child.wait().await.map_err(|_| Unreadable::Damaged)?;
    understand(exit, &answer)
}

fn understand(exit: ExitStatus, answer: &[u8]) -> Result<Answer, Unreadable> {
    use std::os::unix::process::ExitStatusExt;
    match (exit.code(), exit.signal()) {
        (Some(0), _) => serde_json::from_slice(answer).map_err(|_| Unreadable::Damaged),
        // It could not confine itself, or the program is not Bole at all.
        (Some(2 | 126 | 127), _) => Err(Unreadable::ReaderUnavailable),
        // Memory or stack ran out: Rust aborts itself then.
        (_, Some(libc::SIGABRT)) => Err(Unreadable::TooComplex),
        // Processor time ran out.
        (_, Some(libc::SIGXCPU | libc::SIGKILL)) => Err(Unreadable::Timeout),
        _ => Err(Unreadable::Damaged),
    }
}
