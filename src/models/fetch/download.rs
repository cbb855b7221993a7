//! Fetching one model: looked for, asked for, put together, checked, named.

use super::client::{Answer, Client, NoAnswer};
use super::part::{Note, Part};
use super::{Address, FetchError, FetchEvent, Token};
use crate::base::{CancelToken, printable};
use crate::models::{
    Hashes, LocalRecord, ModelEntry, ModelsError, Origin, Registry, Source, hashes_of, kind_of_file,
};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;
/// No file of weights is larger.
const LARGEST: u64 = 64 << 30;
/// The first pause between two tries; each is twice the one before.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause that a server may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Time between two looks at whether somebody wants to stop.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How to fetch.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// Where files go: a folder of the model's name in it.
    pub folder: PathBuf,
    /// Longest time for a connection.
    pub connect: Duration,
    /// Longest time without a byte.
    pub stall: Duration,
    /// Tries after the first that bring nothing.
    pub retries: u32,
}

/// A model that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is.
    pub hashes: Hashes,
    /// It came just now; else it was here.
    pub downloaded: bool,
    /// How it came where it lies.
    pub origin: Origin,
    /// What its content was compared with; none where nothing is known.
    pub checked: Option<&'static str>,
}

/// Fetches the model `name` unless it is here, checks it, and records where it lies.
pub fn fetch(
    registry: &mut Registry,
    name: &str,
    options: &FetchOptions,
    cancel: &CancelToken,
    tell: &mut dyn FnMut(FetchEvent),
) -> Result<Fetched, FetchError> {
    let entry = registry.find(name)?.clone();
    if let Some(local) = registry.locate(&entry) {
        tell(FetchEvent::Here(&local.path));
        let hashes = hashed(&local.path, cancel, 0)?;
        let recorded = registry
            .local(name)
            .filter(|record| record.path == local.path)
            .map(|record| (record.size, record.sha256.clone()));
        let found = hashes.check(&entry).and_then(|()| match &recorded {
            Some((size, sha256)) => hashes.compare(Some(*size), Some(sha256), None),
            None => Ok(()),
        });
        found.map_err(|mismatch| ModelsError::Mismatch {
            name: name.to_owned(),
            file: local.path.clone(),
            mismatch,
        })?;
        let checked = known_by(&entry).or(recorded.is_some().then_some("what was recorded of it"));
        // The hub's cache is cleaned by others, and a file of the project changes with it.
        let lasting = local.origin == Origin::Folder && !matches!(entry.source, Source::Project(_));
        if recorded.is_none() && lasting {
            registry.remember(record(name, &local.path, &hashes))?;
        }
        return Ok(Fetched {
            path: local.path,
            hashes,
            downloaded: false,
            origin: local.origin,
            checked,
        });
    }
    let (address, token) = asked(registry, &entry)?;
    let target = options.folder.join(&entry.name).join(&entry.file);
    let mut download = Download {
        client: Client::new(options.connect, options.stall),
        part: Part::open(&target)?,
        entry: &entry,
        address,
        token,
        target,
        options,
        cancel,
        sha256: None,
    };
    if let Err(error) = download.bring(tell) {
        if download.part.len() == 0 {
            // Nothing came: nothing is to stay. The error is the one to report.
            let _ = download.part.remove();
            let _ = std::fs::remove_dir(options.folder.join(name));
        }
        return Err(error);
    }
    tell(FetchEvent::Checks);
    let (path, hashes, checked) = download.checked()?;
    registry.remember(record(name, &path, &hashes))?;
    Ok(Fetched {
        path,
        hashes,
        downloaded: true,
        origin: Origin::Folder,
        checked,
    })
}

/// What the user does where no address is known.
pub fn by_hand(entry: &ModelEntry) -> String {
    let from = entry.from.as_deref().unwrap_or("its owners");
    format!(
        "get {} from {}, then `vip2clip-tui models add {} FILE`",
        printable(&entry.file),
        printable(from),
        entry.name
    )
}

