//! One class, an image at a time.

use super::pixel_store::{PixelMetrics, PixelStore};
use super::ranking::Ranking;
use super::score_key::key;
use super::{BestF1, ClassCurves, ClassMetrics, Decimation, MaskBits, Preset, Undefined};

/// What is known of one image.
#[derive(Debug, Clone)]
pub struct ImageEvidence<'a> {
    /// The label.
    pub is_anomalous: bool,
    /// The image score.
    pub score: f32,
    /// The anomaly map, rows from the top; none where only scores are wanted.
    pub map: Option<&'a [f32]>,
    /// The ground truth; without one every pixel counts as normal.
    pub mask: Option<MaskBits>,
}

/// Collects the images of one class and computes its metrics.
///
/// Memory: 4 bytes a pixel for the maps and a bit for masks that are not empty; sorting and labelling add a few
/// hundred KiB a thread.
#[derive(Debug)]
pub struct ClassAccumulator {
    width: usize,
    height: usize,
    most_images: usize,
    images: usize,
    normal_scores: Vec<u32>,
    anomalous_scores: Vec<u32>,
    normal: usize,
    scores_not_finite: Offenders,
    pixels: PixelStore,
    maps: usize,
    masks: usize,
    maps_not_finite: Offenders,
}

/// Images that something is wrong with.
#[derive(Debug, Default)]
struct Offenders {
    count: usize,
    first: usize,
}

/// An image that does not fit the class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// One more than was announced.
    #[error("image {image}: the class was announced with {announced} images")]
    MoreImages {
        /// Counted from 0.
        image: usize,
        /// What there is room for.
        announced: usize,
    },
    /// A map of another size.
    #[error("image {image}: its map has {found} values, and maps of this class have {height}×{width}")]
    MapSize {
        /// Counted from 0.
        image: usize,
        /// Values of the map.
        found: usize,
        /// Rows expected.
        height: usize,
        /// Columns expected.
        width: usize,
    },
    /// A mask of another size than the maps.
    #[error(
        "image {image}: its mask has {found_height}×{found_width} pixels, and maps of this class {height}×{width}"
    )]
    MaskSize {
        /// Counted from 0.
        image: usize,
        /// Rows of the mask.
        found_height: usize,
        /// Columns of the mask.
        found_width: usize,
        /// Rows expected.
        height: usize,
        /// Columns expected.
        width: usize,
    },
}

impl ClassAccumulator {
    /// For at most `images` images with maps of `height`×`width`.
    pub fn new(images: usize, height: usize, width: usize) -> Self {
        Self {
            width,
            height,
            most_images: images,
            images: 0,
            normal_scores: Vec::new(),
            anomalous_scores: Vec::new(),
            normal: 0,
            scores_not_finite: Offenders::default(),
            pixels: PixelStore::with_room_for(images * height * width),
            maps: 0,
            masks: 0,
            maps_not_finite: Offenders::default(),
        }
    }

    /// Takes the next image. After an error the class is as it was.
    pub fn push(&mut self, evidence: ImageEvidence) -> Result<(), PushError> {
        self.check(&evidence)?;
        let image = self.images;
        self.images += 1;
        self.normal += usize::from(!evidence.is_anomalous);
        if !evidence.score.is_finite() {
            self.scores_not_finite.add(image);
        } else if evidence.is_anomalous {
            self.anomalous_scores.push(key(evidence.score));
        } else {
            self.normal_scores.push(key(evidence.score));
        }
        self.masks += usize::from(evidence.mask.is_some());
        if let Some(map) = evidence.map {
            self.maps += 1;
            // Not `all`, which stops at the first and so goes one by one.
            if map.iter().fold(true, |finite, value| finite & value.is_finite()) {
                self.pixels.add(map, evidence.mask);
            } else {
                self.maps_not_finite.add(image);
            }
        }
        Ok(())
    }

    fn check(&self, evidence: &ImageEvidence) -> Result<(), PushError> {
        let (image, width, height) = (self.images, self.width, self.height);
        if image >= self.most_images {
            return Err(PushError::MoreImages {
                image,
                announced: self.most_images,
            });
        }
        if let Some(map) = evidence.map.filter(|map| map.len() != height * width) {
            return Err(PushError::MapSize {
                image,
                found: map.len(),
                height,
                width,
            });
        }
        match &evidence.mask {
            Some(mask) if (mask.height(), mask.width()) != (height, width) => Err(PushError::MaskSize {
                image,
                found_height: mask.height(),
                found_width: mask.width(),
                height,
                width,
            }),
            _ => Ok(()),
        }
    }

