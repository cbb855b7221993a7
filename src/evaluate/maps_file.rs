//! Files of anomaly maps with their ground truth, from any method.

use super::metrics::{ClassAccumulator, ImageEvidence, MaskBits, PushError};
use crate::base::{printable, printable_path};
use crate::tensors::{ElementType, NameList, TensorError, TensorFile, TensorInfo, shape_text};
use candle_core::{DType, Device};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// An open file with four tensors a class: `CLASS.maps` (N, H, W) and `CLASS.scores` (N), floats of at most 32
/// bits; `CLASS.masks` (N, H, W) and `CLASS.labels` (N), 0 or 1 in any type. Class names may contain dots.
#[derive(Debug)]
pub struct MapsFile {
    file: TensorFile,
    classes: BTreeMap<String, ClassShape>,
    ignored: NameList,
}

#[derive(Debug, Clone, Copy)]
struct ClassShape {
    images: usize,
    height: usize,
    width: usize,
}

/// The four tensors of a class.
const PARTS: [&str; 4] = ["maps", "masks", "labels", "scores"];
/// Where they hold scores.
const SCORES: [ElementType; 3] = [ElementType::F32, ElementType::F16, ElementType::BF16];

/// Why a file of maps cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MapsFileError {
    /// The file itself, or a tensor that cannot be read.
    #[error(transparent)]
    Tensors(#[from] TensorError),
    /// Nothing in it is named like a tensor of a class.
    #[error(
        "{} holds no anomaly maps: expected tensors named CLASS.maps, CLASS.masks, CLASS.labels and CLASS.scores, \
         found {}",
        printable_path(file),
        if found.is_empty() { "no tensors".to_owned() } else { found.to_string() }
    )]
    NoClass {
        /// The file.
        file: PathBuf,
        /// What it holds.
        found: NameList,
    },
    /// One of the four tensors is not there.
    #[error(
        "{}: class '{}' has no tensor '{}'",
        printable_path(file),
        printable(class),
        printable(name)
    )]
    Missing {
        /// The file.
        file: PathBuf,
        /// The class.
        class: String,
        /// The tensor.
        name: String,
    },
    /// Maps or scores in a type that f32 cannot hold.
    #[error(
        "{}: tensor '{}' holds {found} values, expected f32, f16 or bf16\n  what to do: convert it, for example with \
         numpy's astype('float32'), before saving",
        printable_path(file),
        printable(name)
    )]
    Type {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// Its type.
        found: ElementType,
    },
    /// A tensor of another shape than the maps ask for.
    #[error(
        "{}: tensor '{}' is {}, expected {expected}",
        printable_path(file),
        printable(name),
        shape_text(found)
    )]
    Shape {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// What it should be.
        expected: String,
    },
    /// A mask or label that is neither 0 nor 1.
    #[error(
        "{}: tensor '{}' holds {value} for image {image}, expected only 0 (normal) and 1 (anomalous)",
        printable_path(file),
        printable(name)
    )]
    NotBinary {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// Counted from 0.
        image: usize,
        /// The first value that is neither.
        value: f32,
    },
    /// An image does not fit its class.
    #[error("{}: class '{}': {cause}", printable_path(file), printable(class))]
    Image {
        /// The file.
        file: PathBuf,
        /// The class.
        class: String,
        /// Why not.
        cause: PushError,
    },
}

impl MapsFile {
    /// Opens a file and checks names, types and shapes of all classes; no map is read.
    pub fn open(path: &Path) -> Result<Self, MapsFileError> {
        let file = TensorFile::open(path)?;
        let mut classes = BTreeMap::new();
        let mut ignored = Vec::new();
        for name in file.names() {
            match class_of(name) {
                Some(class) if classes.contains_key(class) => {}
                Some(class) => {
                    classes.insert(class.to_owned(), shape_of_class(&file, class)?);
                }
                None => ignored.push(name.to_owned()),
            }
        }
        if classes.is_empty() {
            return Err(MapsFileError::NoClass {
                file: path.to_owned(),
                found: NameList(ignored),
            });
        }
        Ok(Self {
            file,
            classes,
            ignored: NameList(ignored),
        })
    }

