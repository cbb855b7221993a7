//! Prompts as token ids: a tokenizer.json beside the backbone, or the few words of OpenAI's vocabulary that the
//! default prompts need.

use super::{BackboneError, TextConfig};
use std::path::{Path, PathBuf};
use tokenizers::Tokenizer;

/// Size of OpenAI's vocabulary.
const OPENAI_VOCAB: usize = 49408;
/// The word that stands where learned embeddings go.
const FILLER: &str = "X";
/// CLIP's own has 2 MB.
const MAX_BYTES: u64 = 64 << 20;

/// Makes the token ids of ViP²'s prompts.
#[derive(Debug)]
pub struct PromptTokenizer {
    /// The backbone, for messages.
    backbone: PathBuf,
    vocab: usize,
    context: usize,
    words: Words,
}

#[derive(Debug)]
enum Words {
    /// OpenAI's vocabulary, as far as it is built in.
    BuiltIn,
    File {
        path: PathBuf,
        tokenizer: Box<Tokenizer>,
        start: u32,
        end: u32,
    },
}

impl PromptTokenizer {
    /// Reads the tokenizer.json beside `backbone`; without one, OpenAI's vocabulary is taken from its size.
    pub(super) fn beside(backbone: &Path, text: &TextConfig) -> Result<Self, BackboneError> {
        let path = backbone.with_file_name("tokenizer.json");
        let words = if path.try_exists().unwrap_or(true) {
            read(path, text.vocab)?
        } else if text.vocab == OPENAI_VOCAB {
            Words::BuiltIn
        } else {
            return Err(BackboneError::NoTokenizer {
                file: backbone.to_owned(),
                reason: format!(
                    "its vocabulary of {} tokens is not OpenAI's of {OPENAI_VOCAB}, whose words are built in",
                    text.vocab
                ),
            });
        };
        Ok(Self {
            backbone: backbone.to_owned(),
            vocab: text.vocab,
            context: text.context,
            words,
        })
    }

    /// The ids of `[SOT] X×n_ctx state X×n_cls [EOT]`, zeros up to the context's length. `state` must be one
    /// token.
    pub fn prompt_ids(&self, n_ctx: usize, state: &str, n_cls: usize) -> Result<Vec<u32>, BackboneError> {
        let used = n_ctx.saturating_add(n_cls).saturating_add(3);
        if used > self.context {
            return Err(BackboneError::PromptTooLong {
                n_ctx,
                n_cls,
                context: self.context,
            });
        }
        let (start, filler, state, end) = match &self.words {
            Words::BuiltIn => (49406, 343, self.built_in(state)?, 49407),
            Words::File {
                path,
                tokenizer,
                start,
                end,
            } => {
                let filler = self.one_token(path, tokenizer, FILLER)?;
                let state_id = self.one_token(path, tokenizer, state)?;
                // A second end of text would move the prompt's row; unknown characters become one.
                if state_id == *start || state_id == *end {
                    return Err(BackboneError::StateWord {
                        word: state.to_owned(),
                        reason: "it is a mark of a text's beginning or end, or unknown to the vocabulary"
                            .to_owned(),
                    });
                }
                (*start, filler, state_id, *end)
            }
        };
        let mut ids = vec![start];
        ids.extend(std::iter::repeat_n(filler, n_ctx));
        ids.push(state);
        ids.extend(std::iter::repeat_n(filler, n_cls));
        ids.push(end);
        ids.resize(self.context, 0);
        Ok(ids)
    }

    /// The ids of `[SOT] text [EOT]` without padding. Needs the tokenizer.json: no whole vocabulary is built in.
    pub fn text_ids(&self, text: &str) -> Result<Vec<u32>, BackboneError> {
        let Words::File {
            path,
            tokenizer,
            start,
            end,
        } = &self.words
        else {
            return Err(BackboneError::NoTokenizer {
                file: self.backbone.clone(),
                reason: format!(
                    "'{}' is free text, and only two words of OpenAI's vocabulary are built in",
                    crate::base::printable(text)
                ),
            });
        };
        let error = |reason: String| BackboneError::Tokenizer {
            file: path.clone(),
            reason: format!("'{}' {reason}", crate::base::printable(text)),
        };
        let encoding = tokenizer
            .encode(text, false)
            .map_err(|cause| error(format!("cannot be encoded: {cause}")))?;
        let words = encoding.get_ids();
        if let Some(id) = words.iter().find(|&&id| id as usize >= self.vocab) {
            return Err(error(format!(
                "holds token {id}, and the backbone has {} tokens",
                self.vocab
            )));
        }
        if words.len() + 2 > self.context {
            return Err(error(format!(
                "takes {} places with its two marks, and the backbone has {}",
                words.len() + 2,
                self.context
            )));
        }
        let marked = std::iter::once(*start)
            .chain(words.iter().copied())
            .chain(std::iter::once(*end));
        Ok(marked.collect())
    }

