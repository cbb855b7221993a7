//! The form of a new run: the options of `train` or `evaluate` that are set most often, the others by their defaults.

mod field;

pub use field::{Field, FieldKind};

use super::train::{EstimateRequest, TrainEstimate};
use crate::run::RunKind;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What the workbench knows when a form is opened.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The folder that is open.
    pub dataset: PathBuf,
    /// The model's backbone.
    pub backbone: PathBuf,
    /// The model's prompts.
    pub prompts: PathBuf,
    /// S, pixels.
    pub image_size: usize,
    /// Tapped blocks.
    pub layers: Vec<usize>,
    /// Patches a layer that make the score.
    pub top_k: usize,
}

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    /// What the run is to do.
    pub kind: RunKind,
    fields: Vec<Field>,
    selected: usize,
    /// What the run would take, or why that is not known; none while it is looked for.
    pub estimate: Option<Result<TrainEstimate, String>>,
    /// It was sent, and no answer has come yet.
    pub starting: bool,
    /// Why it could not be started.
    pub refusal: Option<String>,
}

const BOOL: FieldKind = FieldKind::Choice(&["true", "false"]);

impl Form {
    /// The form of a new evaluation with what is known filled in.
    pub fn of_evaluation(given: &Given) -> Self {
        use FieldKind::{Choice, Count, Rate, Text};
        let fields = vec![
            Field::new("prompts", "prompts", FieldKind::Path, "").with(path_text(&given.prompts)),
            Field::new("method", "method", Choice(&["vip2", "clip"]), "vip2"),
            Field::new("metrics", "metrics", Choice(&["parity", "exact"]), "parity"),
            Field::new("split", "split", Choice(&["test", "train"]), "test"),
            Field::new("batch", "batch", Count, "1"),
            Field::new("save-maps", "save maps", Choice(&["no", "f16", "f32"]), "no"),
            Field::new("image-size", "image size", Count, "the model's"),
            Field::new("layers", "layers", Text, "the model's"),
            Field::new("top-k", "top k", Count, "the model's"),
            Field::new("sigma", "σ of the blur", Rate, "the model's"),
            Field::new("run", "name of the run", Text, "time and dataset"),
        ];
        Self::of(RunKind::Evaluate, given, fields)
    }

    /// The form of a new training with what is known filled in.
    pub fn of_training(given: &Given) -> Self {
        let layers: Vec<String> = given.layers.iter().map(usize::to_string).collect();
        use FieldKind::{Choice, Count, Rate, Text};
        let fields = vec![
            Field::new("init-prompts", "first prompts", FieldKind::Path, "new ones"),
            Field::new(
                "preset",
                "protocol",
                Choice(&["none", "paper-mvtec", "paper-visa"]),
                "none",
            ),
            Field::new("split", "split", Choice(&["test", "train"]), "test"),
            Field::new("epochs", "epochs", Count, "10"),
            Field::new("batch", "batch", Count, "8"),
            Field::new("lr-ica", "rate of ICA", Rate, "0.001"),
            Field::new("lr-fgp", "rate of FGP", Rate, "0.00001"),
            Field::new("seed", "seed", Text, "111"),
            Field::new("image-size", "image size", Count, "518").with(given.image_size.to_string()),
            Field::new("layers", "layers", Text, "6,12,18,24").with(layers.join(",")),
            Field::new("top-k", "top k", Count, "50").with(given.top_k.to_string()),
            Field::new("n-ctx", "context vectors", Count, "7"),
            Field::new("n-cls", "class tokens", Count, "3"),
            Field::new("normal-word", "normal word", Text, "good"),
            Field::new("abnormal-word", "abnormal word", Text, "damaged"),
            Field::new("released-prompt-bug", "released bug", BOOL, "true"),
            Field::new(
                "features",
                "features",
                Choice(&["auto", "memory", "disk", "off"]),
                "auto",
            ),
            Field::new(
                "features-dtype",
                "features as",
                Choice(&["f32", "f16", "bf16"]),
                "f32",
            ),
            Field::new("run", "name of the run", Text, "time and dataset"),
        ];
        Self::of(RunKind::Train, given, fields)
    }

    /// What every run is asked for, then its own fields.
    fn of(kind: RunKind, given: &Given, own: Vec<Field>) -> Self {
        let input = |name, given: &PathBuf| {
            Field::new(name, name, FieldKind::Path, "")
                .with(path_text(given))
                .needed()
        };
        let mut fields = vec![
            input("dataset", &given.dataset),
            input("backbone", &given.backbone),
        ];
        fields.extend(own);
        Self {
            kind,
            fields,
            selected: 0,
            estimate: None,
            starting: false,
            refusal: None,
        }
    }

