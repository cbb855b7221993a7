//! `dataset demo`: a dataset of drawn pictures, for trying things out.

mod kept;
mod writer;

pub use kept::kept_demo_set;

use crate::base::plain_time;
use crate::base::printable_path;
use crate::cli::exit::{EXIT_HELP, Exit, UsageError};
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::streams::{print_line, say};
use crate::dataset::demo::{Defect, DemoItem, DemoSet, Family, Place, SMALLEST};
use anyhow::Context;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Pixels on a side that a decoder accepts in a square picture without being asked to.
const LARGEST: u32 = 4096;

const DETAILS: &str = "\
Writes pictures of surfaces and objects with defects and masks in the layout of MVTec AD: \
CLASS/{train/good, test/good, test/DEFECT, ground_truth/DEFECT}, 000.png with 000_mask.png, masks 0 and 255. A class is \
one product of a family, named FAMILY-SEED; its pictures differ as photographs of one product do. The same seed gives \
the same pixels on every machine, and a class does not change when others are left out.

The demo model was trained on the families and defects that are written by default, drawn anew for every step. \
--unseen writes those that it never saw. blur and warp are left out of classes too smooth to show them.

DIR must be empty or not there yet. With --force files of the same names are replaced and nothing else is touched.

--json prints one object: {\"root\", \"seed\", \"size\", \"pictures\", \"masks\", \"seconds\",
   \"classes\": [{\"class\", \"family\", \"train\", \"normal\", \"defects\": {DEFECT: pictures}}]}
--list --json prints {\"families\": [{\"name\", \"about\", \"seen\"}], \"defects\": [the same]}.

Examples:
  vip2clip-tui dataset demo demo
  vip2clip-tui dataset demo demo-unseen --unseen
  vip2clip-tui dataset demo small --families wood,leather --defects scratch,stain --normal 4
  vip2clip-tui dataset demo demo --seed 2 --force
  vip2clip-tui dataset demo --list";

/// Draw a dataset to try things out with
///
/// Pictures of surfaces and objects, normal and with defects, and their masks. Nothing is downloaded.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    /// Folder for the dataset; made if it is not there
    #[arg(value_name = "DIR", required_unless_present = "list")]
    folder: Option<PathBuf>,

    /// Families, each of which becomes a class; `--list` names them
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = family, env = "VIP2CLIP_FAMILIES")]
    families: Vec<Family>,

    /// Defects; `--list` names them
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = defect, env = "VIP2CLIP_DEFECTS")]
    defects: Vec<Defect>,

    /// The families and defects that the demo model was not trained on
    #[arg(long, conflicts_with = "families", env = "VIP2CLIP_UNSEEN")]
    unseen: bool,

    /// Side of the pictures, pixels
    #[arg(long, value_name = "PIXELS", default_value = "224", env = "VIP2CLIP_SIZE",
        value_parser = clap::value_parser!(u32).range(i64::from(SMALLEST)..=i64::from(LARGEST)))]
    size: u32,

    /// Normal test pictures a class
    #[arg(long, value_name = "N", default_value = "10", value_parser = count, env = "VIP2CLIP_NORMAL")]
    normal: usize,

    /// Anomalous test pictures a class and defect
    #[arg(long, value_name = "N", default_value = "2", value_parser = count, env = "VIP2CLIP_ANOMALOUS")]
    anomalous: usize,

    /// Normal training pictures a class; the zero-shot protocol uses none
    #[arg(long, value_name = "N", default_value = "2", value_parser = count, env = "VIP2CLIP_TRAIN")]
    train: usize,

    /// What everything drawn follows from
    #[arg(long, value_name = "SEED", default_value = "1", env = "VIP2CLIP_DEMO_SEED")]
    seed: u64,

    /// Write into a folder that is not empty, replacing files of the same names
    #[arg(long)]
    force: bool,

    /// Name the families and defects instead
    #[arg(long)]
    list: bool,

    /// For programs: one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs `dataset demo`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let Some(folder) = options.folder.as_ref().filter(|_| !options.list) else {
        print_line(&list(options.json)?)?;
        return Ok(Exit::Success);
    };
    let set = options.set();
    let items = set.items();
    if items.is_empty() {
        return Err(
            UsageError("nothing to draw: --normal, --anomalous and --train are all 0".to_owned()).into(),
        );
    }
    let interrupt = Interrupt::listen()?;
    writer::prepare(folder, options.force)?;
    let Some(time) = writer::write(folder, &set, items.len(), options.json, &interrupt.token())? else {
        say(format_args!(
            "stopped; what is in {} is complete as far as it goes, and the same command with --force goes on",
            printable_path(folder)
        ));
        return Ok(Exit::Interrupted);
    };
    let record = Record::new(folder, &set, &items, time.as_secs_f64());
    if options.json {
        print_line(&serde_json::to_string(&record)?)?;
        return Ok(Exit::Success);
    }
    print_line(&table(&record))?;
    say(format_args!(
        "{} pictures and {} masks in {}, {}; next: vip2clip-tui {}",
        record.pictures,
        record.masks,
        printable_path(folder),
        plain_time(time),
        quoted(folder)
    ));
    Ok(Exit::Success)
}