    fn built_in(&self, word: &str) -> Result<u32, BackboneError> {
        match word {
            "good" => Ok(886),
            "damaged" => Ok(13568),
            _ => Err(BackboneError::NoTokenizer {
                file: self.backbone.clone(),
                reason: format!(
                    "only 'good' and 'damaged' are built in, not '{}'",
                    crate::base::printable(word)
                ),
            }),
        }
    }

    fn one_token(&self, path: &Path, tokenizer: &Tokenizer, word: &str) -> Result<u32, BackboneError> {
        let error = |reason| BackboneError::Tokenizer {
            file: path.to_owned(),
            reason,
        };
        let encoding = tokenizer.encode(word, false).map_err(|e| {
            error(format!(
                "it cannot encode '{}': {e}",
                crate::base::printable(word)
            ))
        })?;
        match *encoding.get_ids() {
            [id] if (id as usize) < self.vocab => Ok(id),
            [id] => Err(error(format!(
                "token {id} is beyond the backbone's vocabulary of {} tokens: it is another model's tokenizer",
                self.vocab
            ))),
            ref ids if word == FILLER => Err(error(format!("'{FILLER}' is {} tokens in it", ids.len()))),
            ref ids => Err(BackboneError::StateWord {
                word: word.to_owned(),
                reason: format!(
                    "it is {} tokens, and its place in a prompt holds exactly one",
                    ids.len()
                ),
            }),
        }
    }
}

fn read(path: PathBuf, vocab: usize) -> Result<Words, BackboneError> {
    let error = |reason: String| BackboneError::Tokenizer {
        file: path.clone(),
        reason,
    };
    let found = std::fs::metadata(&path).map_err(|e| error(format!("it cannot be read: {e}")))?;
    if !found.is_file() || found.len() > MAX_BYTES {
        return Err(error("it is not a tokenizer (or longer than 64 MB)".to_owned()));
    }
    let bytes = std::fs::read(&path).map_err(|e| error(format!("it cannot be read: {e}")))?;
    let mut tokenizer = Tokenizer::from_bytes(&bytes)
        .map_err(|e| error(format!("it is not a tokenizer in Hugging Face's format: {e}")))?;
    tokenizer.with_padding(None);
    tokenizer
        .with_truncation(None)
        .map_err(|e| error(e.to_string()))?;
    let special = |token: &str| {
        let id = tokenizer.token_to_id(token);
        id.filter(|&id| (id as usize) < vocab).ok_or_else(|| {
            error(format!(
                "it has no '{token}' among the backbone's {vocab} tokens: it is no CLIP's, or another's"
            ))
        })
    };
    let (start, end) = (special("<|startoftext|>")?, special("<|endoftext|>")?);
    Ok(Words::File {
        path,
        tokenizer: Box::new(tokenizer),
        start,
        end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(vocab: usize) -> TextConfig {
        TextConfig {
            width: 768,
            layers: 12,
            heads: 12,
            vocab,
            context: 77,
        }
    }

    #[test]
    fn the_default_prompts_of_openais_vocabulary_are_built_in() {
        let dir = tempfile::tempdir().unwrap();
        let tokenizer = PromptTokenizer::beside(&dir.path().join("w.pt"), &text(49408)).unwrap();
        let ids = tokenizer.prompt_ids(2, "damaged", 1).unwrap();
        assert_eq!(ids.len(), 77);
        assert_eq!(ids[..7], [49406, 343, 343, 13568, 343, 49407, 0]);
        assert_eq!(tokenizer.prompt_ids(7, "good", 3).unwrap()[8], 886);
        let error = tokenizer.prompt_ids(7, "broken", 3).unwrap_err().to_string();
        assert!(
            error.contains("'broken'") && error.contains("tokenizer.json"),
            "{error}"
        );
        assert!(tokenizer.prompt_ids(70, "good", 4).is_ok());
        assert!(
            tokenizer
                .prompt_ids(70, "good", 5)
                .unwrap_err()
                .to_string()
                .contains("78 places")
        );
        assert!(tokenizer.prompt_ids(usize::MAX, "good", 5).is_err());
        let error = tokenizer.text_ids("a photo").unwrap_err().to_string();
        assert!(
            error.contains("free text") && error.contains("tokenizer.json"),
            "{error}"
        );
    }

    #[test]
    fn another_vocabulary_needs_a_tokenizer_that_fits() {
        let dir = tempfile::tempdir().unwrap();
        let backbone = dir.path().join("w.pt");
        let error = PromptTokenizer::beside(&backbone, &text(512))
            .unwrap_err()
            .to_string();
        assert!(error.contains("512 tokens"), "{error}");
        std::fs::write(dir.path().join("tokenizer.json"), "{}").unwrap();
        let error = PromptTokenizer::beside(&backbone, &text(49408))
            .unwrap_err()
            .to_string();
        assert!(error.contains("tokenizer.json"), "{error}");
    }
}
