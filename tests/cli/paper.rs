//! The paper's whole table as one command, end to end on miniatures of three benchmarks with the demo model: prompts
//! trained on each auxiliary set, and every benchmark judged by those that never saw it.

#![cfg(unix)]

use crate::program::{Run, program, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Miniatures of MVTec AD, VisA and BTAD, of drawn pictures, in folders that say nothing.
struct Place {
    dir: TempDir,
}

/// A drawn product: its normal pictures, and its anomalous ones with their masks.
struct Product {
    good: Vec<PathBuf>,
    bad: Vec<(PathBuf, PathBuf)>,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        let drawn = place.path("drawn");
        run(&[
            "dataset",
            "demo",
            drawn.to_str().unwrap(),
            "--families=cork,foam,lid",
            "--defects=stain,hole",
            "--normal=2",
            "--anomalous=1",
            "--train=0",
            "--size=112",
        ])
        .expect_status(0);
        let products: Vec<Product> = ["cork-1", "foam-1", "lid-1"]
            .map(|name| product(&drawn.join(name)))
            .into();
        let [first, second, third] = &products[..] else {
            panic!("three products");
        };
        for (class, of) in [("bottle", first), ("carpet", second), ("zipper", third)] {
            place.phased("data/a", class, of, ("good", "scratch"));
        }
        place.visa("data/b", &[("candle", second), ("cashew", third)]);
        for (class, of) in [("01", third), ("02", first), ("03", second)] {
            place.phased("data/c", class, of, ("ok", "ko"));
        }
        place
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.dir.path().join(inside)
    }

    fn copy(&self, from: &Path, inside: &str) {
        let to = self.path(inside);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }

    /// MVTec's layout.
    fn phased(&self, root: &str, class: &str, of: &Product, (good, bad): (&str, &str)) {
        for (number, picture) in of.good.iter().enumerate() {
            self.copy(picture, &format!("{root}/{class}/test/{good}/{number:03}.png"));
            self.copy(picture, &format!("{root}/{class}/train/{good}/{number:03}.png"));
        }
        for (number, (picture, mask)) in of.bad.iter().enumerate() {
            self.copy(picture, &format!("{root}/{class}/test/{bad}/{number:03}.png"));
            self.copy(
                mask,
                &format!("{root}/{class}/ground_truth/{bad}/{number:03}_mask.png"),
            );
        }
    }

    fn visa(&self, root: &str, classes: &[(&str, &Product)]) {
        let mut table = "object,split,label,image,mask\n".to_owned();
        for (class, of) in classes {
            for (number, picture) in of.good.iter().enumerate() {
                let image = format!("{class}/Data/Images/Normal/{number:04}.png");
                self.copy(picture, &format!("{root}/{image}"));
                table += &format!("{class},test,normal,{image},\n");
            }
            for (number, (picture, mask)) in of.bad.iter().enumerate() {
                let image = format!("{class}/Data/Images/Anomaly/{number:03}.png");
                let masked = format!("{class}/Data/Masks/Anomaly/{number:03}.png");
                self.copy(picture, &format!("{root}/{image}"));
                self.copy(mask, &format!("{root}/{masked}"));
                table += &format!("{class},test,anomaly,{image},{masked}\n");
            }
        }
        fs::create_dir_all(self.path(root).join("split_csv")).unwrap();
        fs::write(self.path(root).join("split_csv/1cls.csv"), table).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = program(arguments);
        for (name, inside) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data-home"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(name, self.path(inside));
        }
        Run(command.output().unwrap())
    }

    /// Prompts after one epoch on a miniature.
    fn train(&self, dataset: &str, more: &[&str]) -> (PathBuf, Run) {
        let (root, folder) = (
            self.path(dataset),
            self.path(&format!("runs/{}", dataset.replace('/', "-"))),
        );
        let mut arguments = vec!["train", "--backbone=demo-backbone", "--epochs=1", "--batch=4"];
        arguments.extend([
            "--image-size=112",
            "--layers=3,4,5,6",
            "--top-k=4",
            "--features=memory",
        ]);
        arguments.extend([
            "--dataset",
            root.to_str().unwrap(),
            "--run",
            folder.to_str().unwrap(),
        ]);
        arguments.extend(more);
        let done = self.run(&arguments).expect_status(0);
        (folder.join("checkpoints/epoch_1.safetensors"), done)
    }
}

fn product(folder: &Path) -> Product {
    let pictures = |folder: PathBuf| {
        let mut found: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        found.sort();
        found
    };
    let mut bad = Vec::new();
    for defect in ["stain", "hole"] {
        let images = pictures(folder.join("test").join(defect));
        bad.extend(
            images
                .into_iter()
                .zip(pictures(folder.join("ground_truth").join(defect))),
        );
    }
    Product {
        good: pictures(folder.join("test/good")),
        bad,
    }
}

