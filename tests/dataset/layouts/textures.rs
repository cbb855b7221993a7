//! DAGM and DTD-Synthetic.

use super::{Miniature, assert_samples, excluded, warnings};

#[test]
fn dagm() {
    let root = Miniature::new(
        "DAGM_KaggleUpload",
        &[
            "{Class10,Class2}/{Train,Test}/{0001,0002}.PNG",
            "{Class10,Class2}/{Train,Test}/Label/0002_label.PNG",
            "{Class10,Class2}/{Train,Test}/Label/Labels.txt",
        ],
    );
    let found = root.is(
        "dagm",
        "reference layout",
        "test 0 Class2| Class2/Test/0001.PNG -
         test 1 Class2| Class2/Test/0002.PNG Class2/Test/Label/0002_label.PNG
         test 0 Class10| Class10/Test/0001.PNG -
         test 1 Class10| Class10/Test/0002.PNG Class10/Test/Label/0002_label.PNG
         train 0 Class2| Class2/Train/0001.PNG -
         train 1 Class2| Class2/Train/0002.PNG Class2/Train/Label/0002_label.PNG
         train 0 Class10| Class10/Train/0001.PNG -
         train 1 Class10| Class10/Train/0002.PNG Class10/Train/Label/0002_label.PNG",
    );
    assert_eq!(excluded(&found), [""; 0]);
    assert!(warnings(&found)[0].starts_with("8 of the 10 classes of DAGM are missing: Class1, Class3"));
}

#[test]
fn dagm_counts_suffixes_that_the_released_script_skips() {
    let root = Miniature::new(
        "DAGM",
        &[
            "Class1/Test/{0001,0002}.PNG",
            "Class1/Test/0003.png",
            "Class1/Test/Label/{0002,0009}_label.PNG",
        ],
    );
    let found = root.is(
        "dagm",
        "reference layout",
        "test 0 Class1| Class1/Test/0001.PNG -
         test 1 Class1| Class1/Test/0002.PNG Class1/Test/Label/0002_label.PNG
         test 0 Class1| Class1/Test/0003.png -",
    );
    assert_eq!(
        warnings(&found)[0],
        "1 images in Class1/Test do not end in .PNG (0003.png): the released script skips them"
    );
    assert_eq!(
        excluded(&found),
        ["Class1/Test/Label/0009_label.PNG: a mask without an image"]
    );
    assert_samples(
        &root.read_as_released(),
        "test 0 Class1| Class1/Test/0001.PNG -
         test 1 Class1| Class1/Test/0002.PNG Class1/Test/Label/0002_label.PNG",
    );
    // As many labels as images, of other names: an image without its label stays normal.
    let other = Miniature::new(
        "DAGM",
        &["Class1/Test/0001.PNG", "Class1/Test/Label/0007_label.PNG"],
    );
    other.is(
        "dagm",
        "reference layout",
        "test 0 Class1| Class1/Test/0001.PNG -",
    );
}

#[test]
fn dtd_synthetic() {
    let root = Miniature::new(
        "DTD-Synthetic",
        &[
            "{Blotchy_099,Woven_001,Woven_127}/train/good/000.png",
            "{Blotchy_099,Woven_001,Woven_127}/test/{good,bad}/000.png",
            "{Blotchy_099,Woven_001,Woven_127}/ground_truth/bad/000_mask.png",
        ],
    );
    root.is(
        "dtd-synthetic",
        "reference layout",
        "test 1 Woven_001|bad Woven_001/test/bad/000.png Woven_001/ground_truth/bad/000_mask.png
         test 0 Woven_001|good Woven_001/test/good/000.png -
         test 1 Woven_127|bad Woven_127/test/bad/000.png Woven_127/ground_truth/bad/000_mask.png
         test 0 Woven_127|good Woven_127/test/good/000.png -
         test 1 Blotchy_099|bad Blotchy_099/test/bad/000.png Blotchy_099/ground_truth/bad/000_mask.png
         test 0 Blotchy_099|good Blotchy_099/test/good/000.png -
         train 0 {Woven_001|good Woven_001,Woven_127|good Woven_127,Blotchy_099|good Blotchy_099}/train/good/000.png -",
    );
}
