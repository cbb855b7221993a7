//! Files a second to index 100,000 samples from a warm page cache, milliseconds to open the index again, and the memory
//! it takes: `cargo bench --bench dataset_index`.
//!
//! Each time is the median of a few runs; each run of `index` and `reopen` is a process of its own.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use vip2clip::base::CancelToken;
use vip2clip::dataset::{FileEntry, Folder, IndexCache, IndexOptions, open_with_cache, scan};

const RUNS: usize = 7;
const CLASSES: usize = 50;
/// Folder of a class, and files in it: 2,000 samples a class, 800 of them with a mask.
const FOLDERS: [(&str, usize); 6] = [
    ("train/good", 800),
    ("test/good", 400),
    ("test/hole", 400),
    ("test/scratch", 400),
    ("ground_truth/hole", 400),
    ("ground_truth/scratch", 400),
];

/// Set in the processes that do one run.
const TASK: &str = "BENCH_DATASET_INDEX";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Classes in MVTec's layout, of files with one byte each.
fn build(root: &Path) -> Result<usize> {
    let mut files = 0;
    for class in 0..CLASSES {
        for (folder, count) in FOLDERS {
            let suffix = if folder.starts_with("ground_truth") {
                "_mask"
            } else {
                ""
            };
            let folder = root.join(format!("class{class:02}")).join(folder);
            fs::create_dir_all(&folder)?;
            for number in 0..count {
                fs::write(folder.join(format!("{number:03}{suffix}.png")), b"x")?;
            }
            files += count;
        }
    }
    Ok(files)
}

fn count(folder: &Folder) -> u64 {
    let inner: u64 = folder.folders.iter().map(count).sum();
    inner
        + folder
            .files
            .iter()
            .map(|FileEntry { size, .. }| size.min(&1))
            .sum::<u64>()
}

/// A line of /proc/self/status, megabytes.
fn memory(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let digits = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    digits.unwrap_or(f64::NAN) / 1024.0
}

/// One run, in a process of its own: prints milliseconds, samples, megabytes held and at the peak.
fn run_once(task: &str) -> Result<()> {
    let (root, cache) = task.split_once('\n').ok_or("a task has two lines")?;
    let cache = (!cache.is_empty()).then(|| IndexCache::at(cache.into()));
    let before = memory("VmRSS");
    let start = Instant::now();
    let index = open_with_cache(Path::new(root), &IndexOptions::default(), cache.as_ref())?;
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let samples = index.test.len() + index.train.len();
    println!("{ms} {samples} {} {}", memory("VmRSS") - before, memory("VmHWM"));
    Ok(())
}

/// The medians of what the runs print.
fn runs(root: &Path, cache: Option<&Path>) -> Result<[f64; 4]> {
    let cache = cache.map(|cache| cache.display().to_string()).unwrap_or_default();
    let task = format!("{}\n{cache}", root.display());
    let mut columns: [Vec<f64>; 4] = Default::default();
    for _ in 0..RUNS {
        let output = Command::new(std::env::current_exe()?).env(TASK, &task).output()?;
        let text = String::from_utf8(output.stdout)?;
        for (column, value) in columns.iter_mut().zip(text.split_whitespace()) {
            column.push(value.parse()?);
        }
    }
    Ok(columns.map(median))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn main() -> Result<()> {
    if let Ok(task) = std::env::var(TASK) {
        return run_once(&task);
    }
    let dir = tempfile::tempdir()?;
    let root = dir.path().canonicalize()?.join("set");
    let cache = dir.path().join("cache");
    let files = build(&root)?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let scan = scan(&root, &CancelToken::never())?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        assert_eq!(count(&scan.tree.top), files as u64);
    }
    let per_second = |ms: f64| files as f64 / ms * 1e3;
    let ms = median(times);
    println!("{files} files, median of {RUNS} runs");
    println!("scan     {ms:8.1} ms   {:9.0} files/s", per_second(ms));
    let [ms, samples, held, peak] = runs(&root, None)?;
    println!(
        "index    {ms:8.1} ms   {:9.0} files/s   {samples} samples, {held:.1} MB held, {peak:.1} MB at the peak",
        per_second(ms)
    );
    open_with_cache(
        &root,
        &IndexOptions::default(),
        Some(&IndexCache::at(cache.clone())),
    )?;
    let kept: u64 = fs::read_dir(&cache)?
        .flatten()
        .filter_map(|e| Some(e.metadata().ok()?.len()))
        .sum();
    let [ms, samples, held, peak] = runs(&root, Some(&cache))?;
    println!(
        "reopen   {ms:8.1} ms   {samples} samples, {held:.1} MB held, {peak:.1} MB at the peak, {:.1} MB on the disk",
        kept as f64 / 1e6
    );
    Ok(())
}
