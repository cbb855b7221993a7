//! The quirks Q1 to Q12 of the datasets and of the released scripts.

use super::{Miniature, assert_samples, excluded, lines, warnings};
use std::path::Component;
use vip2clip::dataset::catalogue::{self, DATASETS};

/// Q1: nothing depends on the order in which a system lists files.
#[test]
fn q1_the_order_is_that_of_the_report_then_of_code_points() {
    let files = [
        "bottle/test/b/{2,10,é,Z,a}.png",
        "bottle/test/B/1.png",
        "carpet/test/good/1.png",
    ];
    let mut reversed = files;
    reversed.reverse();
    let one = Miniature::new("mvtec", &files);
    let other = Miniature::new("mvtec", &reversed);
    assert_eq!(lines(&one.read()), lines(&other.read()));
    assert_samples(
        &one.read(),
        "test 0 carpet|good carpet/test/good/1.png -
         test 1 bottle|B bottle/test/B/1.png -
         test 1 bottle|b bottle/test/b/{10,2,Z,a,é}.png -",
    );
    // The released script for MVTec has an order of its own.
    let released = lines(&one.read_as_released());
    assert!(
        released[0].starts_with("test 1 bottle|B") && released[6].starts_with("test 0 carpet"),
        "{released:?}"
    );
}

/// Q2: a second run finds the `meta.json` of the first.
#[test]
fn q2_files_beside_the_species_do_no_harm() {
    for (name, files) in [
        ("brain_tumor", ["no/1.jpg", "yes/1.jpg"]),
        ("Br35H", ["no/1.jpg", "yes/1.jpg"]),
        ("covid", ["NORMAL/1.png", "COVID/1.png"]),
        ("EndoTect", ["images/1.jpg", "masks/1.jpg"]),
    ] {
        let before = Miniature::new(name, &files).read();
        let after = Miniature::new(name, &files).with("meta.json", "{}");
        assert_eq!(after.read(), before, "{name}");
        let released = after.read_as_released();
        let said = warnings(&released)
            .iter()
            .any(|message| message.contains("takes them for folders and stops"));
        assert_eq!(said, name != "EndoTect", "{:?}", released.warnings);
    }
}

/// Q3: pairing by place goes wrong from the first stray file on.
#[test]
fn q3_strays_and_gaps_move_no_mask() {
    let root = Miniature::new(
        "mvtec",
        &[
            "bottle/test/bent/{000,001,002}.png",
            "bottle/test/bent/Thumbs.db",
            "bottle/ground_truth/bent/.DS_Store",
            "bottle/ground_truth/bent/{000,002}_mask.png",
        ],
    );
    let found = root.read();
    assert_samples(
        &found,
        "test 1 bottle|bent bottle/test/bent/000.png bottle/ground_truth/bent/000_mask.png
         test 1 bottle|bent bottle/test/bent/001.png -
         test 1 bottle|bent bottle/test/bent/002.png bottle/ground_truth/bent/002_mask.png",
    );
    assert_eq!(
        warnings(&found)[0],
        "1 of 3 images in bottle/test/bent have no mask in bottle/ground_truth/bent (001.png): they count as anomalous \
         with an empty mask"
    );
    let released = root.read_as_released();
    assert_samples(
        &released,
        "test 1 bottle|bent bottle/test/bent/000.png bottle/ground_truth/bent/.DS_Store
         test 1 bottle|bent bottle/test/bent/001.png bottle/ground_truth/bent/000_mask.png
         test 1 bottle|bent bottle/test/bent/002.png bottle/ground_truth/bent/002_mask.png
         test 1 bottle|bent bottle/test/bent/Thumbs.db -",
    );
    let said = warnings(&released);
    assert!(
        said[0].contains("bottle/train is missing: the released script stops here"),
        "{said:?}"
    );
    assert!(
        said[1].contains(
            "2 images in bottle/test/bent have a mask of another name, the first 000.png with .DS_Store"
        ),
        "{said:?}"
    );
    assert!(said[2].contains("4 files and only 3 masks"), "{said:?}");

    let polyps = Miniature::new(
        "Kvasir",
        &["images/{1,2,3}.jpg", "masks/{2,3}.jpg", "masks/Thumbs.db"],
    );
    assert_samples(
        &polyps.read(),
        "test 1 colon| images/1.jpg -
         test 1 colon| images/2.jpg masks/2.jpg
         test 1 colon| images/3.jpg masks/3.jpg",
    );
    assert_samples(
        &polyps.read_as_released(),
        "test 1 colon| images/1.jpg masks/2.jpg
         test 1 colon| images/2.jpg masks/3.jpg
         test 1 colon| images/3.jpg masks/Thumbs.db",
    );
}

