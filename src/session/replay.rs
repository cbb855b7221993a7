//! A session computed again, without a screen, and compared.

use super::{
    Capture, CaptureEvent, Captured, Change, ImageRecord, MapRecord, MapVerdict, MetricReplay, PictureReplay,
    PictureVerdict, Replay, Session, SessionError, Sources, Tolerance, Verification, verify,
};
use crate::base::CancelToken;
use crate::detector::{Detector, Placement};
use crate::engine::{DeviceChoice, DeviceError, DtypeChoice, device_name};
use std::collections::HashSet;
use std::path::Path;

/// How it is computed.
#[derive(Debug, Clone)]
pub struct ReplayOptions {
    /// Where.
    pub placement: Placement,
    /// What may lie between then and now.
    pub tolerance: Tolerance,
    /// Whether events carry the decoded picture.
    pub keep_pictures: bool,
    /// Ends it before the next block of the tower.
    pub cancel: CancelToken,
}

impl ReplayOptions {
    /// For a session: in its precision, on `device`, or without a wish where it ran, or where that cannot be had on the
    /// device that this machine would take.
    pub fn new(
        session: &Session,
        device: Option<DeviceChoice>,
        cancel: CancelToken,
    ) -> Result<Self, SessionError> {
        let precision: DtypeChoice = session.program.precision.parse()?;
        let placement = match device {
            Some(device) => device.place(precision)?,
            None => {
                let recorded: Result<DeviceChoice, DeviceError> = session.hardware.device.parse();
                let recorded = recorded.and_then(|device| device.place(precision));
                recorded.or_else(|_| DeviceChoice::Auto.place(precision))?
            }
        };
        Ok(Self {
            placement,
            tolerance: Tolerance::default(),
            keep_pictures: false,
            cancel,
        })
    }
}

/// Verifies a session and computes all of it again. What has changed is computed as it is now, and told.
///
/// # Errors
/// When the model or the dataset's root is missing, or the model cannot be loaded. Pictures that fail are part of the
/// result.
pub fn replay(
    session: &Session,
    sources: Sources,
    options: &ReplayOptions,
    sink: &mut dyn FnMut(CaptureEvent),
) -> Result<Replay, SessionError> {
    let mut verification = verify(session, &sources, &options.cancel, &|| ())?;
    let (root, files) = sources.require()?;
    verification.changes.extend(machine(session, &options.placement));
    let detector = Detector::load(&files, session.settings.clone(), &options.placement)?;
    let capture = Capture {
        detector: &detector,
        root: &root,
        batch: session.batch,
        preset: session.preset,
        keep_pictures: options.keep_pictures,
        cancel: options.cancel.clone(),
    };
    let captured = capture.run(&session.images, sink)?;
    Ok(compare(session, &captured, verification, options.tolerance))
}

/// How this machine differs from the one of then.
fn machine(session: &Session, placement: &Placement) -> Vec<Change> {
    let mut changes = Vec::new();
    let (was, is) = (&session.hardware.device, device_name(&placement.device));
    if *was != is {
        changes.push(Change::Device { was: was.clone(), is });
    }
    let (was, is) = (session.hardware.threads, rayon::current_num_threads());
    if was != is {
        changes.push(Change::Threads { was, is });
    }
    let (was, is) = (
        &session.program.precision,
        format!("{:?}", placement.dtype).to_lowercase(),
    );
    if *was != is {
        changes.push(Change::Precision { was: was.clone(), is });
    }
    changes
}

fn compare(
    session: &Session,
    captured: &Captured,
    verification: Verification,
    tolerance: Tolerance,
) -> Replay {
    let of_kind = |kinds: [&str; 2]| -> HashSet<&Path> {
        let changes = verification.changes.iter();
        changes
            .filter(|change| kinds.contains(&change.kind()))
            .filter_map(Change::path)
            .collect()
    };
    let changed = of_kind(["picture_changed", "mask_changed"]);
    let missing = of_kind(["picture_missing", "mask_missing"]);
    let has = |set: &HashSet<&Path>, image: &ImageRecord| {
        set.contains(image.path.as_path()) || image.mask.as_deref().is_some_and(|mask| set.contains(mask))
    };
    let pictures = session
        .images
        .iter()
        .zip(&captured.images)
        .map(|(then, now)| PictureReplay {
            path: then.path.clone(),
            verdict: if has(&missing, then) {
                PictureVerdict::Missing
            } else if has(&changed, then) {
                PictureVerdict::Changed
            } else {
                verdict(then, now, tolerance)
            },
            map: map_verdict(then.map.as_ref(), now.map.as_ref()),
            then: then.score,
            now: now.score,
        })
        .collect();
    let metrics = metrics(session, captured, tolerance);
    Replay {
        tolerance,
        pictures,
        metrics,
        verification,
    }
}

