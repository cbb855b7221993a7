//! HeadCT, BrainMRI, Br35H: image-level labels only.

use super::{Miniature, assert_samples, excluded, warnings};

const LABELS: &str = "id, hemorrhage\n0, 1\n1, 1\n2, 0\n";

#[test]
fn headct_finds_its_labels_wherever_they_are() {
    for labels in ["labels.csv", "brain/labels.csv", "extra/labels.csv"] {
        let root = Miniature::new("head_ct", &["brain/{000,001,002}.png"]).with(labels, LABELS);
        let found = root.is(
            "headct",
            "reference layout",
            "test 1 brain|hemorrhage brain/{000,001}.png -
             test 0 brain|normal brain/002.png -",
        );
        assert_eq!((warnings(&found), excluded(&found)), (vec![], vec![]));
    }
}

#[test]
fn headct_as_downloaded() {
    let samples = "test 1 brain|hemorrhage head_ct/head_ct/{000,001}.png -
                   test 0 brain|normal head_ct/head_ct/002.png -";
    for root in ["archive", "head_ct"] {
        let root = Miniature::new(root, &["head_ct/head_ct/{000,001,002}.png"]).with("labels.csv", LABELS);
        root.is("headct", "official download", samples);
    }
    let inside = Miniature::new("head_ct", &["head_ct/{000,001,002}.png"]).with("labels.csv", LABELS);
    inside.is(
        "headct",
        "official download",
        &samples.replace("head_ct/head_ct", "head_ct"),
    );
    let flat = Miniature::new("head_ct", &["{000,001,002}.png"]).with("labels.csv", LABELS);
    flat.is(
        "headct",
        "official download",
        &samples.replace("head_ct/head_ct/", ""),
    );
}

#[test]
fn headct_without_a_label_has_none() {
    let root = Miniature::new("head_ct", &["brain/{000,007}.png", "brain/scan.png"])
        .with("labels.csv", "0,1\n2,0\n");
    let found = root.is(
        "headct",
        "reference layout",
        "test ? brain| brain/{007,scan}.png -
         test 1 brain|hemorrhage brain/000.png -",
    );
    assert_eq!(
        warnings(&found),
        ["labels.csv has no label for 2 images (007.png, scan.png)"]
    );
    // The released script writes the file's name as species.
    assert_samples(
        &root.read_as_released(),
        "test 1 brain|000.png brain/000.png -
         test ? brain|007.png brain/007.png -
         test ? brain|scan.png brain/scan.png -",
    );
}

#[test]
fn headct_in_anomalyclips_packaging() {
    let root = Miniature::new("head_ct", &["brain/test/{good,hemorrhage}/{000,001}.png"]);
    let found = root.is(
        "headct",
        "AnomalyCLIP packaging",
        "test 0 brain|good brain/test/good/{000,001}.png -
         test 1 brain|hemorrhage brain/test/hemorrhage/{000,001}.png -",
    );
    // Without masks by nature: nothing is missing.
    assert_eq!(warnings(&found), [""; 0]);
}

#[test]
fn brainmri_and_its_duplicate() {
    let samples = "test 0 brain|no no/{1 no.jpeg,N2.JPG} -
                   test 1 brain|yes yes/{Y1.jpg,Y3.png} -";
    let files = ["no/{1 no.jpeg,N2.JPG}", "yes/{Y1.jpg,Y3.png}"];
    let root = Miniature::new("archive", &files).and(
        &files
            .map(|file| format!("brain_tumor_dataset/{file}"))
            .each_ref()
            .map(String::as_str),
    );
    let found = root.is("brainmri", "reference layout", samples);
    assert_eq!(
        excluded(&found),
        ["brain_tumor_dataset: the download's second copy of yes/ and no/"]
    );
    assert_eq!(warnings(&found), [""; 0]);

    for name in ["brain_tumor", "brain_tumor_dataset", "BrainMRI"] {
        let found = Miniature::new(name, &files).is("brainmri", "reference layout", samples);
        assert_eq!(warnings(&found), [""; 0]);
    }
    let alone = Miniature::new(
        "archive",
        &files
            .map(|file| format!("brain_tumor_dataset/{file}"))
            .each_ref()
            .map(String::as_str),
    );
    let above = samples
        .replace("no/", "brain_tumor_dataset/no/")
        .replace("yes/", "brain_tumor_dataset/yes/");
    alone.is("brainmri", "reference layout", &above);
}

#[test]
fn br35h_and_what_else_its_download_holds() {
    let root = Miniature::new(
        "archive",
        &[
            "no/{no0,no1}.jpg",
            "yes/{y0,y1}.jpg",
            "pred/{pred0,pred1}.jpg",
            "Br35H-Mask-RCNN/{TRAIN,VAL,TEST}/y0.jpg",
            "Br35H-Mask-RCNN/annotations_all.json",
        ],
    );
    let samples = "test 0 brain|no no/{no0,no1}.jpg -
                   test 1 brain|yes yes/{y0,y1}.jpg -";
    let found = root.is("br35h", "reference layout", samples);
    assert_eq!(
        excluded(&found),
        [
            "Br35H-Mask-RCNN: another task's split of the same images; no part of the benchmark",
            "pred: unlabelled images: the released script counts them as anomalous",
        ]
    );
    assert_eq!(warnings(&found), [""; 0]);
    // The released script takes every folder that is not `no`.
    let released = root.read_as_released();
    assert_samples(
        &released,
        "test 0 brain|no no/{no0,no1}.jpg -
         test 1 brain|pred pred/{pred0,pred1}.jpg -
         test 1 brain|yes yes/{y0,y1}.jpg -"
            .replace(
                "test 0 brain|no",
                "test 1 brain|Br35H-Mask-RCNN Br35H-Mask-RCNN/annotations_all.json -\ntest 0 brain|no",
            )
            .as_str(),
    );
    assert!(
        warnings(&released)[0]
            .starts_with("Br35H-Mask-RCNN holds folders: the released code takes them for images")
    );

    let found = Miniature::new("Br35H", &["no/no0.jpg", "yes/y0.jpg"]).read();
    assert_eq!((found.kind, warnings(&found)), ("br35h", vec![]));
}

#[test]
fn two_sets_that_look_alike_are_told_apart_by_counts_or_by_the_user() {
    let root = Miniature::new("archive", &["no/1.jpg", "yes/1.jpg"]);
    let found = root.read();
    assert_eq!(found.kind, "brainmri");
    assert_eq!(
        warnings(&found),
        ["BrainMRI and Br35H look alike; taken for BrainMRI. If it is the other: --kind br35h"]
    );
    let named = root.read_with(Some("br35h"), Default::default()).unwrap();
    assert_eq!((named.kind, warnings(&named)), ("br35h", vec![]));

    let mut complete = Miniature::new("archive", &[]);
    for n in 0..1500 {
        complete = complete
            .with(&format!("no/{n}.jpg"), "")
            .with(&format!("yes/{n}.jpg"), "");
    }
    let found = complete.read();
    assert_eq!(
        (found.kind, &*found.variant),
        ("br35h", "reference layout, 1500/1500")
    );
}
