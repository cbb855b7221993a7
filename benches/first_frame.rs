//! Milliseconds from the start of the program to its first whole frame, in a pseudo-terminal: half blocks, which ask the
//! terminal nothing, on a small folder of pictures.
//!
//! `cargo bench --bench first_frame`

use image::{Rgb, RgbImage};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

type Error = Box<dyn std::error::Error + Send + Sync>;

const STARTS: usize = 30;
const PICTURES: u32 = 40;
/// The end of a frame: the terminal may show it now.
const END: &[u8] = b"\x1b[?2026l";

fn main() -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("vip2clip-first-frame-{}", std::process::id()));
    let pictures = folder.join("pictures");
    std::fs::create_dir_all(&pictures)?;
    for number in 0..PICTURES {
        RgbImage::from_fn(300, 300, |x, y| Rgb([x as u8, y as u8, number as u8]))
            .save(pictures.join(format!("{number:03}.png")))?;
    }
    let mut times = Vec::new();
    for _ in 0..STARTS {
        times.push(start(&folder, &pictures)?.as_secs_f64() * 1e3);
    }
    std::fs::remove_dir_all(&folder)?;
    times.sort_by(f64::total_cmp);
    println!(
        "{STARTS} starts, milliseconds to the first frame: median {:.1}, slowest {:.1}",
        times[STARTS / 2],
        times[STARTS - 1]
    );
    Ok(())
}

fn start(home: &Path, pictures: &Path) -> Result<Duration, Error> {
    let size = PtySize {
        rows: 50,
        cols: 200,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size)?;
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_vip2clip-tui"));
    command.arg(pictures);
    command.args(["--images", "halfblocks", "--fresh"]);
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command.env("TERM", "xterm-256color");
    for name in [
        "HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
    ] {
        command.env(name, home);
    }
    let mut reader = pair.master.try_clone_reader()?;
    let begun = Instant::now();
    let mut child = pair.slave.spawn_command(command)?;
    drop(pair.slave);
    let mut seen = Vec::new();
    let mut buffer = [0; 65_536];
    while !seen.windows(END.len()).any(|bytes| bytes == END) {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            return Err(String::from_utf8_lossy(&seen).into_owned().into());
        }
        seen.extend_from_slice(&buffer[..count]);
    }
    let took = begun.elapsed();
    child.kill()?;
    child.wait()?;
    Ok(took)
}
