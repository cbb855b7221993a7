//! What the README says of the program is made from the program.

use std::fs;
use std::path::Path;
use vip2clip::tui::input::{Context, Keymap};

/// The markers around the key table.
const MARKS: [&str; 2] = ["<!-- keys -->\n", "<!-- /keys -->\n"];

/// The keys of the screens, as the `?` help lists them.
fn key_table() -> String {
    let main = [
        Context::Tree,
        Context::List,
        Context::Grid,
        Context::Pictures,
        Context::Details,
        Context::Inspect,
        Context::Train,
        Context::Evaluate,
    ];
    let keymap = Keymap::built_in().unwrap();
    let rows = keymap
        .rows()
        .filter(|row| row.contexts.iter().any(|context| main.contains(context)))
        .map(|row| {
            let (keys, binding) = (row.keys(), row.binding);
            let mut places: Vec<&str> = binding.contexts.iter().map(|context| context.name()).collect();
            if main[..5].iter().all(|context| binding.contexts.contains(context)) {
                places.retain(|place| main[..5].iter().all(|context| context.name() != *place));
                places.insert(0, "browse");
            }
            let everywhere = main.iter().all(|context| binding.contexts.contains(context));
            let place = if everywhere {
                String::new()
            } else {
                places.join(", ")
            };
            format!("| `{keys}` | {} | {place} |\n", binding.help)
        });
    format!(
        "\n| key | does | only in |\n| --- | --- | --- |\n{}\n",
        rows.collect::<String>()
    )
}

#[test]
fn the_key_table_is_the_program_s() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let [start, end] = MARKS.map(|mark| readme.find(mark).unwrap());
    let start = start + MARKS[0].len();
    let table = key_table();
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, format!("{}{table}{}", &readme[..start], &readme[end..])).unwrap();
        return;
    }
    assert_eq!(
        &readme[start..end],
        table,
        "the keys have changed: UPDATE_README=1 cargo test --test cli readme"
    );
}
