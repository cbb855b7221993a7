//! Folders that are no known dataset.

use super::{Miniature, excluded, warnings};

#[test]
fn mvtecs_layout_with_any_classes() {
    let root = Miniature::new(
        "factory",
        &[
            "{螺丝,gear}/train/good/0.png",
            "{螺丝,gear}/test/{OK,dent}/0.png",
            "螺丝/ground_truth/dent/0_mask.png",
            "notes/plan.png",
        ],
    );
    let found = root.is(
        "mvtec-like",
        "classes in MVTec's layout",
        "test 0 gear|OK gear/test/OK/0.png -
         test 1 gear|dent gear/test/dent/0.png -
         test 0 螺丝|OK 螺丝/test/OK/0.png -
         test 1 螺丝|dent 螺丝/test/dent/0.png 螺丝/ground_truth/dent/0_mask.png
         train 0 gear|good gear/train/good/0.png -
         train 0 螺丝|good 螺丝/train/good/0.png -",
    );
    assert_eq!(
        warnings(&found),
        [
            "1 of 1 images in gear/test/dent have no mask anywhere (0.png): they count as anomalous with an empty mask"
        ]
    );
    assert_eq!(
        excluded(&found),
        ["notes: 1 picture that has no place in this packaging"]
    );

    let class = Miniature::new(
        "gear",
        &["train/good/0.png", "test/dent/0.png", "ground_truth/dent/0.bmp"],
    );
    class.is(
        "mvtec-like",
        "classes in MVTec's layout",
        "test 1 gear|dent test/dent/0.png ground_truth/dent/0.bmp
         train 0 gear|good train/good/0.png -",
    );
}

#[test]
fn a_normal_folder_among_others() {
    for normal in ["good", "normal", "ok", "no", "NORMAL", "Good"] {
        let root = Miniature::new(
            "tiles",
            &[&format!("{normal}/{{1,2}}.png"), "broken/1.png", "stained/1.png"],
        );
        let mut lines = [
            format!("test 0 tiles|{normal} {normal}/1.png -"),
            format!("test 0 tiles|{normal} {normal}/2.png -"),
            "test 1 tiles|broken broken/1.png -".to_owned(),
            "test 1 tiles|stained stained/1.png -".to_owned(),
        ];
        lines.sort_by_key(|line| line.split('|').nth(1).unwrap().to_owned());
        let found = root.is(
            "folders",
            "a folder of normal images, the others anomalous",
            &lines.join("\n"),
        );
        assert_eq!(warnings(&found), [""; 0]);
    }
    let masks = Miniature::new(
        "tiles",
        &[
            "good/1.png",
            "broken/{1,2}.png",
            "ground_truth/broken/{1,2}_mask.png",
        ],
    );
    masks.is(
        "folders",
        "a folder of normal images, the others anomalous",
        "test 1 tiles|broken broken/1.png ground_truth/broken/1_mask.png
         test 1 tiles|broken broken/2.png ground_truth/broken/2_mask.png
         test 0 tiles|good good/1.png -",
    );
}

#[test]
fn images_and_masks() {
    let root = Miniature::new("cells", &["images/{a,b,c}.tif", "masks/{a,c}.png", "masks/d.png"]);
    let found = root.is(
        "images-masks",
        "a folder of images and a folder of masks",
        "test 1 cells| images/a.tif masks/a.png
         test ? cells| images/b.tif -
         test 1 cells| images/c.tif masks/c.png",
    );
    assert_eq!(
        warnings(&found),
        ["1 of 3 images in images have no mask in masks (b.tif): they have no label"]
    );
    assert_eq!(excluded(&found), ["masks/d.png: a mask without an image"]);

    let by_place = Miniature::new("cells", &["images/{a,b}.png", "masks/{x,y}.png"]).read();
    assert!(
        warnings(&by_place)[0].contains("were paired with the masks by their place"),
        "{:?}",
        by_place.warnings
    );
}

#[test]
fn pictures_and_nothing_else() {
    let root = Miniature::new(
        "photos",
        &[
            "{2,10}.jpg",
            "a/b/c/3.png",
            "a/4.webp",
            "notes.txt",
            "a/Thumbs.db",
            "a/x.gif",
        ],
    );
    let found = root.is(
        "flat",
        "pictures, unlabelled",
        "test ? | {10,2}.jpg -
         test ? a| a/4.webp -
         test ? a| a/b/c/3.png -",
    );
    assert_eq!(
        excluded(&found),
        ["a/Thumbs.db: not a picture", "a/x.gif: not a picture"]
    );
    let empty = Miniature::new("empty", &["readme.md"]).read();
    assert_eq!((empty.kind, empty.test.len(), empty.train.len()), ("flat", 0, 0));
}

#[test]
fn a_kind_that_the_user_names_is_taken_or_refused() {
    let root = Miniature::new("x", &["bottle/train/good/0.png", "bottle/test/bad/0.png"]);
    for kind in ["mvtec", "mvtec-like", "flat"] {
        assert_eq!(root.read_with(Some(kind), Default::default()).unwrap().kind, kind);
    }
    for (kind, words) in [
        ("visa", "is not laid out like visa"),
        ("visa", "split_csv/1cls.csv"),
        ("folders", "good|normal|ok|no/*.png"),
        ("images-masks", "masks/*.png"),
        (
            "widget",
            "there is no kind of dataset named widget; expected one of mvtec, visa, mpdd, btad",
        ),
        ("widget", "images-masks, flat"),
    ] {
        let error = root
            .read_with(Some(kind), Default::default())
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
    }
    // Shared structures are taken at the user's word.
    let polyps = Miniature::new("x", &["{images,masks}/1.png"]);
    for kind in ["cvc-colondb", "cvc-clinicdb", "kvasir", "endo"] {
        assert_eq!(
            polyps.read_with(Some(kind), Default::default()).unwrap().kind,
            kind
        );
    }
}

#[test]
fn classes_of_normal_and_other_folders() {
    let root = Miniature::new("parts", &["{nut,bolt}/{good,bad}/1.png"]);
    root.is(
        "folders",
        "a folder of normal images, the others anomalous",
        "test 1 bolt|bad bolt/bad/1.png -
         test 0 bolt|good bolt/good/1.png -
         test 1 nut|bad nut/bad/1.png -
         test 0 nut|good nut/good/1.png -",
    );
}
