//! An error and its causes on one line.

/// The error with what caused it. A cause that the message before it has already told is not told twice: a message of
/// the library stands alone on a screen, so it names its cause itself.
pub fn error_text(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::DatasetError;
    use std::io;

    #[test]
    fn every_cause_is_told_once() {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let told = anyhow::Error::from(DatasetError::Unreadable {
            path: "data".to_owned(),
            source: denied(),
        });
        assert_eq!(error_text(&told), "data cannot be read: permission denied");
        let untold = anyhow::Error::from(denied()).context("cannot open the log file");
        assert_eq!(error_text(&untold), "cannot open the log file: permission denied");
    }
}
