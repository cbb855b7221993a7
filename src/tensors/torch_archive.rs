//! torch's archives: a zip of stored entries, a pickle that describes the tensors, and one entry per storage.

use super::byte_source::ByteSource;
use super::file::Contents;
use super::pickle::{self, TensorView};
use super::stored::{self, StoredTensor};
use super::{Container, TensorError, TensorInfo, torch_names};
use crate::base::printable;
use std::collections::{BTreeMap, HashMap};
use std::io::BufReader;
use std::ops::Range;
use zip::{CompressionMethod, ZipArchive};

/// A ViT-L/14 as TorchScript has some 2,000.
const MAX_ENTRIES: usize = 200_000;
const PICKLE: &str = "data.pkl";

/// Reads and checks the directory and the pickle.
pub(super) fn read(source: &ByteSource) -> Result<Contents, TensorError> {
    let archive = Archive::open(source)?;
    archive.check_byte_order()?;
    let entry = archive.path(PICKLE);
    let range = archive.range(&entry)?;
    if range.end - range.start > pickle::MAX_BYTES {
        return Err(archive.damaged(format!("its {PICKLE} has {} bytes", range.end - range.start)));
    }
    let bytes = source.copy(range)?;
    let refused = |error| TensorError::Pickle {
        file: source.path().to_owned(),
        entry: entry.clone(),
        cause: error,
    };
    let loaded = pickle::load(&bytes).map_err(refused)?;
    let mut tensors = BTreeMap::new();
    for (name, view) in torch_names::flatten(&loaded).map_err(refused)? {
        let stored = archive.place(&name, view)?;
        tensors.insert(name, stored);
    }
    Ok(Contents {
        container: archive.container(),
        metadata: BTreeMap::new(),
        tensors,
    })
}

struct Archive<'s> {
    source: &'s ByteSource,
    /// The one folder that everything lies in, with its slash; its name is the file's at the time of saving.
    root: String,
    entries: HashMap<String, Entry>,
}

/// An entry of the zip.
enum Entry {
    /// Its bytes in the file.
    Stored(Range<u64>),
    Compressed,
    Encrypted,
}

