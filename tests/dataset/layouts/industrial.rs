//! MVTec AD, VisA, MPDD, BTAD, KSDD.

use super::{Miniature, excluded, warnings};
use image::GrayImage;

const MVTEC: [&str; 15] = [
    "carpet",
    "bottle",
    "hazelnut",
    "leather",
    "cable",
    "capsule",
    "grid",
    "pill",
    "transistor",
    "metal_nut",
    "screw",
    "toothbrush",
    "zipper",
    "tile",
    "wood",
];

/// MVTec's layout for some classes.
fn phased(classes: &[&str]) -> Vec<String> {
    let files = |class: &&str| {
        [
            format!("{class}/train/good/{{000,001}}.png"),
            format!("{class}/test/{{good,scratch,bent}}/{{000,001}}.png"),
            format!("{class}/ground_truth/{{scratch,bent}}/{{000,001}}_mask.png"),
        ]
    };
    classes.iter().flat_map(files).collect()
}

fn phased_samples(classes: &[&str], above: &str) -> String {
    let mut lines = String::new();
    for class in classes {
        for species in ["bent", "good", "scratch"] {
            for n in ["000", "001"] {
                let image = format!("{above}{class}/test/{species}/{n}.png");
                lines += &match species {
                    "good" => format!("test 0 {class}|{species} {image} -\n"),
                    _ => format!(
                        "test 1 {class}|{species} {image} {above}{class}/ground_truth/{species}/{n}_mask.png\n"
                    ),
                };
            }
        }
    }
    for class in classes {
        lines += &format!("train 0 {class}|good {above}{class}/train/good/{{000,001}}.png -\n");
    }
    lines
}

fn patterns(files: &[String]) -> Vec<&str> {
    files.iter().map(String::as_str).collect()
}

#[test]
fn mvtec() {
    let download = Miniature::new("data", &patterns(&phased(&MVTEC))).and(&[
        "license.txt",
        "readme.txt",
        "bottle/{license,readme}.txt",
        "Thumbs.db",
        "bottle/test/bent/Thumbs.db",
        "bottle/ground_truth/bent/.DS_Store",
        "cable/ground_truth/bent/999_mask.png",
    ]);
    let found = download.is("mvtec", "reference layout", &phased_samples(&MVTEC, ""));
    assert_eq!(
        excluded(&found),
        [
            "Thumbs.db: not a picture",
            "bottle/ground_truth/bent/.DS_Store: not a picture",
            "bottle/test/bent/Thumbs.db: not a picture",
            "cable/ground_truth/bent/999_mask.png: a mask without an image",
        ]
    );
    assert_eq!(warnings(&found), [""; 0]);
    assert!(found.warnings[0].message.starts_with(
        "counts differ from every known variant: 30/60 normal and anomalous test images, expected 467/1258; classes \
         that differ: bottle 2/4 for 20/63, cable 2/4 for 58/92, capsule 2/4 for 23/109 and 12 more"
    ));
}

#[test]
fn mvtec_in_part_one_deeper_and_as_one_class() {
    let part = Miniature::new("data", &patterns(&phased(&["bottle", "leather"])));
    let found = part.is(
        "mvtec",
        "reference layout",
        &phased_samples(&["bottle", "leather"], ""),
    );
    assert_eq!(
        warnings(&found),
        [
            "13 of the 15 classes of MVTec AD are missing: carpet, hazelnut, cable, capsule, grid, pill, transistor, \
          metal_nut, screw, toothbrush, zipper, tile, wood"
        ]
    );

    let files = phased(&["mvtec_anomaly_detection/carpet", "mvtec_anomaly_detection/wood"]);
    let samples = phased_samples(&["carpet", "wood"], "mvtec_anomaly_detection/");
    Miniature::new("data", &patterns(&files)).is("mvtec", "reference layout", &samples);

    let class = Miniature::new("bottle", &["test/bent/000.png", "ground_truth/bent/000_mask.png"]);
    class.is(
        "mvtec",
        "reference layout",
        "test 1 bottle|bent test/bent/000.png ground_truth/bent/000_mask.png",
    );
}

#[test]
fn mpdd_and_its_nested_download() {
    let classes = [
        "bracket_black",
        "bracket_brown",
        "bracket_white",
        "connector",
        "metal_plate",
        "tubes",
    ];
    let flat = Miniature::new("MPDD", &patterns(&phased(&classes)));
    let found = flat.is("mpdd", "reference layout", &phased_samples(&classes, ""));
    assert_eq!(warnings(&found), [""; 0]);

    let nested: Vec<String> = phased(&classes)
        .iter()
        .map(|file| format!("MPDD/{file}"))
        .collect();
    let nested = Miniature::new("MPDD", &patterns(&nested)).and(&["readme.txt"]);
    nested.is("mpdd", "reference layout", &phased_samples(&classes, "MPDD/"));
}

