//! From text to a filter.

use super::token::{Operator, Token, Word, tokens};
use super::{Clause, Comparison, Filter, FilterError, Number, Outcome, Term, Thing};
use crate::base::nearest;
use crate::dataset::{Label, Split};

/// The keys there are.
pub const KEYS: [&str; 9] = [
    "class", "species", "label", "split", "name", "score", "error", "outcome", "has",
];

/// Reads a filter; an empty text lets everything pass.
///
/// # Errors
/// With the first place that cannot be understood.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    match parse_leniently(text) {
        (filter, None) => Ok(filter),
        (_, Some(error)) => Err(error),
    }
}

/// As [`parse`], with the terms that can be understood although others cannot, as happens while one is being typed.
pub fn parse_leniently(text: &str) -> (Filter, Option<FilterError>) {
    let mut filter = Filter::default();
    let mut first_error = None;
    for token in tokens(text) {
        let clause = token.and_then(|token| {
            let negated = token.negated;
            term(token).map(|term| Clause { negated, term })
        });
        match clause {
            Ok(clause) => filter.clauses.push(clause),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    (filter, first_error)
}

fn term(token: Token) -> Result<Term, FilterError> {
    let Token { key, values, .. } = token;
    let Some((key, operator)) = key else {
        return Ok(Term::Name(lower(values)));
    };
    let name = key.text.to_lowercase();
    if !KEYS.contains(&name.as_str()) {
        return Err(unknown_key(&key, operator));
    }
    if let Some(empty) = values.iter().find(|value| value.text.is_empty()) {
        let example = example(&name);
        return Err(FilterError {
            column: empty.column,
            reason: format!("{name}{} needs a value, such as {example}", operator.sign()),
        });
    }
    let number = match name.as_str() {
        "score" => Some(Number::Score),
        "error" => Some(Number::Error),
        _ => None,
    };
    if let Some(number) = number {
        return compare(number, &name, operator, &values);
    }
    if !matches!(operator, Operator::Is | Operator::Compares(Comparison::Equal)) {
        return Err(FilterError {
            column: key.column + key.text.chars().count(),
            reason: format!(
                "{name} is not compared by '{}': write {}",
                operator.sign(),
                example(&name)
            ),
        });
    }
    Ok(match name.as_str() {
        "class" => Term::Class(lower(values)),
        "species" => Term::Species(lower(values)),
        "name" => Term::Name(lower(values)),
        "split" => Term::Split(each(&values, &SPLITS, "split")?),
        "label" => Term::Label(each(&values, &LABELS, "label")?),
        "has" => Term::Has(each(&values, &THINGS, "has")?),
        _ => Term::Outcome(each(&values, &OUTCOMES, "outcome")?.concat()),
    })
}

const SPLITS: [(&str, Split); 2] = [("test", Split::Test), ("train", Split::Train)];
const LABELS: [(&str, Option<Label>); 5] = [
    ("0", Some(Label::Normal)),
    ("1", Some(Label::Anomalous)),
    ("normal", Some(Label::Normal)),
    ("anomalous", Some(Label::Anomalous)),
    ("none", None),
];
const THINGS: [(&str, Thing); 5] = [
    ("mask", Thing::Mask),
    ("label", Thing::Label),
    ("score", Thing::Score),
    ("mark", Thing::Mark),
    ("note", Thing::Note),
];
const OUTCOMES: [(&str, &[Outcome]); 6] = [
    ("tp", &[Outcome::TruePositive]),
    ("fp", &[Outcome::FalsePositive]),
    ("fn", &[Outcome::FalseNegative]),
    ("tn", &[Outcome::TrueNegative]),
    ("right", &[Outcome::TruePositive, Outcome::TrueNegative]),
    ("wrong", &[Outcome::FalsePositive, Outcome::FalseNegative]),
];

fn lower(values: Vec<Word>) -> Vec<String> {
    values
        .into_iter()
        .map(|value| value.text.to_lowercase())
        .collect()
}

/// The values that a key can have in any dataset; none for a key whose values are names or numbers.
pub fn values_of(key: &str) -> Vec<&'static str> {
    fn names<T>(known: &[(&'static str, T)]) -> Vec<&'static str> {
        known.iter().map(|(name, _)| *name).collect()
    }
    match key {
        "split" => names(&SPLITS),
        "label" => names(&LABELS),
        "has" => names(&THINGS),
        "outcome" => names(&OUTCOMES),
        _ => Vec::new(),
    }
}

/// The meaning of each value, or what there is to choose from.
fn each<T: Copy>(values: &[Word], known: &[(&str, T)], key: &str) -> Result<Vec<T>, FilterError> {
    let meaning = |value: &Word| {
        let wanted = value.text.to_lowercase();
        let found = known.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let meant = suggestion(&wanted, &names);
            FilterError {
                column: value.column,
                reason: format!(
                    "{key} cannot be '{}'{meant}: it is one of {}",
                    value.text,
                    names.join(", ")
                ),
            }
        })
    };
    values.iter().map(meaning).collect()
}

fn compare(number: Number, name: &str, operator: Operator, values: &[Word]) -> Result<Term, FilterError> {
    let [value] = values else {
        return Err(FilterError {
            column: values.get(1).map_or(1, |second| second.column),
            reason: format!("{name} is compared with one number: write {}", example(name)),
        });
    };
    let Operator::Compares(comparison) = operator else {
        return Err(FilterError {
            column: value.column.saturating_sub(1).max(1),
            reason: format!(
                "{name} is a number: compare it by < <= > >= =, as in {}",
                example(name)
            ),
        });
    };
    match value.text.parse::<f32>() {
        Ok(wanted) if wanted.is_finite() => Ok(Term::Number(number, comparison, wanted)),
        _ => Err(FilterError {
            column: value.column,
            reason: format!("'{}' is no number: write {}", value.text, example(name)),
        }),
    }
}

fn unknown_key(key: &Word, operator: Operator) -> FilterError {
    let reason = match key.text.is_empty() {
        true => format!("nothing stands before '{}': write class:bottle", operator.sign()),
        false => format!(
            "no key '{}'{}; keys: {}; a name with such a sign needs quotes",
            key.text,
            suggestion(&key.text, &KEYS),
            KEYS.join(", ")
        ),
    };
    FilterError {
        column: key.column,
        reason,
    }
}

/// What was meant; of one or two characters nobody can tell.
fn suggestion(found: &str, known: &[&str]) -> String {
    if found.chars().count() < 3 {
        return String::new();
    }
    nearest(found, known.iter().copied()).map_or(String::new(), |name| format!(", did you mean '{name}'?"))
}

fn example(key: &str) -> &'static str {
    match key {
        "class" => "class:bottle",
        "species" => "species:hole",
        "label" => "label:1",
        "split" => "split:test",
        "name" => "name:000",
        "score" => "score>0.6",
        "error" => "error>0.5",
        "has" => "has:mask",
        _ => "outcome:fn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Term {
        Term::Name(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn expressions_are_read() {
        let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        use Comparison::{Above, AtLeast, AtMost, Below, Equal};
        for (written, negated, expected) in [
            ("foo", false, names(&["foo"])),
            ("FOO-bar", false, names(&["foo-bar"])),
            ("-foo", true, names(&["foo"])),
            ("!name:foo", true, names(&["foo"])),
            ("\"two words\"", false, names(&["two words"])),
            ("\"class:x\"", false, names(&["class:x"])),
            (r#"name:"a \"b\" \\ c""#, false, names(&["a \"b\" \\ c"])),
            ("name:a,b", false, names(&["a", "b"])),
            ("name:a:b", false, names(&["a:b"])),
            ("class:Bottle", false, Term::Class(text(&["bottle"]))),
            ("CLASS:\"metal nut\"", false, Term::Class(text(&["metal nut"]))),
            (
                "species=hole,crack",
                false,
                Term::Species(text(&["hole", "crack"])),
            ),
            ("split:test", false, Term::Split(vec![Split::Test])),
            ("label:1", false, Term::Label(vec![Some(Label::Anomalous)])),
            (
                "label:normal,none",
                false,
                Term::Label(vec![Some(Label::Normal), None]),
            ),
            ("has:mask", false, Term::Has(vec![Thing::Mask])),
            ("outcome:FN", false, Term::Outcome(vec![Outcome::FalseNegative])),
            (
                "-outcome:wrong",
                true,
                Term::Outcome(vec![Outcome::FalsePositive, Outcome::FalseNegative]),
            ),
            ("score>0.6", false, Term::Number(Number::Score, Above, 0.6)),
            ("score>=.6", false, Term::Number(Number::Score, AtLeast, 0.6)),
            ("score<1", false, Term::Number(Number::Score, Below, 1.0)),
            ("error<=0.5", false, Term::Number(Number::Error, AtMost, 0.5)),
            ("score=0.25", false, Term::Number(Number::Score, Equal, 0.25)),
        ] {
            let clause = Clause {
                negated,
                term: expected,
            };
            assert_eq!(
                parse(written),
                Ok(Filter {
                    clauses: vec![clause]
                }),
                "{written}"
            );
        }
        assert_eq!(parse("  ").unwrap(), Filter::default());
        assert_eq!(
            parse("class:bottle label:1 -species:hole score>0.6")
                .unwrap()
                .clauses
                .len(),
            4
        );
    }

    #[test]
    fn a_term_that_is_being_typed_does_not_spoil_the_others() {
        for text in [
            "class:a score> label:1",
            "class:a label:1 \"unclosed",
            "class:a - label:1",
        ] {
            let (filter, error) = parse_leniently(text);
            assert_eq!(filter, parse("class:a label:1").unwrap(), "{text}");
            assert!(error.is_some(), "{text}");
        }
    }

    #[test]
    fn slips_are_shown_where_they_are_with_what_was_meant() {
        for (written, column, part) in [
            (
                "clas:bottle",
                1,
                "no key 'clas', did you mean 'class'?; keys: class,",
            ),
            ("a lable:1", 3, "did you mean 'label'?"),
            ("xyz:1", 1, "no key 'xyz'; keys: class,"),
            (":x", 1, "nothing stands before ':'"),
            ("foo -", 5, "nothing follows '-'"),
            ("! x", 1, "nothing follows '!'"),
            ("class:", 7, "class: needs a value, such as class:bottle"),
            (
                "class:a, label:1",
                9,
                "class: needs a value, such as class:bottle",
            ),
            ("class>b", 6, "class is not compared by '>': write class:bottle"),
            (
                "split:tets",
                7,
                "split cannot be 'tets', did you mean 'test'?: it is one of test, train",
            ),
            ("label:2", 7, "label cannot be '2': it is one of 0, 1, normal"),
            ("outcome:xyz", 9, "it is one of tp, fp, fn, tn, right, wrong"),
            (
                "score:0.5",
                6,
                "score is a number: compare it by < <= > >= =, as in",
            ),
            ("score>high", 7, "'high' is no number: write score>0.6"),
            ("score>nan", 7, "'nan' is no number"),
            ("score>", 7, "score> needs a value"),
            ("error>1,2", 9, "error is compared with one number"),
            ("a \"b c", 3, "this quote is never closed"),
            ("name:\"b c", 6, "this quote is never closed"),
        ] {
            let error = parse(written).unwrap_err();
            assert_eq!(error.column, column, "{written}: {error}");
            assert!(error.reason.contains(part), "{written}: {error}");
        }
    }
}
