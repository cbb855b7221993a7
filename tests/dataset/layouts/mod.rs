//! Miniatures of datasets: the right names in the right folders, nothing in the files.

mod adaclip;
mod brains;
mod generic;
mod industrial;
mod medical;
mod polyps;
mod quirks;
mod textures;

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use vip2clip::base::CancelToken;
use vip2clip::dataset::layout::Recognised;
use vip2clip::dataset::{CachePolicy, DatasetError, IndexOptions, Label, Pairing, Sample, catalogue, scan};

/// A dataset's folder.
pub struct Miniature {
    _folder: TempDir,
    root: PathBuf,
}

impl Miniature {
    /// A root of that name with the files of `patterns`, in which `{a,b}` stands for both.
    pub fn new(name: &str, patterns: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(name);
        fs::create_dir_all(&root).unwrap();
        let miniature = Self {
            _folder: folder,
            root,
        };
        miniature.and(patterns)
    }

    /// With more files.
    pub fn and(self, patterns: &[&str]) -> Self {
        for file in patterns.iter().flat_map(|pattern| expand(pattern)) {
            self.write(&file, b"x");
        }
        self
    }

    /// With a file of that content.
    pub fn with(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(file, content.as_ref());
        self
    }

    fn write(&self, file: &str, content: &[u8]) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is recognised.
    pub fn read(&self) -> Recognised {
        self.read_with(None, Pairing::Stem).unwrap()
    }

    /// What is recognised when reading as the released code does.
    pub fn read_as_released(&self) -> Recognised {
        self.read_with(None, Pairing::Reference).unwrap()
    }

    /// What is recognised with these options.
    pub fn read_with(&self, kind: Option<&str>, pairing: Pairing) -> Result<Recognised, DatasetError> {
        let options = IndexOptions {
            kind: kind.map(str::to_owned),
            pairing,
            allow_outside: false,
            cache: CachePolicy::Bypass,
            cancel: CancelToken::never(),
        };
        let tree = scan(&self.root.canonicalize().unwrap(), &options.cancel)
            .unwrap()
            .tree;
        catalogue::recognise(&tree, &options)
    }

    /// Recognised as this kind and variant with exactly these samples, one a line:
    /// `split label class|species image mask`, in order. Gives everything else back.
    #[track_caller]
    pub fn is(&self, kind: &str, variant: &str, samples: &str) -> Recognised {
        let found = self.read();
        assert_eq!((found.kind, &*found.variant), (kind, variant));
        assert_samples(&found, samples);
        found
    }
}

#[track_caller]
pub fn assert_samples(found: &Recognised, expected: &str) {
    let expected: Vec<String> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(expand)
        .collect();
    let found = lines(found);
    assert_eq!(found, expected, "\nfound:\n{}\n", found.join("\n"));
}

/// The samples as lines of text.
pub fn lines(found: &Recognised) -> Vec<String> {
    let line = |split: &str, sample: &Sample| {
        let label = match sample.label {
            Some(Label::Normal) => "0",
            Some(Label::Anomalous) => "1",
            None => "?",
        };
        let mask = sample.mask.as_deref().map_or("-", |mask| mask.to_str().unwrap());
        let image = sample.image.to_str().unwrap();
        format!(
            "{split} {label} {}|{} {image} {mask}",
            sample.class, sample.species
        )
    };
    let test = found.test.iter().map(|sample| line("test", sample));
    let train = found.train.iter().map(|sample| line("train", sample));
    test.chain(train).collect()
}

/// What was left out, as `path: reason`.
pub fn excluded(found: &Recognised) -> Vec<String> {
    let line = |own: &vip2clip::dataset::Exclusion| format!("{}: {}", own.path.display(), own.reason);
    found.excluded.iter().map(line).collect()
}

/// The warnings, without those about the numbers of images, which a miniature always gets.
pub fn warnings(found: &Recognised) -> Vec<String> {
    let messages = found.warnings.iter().map(|warning| warning.message.clone());
    messages
        .filter(|message| {
            !message.starts_with("counts differ") && !message.starts_with("classes that differ")
        })
        .collect()
}

/// `a{b,c}d` as `abd`, `acd`; the first braces vary slowest. Braces do not nest.
pub fn expand(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else {
        return vec![pattern.to_owned()];
    };
    let (choices, after) = rest.split_once('}').unwrap();
    let tails = expand(after);
    let choices = choices.split(',');
    choices
        .flat_map(|choice| tails.iter().map(move |tail| format!("{before}{choice}{tail}")))
        .collect()
}
