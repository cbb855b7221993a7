//! The model that comes with the project finds defects on products that it never saw.

use candle_core::{DType, Device};
use vip2clip::dataset::demo::{Defect, Family, Look, draw};
use vip2clip::detector::{Detector, Placement, Unobserved};
use vip2clip::engine::ModelChoice;
use vip2clip::evaluate::metrics::{ClassAccumulator, ImageEvidence, MaskBits, Preset};
use vip2clip::picture::{Mask, ModelInput, Picture};

#[test]
fn it_is_the_default_and_finds_unseen_defects_on_unseen_families() {
    let choice = ModelChoice::resolve(None, None).unwrap();
    assert!(choice.is_demo);
    let placement = Placement {
        device: Device::Cpu,
        dtype: DType::F32,
    };
    let detector = Detector::load(&choice.files, choice.defaults, &placement).unwrap();
    let size = detector.settings().image_size;
    let (mut image_auroc, mut pixel_auroc, mut families) = (0.0, 0.0, 0.0);
    for family in Family::unseen() {
        // Two seen and two unseen defects, and four pictures without.
        let defects = [Defect::Stain, Defect::Crack, Defect::Thread, Defect::Specks].map(Some);
        let mut class = ClassAccumulator::new(8, size, size);
        for (number, defect) in defects.into_iter().chain([None; 4]).enumerate() {
            let drawing = draw(Look::new(family, 42), defect, size as u32, number as u64);
            let input = ModelInput::new(&Picture::from_rgb(drawing.picture), size);
            let mask = image::DynamicImage::from(drawing.mask).into_rgb8();
            let mask = Mask::new(&Picture::from_rgb(mask), size);
            let detection = detector.detect(&[input], &Unobserved).unwrap().remove(0);
            let evidence = ImageEvidence {
                is_anomalous: defect.is_some(),
                score: detection.score,
                map: Some(&detection.map.values),
                mask: Some(MaskBits::pack(mask.anomalous(), size, |inside| *inside)),
            };
            class.push(evidence).unwrap();
        }
        let metrics = class.finish(Preset::Parity);
        println!(
            "{}: image {:.3}, pixel {:.3}",
            family.name(),
            metrics.image_auroc.unwrap(),
            metrics.pixel_auroc.unwrap()
        );
        image_auroc += metrics.image_auroc.unwrap();
        pixel_auroc += metrics.pixel_auroc.unwrap();
        families += 1.0;
    }
    let (image_auroc, pixel_auroc) = (image_auroc / families, pixel_auroc / families);
    assert!(
        image_auroc > 0.75 && pixel_auroc > 0.92,
        "{image_auroc} {pixel_auroc}"
    );
}
