//! Which mask belongs to which image, by name.

use super::Pairing;
use std::collections::HashMap;
use std::ffi::OsStr;

/// What a mask's stem may have after the image's stem, most literal first. Case does not matter.
const ENDINGS: [&str; 4] = ["", "_mask", "_label", "_segmentation"];

/// Images and their masks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs {
    /// For each image the index of its mask.
    pub masks: Vec<Option<usize>>,
    /// No stem agreed, but the numbers of files did: paired by place in the sorted lists.
    pub by_place: bool,
}

/// Pairs images with masks; both lists sorted by name. A mask serves one image.
///
/// By stem: the same, or followed by `_mask`, `_label` or `_Segmentation`, whatever the extensions. Names that agree
/// only but for case, or only as numbers (`7` and `007`), are paired where exactly one image and one mask do. Where
/// not a single name agrees and there are as many masks as images, place in the list decides.
///
/// [`Pairing::Reference`] is the released code: place decides always. An image past the last mask has none; the
/// released code stops there.
pub fn pair(images: &[&OsStr], masks: &[&OsStr], pairing: Pairing) -> Pairs {
    if pairing == Pairing::Reference {
        return by_place(images.len(), masks.len(), false);
    }
    let mut search = Search {
        images,
        masks,
        of_image: vec![None; images.len()],
        taken: vec![false; masks.len()],
    };
    search.exact();
    search.unambiguous(|stem| Some(stem.to_ascii_lowercase()));
    search.unambiguous(number);
    let nothing_agrees = search.of_image.iter().all(Option::is_none);
    if nothing_agrees && !images.is_empty() && images.len() == masks.len() {
        return by_place(images.len(), masks.len(), true);
    }
    Pairs {
        masks: search.of_image,
        by_place: false,
    }
}

fn by_place(images: usize, masks: usize, by_place: bool) -> Pairs {
    Pairs {
        masks: (0..images)
            .map(|place| (place < masks).then_some(place))
            .collect(),
        by_place,
    }
}

struct Search<'a> {
    images: &'a [&'a OsStr],
    masks: &'a [&'a OsStr],
    of_image: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Search<'_> {
    /// The stem to the byte; of several masks the most literal ending, then the image's own extension, then the first.
    fn exact(&mut self) {
        let mut of_stem: HashMap<&[u8], Vec<(usize, usize)>> = HashMap::new();
        for (mask, name) in self.masks.iter().enumerate() {
            for (rank, stem) in image_stems(name) {
                of_stem.entry(stem).or_default().push((rank, mask));
            }
        }
        for (image, name) in self.images.iter().enumerate() {
            let (stem, extension) = split(name);
            let candidates = of_stem.get(stem).into_iter().flatten();
            let best = candidates
                .filter(|(_, mask)| !self.taken[*mask])
                .min_by_key(|(rank, mask)| (*rank, split(self.masks[*mask]).1 != extension, *mask));
            if let Some(&(_, mask)) = best {
                self.of_image[image] = Some(mask);
                self.taken[mask] = true;
            }
        }
    }

    /// Stems that agree after `form`, among what is still alone, where one image and one mask share the form.
    fn unambiguous(&mut self, form: impl Fn(&[u8]) -> Option<Vec<u8>>) {
        let mut sharing: HashMap<Vec<u8>, (Vec<usize>, Vec<usize>)> = HashMap::new();
        let alone = self
            .of_image
            .iter()
            .enumerate()
            .filter(|(_, mask)| mask.is_none());
        for (image, _) in alone {
            if let Some(key) = form(split(self.images[image]).0) {
                sharing.entry(key).or_default().0.push(image);
            }
        }
        if sharing.is_empty() {
            return;
        }
        for (mask, _) in self.taken.iter().enumerate().filter(|(_, taken)| !**taken) {
            for (_, stem) in image_stems(self.masks[mask]) {
                if let Some(key) = form(stem).filter(|key| sharing.contains_key(key)) {
                    sharing.entry(key).or_default().1.push(mask);
                }
            }
        }
        for (images, masks) in sharing.into_values() {
            if let ([image], [mask]) = (&images[..], &masks[..])
                && !self.taken[*mask]
            {
                self.of_image[*image] = Some(*mask);
                self.taken[*mask] = true;
            }
        }
    }
}

/// The stems of the images that a mask of this name may belong to, with the rank of the ending that was taken off.
fn image_stems(mask: &OsStr) -> impl Iterator<Item = (usize, &[u8])> {
    let (stem, _) = split(mask);
    ENDINGS.iter().enumerate().filter_map(move |(rank, ending)| {
        let (image, tail) = stem.split_at_checked(stem.len().checked_sub(ending.len())?)?;
        (!image.is_empty() && tail.eq_ignore_ascii_case(ending.as_bytes())).then_some((rank, image))
    })
}

