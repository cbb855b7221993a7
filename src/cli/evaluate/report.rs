//! An evaluation as it goes, on stderr.

use crate::base::printable_path;
use crate::cli::progress::Progress;
use crate::cli::streams::say;
use crate::engine::evaluation::EvaluationEvent;
use crate::evaluate::metrics::Metric;

/// Progress and news on stderr.
pub struct Reporter {
    machine: bool,
    progress: Option<Progress>,
}

impl Reporter {
    /// `machine` when stdout is for programs.
    pub fn new(machine: bool) -> Self {
        Self {
            machine,
            progress: None,
        }
    }

    /// Hears of everything.
    pub fn tell(&mut self, event: EvaluationEvent) {
        match event {
            EvaluationEvent::Item {
                item,
                items,
                dataset,
                method,
                images,
                done,
            } => {
                self.finish();
                let already = if done > 0 {
                    format!(", {done} of them done before")
                } else {
                    String::new()
                };
                say(format_args!(
                    "{} of {items}: {method} on {dataset}, {images} images{already}",
                    item + 1
                ));
                self.progress = Some(Progress::of("images", images.saturating_sub(done), self.machine));
            }
            EvaluationEvent::Image(line) => {
                if let Some(error) = &line.error {
                    self.say(&format!("failed: {error}"));
                }
                if let Some(progress) = &mut self.progress {
                    progress.picture();
                }
            }
            EvaluationEvent::Class { class, .. } => {
                let shown = |metric: Metric| {
                    let value = class.values.get(metric.key());
                    value.map_or("n/a".to_owned(), |value| format!("{:.1}", 100.0 * value))
                };
                self.say(&format!(
                    "class {}: image AUROC {}, pixel AUROC {}",
                    crate::base::printable(&class.name),
                    shown(Metric::ImageAuroc),
                    shown(Metric::PixelAuroc)
                ));
            }
            EvaluationEvent::Saved(path) => self.say(&format!("maps in {}", printable_path(&path))),
        }
    }

    /// Takes the bar away.
    pub fn finish(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
    }

    fn say(&self, text: &str) {
        match &self.progress {
            Some(progress) => progress.suspend(|| say(text)),
            None => say(text),
        }
    }
}