fn asked(registry: &Registry, entry: &ModelEntry) -> Result<(Address, Option<Token>), FetchError> {
    match &entry.source {
        Source::Url(address) => Ok((address.clone(), None)),
        Source::HuggingFace(file) => {
            let address = registry
                .hub()
                .address(file)
                .map_err(|cause| FetchError::Address {
                    name: entry.name.clone(),
                    cause,
                })?;
            let token = registry.hub().token();
            if token.is_some_and(|token| !token.is_sendable()) {
                return Err(FetchError::Token);
            }
            Ok((address, token.cloned()))
        }
        // Without an address; what these need instead is said where they are looked up.
        Source::File(_) | Source::Project(_) => {
            registry.path_of(entry)?;
            Err(ModelsError::Entry(format!("model '{}' has no address", entry.name)).into())
        }
        Source::ByHand => Err(FetchError::ByHand {
            name: entry.name.clone(),
            advice: by_hand(entry),
        }),
    }
}

fn record(name: &str, path: &Path, hashes: &Hashes) -> LocalRecord {
    LocalRecord {
        name: name.to_owned(),
        path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        size: hashes.size,
        sha256: hashes.sha256.clone(),
    }
}

fn known_by(entry: &ModelEntry) -> Option<&'static str> {
    match (&entry.sha256, &entry.git_blob) {
        (Some(_), _) => Some("the registry's sha256"),
        (None, Some(_)) => Some("the registry's git blob id"),
        (None, None) => None,
    }
}

fn hashed(path: &Path, cancel: &CancelToken, kept_bytes: u64) -> Result<Hashes, FetchError> {
    hashes_of(path, cancel, &mut |_| {}).map_err(|error| match cancel.is_cancelled() {
        true => FetchError::Cancelled { kept_bytes },
        false => ModelsError::io(path, "cannot be read")(error).into(),
    })
}

struct Download<'a> {
    client: Client,
    part: Part,
    entry: &'a ModelEntry,
    address: Address,
    token: Option<Token>,
    target: PathBuf,
    options: &'a FetchOptions,
    cancel: &'a CancelToken,
    /// What the server says that it is.
    sha256: Option<String>,
}

/// What became of a try.
enum Try {
    Done,
    Again { reason: String, pause: Option<Duration> },
}