/// Q4: paths lead from the root.
#[test]
fn q4_paths_are_relative() {
    for root in [
        Miniature::new("CVC-ColonDB", &["{images,masks}/1.png"]),
        Miniature::new("data", &["Br35H/{no,yes}/1.jpg"]),
        Miniature::new(
            "data",
            &[
                "a/MPDD/tubes/test/{good,bent}/1.png",
                "a/MPDD/tubes/ground_truth/bent/1_mask.png",
            ],
        ),
    ] {
        let found = root.read();
        assert_ne!(found.kind, "flat");
        for sample in found.test.iter().chain(&found.train) {
            for path in std::iter::once(&sample.image).chain(&sample.mask) {
                assert!(
                    path.components().all(|part| matches!(part, Component::Normal(_))),
                    "{path:?}"
                );
                assert!(root.root().join(path).is_file(), "{path:?}");
            }
        }
    }
}

/// Q5: variants of KSDD that cannot be compared.
#[test]
fn q5_variants_of_ksdd_are_told_apart_by_their_counts() {
    for (folder, good, defect, variant, caution) in [
        ("SDD", 286, 54, "AdaCLIP packaging, 286/54", None),
        (
            "electrical commutators",
            286,
            54,
            "reference layout, 286/54 (AdaCLIP)",
            None,
        ),
        (
            "electrical commutators",
            181,
            74,
            "reference layout, 181/74 (AnomalyCLIP)",
            Some("AnomalyCLIP's cut (181/74)"),
        ),
        (
            "SDD",
            3,
            2,
            "AdaCLIP packaging",
            Some("counts differ from every known variant: 3/2"),
        ),
    ] {
        let mut root = Miniature::new("data", &[]);
        for n in 0..good {
            root = root.with(&format!("{folder}/test/good/{n:03}.png"), "");
        }
        for n in 0..defect {
            root = root
                .with(&format!("{folder}/test/defect/{n:03}.png"), "")
                .with(&format!("{folder}/ground_truth/defect/{n:03}_mask.png"), "");
        }
        let found = root.read();
        assert_eq!((found.kind, &*found.variant), ("ksdd", variant));
        match caution {
            None => assert_eq!(found.warnings, []),
            Some(words) => assert!(
                found.warnings[0].message.starts_with(words),
                "{:?}",
                found.warnings
            ),
        }
    }
}

/// Q6, Q7: the packagings that the links lead to are not those that the scripts want. Each has its test; here: neither
/// hides the other's pictures.
#[test]
fn q6_q7_linked_packagings_leave_nothing_out() {
    let isic = Miniature::new(
        "ISIC",
        &[
            "skin/test/lesion/ISIC_1.jpg",
            "skin/ISBI2016_ISIC_Part1_Test_GroundTruth/ISIC_1_Segmentation.png",
        ],
    );
    let headct = Miniature::new("head_ct", &["brain/test/{good,hemorrhage}/1.png"]);
    for (root, variant) in [(isic, "AnomalyCLIP packaging"), (headct, "AnomalyCLIP packaging")] {
        let found = root.read();
        assert_eq!(
            (&*found.variant, excluded(&found), warnings(&found)),
            (variant, vec![], vec![])
        );
    }
}