fn verdict(then: &ImageRecord, now: &ImageRecord, tolerance: Tolerance) -> PictureVerdict {
    let (was, is) = match (then.score, now.score) {
        (None, None) => return PictureVerdict::Same,
        (None, Some(_)) => return PictureVerdict::Differs,
        (Some(_), None) => {
            return PictureVerdict::Fails(now.error.clone().unwrap_or_else(|| "it has no score".to_owned()));
        }
        (Some(was), Some(is)) => (was, is),
    };
    let bit_equal = map_verdict(then.map.as_ref(), now.map.as_ref()) != MapVerdict::OtherBits;
    let near = |a: f32, b: f32, allowed: f32| (a - b).abs() <= allowed || (a.is_nan() && b.is_nan());
    let maps_near = match (&then.map, &now.map) {
        (Some(a), Some(b)) => {
            let pairs = [(a.min, b.min), (a.max, b.max), (a.mean, b.mean)];
            a.size == b.size && pairs.into_iter().all(|(a, b)| near(a, b, tolerance.map))
        }
        _ => true,
    };
    if bit_equal && was.to_bits() == is.to_bits() {
        PictureVerdict::Same
    } else if maps_near && near(was, is, tolerance.score) {
        PictureVerdict::Close
    } else {
        PictureVerdict::Differs
    }
}

fn map_verdict(then: Option<&MapRecord>, now: Option<&MapRecord>) -> MapVerdict {
    match (then, now) {
        (Some(then), Some(now)) if then.sha256 == now.sha256 => MapVerdict::BitEqual,
        (Some(_), Some(_)) => MapVerdict::OtherBits,
        _ => MapVerdict::Unknown,
    }
}

/// What was recorded as a number. A metric that was undefined then is no claim.
fn metrics(session: &Session, captured: &Captured, tolerance: Tolerance) -> Vec<MetricReplay> {
    let mut compared = Vec::new();
    for class in &session.classes {
        let now = captured.classes.iter().find(|now| now.name == class.name);
        for (metric, &then) in &class.values {
            let value = now.and_then(|now| now.values.get(metric)).copied();
            compared.push(MetricReplay {
                class: class.name.clone(),
                metric: metric.clone(),
                then,
                now: value,
                agrees: value.is_some_and(|now| (now - then).abs() <= tolerance.metric),
            });
        }
    }
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(score: Option<f32>, map: Option<(&str, f32)>) -> ImageRecord {
        ImageRecord {
            score,
            map: map.map(|(sha256, max)| MapRecord {
                size: 2,
                sha256: sha256.to_owned(),
                min: 0.0,
                max,
                mean: 0.5,
            }),
            ..ImageRecord::of_file(Path::new("a.png"))
        }
    }

    #[test]
    fn a_picture_is_the_same_to_the_bit_or_close_or_it_differs() {
        let tolerance = Tolerance::default();
        let then = image(Some(0.5), Some(("a", 1.0)));
        for (now, expected) in [
            (image(Some(0.5), Some(("a", 1.0))), PictureVerdict::Same),
            (image(Some(0.5), Some(("b", 1.0))), PictureVerdict::Close),
            (
                image(Some(0.500_005), Some(("b", 1.00005))),
                PictureVerdict::Close,
            ),
            (image(Some(0.50002), Some(("b", 1.0))), PictureVerdict::Differs),
            (image(Some(0.5), Some(("b", 1.001))), PictureVerdict::Differs),
            (image(Some(f32::NAN), Some(("b", 1.0))), PictureVerdict::Differs),
            (
                image(None, None).with_error("gone".to_owned()),
                PictureVerdict::Fails("gone".to_owned()),
            ),
        ] {
            assert_eq!(verdict(&then, &now, tolerance), expected, "{now:?}");
        }
        let failed = image(None, None);
        assert_eq!(verdict(&failed, &failed, tolerance), PictureVerdict::Same);
        assert_eq!(verdict(&failed, &then, tolerance), PictureVerdict::Differs);
        // Only the score was known.
        let bare = image(Some(0.5), None);
        assert_eq!(verdict(&bare, &then, tolerance), PictureVerdict::Same);
        let nan = image(Some(f32::NAN), Some(("a", f32::NAN)));
        assert_eq!(verdict(&nan, &nan, tolerance), PictureVerdict::Same);
    }
}