/// `007` as `7`; nothing for what is not a number.
fn number(stem: &[u8]) -> Option<Vec<u8>> {
    let digits = !stem.is_empty() && stem.iter().all(u8::is_ascii_digit);
    let first = stem.iter().position(|&byte| byte != b'0').unwrap_or(stem.len());
    digits.then(|| stem[first..].to_vec())
}

/// Stem and extension, as bytes.
fn split(name: &OsStr) -> (&[u8], &[u8]) {
    let bytes = name.as_encoded_bytes();
    match bytes.iter().rposition(|&byte| byte == b'.') {
        Some(dot) if dot > 0 => (&bytes[..dot], &bytes[dot + 1..]),
        _ => (bytes, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'a>(list: &[&'a str]) -> Vec<&'a OsStr> {
        list.iter().map(|name| OsStr::new(*name)).collect()
    }

    fn stems(images: &[&str], masks: &[&str]) -> Vec<Option<usize>> {
        let pairs = pair(&names(images), &names(masks), Pairing::Stem);
        assert!(!pairs.by_place, "{images:?} and {masks:?} were paired by place");
        pairs.masks
    }

    #[test]
    fn every_ending_of_the_datasets_is_known() {
        for (image, mask) in [
            ("000.png", "000.png"),
            ("000.png", "000_mask.png"),
            ("0576.PNG", "0576_label.PNG"),
            ("Part3.jpg", "Part3_label.bmp"),
            ("ISIC_0000003.jpg", "ISIC_0000003_Segmentation.png"),
            ("0012.bmp", "0012.png"),
            ("a.b.png", "a.b_MASK.tif"),
            ("缺陷.png", "缺陷_mask.png"),
        ] {
            // A second pair keeps place in the list from helping.
            assert_eq!(
                stems(&[image, "zz.png"], &["!.png", mask, "zz.png"]),
                [Some(1), Some(2)],
                "{image}"
            );
        }
    }

    #[test]
    fn a_gap_moves_nothing() {
        assert_eq!(
            stems(
                &["000.png", "001.png", "002.png"],
                &["000_mask.png", "002_mask.png"]
            ),
            [Some(0), None, Some(1)]
        );
        assert_eq!(
            stems(
                &["000.png", "001.png"],
                &["000_mask.png", "0005_mask.png", "001_mask.png"]
            ),
            [Some(0), Some(2)]
        );
    }

    #[test]
    fn the_most_literal_name_wins_and_a_mask_serves_one_image() {
        assert_eq!(
            stems(&["a.png"], &["a.png", "a_label.png", "a_mask.png"]),
            [Some(0)]
        );
        assert_eq!(stems(&["a.bmp", "a.png"], &["a.png", "b.png"]), [Some(0), None]);
        assert_eq!(
            stems(&["a.bmp", "a.png"], &["a.bmp", "a.png"]),
            [Some(0), Some(1)]
        );
        assert_eq!(
            stems(&["a.png", "a_mask.png"], &["a_mask.png", "a_mask_mask.png"]),
            [Some(0), Some(1)]
        );
    }

    #[test]
    fn case_and_leading_zeros_count_only_where_one_pair_can_be_meant() {
        assert_eq!(
            stems(&["IMG1.JPG", "x.png"], &["img1_mask.png", "x.png"]),
            [Some(0), Some(1)]
        );
        assert_eq!(
            stems(&["A.png", "a.png", "x.png"], &["x.png", "Ä.png"]),
            [None, None, Some(0)]
        );
        assert_eq!(
            stems(&["A.png", "x.png"], &["a.bmp", "a.png", "x.png"]),
            [None, Some(2)]
        );
        assert_eq!(
            stems(&["1.png", "10.png", "2.png"], &["001.png", "002.png", "010.png"]),
            [Some(0), Some(2), Some(1)]
        );
        assert_eq!(
            stems(&["1.png", "01.png", "x.png"], &["001.png", "x.png"]),
            [None, None, Some(1)]
        );
    }

    #[test]
    fn place_decides_only_where_no_name_agrees_and_the_numbers_of_files_do() {
        let by_place = pair(
            &names(&["a.png", "b.png"]),
            &names(&["x.png", "y.png"]),
            Pairing::Stem,
        );
        assert_eq!(
            (by_place.masks, by_place.by_place),
            (vec![Some(0), Some(1)], true)
        );
        assert_eq!(stems(&["a.png", "b.png"], &["x.png"]), [None, None]);
        assert_eq!(stems(&["a.png", "b.png"], &["a.png", "y.png"]), [Some(0), None]);
    }

    #[test]
    fn the_reference_pairs_by_place_strays_and_all() {
        let pairs = pair(
            &names(&["000.png", "001.png", "Thumbs.db"]),
            &names(&[".DS_Store", "000_mask.png"]),
            Pairing::Reference,
        );
        assert_eq!(
            (pairs.masks, pairs.by_place),
            (vec![Some(0), Some(1), None], false)
        );
    }
}