    /// The metrics of all images pushed.
    pub fn finish(self, preset: Preset) -> ClassMetrics {
        self.evaluate(preset, None).0
    }

    /// The metrics of all images pushed, and what can be drawn of them.
    pub fn finish_with_curves(self, preset: Preset, decimation: Decimation) -> (ClassMetrics, ClassCurves) {
        self.evaluate(preset, Some(decimation))
    }

    fn evaluate(self, preset: Preset, decimation: Option<Decimation>) -> (ClassMetrics, ClassCurves) {
        let (normal, anomalous) = (self.normal, self.images - self.normal);
        let mut curves = ClassCurves::default();
        let images_undefined = self.images_undefined();
        let pixels_undefined = self.pixels_undefined();
        let images = match images_undefined {
            Some(reason) => Err(reason),
            None => Ok(image_metrics(
                self.normal_scores,
                self.anomalous_scores,
                decimation,
                &mut curves,
            )),
        };
        let pixels = match pixels_undefined {
            Some(reason) => Err(reason),
            None => self.pixels.evaluate(preset, decimation),
        };
        let of_pixels =
            |value: fn(&PixelMetrics) -> f64| pixels.as_ref().map(value).map_err(|&reason| reason);
        let metrics = ClassMetrics {
            preset,
            normal,
            anomalous,
            image_auroc: images.map(|(auroc, _, _)| auroc),
            image_ap: images.map(|(_, ap, _)| ap),
            image_f1: images.map(|(_, _, f1)| f1),
            pixel_auroc: of_pixels(|pixels| pixels.auroc),
            pixel_ap: of_pixels(|pixels| pixels.average_precision),
            pixel_f1: pixels
                .as_ref()
                .map(|pixels| pixels.best_f1)
                .map_err(|&reason| reason),
            pixel_aupro: pixels
                .as_ref()
                .map_err(|&reason| reason)
                .and_then(|pixels| pixels.aupro),
        };
        if let Some(drawn) = pixels.ok().and_then(|pixels| pixels.curves) {
            curves.pixel_roc = drawn.roc;
            curves.pixel_precision_recall = drawn.precision_recall;
            curves.pixel_pro = drawn.pro;
            curves.pixel_scores = Some(drawn.scores);
        }
        (metrics, curves)
    }

    fn images_undefined(&self) -> Option<Undefined> {
        if self.images == 0 {
            Some(Undefined::NoImages)
        } else if self.normal == 0 {
            Some(Undefined::NoNormalImage)
        } else if self.normal == self.images {
            Some(Undefined::NoAnomalousImage)
        } else {
            let Offenders { count, first } = self.scores_not_finite;
            (count > 0).then_some(Undefined::ScoresNotFinite { count, first })
        }
    }

    /// Why no metric on pixels is defined, as far as can be told without looking at pixels.
    fn pixels_undefined(&self) -> Option<Undefined> {
        if self.images == 0 {
            Some(Undefined::NoImages)
        } else if self.maps == 0 {
            Some(Undefined::NoMaps)
        } else if self.masks == 0 {
            Some(Undefined::NoMasks)
        } else if self.maps < self.images {
            Some(Undefined::MapsMissing {
                missing: self.images - self.maps,
                images: self.images,
            })
        } else {
            let Offenders { count, first } = self.maps_not_finite;
            (count > 0).then_some(Undefined::MapsNotFinite { count, first })
        }
    }
}

impl Offenders {
    fn add(&mut self, image: usize) {
        if self.count == 0 {
            self.first = image;
        }
        self.count += 1;
    }
}

/// AUROC, AP and F1-max of scores of both kinds.
fn image_metrics(
    mut normal: Vec<u32>,
    mut anomalous: Vec<u32>,
    decimation: Option<Decimation>,
    curves: &mut ClassCurves,
) -> (f64, f64, BestF1) {
    normal.sort_unstable();
    anomalous.sort_unstable();
    let ranking = Ranking {
        negatives: &normal,
        positives: &anomalous,
    };
    if let Some(Decimation { points, bins }) = decimation {
        curves.image_roc = ranking.roc(points);
        curves.image_precision_recall = ranking.precision_recall(points);
        curves.image_scores = Some(ranking.histogram(bins));
    }
    (ranking.auroc(), ranking.average_precision(), ranking.best_f1(0.0))
}