    /// The fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Place of the field that has the keys.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// The field that has the keys, to be changed. What was said about the form before no longer holds.
    pub fn field(&mut self) -> Option<&mut Field> {
        self.refusal = None;
        self.fields.get_mut(self.selected)
    }

    /// Moves on by `by` fields, round.
    pub fn step(&mut self, by: isize) {
        let count = self.fields.len() as isize;
        self.selected = (self.selected as isize + by).rem_euclid(count) as usize;
    }

    /// The first field that is wrong, and how.
    pub fn fault(&self) -> Option<(usize, String)> {
        let faults = self.fields.iter().enumerate();
        faults
            .filter_map(|(place, field)| Some((place, format!("{} {}", field.name, field.fault()?))))
            .next()
    }

    /// Goes to a field.
    pub fn select(&mut self, place: usize) {
        self.selected = place.min(self.fields.len().saturating_sub(1));
    }

    /// What is in a field, or what stands for nothing there.
    pub fn value(&self, option: &str) -> &str {
        self.fields
            .iter()
            .find(|field| field.option == option)
            .map_or("", |field| match field.value.trim() {
                "" => field.default,
                value => value,
            })
    }

    /// The name of the run; none for one that is made.
    pub fn name(&self) -> Option<PathBuf> {
        let field = self.fields.iter().find(|field| field.option == "run")?;
        let name = field.value.trim();
        (!name.is_empty()).then(|| PathBuf::from(name))
    }

    /// The arguments of the command, without the run's folder.
    pub fn arguments(&self) -> Vec<OsString> {
        let set = self
            .fields
            .iter()
            .filter(|field| field.option != "run" && !field.value.trim().is_empty());
        // `--option=value` takes values that begin with a dash, too.
        set.map(|field| format!("--{}={}", field.option, field.value.trim()).into())
            .collect()
    }

    /// What its estimate depends on, if that can be read.
    pub fn estimate_request(&self) -> Option<EstimateRequest> {
        if self.kind != RunKind::Train {
            return None;
        }
        let layers: Result<Vec<usize>, _> = self
            .value("layers")
            .split(',')
            .map(|l| l.trim().parse())
            .collect();
        let needed = |option| Some(self.value(option)).filter(|value| !value.is_empty());
        Some(EstimateRequest {
            dataset: needed("dataset")?.into(),
            backbone: needed("backbone")?.into(),
            split: self.value("split").to_owned(),
            image_size: self.value("image-size").parse().ok()?,
            layers: layers.ok()?,
            features_dtype: self.value("features-dtype").to_owned(),
        })
    }

    /// Steps of the whole run with so many pictures.
    pub fn steps(&self, pictures: usize) -> Option<usize> {
        let batch: usize = self.value("batch").parse().ok()?;
        let epochs: usize = self.value("epochs").parse().ok()?;
        Some(pictures.div_ceil(batch.max(1)) * epochs)
    }
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form::of_training(&Given {
            dataset: "/data/x".into(),
            backbone: "/models/b.pt".into(),
            prompts: "/models/p.pth".into(),
            image_size: 224,
            layers: vec![3, 6],
            top_k: 4,
        })
    }

    #[test]
    fn what_is_not_filled_in_is_left_to_the_program() {
        let arguments: Vec<String> = form()
            .arguments()
            .into_iter()
            .map(|argument| argument.into_string().unwrap())
            .collect();
        assert_eq!(
            arguments,
            [
                "--dataset=/data/x",
                "--backbone=/models/b.pt",
                "--image-size=224",
                "--layers=3,6",
                "--top-k=4"
            ]
        );
        assert_eq!(form().steps(20), Some(30));
    }

    #[test]
    fn typing_goes_into_the_field_that_has_the_keys() {
        let mut form = form();
        form.select(5);
        form.field().unwrap().type_char('3');
        assert_eq!(form.value("epochs"), "3");
        form.field().unwrap().type_char('x');
        assert_eq!(
            form.fault(),
            Some((5, "epochs must be a whole number, 1 or more".to_owned()))
        );
        form.step(-6);
        assert_eq!(form.fields()[form.selected()].option, "run");
        form.field().unwrap().type_char('a');
        assert_eq!(form.name(), Some("a".into()));
    }

    #[test]
    fn an_estimate_needs_numbers() {
        let mut form = form();
        assert_eq!(form.estimate_request().unwrap().layers, [3, 6]);
        form.select(11);
        form.field().unwrap().type_char('x');
        assert_eq!(form.estimate_request(), None);
    }
}
