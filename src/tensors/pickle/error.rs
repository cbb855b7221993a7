//! Why a pickle is refused.

/// Why a pickle is refused. Nothing that a pickle names is ever executed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickleError {
    /// A name that weights do not need.
    #[error(
        "it asks for {name}, which no file of weights needs; nothing was executed\n  what to do: if you trust \
         neither the file nor its source, do not load it in Python either: loading it there runs what it asks \
         for. If you do, save its tensors alone (a state_dict), best as safetensors"
    )]
    Forbidden {
        /// The name, made safe to print.
        name: String,
    },
    /// An opcode that torch does not write.
    #[error("byte {at} is opcode 0x{code:02x}, which torch does not write for weights")]
    Opcode {
        /// The opcode.
        code: u8,
        /// Its place.
        at: usize,
    },
    /// It ends before its end.
    #[error("it is cut off at byte {at}")]
    CutOff {
        /// Its length.
        at: usize,
    },
    /// It makes no sense.
    #[error("at byte {at}, {what}")]
    Malformed {
        /// Where.
        at: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// Larger than weights ever are.
    #[error("it holds more than {limit} {what}, which no file of weights does")]
    TooMuch {
        /// The limit.
        limit: usize,
        /// Of what.
        what: &'static str,
    },
}
