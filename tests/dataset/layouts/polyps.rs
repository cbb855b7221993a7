//! CVC-ColonDB, CVC-ClinicDB, Kvasir, Endo: every image anomalous.

use super::{Miniature, assert_samples, excluded, warnings};

/// `test 1 colon|species images/N.ext masks/N.ext` for each number.
fn pairs(numbers: &[&str], images: &str, masks: &str, ext: &str, species: &str) -> String {
    let line = |n: &&str| format!("test 1 colon|{species} {images}/{n}.{ext} {masks}/{n}.{ext}\n");
    numbers.iter().map(line).collect()
}

#[test]
fn the_folders_name_tells_the_polyp_sets_apart() {
    for (name, kind, species) in [
        ("CVC-ColonDB", "cvc-colondb", ""),
        ("ColonDB", "cvc-colondb", ""),
        ("CVC-ClinicDB", "cvc-clinicdb", ""),
        ("Kvasir", "kvasir", ""),
        ("Kvasir-SEG", "kvasir", ""),
        ("EndoTect", "endo", "images"),
        ("EndoTect_2020_Segmentation_Test_Dataset", "endo", "images"),
    ] {
        let root = Miniature::new(
            name,
            &["{images,masks}/{1,10,2}.png", "Thumbs.db", "images/.DS_Store"],
        );
        let found = root.is(
            kind,
            "reference layout",
            &pairs(&["1", "10", "2"], "images", "masks", "png", species),
        );
        assert_eq!(warnings(&found), [""; 0], "{name}");
        assert_eq!(
            excluded(&found),
            ["Thumbs.db: not a picture", "images/.DS_Store: not a picture"]
        );

        let inside = format!("{name}/{{images,masks}}/{{1,10,2}}.png");
        let images = pairs(
            &["1", "10", "2"],
            &format!("{name}/images"),
            &format!("{name}/masks"),
            "png",
            species,
        );
        Miniature::new("data", &[&inside]).is(kind, "reference layout", &images);
    }
    // Without a name nobody can know.
    let root = Miniature::new("data", &["{images,masks}/1.png"]);
    assert_eq!(root.read().kind, "images-masks");
}

#[test]
fn clinicdb_as_downloaded() {
    let tif = Miniature::new("x", &["{Original,Ground Truth}/{1,2}.tif"]);
    let found = tif.is(
        "cvc-clinicdb",
        "official download",
        "test 1 colon| Original/1.tif Ground Truth/1.tif
         test 1 colon| Original/2.tif Ground Truth/2.tif",
    );
    assert_eq!(warnings(&found), [""; 0]);

    let both = Miniature::new(
        "archive",
        &["{PNG,TIF}/{Original,Ground Truth}/1.tif", "metadata.csv"],
    )
    .and(&["PNG/{Original,Ground Truth}/2.png"]);
    let found = both.is(
        "cvc-clinicdb",
        "Kaggle packaging",
        "test 1 colon| PNG/Original/1.tif PNG/Ground Truth/1.tif
         test 1 colon| PNG/Original/2.png PNG/Ground Truth/2.png",
    );
    assert_eq!(excluded(&found), ["TIF: the pictures of PNG/ once more"]);

    let png = Miniature::new("CVC-ClinicDB", &["PNG/{Original,Ground Truth}/1.png"]);
    png.is(
        "cvc-clinicdb",
        "Kaggle packaging",
        "test 1 colon| PNG/Original/1.png PNG/Ground Truth/1.png",
    );
}

#[test]
fn kvasir_seg_is_known_by_its_boxes() {
    let root = Miniature::new("archive", &["{images,masks}/cju0.jpg", "kavsir_bboxes.json"]);
    let found = root.is(
        "kvasir",
        "Kvasir-SEG download",
        &pairs(&["cju0"], "images", "masks", "jpg", ""),
    );
    assert_eq!((warnings(&found), excluded(&found)), (vec![], vec![]));
    let inside = Miniature::new(
        "archive",
        &[
            "Kvasir-SEG/{images,masks}/cju0.jpg",
            "Kvasir-SEG/kavsir_bboxes.json",
        ],
    );
    inside.is(
        "kvasir",
        "Kvasir-SEG download",
        &pairs(&["cju0"], "Kvasir-SEG/images", "Kvasir-SEG/masks", "jpg", ""),
    );
}

#[test]
fn pranets_test_sets_are_smaller() {
    for (name, kind, count, complete) in [
        ("Kvasir", "kvasir", 100, 1000),
        ("CVC-ClinicDB", "cvc-clinicdb", 62, 612),
    ] {
        let mut root = Miniature::new(name, &[]);
        for n in 0..count {
            root = root
                .with(&format!("images/{n}.png"), "")
                .with(&format!("masks/{n}.png"), "");
        }
        let found = root.read();
        assert_eq!(
            (found.kind, &*found.variant),
            (
                kind,
                &*format!("reference layout, 0/{count} (PraNet's TestDataset)")
            )
        );
        let said = format!("{count} images are PraNet's TestDataset; the benchmark has all {complete}");
        assert_eq!(warnings(&found), [said]);
    }
}

#[test]
fn of_several_datasets_one_is_taken_and_the_others_named() {
    let root = Miniature::new(
        "TestDataset",
        &["{CVC-300,CVC-ClinicDB,CVC-ColonDB,Kvasir}/{images,masks}/1.png"],
    );
    let found = root.is(
        "cvc-colondb",
        "reference layout",
        &pairs(&["1"], "CVC-ColonDB/images", "CVC-ColonDB/masks", "png", ""),
    );
    assert_eq!(
        warnings(&found),
        ["several datasets lie here; CVC-ColonDB was taken. For CVC-ClinicDB open CVC-ClinicDB"]
    );
    assert_eq!(
        excluded(&found),
        [
            "CVC-300: 2 pictures that have no place in this packaging",
            "CVC-ClinicDB: another dataset: CVC-ClinicDB",
            "Kvasir: another dataset: Kvasir",
        ]
    );
    let kvasir = root.read_with(Some("kvasir"), Default::default()).unwrap();
    assert_samples(
        &kvasir,
        &pairs(&["1"], "Kvasir/images", "Kvasir/masks", "png", ""),
    );
}

#[test]
fn endo_has_species_beside_its_masks() {
    let root = Miniature::new(
        "EndoTect",
        &["{images,flat,masks}/{1,2}.jpg", "good/9.jpg", "masks/3.jpg"],
    );
    let found = root.is(
        "endo",
        "reference layout",
        "test 1 colon|flat flat/1.jpg masks/1.jpg
         test 1 colon|flat flat/2.jpg masks/2.jpg
         test 0 colon|good good/9.jpg -
         test 1 colon|images images/1.jpg masks/1.jpg
         test 1 colon|images images/2.jpg masks/2.jpg",
    );
    assert_eq!(excluded(&found), ["masks/3.jpg: a mask without an image"]);
}
