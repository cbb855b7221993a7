//! What was typed, without what must not be kept.

/// Options whose values are secrets in some program or other; this one has none.
const SECRETS: [&str; 4] = ["token", "password", "secret", "api-key"];

/// The command line of this process, program first; what stands behind an option for a secret is left out.
pub fn command_line() -> Vec<String> {
    without_secrets(std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()))
}

fn without_secrets(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut hide_next = false;
    for (place, argument) in arguments.enumerate() {
        if place == 0 {
            let name = argument.rsplit('/').next().unwrap_or_default();
            kept.push(name.to_owned());
            continue;
        }
        let (option, value) = match argument.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (argument.as_str(), None),
        };
        let is_secret = option.starts_with('-')
            && SECRETS
                .iter()
                .any(|secret| option.to_lowercase().contains(secret));
        match (std::mem::take(&mut hide_next), is_secret, value) {
            (true, _, _) => kept.push("…".to_owned()),
            (_, true, Some(_)) => kept.push(format!("{option}=…")),
            (_, true, None) => {
                hide_next = true;
                kept.push(argument);
            }
            _ => kept.push(argument),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_the_program_s_place_are_left_out() {
        let typed = [
            "/home/a/vip2clip-tui",
            "x",
            "--hf-token",
            "abc",
            "--Token=abc",
            "--out=b",
        ];
        let kept = without_secrets(typed.into_iter().map(str::to_owned));
        assert_eq!(
            kept,
            ["vip2clip-tui", "x", "--hf-token", "…", "--Token=…", "--out=b"]
        );
    }
}
