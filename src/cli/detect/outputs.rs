//! The files of `--out`: where they go, and what is in them.

use super::inputs::Input;
use crate::base::{printable_path, write_atomically, write_npy_f32};
use crate::cli::exit::UsageError;
use crate::detector::{Detection, LayerReading};
use crate::picture::{Colormap, Range, paint_map};
use anyhow::Context;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use safetensors::tensor::{Dtype, TensorView};
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const MAP_NPY: &str = ".map.npy";
const MAP_PNG: &str = ".map.png";
const OVERLAY_PNG: &str = ".overlay.png";
const ATTENTION: &str = ".attention.safetensors";

/// Whether a file of this name in the output folder is one of ours that could be taken for a picture to run.
pub fn is_picture_of_a_map(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.ends_with(MAP_PNG.as_bytes()) || name.ends_with(OVERLAY_PNG.as_bytes())
}

/// The output folder, ready to be written to.
#[derive(Debug)]
pub struct Outputs {
    folder: PathBuf,
    attention: bool,
}

impl Outputs {
    /// Makes the folder, and refuses inputs whose results would replace each other or an input.
    pub fn prepare(folder: &Path, attention: bool, inputs: &[Input]) -> anyhow::Result<Self> {
        let outputs = Self {
            folder: folder.to_owned(),
            attention,
        };
        outputs.refuse_clashes(inputs)?;
        outputs.refuse_overwriting(inputs)?;
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the output folder {}", printable_path(folder)))?;
        Ok(outputs)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn refuse_clashes(&self, inputs: &[Input]) -> Result<(), UsageError> {
        let mut owners: HashMap<PathBuf, &Input> = HashMap::new();
        for input in inputs {
            if let Some(first) = owners.insert(self.base(input), input) {
                return Err(UsageError(format!(
                    "{} and {} would both be written to {}.*: run them with different --out folders, or name a \
                     folder that holds both",
                    printable_path(&first.path),
                    printable_path(&input.path),
                    printable_path(&self.base(input))
                )));
            }
        }
        Ok(())
    }

    fn refuse_overwriting(&self, inputs: &[Input]) -> Result<(), UsageError> {
        let real: HashSet<PathBuf> = inputs.iter().filter_map(|i| i.path.canonicalize().ok()).collect();
        for input in inputs {
            for suffix in [MAP_NPY, MAP_PNG, OVERLAY_PNG, ATTENTION] {
                let target = with_suffix(&self.base(input), suffix);
                if target.canonicalize().is_ok_and(|target| real.contains(&target)) {
                    return Err(UsageError(format!(
                        "the result of {} would replace {}, which is an input too: choose another --out folder",
                        printable_path(&input.path),
                        printable_path(&target)
                    )));
                }
            }
        }
        Ok(())
    }

    /// The path of the input's results without their suffixes: its own name, extension included.
    fn base(&self, input: &Input) -> PathBuf {
        self.folder
            .join(&input.below)
            .join(input.path.file_name().unwrap_or_default())
    }

    /// Writes the results of one picture; the files written.
    pub fn write(
        &self,
        input: &Input,
        detection: &Detection,
        overlay: &RgbImage,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let base = self.base(input);
        if let Some(folder) = base.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", printable_path(folder)))?;
        }
        let (map, size) = (&detection.map.values, detection.map.size);
        let mut files = Vec::with_capacity(4);
        let mut write = |suffix: &str, fill: &dyn Fn(&mut io::BufWriter<&fs::File>) -> io::Result<()>| {
            let path = with_suffix(&base, suffix);
            write_atomically(&path, fill)
                .with_context(|| format!("cannot write {}", printable_path(&path)))?;
            files.push(path);
            anyhow::Ok(())
        };
        write(MAP_NPY, &|out| write_npy_f32(out, &[size, size], map))?;
        let painted = paint_map(map, size, Colormap::default(), Range::default());
        write(MAP_PNG, &|out| write_png(out, &painted))?;
        write(OVERLAY_PNG, &|out| write_png(out, overlay))?;
        if self.attention {
            write(ATTENTION, &|out| write_attention(out, &detection.layers))?;
        }
        Ok(files)
    }
}

