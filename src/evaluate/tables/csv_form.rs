//! A table as comma-separated values.

use super::Grid;
use crate::base::printable;

impl Grid {
    /// RFC 4180, with the preset in every row; per cent as shown. Notes have no place in it.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let mut header = vec!["preset".to_owned()];
        header.extend(self.labels.iter().map(|label| inert(label)));
        header.extend(self.metrics.iter().map(|metric| metric.key().to_owned()));
        writer.write_record(&header)?;
        for row in &self.rows {
            let mut record = vec![self.preset.clone()];
            record.extend(row.labels.iter().map(|label| inert(label)));
            record.extend(row.cells.iter().cloned());
            writer.write_record(&record)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A name that no spreadsheet takes for a formula.
fn inert(name: &str) -> String {
    let name = printable(name);
    match name
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    {
        true => format!("'{name}"),
        false => name.into_owned(),
    }
}
