//! ISIC, COVID-19, TN3K, PCB.

use super::{Miniature, assert_samples, excluded, warnings};

#[test]
fn isic_in_three_packagings() {
    let images = "{ISIC_0000003,ISIC_0000012}.jpg";
    let masks = "{ISIC_0000003,ISIC_0000012}_Segmentation.png";
    let samples = |species: &str, images: &str, masks: &str| {
        ["ISIC_0000003", "ISIC_0000012"]
            .map(|n| format!("test 1 skin|{species} {images}/{n}.jpg {masks}/{n}_Segmentation.png\n"))
            .concat()
    };
    let reference = Miniature::new(
        "ISIC",
        &[
            "skin/train/bad/ISIC_0000000.jpg",
            &format!("skin/test/bad/{images}"),
            &format!("skin/ground_truth/bad/{masks}"),
        ],
    )
    .and(&["skin/ground_truth/bad/ISIC_0000000_Segmentation.png"]);
    reference.is(
        "isic",
        "reference layout",
        &(samples("bad", "skin/test/bad", "skin/ground_truth/bad")
            + "train 1 skin|bad skin/train/bad/ISIC_0000000.jpg skin/ground_truth/bad/ISIC_0000000_Segmentation.png"),
    );

    let (data, truth) = (
        "ISBI2016_ISIC_Part1_Test_Data",
        "ISBI2016_ISIC_Part1_Test_GroundTruth",
    );
    for above in ["", "ISIC/"] {
        let anomalyclip = Miniature::new(
            "data",
            &[
                &format!("{above}skin/test/{data}/{images}"),
                &format!("{above}skin/{truth}/{masks}"),
            ],
        );
        let (test, mask) = (format!("{above}skin/test/{data}"), format!("{above}skin/{truth}"));
        let found = anomalyclip.is("isic", "AnomalyCLIP packaging", &samples(data, &test, &mask));
        assert_eq!((warnings(&found), excluded(&found)), (vec![], vec![]));
    }

    let official = Miniature::new(
        "data",
        &[&format!("{data}/{images}"), &format!("{truth}/{masks}")],
    );
    official.is("isic", "official download", &samples("", data, truth));
    let (data, truth) = (format!("{data}/{data}"), format!("{truth}/{truth}"));
    let unpacked = Miniature::new(
        "data",
        &[&format!("{data}/{images}"), &format!("{truth}/{masks}")],
    );
    unpacked.is("isic", "official download", &samples("", &data, &truth));
}

#[test]
fn isic_whose_masks_were_not_downloaded() {
    let found = Miniature::new("data", &["ISBI2016_ISIC_Part1_Test_Data/ISIC_1.jpg"]).is(
        "isic",
        "official download",
        "test 1 skin| ISBI2016_ISIC_Part1_Test_Data/ISIC_1.jpg -",
    );
    assert!(
        warnings(&found)[0].contains("1 of 1 images"),
        "{:?}",
        found.warnings
    );
}

#[test]
fn covid_in_its_first_release() {
    let root = Miniature::new(
        "covid",
        &["NORMAL/{a,b}.png", "COVID-19/{a,b}.png", "Viral Pneumonia/a.png"],
    );
    let found = root.is(
        "covid-19",
        "reference layout",
        "test 1 chest|COVID-19 COVID-19/{a,b}.png -
         test 0 chest|NORMAL NORMAL/{a,b}.png -",
    );
    assert_eq!(
        excluded(&found),
        [
            "Viral Pneumonia: the published numbers are NORMAL against COVID (1341/219); the released script counts this \
          folder as anomalous"
        ]
    );
    assert_samples(
        &root.read_as_released(),
        "test 1 chest|COVID-19 COVID-19/{a,b}.png -
         test 0 chest|NORMAL NORMAL/{a,b}.png -
         test 1 chest|Viral Pneumonia Viral Pneumonia/a.png -",
    );
}

#[test]
fn covid_as_downloaded_today() {
    let root = Miniature::new(
        "archive",
        &[
            "COVID-19_Radiography_Dataset/{COVID,Normal,Lung_Opacity,Viral Pneumonia}/{images,masks}/x-1.png",
            "COVID-19_Radiography_Dataset/{COVID,Normal}.metadata.xlsx",
            "COVID-19_Radiography_Dataset/README.md.txt",
        ],
    );
    let found = root.is(
        "covid-19",
        "current download",
        "test 1 chest|COVID COVID-19_Radiography_Dataset/COVID/images/x-1.png -
         test 0 chest|Normal COVID-19_Radiography_Dataset/Normal/images/x-1.png -",
    );
    let left_out: Vec<String> = excluded(&found)
        .into_iter()
        .map(|line| line.split(": ").next().unwrap().to_owned())
        .collect();
    assert_eq!(
        left_out,
        ["COVID/masks", "Lung_Opacity", "Normal/masks", "Viral Pneumonia"]
            .map(|folder| format!("COVID-19_Radiography_Dataset/{folder}"))
    );
    assert!(
        warnings(&found)[0].starts_with("this is a later release"),
        "{:?}",
        warnings(&found)
    );
}

#[test]
fn tn3k_below_the_folders_of_its_download() {
    for (root, above) in [
        ("tn3k", ""),
        ("Thyroid Dataset", "tn3k/"),
        ("Thyroid_Dataset", "tn3k/"),
        ("data", "Thyroid Dataset/tn3k/"),
    ] {
        let files = [
            format!("{above}{{test,trainval}}-{{image,mask}}/{{0000,0001}}.jpg"),
            format!("{above}label4{{test,trainval}}.csv"),
            format!("{above}tn3k-trainval-fold0.json"),
        ];
        let root = Miniature::new(root, &files.each_ref().map(String::as_str));
        let line = |split: &str, folder: &str, n: &str| {
            format!("{split} 1 thyroid| {above}{folder}-image/{n}.jpg {above}{folder}-mask/{n}.jpg\n")
        };
        let test = line("test", "test", "0000") + &line("test", "test", "0001");
        let train = line("train", "trainval", "0000") + &line("train", "trainval", "0001");
        let found = root.is("tn3k", "reference layout", &(test.clone() + &train));
        assert_eq!((warnings(&found), excluded(&found)), (vec![], vec![]));
        assert_samples(&root.read_as_released(), &test);
    }
}

#[test]
fn pcb_has_nothing_to_measure() {
    let root = Miniature::new("data", &["pcb/{train,test}/{1,2}.jpg"]);
    let found = root.is(
        "pcb",
        "reference layout",
        "test 1 pcb|defect pcb/test/{1,2}.jpg -
         train 1 pcb|defect pcb/train/{1,2}.jpg -",
    );
    assert!(warnings(&found)[0].contains("no metric is defined"));
}