#[test]
fn btad_mixes_formats() {
    let root = Miniature::new(
        "BTech_Dataset_transformed",
        &[
            "{01,03}/train/ok/{0000,0001}.bmp",
            "{01,03}/test/ok/0000.bmp",
            "{01,03}/test/ko/{0000,0001}.bmp",
            "{01,03}/ground_truth/ko/{0000,0001}.png",
            "02/train/ok/0000.png",
            "02/test/{ok,ko}/0000.png",
            "02/ground_truth/ko/0000.png",
        ],
    );
    let found = root.is(
        "btad",
        "reference layout",
        "test 1 01|ko 01/test/ko/0000.bmp 01/ground_truth/ko/0000.png
         test 1 01|ko 01/test/ko/0001.bmp 01/ground_truth/ko/0001.png
         test 0 01|ok 01/test/ok/0000.bmp -
         test 1 02|ko 02/test/ko/0000.png 02/ground_truth/ko/0000.png
         test 0 02|ok 02/test/ok/0000.png -
         test 1 03|ko 03/test/ko/0000.bmp 03/ground_truth/ko/0000.png
         test 1 03|ko 03/test/ko/0001.bmp 03/ground_truth/ko/0001.png
         test 0 03|ok 03/test/ok/0000.bmp -
         train 0 01|ok 01/train/ok/{0000,0001}.bmp -
         train 0 02|ok 02/train/ok/0000.png -
         train 0 03|ok 03/train/ok/{0000,0001}.bmp -",
    );
    assert_eq!(warnings(&found), [""; 0]);
    // Numbers with other species are somebody's own classes.
    let own = Miniature::new(
        "data",
        &["{01,02}/train/good/0.png", "{01,02}/test/{good,dent}/0.png"],
    );
    assert_eq!(own.read().kind, "mvtec-like");
}

const VISA: [&str; 12] = [
    "candle",
    "capsules",
    "cashew",
    "chewinggum",
    "fryum",
    "macaroni1",
    "macaroni2",
    "pcb1",
    "pcb2",
    "pcb3",
    "pcb4",
    "pipe_fryum",
];

fn visa(above: &str) -> Miniature {
    let mut table = String::from("object,split,label,image,mask\n");
    let mut files = Vec::new();
    // Rows of the download come by label, not by class order.
    for class in VISA.iter().rev() {
        table += &format!("{class},train,normal,{class}/Data/Images/Normal/0001.JPG,\r\n");
        table += &format!("{class},test,normal,{class}/Data/Images/Normal/0000.JPG,\r\n");
        table += &format!(
            "{class},test,anomaly,{class}/Data/Images/Anomaly/000.JPG,{class}/Data/Masks/Anomaly/000.png\r\n"
        );
        files.push(format!("{above}{class}/Data/Images/Normal/{{0000,0001}}.JPG"));
        files.push(format!("{above}{class}/Data/Images/Anomaly/000.JPG"));
        files.push(format!("{above}{class}/Data/Masks/Anomaly/000.png"));
        files.push(format!("{above}{class}/image_anno.csv"));
    }
    Miniature::new("VisA_20220922", &patterns(&files)).with(&format!("{above}split_csv/1cls.csv"), table)
}

fn visa_samples(above: &str) -> String {
    let test = VISA.map(|class| {
        let data = format!("{above}{class}/Data");
        format!(
            "test 1 {class}| {data}/Images/Anomaly/000.JPG {data}/Masks/Anomaly/000.png\n\
             test 0 {class}| {data}/Images/Normal/0000.JPG -\n"
        )
    });
    let train = VISA.map(|class| format!("train 0 {class}| {above}{class}/Data/Images/Normal/0001.JPG -\n"));
    test.concat() + &train.concat()
}

#[test]
fn visa_by_its_table() {
    let root = visa("").and(&[
        "split_csv/2cls_fewshot.csv",
        "split_csv/2cls_highshot.csv",
        "LICENSE-DATASET",
    ]);
    let found = root.is("visa", "reference layout", &visa_samples(""));
    assert_eq!((warnings(&found), excluded(&found)), (vec![], vec![]));
    visa("VisA/").is("visa", "reference layout", &visa_samples("VisA/"));
}