    /// The classes, sorted.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().map(String::as_str)
    }

    /// Tensors that belong to no class.
    pub fn ignored(&self) -> &NameList {
        &self.ignored
    }

    /// Reads one class, as many images at once as there are threads.
    pub fn accumulate(&self, class: &str) -> Result<ClassAccumulator, MapsFileError> {
        let shape = *self.classes.get(class).ok_or_else(|| MapsFileError::Missing {
            file: self.file.path().to_owned(),
            class: class.to_owned(),
            name: format!("{class}.{}", PARTS[0]),
        })?;
        let all = 0..shape.images;
        let scores = self.values(&format!("{class}.scores"), all.clone())?;
        let labels = self.binary(&format!("{class}.labels"), all.clone(), 1)?;
        let mut accumulator = ClassAccumulator::new(shape.images, shape.height, shape.width);
        let at_once = rayon::current_num_threads();
        for start in all.step_by(at_once) {
            let images = start..shape.images.min(start + at_once);
            let read = images
                .clone()
                .into_par_iter()
                .map(|image| self.image(class, image, shape));
            let read: Vec<(Vec<f32>, MaskBits)> = read.collect::<Result<_, _>>()?;
            for (image, (map, mask)) in images.zip(read) {
                let evidence = ImageEvidence {
                    is_anomalous: labels[image] == 1.0,
                    score: scores[image],
                    map: Some(&map),
                    mask: Some(mask),
                };
                accumulator.push(evidence).map_err(|cause| MapsFileError::Image {
                    file: self.file.path().to_owned(),
                    class: class.to_owned(),
                    cause,
                })?;
            }
        }
        Ok(accumulator)
    }

    fn image(
        &self,
        class: &str,
        image: usize,
        shape: ClassShape,
    ) -> Result<(Vec<f32>, MaskBits), MapsFileError> {
        let map = self.values(&format!("{class}.maps"), image..image + 1)?;
        let pixels = shape.height * shape.width;
        let mask = self.binary(&format!("{class}.masks"), image..image + 1, pixels)?;
        Ok((map, MaskBits::pack(&mask, shape.width, |&value| value == 1.0)))
    }

    /// All values at these indices.
    fn values(&self, name: &str, images: Range<usize>) -> Result<Vec<f32>, TensorError> {
        let tensor = self.file.read_rows(name, images, DType::F32, &Device::Cpu)?;
        let values = tensor.flatten_all().and_then(|flat| flat.to_vec1());
        values.map_err(|cause| TensorError::Candle {
            file: self.file.path().to_owned(),
            name: name.to_owned(),
            cause: Box::new(cause),
        })
    }

    /// As [`Self::values`], where each of the images has `per_image` values that are 0 or 1.
    fn binary(&self, name: &str, images: Range<usize>, per_image: usize) -> Result<Vec<f32>, MapsFileError> {
        let first = images.start;
        let values = self.values(name, images)?;
        let is_other = |&value: &f32| (value != 0.0) & (value != 1.0);
        match values.iter().position(is_other) {
            Some(at) => Err(MapsFileError::NotBinary {
                file: self.file.path().to_owned(),
                name: name.to_owned(),
                image: first + at / per_image,
                value: values[at],
            }),
            None => Ok(values),
        }
    }
}

/// The class that a tensor's name speaks of.
fn class_of(name: &str) -> Option<&str> {
    let (class, part) = name.rsplit_once('.')?;
    PARTS.contains(&part).then_some(class)
}

/// The shape of a class, after checking all of its tensors.
fn shape_of_class(file: &TensorFile, class: &str) -> Result<ClassShape, MapsFileError> {
    let [maps, masks, labels, scores] = PARTS.map(|part| format!("{class}.{part}"));
    let of_maps = info(file, class, &maps)?;
    let &[images, height, width] = &of_maps.shape[..] else {
        return Err(wrong_shape(file, &maps, of_maps, "N×H×W".to_owned()));
    };
    for (name, expected) in [
        (&masks, &[images, height, width][..]),
        (&labels, &[images]),
        (&scores, &[images]),
    ] {
        let found = info(file, class, name)?;
        if found.shape != expected {
            let expected = format!(
                "{}, as '{}' is {}",
                shape_text(expected),
                printable(&maps),
                shape_text(&of_maps.shape)
            );
            return Err(wrong_shape(file, name, found, expected));
        }
    }
    for name in [&maps, &scores] {
        let found = info(file, class, name)?.dtype;
        if !SCORES.contains(&found) {
            return Err(MapsFileError::Type {
                file: file.path().to_owned(),
                name: name.clone(),
                found,
            });
        }
    }
    Ok(ClassShape {
        images,
        height,
        width,
    })
}

fn info<'f>(file: &'f TensorFile, class: &str, name: &str) -> Result<&'f TensorInfo, MapsFileError> {
    file.info(name).ok_or_else(|| MapsFileError::Missing {
        file: file.path().to_owned(),
        class: class.to_owned(),
        name: name.to_owned(),
    })
}

fn wrong_shape(file: &TensorFile, name: &str, found: &TensorInfo, expected: String) -> MapsFileError {
    MapsFileError::Shape {
        file: file.path().to_owned(),
        name: name.to_owned(),
        found: found.shape.clone(),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_is_what_stands_before_the_last_dot() {
        for (name, class) in [
            ("bottle.maps", Some("bottle")),
            ("pcb.v1.2.scores", Some("pcb.v1.2")),
            ("a.maps.masks", Some("a.maps")),
            ("bottle.features", None),
            ("maps", None),
        ] {
            assert_eq!(class_of(name), class);
        }
    }
}