impl<'s> Archive<'s> {
    fn open(source: &'s ByteSource) -> Result<Self, TensorError> {
        let mut archive = Self {
            source,
            root: String::new(),
            entries: HashMap::new(),
        };
        let unreadable = |error: zip::result::ZipError| {
            archive.damaged(format!(
                "its zip directory, which stands at the end, cannot be read ({error})"
            ))
        };
        let mut zip = ZipArchive::new(BufReader::new(source.file())).map_err(unreadable)?;
        if zip.len() > MAX_ENTRIES {
            return Err(archive.damaged(format!("its zip directory has {} entries", zip.len())));
        }
        let mut entries = HashMap::with_capacity(zip.len());
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(unreadable)?;
            let name = file.name().map_err(unreadable)?.into_owned();
            let entry = if file.encrypted() {
                Entry::Encrypted
            } else if file.compression() != CompressionMethod::Stored || file.size() != file.compressed_size()
            {
                Entry::Compressed
            } else {
                let start = file.data_start().unwrap_or(u64::MAX);
                let end = start.checked_add(file.size()).filter(|&end| end <= source.len());
                let cut_off =
                    || archive.damaged(format!("entry '{}' reaches beyond its end", printable(&name)));
                Entry::Stored(start..end.ok_or_else(cut_off)?)
            };
            entries.insert(name, entry);
        }
        archive.root = archive.find_root(&entries)?;
        archive.entries = entries;
        Ok(archive)
    }

    /// The folder that holds `data.pkl`: the shallowest, should a weight's name be as strange.
    fn find_root(&self, entries: &HashMap<String, Entry>) -> Result<String, TensorError> {
        let roots = entries.keys().filter_map(|name| name.strip_suffix(PICKLE));
        let roots = roots.filter(|root| root.is_empty() || root.ends_with('/'));
        let root = roots.min_by_key(|root| (root.matches('/').count(), *root));
        root.map(str::to_owned).ok_or_else(|| {
            let mut names: Vec<&str> = entries.keys().map(String::as_str).collect();
            names.sort_unstable();
            names.truncate(3);
            let inside = if names.is_empty() {
                "nothing".to_owned()
            } else {
                names.join(", ")
            };
            TensorError::Unsupported {
                file: self.source.path().to_owned(),
                reason: format!(
                    "it is a zip archive, but not one of torch's: it has no {PICKLE} (it holds {})",
                    printable(&inside)
                ),
                advice: "if it was packed to be sent, unpack it and name the file inside".to_owned(),
            }
        })
    }

    fn container(&self) -> Container {
        let has = |name: &str| self.entries.contains_key(&self.path(name));
        if has("constants.pkl") {
            Container::TorchScript
        } else {
            Container::TorchSave
        }
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.root)
    }

    fn check_byte_order(&self) -> Result<(), TensorError> {
        let entry = self.path("byteorder");
        // Absent before torch 2.1, when it was not written yet.
        if !self.entries.contains_key(&entry) {
            return Ok(());
        }
        let range = self.range(&entry)?;
        let order = self.source.copy(range.start..range.end.min(range.start + 16))?;
        match order.as_slice() {
            b"little" => Ok(()),
            b"big" => Err(TensorError::Unsupported {
                file: self.source.path().to_owned(),
                reason: "it was saved on a big-endian machine".to_owned(),
                advice: "save it again on a little-endian machine (any x86 or ARM)".to_owned(),
            }),
            _ => Err(self.damaged("its byteorder entry is neither 'little' nor 'big'".to_owned())),
        }
    }

    /// The bytes of an entry that must be there.
    fn range(&self, entry: &str) -> Result<Range<u64>, TensorError> {
        let unsupported = |how| TensorError::Unsupported {
            file: self.source.path().to_owned(),
            reason: format!(
                "entry '{}' of the archive is {how}, which torch never does",
                printable(entry)
            ),
            advice: "if it was packed again by another program, unpack it and store the files uncompressed \
                     (zip -0 -r), or save it again with torch"
                .to_owned(),
        };
        match self.entries.get(entry) {
            Some(Entry::Stored(range)) => Ok(range.clone()),
            Some(Entry::Compressed) => Err(unsupported("compressed")),
            Some(Entry::Encrypted) => Err(unsupported("encrypted")),
            None => Err(self.damaged(format!("entry '{}' is missing in the archive", printable(entry)))),
        }
    }

    /// Where a tensor lies in the file, after checking that its storage has all of it.
    fn place(&self, name: &str, view: &TensorView) -> Result<StoredTensor, TensorError> {
        let wrong = |what: &str| self.damaged(format!("tensor '{}' {what}", printable(name)));
        let dtype = view.storage.dtype;
        let size = dtype.size() as u64;
        let range = self.storage(view.storage.key)?;
        let available = (range.end - range.start) / size;
        if view.storage.elements as u64 > available {
            return Err(wrong(&format!(
                "lies in a storage of {} elements of which the archive has {available}",
                view.storage.elements
            )));
        }
        let elements = stored::checked_elements(&view.shape, dtype);
        let span = stored::span_in_elements(&view.shape, &view.strides);
        let (Some(elements), Some(span)) = (elements, span) else {
            return Err(wrong("has a shape beyond all memory"));
        };
        if span > 0
            && view
                .offset
                .checked_add(span)
                .is_none_or(|end| end > view.storage.elements)
        {
            return Err(wrong("reaches beyond its storage"));
        }
        // A stride of 0 repeats elements without end; no weights do, and memory would have no bound.
        if elements > view.storage.elements {
            return Err(wrong("has more elements than its storage"));
        }
        let contiguous = stored::is_contiguous(&view.shape, &view.strides);
        let start = if elements == 0 {
            range.start
        } else {
            range.start + view.offset as u64 * size
        };
        Ok(StoredTensor {
            info: TensorInfo {
                dtype,
                shape: view.shape.clone(),
            },
            start,
            strides: (!contiguous).then(|| view.strides.clone()),
        })
    }

    /// A storage's bytes. Some TorchScript archives keep storages that code shares beside the constants.
    fn storage(&self, key: &str) -> Result<Range<u64>, TensorError> {
        let shared = self.path(&format!("constants/{key}"));
        let own = self.path(&format!("data/{key}"));
        if !self.entries.contains_key(&own) && self.entries.contains_key(&shared) {
            return self.range(&shared);
        }
        self.range(&own)
    }

    fn damaged(&self, reason: String) -> TensorError {
        TensorError::Damaged {
            file: self.source.path().to_owned(),
            reason,
        }
    }
}