impl Options {
    fn set(&self) -> DemoSet {
        let mut families = self.families.clone();
        let mut defects = self.defects.clone();
        if families.is_empty() {
            families = if self.unseen {
                Family::unseen().collect()
            } else {
                Family::seen().collect()
            };
        }
        if defects.is_empty() {
            defects = if self.unseen {
                Defect::unseen().collect()
            } else {
                Defect::seen().collect()
            };
        }
        DemoSet {
            families: distinct(families),
            defects: distinct(defects),
            normal: self.normal,
            anomalous: self.anomalous,
            train: self.train,
            size: self.size,
            seed: self.seed,
        }
    }
}

/// Each once, in the order of their first mention.
fn distinct<T: PartialEq + Copy>(all: Vec<T>) -> Vec<T> {
    let mut once = Vec::with_capacity(all.len());
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

fn family(name: &str) -> Result<Family, String> {
    Family::named(name).ok_or_else(|| unknown("family", Family::all().map(Family::name)))
}

fn defect(name: &str) -> Result<Defect, String> {
    Defect::named(name).ok_or_else(|| unknown("defect", Defect::all().map(Defect::name)))
}

fn unknown(what: &str, names: impl Iterator<Item = &'static str>) -> String {
    format!(
        "no such {what}; there are {}",
        names.collect::<Vec<_>>().join(", ")
    )
}

/// Numbers of pictures have three digits in their names, or four.
fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number < 10_000 => Ok(number),
        _ => Err("expected a number from 0 to 9999".to_owned()),
    }
}

/// The path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = printable_path(path);
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !text.starts_with('-') && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[derive(Serialize)]
struct Record {
    root: String,
    seed: u64,
    size: u32,
    pictures: usize,
    masks: usize,
    seconds: f64,
    classes: Vec<ClassRecord>,
}

#[derive(Serialize)]
struct ClassRecord {
    class: String,
    family: &'static str,
    train: usize,
    normal: usize,
    defects: serde_json::Map<String, serde_json::Value>,
}

impl Record {
    fn new(folder: &Path, set: &DemoSet, items: &[DemoItem], seconds: f64) -> Self {
        let class = |&family: &Family| {
            let shown = family.showing(&set.defects).into_iter();
            ClassRecord {
                class: set.class_name(family),
                family: family.name(),
                train: set.train,
                normal: set.normal,
                defects: shown
                    .map(|defect| (defect.name().to_owned(), set.anomalous.into()))
                    .collect(),
            }
        };
        Self {
            root: json_path(folder),
            seed: set.seed,
            size: set.size,
            pictures: items.len(),
            masks: items
                .iter()
                .filter(|item| matches!(item.place, Place::Anomalous(_)))
                .count(),
            seconds,
            classes: set.families.iter().map(class).collect(),
        }
    }
}

fn table(record: &Record) -> String {
    let mut lines = vec![format!(
        "{:<14} {:>5} {:>6} {:>9}  defects",
        "class", "train", "normal", "anomalous"
    )];
    for class in &record.classes {
        let anomalous: u64 = class.defects.values().filter_map(serde_json::Value::as_u64).sum();
        let names: Vec<&str> = class.defects.keys().map(String::as_str).collect();
        lines.push(format!(
            "{:<14} {:>5} {:>6} {anomalous:>9}  {}",
            class.class,
            class.train,
            class.normal,
            names.join(" ")
        ));
    }
    lines.join("\n")
}

fn list(json: bool) -> anyhow::Result<String> {
    let families: Vec<_> = Family::all()
        .map(|f| (f.name(), f.about(), Family::seen().any(|s| s == f)))
        .collect();
    let defects: Vec<_> = Defect::all()
        .map(|d| (d.name(), d.about(), Defect::seen().any(|s| s == d)))
        .collect();
    if json {
        let objects = |rows: &[(&str, &str, bool)]| -> Vec<serde_json::Value> {
            let object = |&(name, about, seen): &(&str, &str, bool)| serde_json::json!({ "name": name, "about": about, "seen": seen });
            rows.iter().map(object).collect()
        };
        let whole = serde_json::json!({ "families": objects(&families), "defects": objects(&defects) });
        return serde_json::to_string(&whole).context("cannot make JSON of the list");
    }
    let mut lines = Vec::new();
    for (title, rows) in [("families", families), ("defects", defects)] {
        lines.push(format!("{title} (* not seen by the demo model in training)"));
        lines.extend(rows.iter().map(|(name, about, seen)| {
            let mark = if *seen { ' ' } else { '*' };
            format!("  {name:<11}{mark} {about}")
        }));
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_where_a_shell_would_split_it() {
        assert_eq!(quoted(Path::new("/data/demo-1")), "/data/demo-1");
        assert_eq!(quoted(Path::new("my demo")), "'my demo'");
        assert_eq!(quoted(Path::new("it's")), "'it'\\''s'");
        assert_eq!(quoted(Path::new("-x")), "'-x'");
    }

    #[test]
    fn names_are_kept_once_in_the_order_given() {
        assert_eq!(distinct(vec![3, 1, 3, 2, 1]), [3, 1, 2]);
    }
}
