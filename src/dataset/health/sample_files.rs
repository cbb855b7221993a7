//! The image and the mask of one sample, decoded.

use super::{Check, Finding, HealthOptions};
use crate::dataset::{DatasetIndex, Label, Sample};
use crate::picture::{self, Format, Mask, Picture, PictureError};
use std::collections::BTreeSet;
use std::path::Path;

/// Values of a mask that are counted before it is enough to say "more".
const VALUES: usize = 16;

/// What is wrong with the files of a sample.
pub(super) fn check_files(index: &DatasetIndex, sample: &Sample, options: &HealthOptions) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut open = |path: &Path, check: Check| {
        let opened = picture::open(&index.locate(path), &options.limits);
        opened
            .map_err(|error| findings.push(unusable(check, path, &error)))
            .ok()
    };
    let image = open(&sample.image, Check::Image);
    let Some(path) = sample.mask.as_deref() else {
        return findings;
    };
    let Some(mask) = open(path, Check::Mask) else {
        return findings;
    };
    if let Some(image) = image {
        findings.extend(size(path, &image, &mask));
    }
    findings.extend(content(path, &mask, sample.label, options.mask_size));
    findings.extend(values(path, &mask));
    findings
}

fn unusable(check: Check, path: &Path, error: &PictureError) -> Finding {
    let check = match error {
        PictureError::Empty { .. } => Check::EmptyFile,
        _ => check,
    };
    Finding::problem(check, path, error.to_string())
}

fn size(path: &Path, image: &Picture, mask: &Picture) -> Option<Finding> {
    let sizes = [image, mask].map(|picture| (picture.width(), picture.height()));
    let [(width, height), (mask_width, mask_height)] = sizes;
    (sizes[0] != sizes[1]).then(|| {
        let message = format!(
            "the mask has {mask_width}×{mask_height} pixels and its image {width}×{height}: they may not belong \
             together"
        );
        Finding::problem(Check::MaskSize, path, message)
    })
}

/// Whether there is a defect in the mask where there should be one.
fn content(path: &Path, mask: &Picture, label: Option<Label>, size: usize) -> Option<Finding> {
    let is_empty = || mask.to_rgb().as_raw().iter().all(|&value| value == 0);
    match label {
        Some(Label::Anomalous) if Mask::new(mask, size).area() == 0 => {
            let message = if is_empty() {
                "the mask of an anomalous image is empty".to_owned()
            } else {
                format!(
                    "the defect vanishes when the mask is resized to {size}×{size}: pixel metrics see none"
                )
            };
            Some(Finding::problem(Check::EmptyMask, path, message))
        }
        Some(Label::Normal) if !is_empty() => Some(Finding::problem(
            Check::MaskOfNormal,
            path,
            "the mask of a normal image is not empty; it is ignored, because the label decides",
        )),
        _ => None,
    }
}

/// Whether the mask says only yes or no.
fn values(path: &Path, mask: &Picture) -> Option<Finding> {
    let rgb = mask.to_rgb();
    let mut values = BTreeSet::new();
    for pixel in rgb.pixels() {
        values.insert(pixel.0);
        if values.len() > VALUES {
            break;
        }
    }
    if mask.format() == Some(Format::Jpeg) {
        let noise = values.iter().any(|value| *value != [0; 3] && *value != [255; 3]);
        return noise.then(|| {
            let message = "a JPEG: the noise around its edges counts as defect, as in the released code, and makes \
                           masks fatter";
            Finding::note(Check::JpegMask, path, message)
        });
    }
    (values.len() > 2).then(|| {
        let count = match values.len() {
            more if more > VALUES => format!("more than {VALUES}"),
            count => count.to_string(),
        };
        let message =
            format!("the mask has {count} different values, expected 2; whatever is not 0 counts as defect");
        Finding::note(Check::MaskValues, path, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma};

    fn index(root: &Path) -> DatasetIndex {
        DatasetIndex {
            kind: "flat",
            variant: String::new(),
            root: root.to_owned(),
            fingerprint: String::new(),
            test: vec![],
            train: vec![],
            excluded: vec![],
            warnings: vec![],
        }
    }

    fn found(image: &GrayImage, mask: &GrayImage, mask_name: &str, label: Label) -> Vec<Check> {
        let dir = tempfile::tempdir().unwrap();
        image.save(dir.path().join("a.png")).unwrap();
        mask.save(dir.path().join(mask_name)).unwrap();
        let sample = Sample {
            image: Path::new("a.png").into(),
            mask: Some(Path::new(mask_name).into()),
            class: "c".into(),
            species: "".into(),
            label: Some(label),
        };
        let options = HealthOptions {
            mask_size: 16,
            ..HealthOptions::default()
        };
        let findings = check_files(&index(dir.path()), &sample, &options);
        findings.iter().map(|finding| finding.check).collect()
    }

    /// 32×32 with a square of `value` from the corner.
    fn square(side: u32, value: u8) -> GrayImage {
        GrayImage::from_fn(32, 32, |x, y| Luma([if x.max(y) < side { value } else { 0 }]))
    }

    #[test]
    fn each_fault_of_a_mask_is_found_alone() {
        let image = square(32, 100);
        for (mask, name, label, expected) in [
            (square(8, 255), "m.png", Label::Anomalous, vec![]),
            (square(8, 1), "m.png", Label::Anomalous, vec![]),
            (square(0, 0), "m.png", Label::Anomalous, vec![Check::EmptyMask]),
            (square(1, 255), "m.png", Label::Anomalous, vec![Check::EmptyMask]),
            (square(0, 0), "m.png", Label::Normal, vec![]),
            (square(8, 255), "m.png", Label::Normal, vec![Check::MaskOfNormal]),
            (square(9, 255), "m.jpg", Label::Anomalous, vec![Check::JpegMask]),
            (
                GrayImage::from_pixel(8, 8, Luma([9])),
                "m.png",
                Label::Anomalous,
                vec![Check::MaskSize],
            ),
        ] {
            assert_eq!(found(&image, &mask, name, label), expected, "{name} {label:?}");
        }
        let mut graded = square(8, 255);
        graded.put_pixel(0, 0, Luma([7]));
        assert_eq!(
            found(&image, &graded, "m.png", Label::Anomalous),
            [Check::MaskValues]
        );
    }

    #[test]
    fn files_that_are_no_pictures_are_named_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.png"), b"").unwrap();
        std::fs::write(dir.path().join("m.png"), b"text").unwrap();
        let sample = Sample {
            image: Path::new("a.png").into(),
            mask: Some(Path::new("m.png").into()),
            class: "c".into(),
            species: "".into(),
            label: Some(Label::Anomalous),
        };
        let findings = check_files(&index(dir.path()), &sample, &HealthOptions::default());
        let checks: Vec<Check> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(checks, [Check::EmptyFile, Check::Mask]);
        assert!(findings[1].message.contains("found text"), "{findings:?}");
    }
}