fn with_suffix(base: &Path, suffix: &str) -> PathBuf {
    let mut path = base.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

fn write_png(out: &mut impl io::Write, picture: &RgbImage) -> io::Result<()> {
    PngEncoder::new(out)
        .write_image(
            picture,
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(io::Error::other)
}

fn write_attention(out: &mut impl io::Write, layers: &[LayerReading]) -> io::Result<()> {
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = layers
        .iter()
        .map(|reading| {
            let patches = reading.grid * reading.grid;
            let heads = reading.attention.len() / (2 * patches).max(1);
            let bytes = reading.attention.iter().flat_map(|v| v.to_le_bytes()).collect();
            (
                format!("attention.{}", reading.layer),
                vec![heads, 2, patches],
                bytes,
            )
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()
        .map_err(io::Error::other)?;
    let bytes = safetensors::serialize(views, None).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::{AnomalyMap, StageTimes};

    fn input(path: &str, below: &str) -> Input {
        Input {
            path: path.into(),
            below: below.into(),
        }
    }

    fn detection() -> Detection {
        Detection {
            score: 0.5,
            map: AnomalyMap {
                size: 2,
                values: vec![0.0, 0.25, 0.5, 1.0],
            },
            layers: vec![LayerReading {
                layer: 6,
                grid: 2,
                attention: vec![0.25; 8 * 2 * 4],
                cosines: vec![[0.5, 0.5]; 4],
            }],
            warnings: vec![],
            times: StageTimes::default(),
        }
    }

    #[test]
    fn two_inputs_of_one_name_are_refused_unless_their_folders_tell_them_apart() {
        let dir = tempfile::tempdir().unwrap();
        let clash = [input("x/a.png", ""), input("y/a.png", "")];
        let error = Outputs::prepare(dir.path(), false, &clash)
            .unwrap_err()
            .to_string();
        assert!(error.contains("x/a.png") && error.contains("y/a.png"), "{error}");
        let apart = [input("p/x/a.png", "x"), input("p/y/a.png", "y")];
        assert!(Outputs::prepare(dir.path(), false, &apart).is_ok());
    }

    #[test]
    fn a_result_never_replaces_an_input() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).display().to_string();
        for name in ["a.png", "a.png.map.png"] {
            fs::write(dir.path().join(name), b"").unwrap();
        }
        let inputs = [input(&path("a.png"), ""), input(&path("a.png.map.png"), "")];
        let error = Outputs::prepare(dir.path(), false, &inputs)
            .unwrap_err()
            .to_string();
        assert!(error.contains("would replace"), "{error}");
    }

    #[test]
    fn the_files_hold_what_they_should() {
        let dir = tempfile::tempdir().unwrap();
        let source = input("photos/k/a.png", "k");
        let outputs = Outputs::prepare(dir.path(), true, std::slice::from_ref(&source)).unwrap();
        let overlay = RgbImage::from_pixel(3, 5, image::Rgb([1, 2, 3]));
        let files = outputs.write(&source, &detection(), &overlay).unwrap();
        let base = dir.path().join("k/a.png");
        let expected = [MAP_NPY, MAP_PNG, OVERLAY_PNG, ATTENTION].map(|suffix| with_suffix(&base, suffix));
        assert_eq!(files, expected);
        let npy = fs::read(&files[0]).unwrap();
        assert_eq!(&npy[npy.len() - 16..][4..8], 0.25f32.to_le_bytes());
        assert_eq!(image::open(&files[1]).unwrap().width(), 2);
        assert_eq!(image::open(&files[2]).unwrap().to_rgb8(), overlay);
        let attention = fs::read(&files[3]).unwrap();
        let attention = safetensors::SafeTensors::deserialize(&attention).unwrap();
        let tensor = attention.tensor("attention.6").unwrap();
        assert_eq!(
            (tensor.shape(), tensor.dtype()),
            ([8, 2, 4].as_slice(), Dtype::F32)
        );
    }
}
