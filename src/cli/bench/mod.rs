//! `bench`
use super::exit::Exit;
/// Time
#[derive(Debug, clap::Args)]
pub struct Options {}
/// Runs
pub fn run(_: &Options) -> anyhow::Result<Exit> {
    Ok(Exit::Success)
}
