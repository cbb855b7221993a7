//! The filter expression: `class:bottle label:1 -species:hole score>0.6 outcome:fn name:foo has:mask`.
//!
//! Terms stand side by side and all must hold; `-` or `!` before one turns it round; commas separate alternatives;
//! quotes keep spaces together; a word alone is looked for in the name. Pure: text in, an expression or a place and a
//! reason out.

mod completion;
mod error;
mod expression;
mod matcher;
mod parse;
mod token;

pub use completion::{Completion, complete};
pub use error::FilterError;
pub use expression::{Clause, Comparison, Filter, Number, Outcome, Term, Thing};
pub use matcher::{Known, Matcher, error_of, outcome_of};
pub use parse::{parse, parse_leniently};
