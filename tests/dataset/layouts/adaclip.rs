//! AdaCLIP's packaging: one class folder of its own name in MVTec's layout.

use super::Miniature;

const FOLDERS: [(&str, &str, &str); 9] = [
    ("SDD", "ksdd", "electrical commutators"),
    ("headct", "headct", "brain"),
    ("brain_mri", "brainmri", "brain"),
    ("br35h", "br35h", "brain"),
    ("isic", "isic", "skin"),
    ("ClinicDB", "cvc-clinicdb", "colon"),
    ("ColonDB", "cvc-colondb", "colon"),
    ("tn3k", "tn3k", "thyroid"),
    ("endo", "endo", "colon"),
];

fn samples(class: &str, above: &str) -> String {
    format!(
        "test 1 {class}|defect {above}test/defect/000.png {above}ground_truth/defect/000_mask.png
         test 0 {class}|good {above}test/good/000.png -
         train 0 {class}|good {above}train/good/000.png -"
    )
}

#[test]
fn every_class_folder_is_known() {
    for (folder, kind, class) in FOLDERS {
        let files = [
            "train/good/000.png",
            "test/{good,defect}/000.png",
            "ground_truth/defect/000_mask.png",
        ];
        let inside = files.map(|file| format!("{folder}/{file}"));
        let root = Miniature::new("data", &inside.each_ref().map(String::as_str));
        root.is(kind, "AdaCLIP packaging", &samples(class, &format!("{folder}/")));
        // The class folder itself.
        Miniature::new(folder, &files).is(kind, "AdaCLIP packaging", &samples(class, ""));
        let deeper = files.map(|file| format!("x/{folder}/{file}"));
        let root = Miniature::new("data", &deeper.each_ref().map(String::as_str));
        root.is(
            kind,
            "AdaCLIP packaging",
            &samples(class, &format!("x/{folder}/")),
        );
    }
}
