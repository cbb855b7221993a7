//! Shim.
#![allow(missing_docs)]
use super::layout::Recognised;
use super::{IndexOptions, Sample, Tree};
pub struct Description {
    pub id: &'static str,
    pub title: &'static str,
    pub classes: &'static [&'static str],
    pub has_normals: bool,
    pub has_masks: bool,
    pub counts: &'static [KnownCounts],
    pub class_counts: &'static [(&'static str, usize, usize)],
    pub page: &'static str,
    pub licence: &'static str,
    pub tree: &'static str,
}
pub struct KnownCounts {
    pub name: &'static str,
    pub normal: usize,
    pub anomalous: usize,
    pub train_normals: Option<usize>,
}
pub static DATASETS: [&Description; 0] = [];
pub fn describe(id: &str) -> Option<&'static Description> {
    DATASETS.iter().find(|known| known.id == id).copied()
}
pub fn kind_of_classes(_classes: &[&str]) -> Option<&'static str> {
    None
}
pub fn recognise(tree: &Tree, _options: &IndexOptions) -> Option<Recognised> {
    let mut test = Vec::new();
    let mut stack = vec![(std::path::PathBuf::new(), &tree.top)];
    while let Some((path, folder)) = stack.pop() {
        for file in &folder.files {
            let image = path.join(&*file.name);
            if crate::picture::is_picture_name(&image) {
                test.push(Sample {
                    image: image.into(),
                    mask: None,
                    class: "a".into(),
                    species: "".into(),
                    label: None,
                });
            }
        }
        for inner in &folder.folders {
            stack.push((path.join(&*inner.name), inner));
        }
    }
    Some(Recognised {
        kind: "flat",
        variant: "shim".to_owned(),
        test,
        train: vec![],
        excluded: vec![],
        warnings: vec![],
    })
}
