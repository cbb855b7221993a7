//! CLIP: the two frozen towers, their configuration, weights and tokenizer.