#[test]
fn the_papers_table_is_one_command() {
    let place = Place::new();
    let (mvtec, said) = place.train("data/a", &[]);
    assert!(
        said.stderr()
            .contains("settings differ from the published training's"),
        "{}",
        said.stderr()
    );
    let (visa, _) = place.train("data/b", &[]);
    let data = place.path("data");
    let folder = place.path("table");
    let table = [
        "evaluate",
        "--preset=paper",
        "--data",
        data.to_str().unwrap(),
        "--backbone=demo-backbone",
        "--prompts",
        mvtec.to_str().unwrap(),
        "--prompts",
        visa.to_str().unwrap(),
        "--run",
        folder.to_str().unwrap(),
    ];
    let mut with_json = table.to_vec();
    with_json.push("--json");
    let done = place.run(&with_json).expect_status(0);
    let said = done.stderr();
    assert!(said.contains("not in the table: MPDD"), "{said}");
    assert!(
        !said.contains("the prompts were trained on the dataset evaluated"),
        "{said}"
    );
    let tables = done.json();
    let datasets: Vec<&str> = tables
        .iter()
        .map(|table| table["dataset"].as_str().unwrap())
        .collect();
    assert_eq!(datasets, ["mvtec", "visa", "btad"]);
    for table in &tables {
        assert!(table["mean"]["pixel_auroc"].as_f64().is_some(), "{table}");
        assert!(table["published"].is_object(), "{table}");
        let warnings = table["warnings"].to_string();
        assert!(
            warnings.contains("settings differ from the paper's"),
            "{warnings}"
        );
        assert!(!warnings.contains("too good"), "{warnings}");
    }
    let record: toml::Table = fs::read_to_string(folder.join("run.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let trained_on: Vec<&str> = record["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["prompts"]["trained_on"].as_str().unwrap())
        .collect();
    assert_eq!(trained_on, ["visa", "mvtec", "mvtec"]);
    // The same once more, as text: every dataset and the published numbers in one overview.
    let text = place
        .run(&["evaluate", "--resume", folder.to_str().unwrap()])
        .expect_status(0);
    let overview = text.stdout();
    let overview = overview.split("means over classes").nth(1).unwrap();
    for expected in ["mvtec", "visa", "btad", "published ViP2-CLIP", "91.2"] {
        assert!(overview.contains(expected), "{expected}: {overview}");
    }

    half_of_the_protocol_refuses_the_other(&place, &mvtec, &visa);
    what_is_in_the_way_is_said(&place, &mvtec);
}

fn half_of_the_protocol_refuses_the_other(place: &Place, mvtec: &Path, visa: &Path) {
    let data = place.path("data");
    let mvtec_root = place.path("data/a");
    let base = ["evaluate", "--backbone=demo-backbone", "--json", "--prompts"];
    let half = |preset: &str, prompts: &Path, more: &[&str]| {
        let mut arguments = base.to_vec();
        let folder = place.path(&format!("half-{preset}"));
        arguments.extend([
            prompts.to_str().unwrap(),
            "--run",
            folder.to_str().unwrap(),
            "--preset",
            preset,
        ]);
        arguments.extend(more);
        place.run(&arguments)
    };
    let by_visa = half("paper-visa", visa, &["--data", data.to_str().unwrap()]).expect_status(0);
    assert_eq!(by_visa.json()[0]["dataset"], "mvtec");
    assert_eq!(by_visa.json().len(), 1);
    assert!(
        by_visa.stderr().contains("no benchmark that paper-visa judges"),
        "{}",
        by_visa.stderr()
    );
    let wrong = half("paper-mvtec", mvtec, &["--dataset", mvtec_root.to_str().unwrap()]).expect_status(2);
    assert!(
        wrong.stderr().contains("VisA judge MVTec AD"),
        "{}",
        wrong.stderr()
    );
    let lacking = half("paper", mvtec, &["--data", data.to_str().unwrap()]).expect_status(2);
    assert!(
        lacking.stderr().contains("no prompts for MVTec AD"),
        "{}",
        lacking.stderr()
    );
}

fn what_is_in_the_way_is_said(place: &Place, mvtec: &Path) {
    let data = place.path("data");
    let data = data.to_str().unwrap();
    // Without prompts of one's own: the released ones, which are not here.
    let released = place.run(&[
        "evaluate",
        "--preset=paper",
        "--data",
        data,
        "--backbone=demo-backbone",
    ]);
    let text = released.expect_status(3).stderr();
    assert!(text.contains("'vip2-visa' is not on this machine"), "{text}");
    let none = place.run(&["evaluate", "--preset=paper", "--data", data]);
    assert!(
        none.expect_status(3)
            .stderr()
            .contains("models fetch clip-vit-l-14-336")
    );
    place.run(&["evaluate", "--data", data]).expect_status(2);
    let empty = place.path("empty");
    fs::create_dir_all(&empty).unwrap();
    let nothing = place.run(&[
        "evaluate",
        "--preset=paper",
        "--backbone=demo-backbone",
        "--data",
        empty.to_str().unwrap(),
    ]);
    assert!(nothing.expect_status(2).stderr().contains("no benchmark in"));
    // Prompts that began with others have seen what those had seen.
    let begun = place.path("data/b");
    let (both, said) = place.train("data/c", &["--init-prompts", mvtec.to_str().unwrap()]);
    assert!(
        said.stderr().contains("zero-shot on neither"),
        "{}",
        said.stderr()
    );
    let mvtec_root = place.path("data/a");
    let seen: Vec<Value> = place
        .run(&[
            "evaluate",
            "--json",
            "--backbone=demo-backbone",
            "--dataset",
            mvtec_root.to_str().unwrap(),
            "--dataset",
            begun.to_str().unwrap(),
            "--prompts",
            both.to_str().unwrap(),
            "--run",
            place.path("both").to_str().unwrap(),
        ])
        .expect_status(0)
        .json();
    assert!(
        seen[0]["warnings"].to_string().contains("too good"),
        "{}",
        seen[0]["warnings"]
    );
    assert!(
        !seen[1]["warnings"].to_string().contains("too good"),
        "{}",
        seen[1]["warnings"]
    );
}
