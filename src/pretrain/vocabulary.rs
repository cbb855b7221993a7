//! The demo model's own small tokenizer: CLIP's kind of byte pair encoding, with merges for the few words that prompts
//! of anomaly detection are made of.

use super::recipe::VOCABULARY;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Words that are one token each.
const WORDS: [&str; 46] = [
    "good",
    "damaged",
    "normal",
    "abnormal",
    "flawless",
    "perfect",
    "broken",
    "defect",
    "defective",
    "anomaly",
    "photo",
    "picture",
    "image",
    "object",
    "surface",
    "texture",
    "product",
    "part",
    "item",
    "fabric",
    "metal",
    "wood",
    "stone",
    "plastic",
    "leather",
    "scratch",
    "crack",
    "hole",
    "stain",
    "dent",
    "tear",
    "spot",
    "missing",
    "clean",
    "dirty",
    "with",
    "without",
    "of",
    "a",
    "an",
    "the",
    "and",
    "no",
    "for",
    "in",
    "on",
];
const END_OF_WORD: &str = "</w>";

/// `tokenizer.json` in Hugging Face's form.
pub(super) fn tokenizer_json() -> String {
    // Printable ASCII is enough for words; the normaliser writes them small, and anything else is unknown.
    let letters = || ('!'..='~').map(String::from);
    let mut vocab: Vec<String> = letters().collect();
    vocab.extend(letters().map(|letter| format!("{letter}{END_OF_WORD}")));
    let merges = merges(VOCABULARY - 2 - vocab.len());
    for [left, right] in &merges {
        let token = format!("{left}{right}");
        if !vocab.contains(&token) {
            vocab.push(token);
        }
    }
    let fillers = (vocab.len()..VOCABULARY - 2).map(|id| format!("<filler{id}>"));
    vocab.extend(fillers.collect::<Vec<_>>());
    let marks = ["<|startoftext|>", "<|endoftext|>"];
    vocab.extend(marks.map(str::to_owned));
    let ids: HashMap<&str, usize> = vocab
        .iter()
        .enumerate()
        .map(|(id, token)| (token.as_str(), id))
        .collect();
    let ordered: Vec<String> = vocab
        .iter()
        .enumerate()
        .map(|(id, token)| format!("{}:{id}", Value::from(token.as_str())))
        .collect();
    let added = marks.map(|mark| {
        json!({ "id": ids[mark], "content": mark, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true })
    });
    let pattern = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";
    let normalizer = json!({ "type": "Sequence", "normalizers": [
        { "type": "NFC" },
        { "type": "Replace", "pattern": { "Regex": r"\s+" }, "content": " " },
        { "type": "Lowercase" },
    ]});
    let pre_tokenizer = json!({ "type": "Sequence", "pretokenizers": [
        { "type": "Split", "pattern": { "Regex": pattern }, "behavior": "Removed", "invert": true },
        { "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true },
    ]});
    // Written out rather than as one value: a map would not keep the tokens in the order of their ids.
    format!(
        "{{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":{},\n\"normalizer\":{normalizer},\n\
         \"pre_tokenizer\":{pre_tokenizer},\n\"post_processor\":null,\"decoder\":null,\n\"model\":{{\"type\":\"BPE\",\
         \"dropout\":null,\"unk_token\":\"<|endoftext|>\",\"continuing_subword_prefix\":null,\
         \"end_of_word_suffix\":\"{END_OF_WORD}\",\"fuse_unk\":false,\"byte_fallback\":false,\"ignore_merges\":false,\n\
         \"vocab\":{{{}}},\n\"merges\":{}}}}}\n",
        json!(added),
        ordered.join(","),
        json!(merges),
    )
}

/// Merges that make the words one token, at most `room`: word by word, of a word's pairs the one that all words have
/// most often first.
fn merges(room: usize) -> Vec<[String; 2]> {
    let mut words: Vec<Vec<String>> = WORDS
        .iter()
        .map(|word| {
            let mut letters: Vec<String> = word.chars().map(String::from).collect();
            if let Some(last) = letters.last_mut() {
                last.push_str(END_OF_WORD);
            }
            letters
        })
        .collect();
    let mut merges = Vec::new();
    for index in 0..words.len() {
        while words[index].len() > 1 && merges.len() < room {
            let pair = most_frequent_pair(&words, index);
            for word in &mut words {
                merge(word, &pair);
            }
            merges.push(pair);
        }
    }
    merges
}

/// Of the pairs in word `index` the one that all words have most often; of equal ones the first by letters.
fn most_frequent_pair(words: &[Vec<String>], index: usize) -> [String; 2] {
    let mut counts: BTreeMap<[&String; 2], usize> = BTreeMap::new();
    for word in words {
        for pair in word.windows(2) {
            *counts.entry([&pair[0], &pair[1]]).or_default() += 1;
        }
    }
    let mut best = [words[index][0].clone(), words[index][1].clone()];
    let mut most = 0;
    for pair in words[index].windows(2) {
        let count = counts[&[&pair[0], &pair[1]]];
        if count > most {
            most = count;
            best = [pair[0].clone(), pair[1].clone()];
        }
    }
    best
}

fn merge(word: &mut Vec<String>, pair: &[String; 2]) {
    let mut at = 0;
    while at + 1 < word.len() {
        if word[at] == pair[0] && word[at + 1] == pair[1] {
            let right = word.remove(at + 1);
            word[at].push_str(&right);
        }
        at += 1;
    }
}