/// Q8: folders that "not `no`" swallows. Also when the user names the dataset and they are the only mark.
#[test]
fn q8_only_yes_and_no_are_the_dataset() {
    let root = Miniature::new(
        "x",
        &[
            "no/1.jpg",
            "yes/1.jpg",
            "pred/1.jpg",
            "brain_tumor_dataset/{no,yes}/1.jpg",
        ],
    );
    for kind in ["brainmri", "br35h"] {
        let found = root.read_with(Some(kind), Default::default()).unwrap();
        assert_samples(
            &found,
            "test 0 brain|no no/1.jpg -
             test 1 brain|yes yes/1.jpg -",
        );
        assert_eq!(found.excluded.len(), 2, "{:?}", found.excluded);
    }
}

/// Q9: masks that are JPEGs.
#[test]
fn q9_masks_may_be_jpegs() {
    Miniature::new("Kvasir-SEG", &["images/a.jpg", "masks/a.jpg"]).is(
        "kvasir",
        "reference layout",
        "test 1 colon| images/a.jpg masks/a.jpg",
    );
}

/// Q10: today's COVID-19 is not what the released script reads.
#[test]
fn q10_the_released_script_misreads_the_current_covid() {
    let root = Miniature::new("covid", &["{COVID,Normal}/{images,masks}/1.png"]);
    let released = root.read_as_released();
    assert_samples(&released, "");
    assert!(
        warnings(&released)[0].starts_with("COVID holds folders"),
        "{:?}",
        released.warnings
    );
    assert_eq!(root.read().test.len(), 2);
}

/// Q11: PCB's flat folders are no class in MVTec's layout, and a class `pcb` in MVTec's layout is not PCB.
#[test]
fn q11_pcb_is_flat() {
    assert_eq!(
        Miniature::new("x", &["pcb/{train,test}/1.jpg"]).read().kind,
        "pcb"
    );
    assert_eq!(
        Miniature::new("x", &["pcb/{train,test}/good/1.jpg"]).read().kind,
        "mvtec-like"
    );
}

/// Q12: which metrics a dataset can have, as the published tables have them.
#[test]
fn q12_capabilities_are_those_of_the_published_tables() {
    let with = |normals: bool, masks: bool| -> Vec<&str> {
        let fitting = DATASETS
            .iter()
            .filter(|own| (own.has_normals, own.has_masks) == (normals, masks));
        fitting.map(|own| own.id).collect()
    };
    assert_eq!(
        with(true, true),
        ["mvtec", "visa", "mpdd", "btad", "ksdd", "dagm", "dtd-synthetic"]
    );
    assert_eq!(with(true, false), ["headct", "brainmri", "br35h", "covid-19"]);
    assert_eq!(
        with(false, true),
        ["isic", "cvc-colondb", "cvc-clinicdb", "kvasir", "endo", "tn3k"]
    );
    assert_eq!(with(false, false), ["pcb"]);
}

#[test]
fn the_tables_are_consistent() {
    for own in DATASETS {
        assert_eq!(catalogue::find(own.id).unwrap().title, own.title);
        assert!(own.script_order.is_empty() || own.script_order.len() == own.classes.len());
        assert!(own.script_order.iter().all(|class| own.classes.contains(class)));
        if !own.class_counts.is_empty() {
            let sum = own
                .class_counts
                .iter()
                .fold((0, 0), |sum, own| (sum.0 + own.1, sum.1 + own.2));
            assert_eq!(Some(sum), own.published_counts(), "{}", own.id);
            assert!(
                own.class_counts
                    .iter()
                    .all(|(class, ..)| own.classes.contains(class))
            );
        }
        assert!(own.tree.ends_with('\n') && !own.packagings.is_empty());
    }
}