impl Download<'_> {
    /// Until everything is there.
    fn bring(&mut self, tell: &mut dyn FnMut(FetchEvent)) -> Result<(), FetchError> {
        let mut tries = 0;
        loop {
            let before = self.part.len();
            match self.attempt(tell)? {
                Try::Done => return Ok(()),
                Try::Again { reason, pause } => {
                    if self.part.len() > before {
                        tries = 0;
                    }
                    if tries >= self.options.retries {
                        return Err(self.network(reason));
                    }
                    let pause = pause.unwrap_or(PAUSE * 2u32.pow(tries.min(5))).min(LONGEST_PAUSE);
                    tries += 1;
                    tell(FetchEvent::Waits {
                        reason: &self.clean(&reason),
                        pause,
                    });
                    self.wait(pause)?;
                }
            }
        }
    }

    fn attempt(&mut self, tell: &mut dyn FnMut(FetchEvent)) -> Result<Try, FetchError> {
        self.check_cancelled()?;
        let shown = self.address.shown();
        let note = self.part.note().filter(|note| note.address == shown);
        let etag = note.as_ref().and_then(|note| note.etag.clone());
        // Without a name for the content and without a checksum nobody would notice that two halves do not match.
        let can_go_on = note.is_some() && (etag.is_some() || self.entry.has_checksum());
        if self.part.len() > 0 && !can_go_on {
            self.clear()?;
        }
        let from = self.part.len();
        if from > 0 && note.and_then(|note| note.total) == Some(from) {
            return Ok(Try::Done);
        }
        let range = (from > 0).then_some((from, etag.as_deref()));
        let answer = match self.client.ask(&self.address, self.token.as_ref(), range) {
            Ok(answer) => answer,
            Err(NoAnswer::Passing(reason)) => return Ok(Try::Again { reason, pause: None }),
            Err(NoAnswer::Lasting(reason)) => return Err(self.network(reason)),
            Err(NoAnswer::Own(error)) => return Err(error),
        };
        self.sha256 = answer.sha256.clone().or(self.sha256.take());
        let total = match answer.status {
            200 => {
                if from > 0 {
                    tell(FetchEvent::Restarts("the server sends it from its beginning"));
                    self.clear()?;
                }
                answer.length
            }
            206 => match answer.range {
                Some((Some(start), total)) if start == from => total,
                _ => {
                    self.clear()?;
                    let reason = format!("{} sent another part than was asked for", answer.host);
                    return Ok(Try::Again { reason, pause: None });
                }
            },
            416 if from > 0 => {
                if matches!(answer.range, Some((_, Some(total))) if total == from) {
                    return Ok(Try::Done);
                }
                self.clear()?;
                let reason = format!("{} has a shorter file than what is here", answer.host);
                return Ok(Try::Again { reason, pause: None });
            }
            _ => return self.refused(&answer),
        };
        self.check_size(total)?;
        let note = Note {
            address: shown.clone(),
            etag: answer.etag.clone(),
            total,
        };
        self.part
            .set_note(&note)
            .map_err(|cause| self.unwritten(cause, total))?;
        tell(FetchEvent::Begins {
            address: &shown,
            done: self.part.len(),
            total,
        });
        self.read_body(answer, total, tell)
    }

    fn read_body(
        &mut self,
        mut answer: Answer,
        total: Option<u64>,
        tell: &mut dyn FnMut(FetchEvent),
    ) -> Result<Try, FetchError> {
        let mut chunk = vec![0u8; CHUNK];
        let most = total.unwrap_or(LARGEST);
        loop {
            self.check_cancelled()?;
            match answer.body.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => {
                    if self.part.len() + read as u64 > most {
                        self.clear()?;
                        return Err(self.network(format!("{} sends more than it said", answer.host)));
                    }
                    self.part
                        .append(&chunk[..read])
                        .map_err(|cause| self.unwritten(cause, total))?;
                    tell(FetchEvent::Bytes(self.part.len()));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let error = ureq::Error::from(error);
                    let (NoAnswer::Passing(reason) | NoAnswer::Lasting(reason)) =
                        self.client.explained(&error, &answer.host)
                    else {
                        return Err(self.network("the answer broke off".to_owned()));
                    };
                    return Ok(Try::Again { reason, pause: None });
                }
            }
        }
        match total {
            Some(total) if self.part.len() < total => Ok(Try::Again {
                reason: format!("{} cut the connection", answer.host),
                pause: None,
            }),
            _ => Ok(Try::Done),
        }
    }

    /// The server's no.
    fn refused(&self, answer: &Answer) -> Result<Try, FetchError> {
        let Answer { status, host, .. } = answer;
        let is_hub = matches!(self.entry.source, Source::HuggingFace(_));
        let (reason, advice) = match status {
            408 | 425 | 429 | 500..=599 => {
                return Ok(Try::Again {
                    reason: format!("{host} answers with status {status}"),
                    pause: answer.retry_after.map(Duration::from_secs),
                });
            }
            401 | 403 if is_hub && self.token.is_none() => (
                format!("{host} wants to know who asks (status {status})"),
                "set HF_TOKEN to a token of yours that may read the repository".to_owned(),
            ),
            401 | 403 if is_hub => (
                format!("{host} does not accept the token in HF_TOKEN for it (status {status})"),
                "check that the token is valid, and that its owner has accepted the repository's terms"
                    .to_owned(),
            ),
            404 | 410 => (
                format!("{host} has no such file (status {status})"),
                format!(
                    "it was moved or removed: look for {} elsewhere, then `vip2clip-tui models add` it{}",
                    printable(&self.entry.file),
                    match self.entry.has_checksum() {
                        true => ", which checks that it is the same",
                        false => "",
                    }
                ),
            ),
            _ => (
                format!("{host} answers with status {status}"),
                format!(
                    "download it in another way and put it at {}",
                    crate::base::printable_path(&self.target)
                ),
            ),
        };
        Err(FetchError::Refused {
            address: self.address.shown(),
            reason: self.clean(&reason),
            advice,
        })
    }

    fn check_size(&self, total: Option<u64>) -> Result<(), FetchError> {
        match (self.entry.size, total) {
            (Some(expected), Some(found)) if expected != found => Err(FetchError::Refused {
                address: self.address.shown(),
                reason: format!("it has {found} bytes, expected {expected}"),
                advice: "the file was replaced at its source: do not use it".to_owned(),
            }),
            (_, Some(found)) if found > LARGEST => Err(FetchError::Refused {
                address: self.address.shown(),
                reason: format!("it has {found} bytes, more than any file of weights"),
                advice: "check its address".to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Compares what came, and gives it its name.
    fn checked(self) -> Result<(PathBuf, Hashes, Option<&'static str>), FetchError> {
        let hashes = hashed(self.part.path(), self.cancel, self.part.len())?;
        let (name, address) = (self.entry.name.clone(), self.address.shown());
        let mut checked = known_by(self.entry);
        let mut found = hashes.check(self.entry);
        if let (None, Some(hash)) = (checked, &self.sha256) {
            checked = Some("the sha256 that the hub gives");
            found = found.and_then(|()| hashes.compare(None, Some(hash), None));
        }
        if let Err(mismatch) = found {
            self.part
                .remove()
                .map_err(ModelsError::io(&self.target, "could not be thrown away"))?;
            return Err(FetchError::Wrong {
                name,
                address,
                mismatch,
            });
        }
        // A page that says something else instead of the file, where no checksum tells.
        let kind = self.entry.kind;
        let reason = match kind_of_file(self.part.path()) {
            Ok(found) if found == kind => None,
            Ok(found) => Some(format!("it is {found}")),
            // Known content is what it should be, whether this program can read it or not.
            Err(_) if checked.is_some() => None,
            Err(error) => Some(error.to_string()),
        };
        if let Some(reason) = reason {
            self.part
                .remove()
                .map_err(ModelsError::io(&self.target, "could not be thrown away"))?;
            return Err(FetchError::NoModel {
                address,
                kind,
                reason,
            });
        }
        let target = self.target;
        let path = self
            .part
            .finish()
            .map_err(ModelsError::io(&target, "cannot be written"))?;
        Ok((path, hashes, checked))
    }

    fn clear(&mut self) -> Result<(), FetchError> {
        self.part
            .clear()
            .map_err(|cause| ModelsError::io(self.part.path(), "cannot be written")(cause).into())
    }

    fn wait(&self, pause: Duration) -> Result<(), FetchError> {
        let start = Instant::now();
        while start.elapsed() < pause {
            self.check_cancelled()?;
            std::thread::sleep(LOOK_EVERY.min(pause));
        }
        Ok(())
    }

    fn check_cancelled(&self) -> Result<(), FetchError> {
        match self.cancel.is_cancelled() {
            true => Err(FetchError::Cancelled {
                kept_bytes: self.part.len(),
            }),
            false => Ok(()),
        }
    }

    fn network(&self, reason: String) -> FetchError {
        FetchError::Network {
            name: self.entry.name.clone(),
            address: self.address.shown(),
            reason: self.clean(&reason),
            kept_bytes: self.part.len(),
            target: self.target.clone(),
        }
    }

    fn unwritten(&self, cause: io::Error, total: Option<u64>) -> FetchError {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        if matches!(cause.kind(), FileTooLarge | QuotaExceeded | StorageFull) {
            return FetchError::NoRoom {
                folder: self.options.folder.clone(),
                total,
                kept_bytes: self.part.len(),
                cause,
            };
        }
        ModelsError::io(self.part.path(), "cannot be written")(cause).into()
    }

    /// Words that may hold something that a server sent.
    fn clean(&self, text: &str) -> String {
        let text = printable(text);
        match &self.token {
            Some(token) => token.hidden_in(&text),
            None => text.into_owned(),
        }
    }
}