#[test]
fn visa_rows_that_lead_nowhere_are_counted() {
    let table = "candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/777.png
candle,test,normal,candle/Data/Images/Normal/0000.JPG,
candle,test,normal,../outside.JPG,
candle,test,normal,/etc/passwd,
candle,val,normal,candle/Data/Images/Normal/0001.JPG,
candle,test";
    let root = visa("")
        .with("split_csv/1cls.csv", table)
        .with("../outside.JPG", "x");
    let found = root.is(
        "visa",
        "reference layout",
        "test 1 candle| candle/Data/Images/Anomaly/000.JPG -
         test 0 candle| candle/Data/Images/Normal/0000.JPG -",
    );
    let said = warnings(&found);
    assert_eq!(
        said[0],
        "3 rows name an image that is not there and are left out (first: ../outside.JPG)"
    );
    assert!(
        said[1].starts_with("1 anomalous rows name a mask that is not there"),
        "{said:?}"
    );
    assert!(said[2].ends_with("(first: val)"), "{said:?}");
    assert!(
        excluded(&found).contains(&"capsules: 4 pictures that have no place in this packaging".to_owned())
    );
}

#[test]
fn visa_without_its_table_and_in_mvtecs_layout() {
    let raw = Miniature::new(
        "VisA",
        &[
            "{candle,pcb3}/Data/Images/Normal/0000.JPG",
            "{candle,pcb3}/Data/Images/Anomaly/000.JPG",
            "{candle,pcb3}/Data/Masks/Anomaly/000.png",
            "{candle,pcb3}/image_anno.csv",
        ],
    );
    let found = raw.is(
        "visa",
        "official download without its split",
        "test 1 candle| candle/Data/Images/Anomaly/000.JPG candle/Data/Masks/Anomaly/000.png
         test 0 candle| candle/Data/Images/Normal/0000.JPG -
         test 1 pcb3| pcb3/Data/Images/Anomaly/000.JPG pcb3/Data/Masks/Anomaly/000.png
         test 0 pcb3| pcb3/Data/Images/Normal/0000.JPG -",
    );
    assert!(warnings(&found)[0].contains("every image is in the test split"));
    // A table that cannot be read is said, and the folders are taken instead.
    let found = raw.with("split_csv/1cls.csv", b"PK\0\0").read();
    assert_eq!(
        (found.kind, &*found.variant),
        ("visa", "official download without its split")
    );
    assert!(
        warnings(&found)[0].contains("zero bytes"),
        "{:?}",
        warnings(&found)
    );

    let converted = Miniature::new("visa_pytorch", &patterns(&phased(&VISA)));
    converted.is("visa", "MVTec layout", &phased_samples(&VISA, ""));
}

#[test]
fn ksdd_as_the_reference_and_adaclip_have_it() {
    for (folder, variant) in [
        ("electrical commutators", "reference layout"),
        ("SDD", "AdaCLIP packaging"),
    ] {
        let files = [
            format!("{folder}/train/good/{{kos01_Part0_0,kos01_Part0_1}}.png"),
            format!("{folder}/test/good/kos02_Part0_0.png"),
            format!("{folder}/test/defect/kos03_Part1_2.png"),
            format!("{folder}/ground_truth/defect/kos03_Part1_2_mask.png"),
        ];
        let samples = format!(
            "test 1 electrical commutators|defect {folder}/test/defect/kos03_Part1_2.png \
             {folder}/ground_truth/defect/kos03_Part1_2_mask.png
             test 0 electrical commutators|good {folder}/test/good/kos02_Part0_0.png -
             train 0 electrical commutators|good {folder}/train/good/{{kos01_Part0_0,kos01_Part0_1}}.png -"
        );
        Miniature::new("data", &patterns(&files)).is("ksdd", variant, &samples);
    }
}

#[test]
fn ksdd_as_downloaded_has_its_labels_in_the_masks() {
    let bmp = |value: u8| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let mask = GrayImage::from_fn(3, 2, |x, _| image::Luma([if x == 1 { value } else { 0 }]));
        mask.write_to(&mut bytes, image::ImageFormat::Bmp).unwrap();
        bytes.into_inner()
    };
    let root = Miniature::new(
        "KolektorSDD",
        &["{kos01,kos50}/{Part0,Part1}.jpg", "kos50/Part9.jpg"],
    )
    .with("kos01/Part0_label.bmp", bmp(0))
    .with("kos01/Part1_label.bmp", bmp(1))
    .with("kos50/Part0_label.bmp", bmp(255))
    .with("kos50/Part1_label.bmp", bmp(0));
    let found = root.is(
        "ksdd",
        "official download",
        "test ? electrical commutators| kos50/Part9.jpg -
         test 1 electrical commutators|defect kos01/Part1.jpg kos01/Part1_label.bmp
         test 1 electrical commutators|defect kos50/Part0.jpg kos50/Part0_label.bmp
         test 0 electrical commutators|good kos01/Part0.jpg -
         test 0 electrical commutators|good kos50/Part1.jpg -",
    );
    assert_eq!(excluded(&found), [""; 0]);
    assert!(warnings(&found)[0].contains("kos50/Part9.jpg"));
    assert!(warnings(&found)[1].contains("the published numbers are of AdaCLIP's crops (286/54)"));
}
