//! The recipe of the demo model on a configuration of toy size.

use std::fs;
use std::path::Path;
use vip2clip::base::CancelSource;
use vip2clip::pretrain::{PretrainEnd, PretrainEvent, PretrainRun, Recipe, RunOptions};

fn tiny(steps: usize) -> Recipe {
    Recipe {
        steps,
        batch: 4,
        microbatch: 2,
        width: 64,
        blocks: 2,
        text_blocks: 1,
        layers: vec![1, 2],
        image_size: 56,
        top_k: 3,
        sigma: 1.0,
        learning_rate: 1e-3,
        warm_up: 4,
        ..Recipe::default()
    }
}

/// Goes on with `run` on so many threads, and stops it after `stop` steps; what was said of the steps.
fn go(run: PretrainRun, threads: usize, stop: usize) -> (PretrainEnd, Vec<(f64, f64)>) {
    let cancel = CancelSource::new();
    let options = RunOptions {
        threads,
        save_every: 1000,
        evaluate_every: 1000,
        products: 0,
        cancel: cancel.token(),
    };
    let mut losses = Vec::new();
    let end = run.run(&options, &mut |event| {
        if let PretrainEvent::Step {
            step,
            loss_segmentation,
            loss_image,
            ..
        } = event
        {
            losses.push((*loss_segmentation, *loss_image));
            if *step == stop {
                cancel.cancel();
            }
        }
    });
    (end.unwrap(), losses)
}

fn bytes(folder: &Path) -> Vec<Vec<u8>> {
    [
        "state.safetensors",
        "backbone.safetensors",
        "prompts.safetensors",
        "tokenizer.json",
    ]
    .map(|name| fs::read(folder.join(name)).unwrap())
    .into()
}

#[test]
fn an_interrupted_run_on_other_threads_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let [straight, broken] = ["straight", "broken"].map(|name| folder.path().join(name));
    let (end, losses) = go(PretrainRun::begin(tiny(5), &straight).unwrap(), 1, 99);
    assert_eq!((end, losses.len()), (PretrainEnd::Finished, 5));

    let (end, first) = go(PretrainRun::begin(tiny(5), &broken).unwrap(), 3, 2);
    assert_eq!(end, PretrainEnd::Stopped);
    let resumed = PretrainRun::resume(&broken, None).unwrap();
    assert_eq!((resumed.steps(), resumed.recipe()), (2, &tiny(5)));
    let (end, rest) = go(resumed, 2, 99);
    assert_eq!(end, PretrainEnd::Finished);
    assert_eq!([first, rest].concat(), losses);
    assert!(bytes(&straight) == bytes(&broken), "the files differ");

    let again = PretrainRun::begin(tiny(5), &broken).unwrap_err();
    assert!(again.to_string().contains("holds a run already"), "{again}");
}

#[test]
fn steps_after_the_saved_state_are_taken_out_of_the_log_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("metrics.jsonl");
    go(PretrainRun::begin(tiny(4), folder.path()).unwrap(), 2, 2);
    let written = fs::read_to_string(&log).unwrap();
    // As a kill leaves it: a step that no state knows, and half a line.
    let next = written
        .lines()
        .next()
        .unwrap()
        .replace("\"step\":1", "\"step\":3");
    let killed = format!("{written}{next}\n{{\"ev");
    fs::write(&log, killed).unwrap();
    go(PretrainRun::resume(folder.path(), None).unwrap(), 2, 99);
    let steps: Vec<usize> = fs::read_to_string(&log)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<PretrainEvent>(line).unwrap().step())
        .collect();
    assert_eq!(steps, [1, 2, 3, 4]);
}

#[test]
fn the_loss_falls() {
    let folder = tempfile::tempdir().unwrap();
    let (_, losses) = go(PretrainRun::begin(tiny(80), folder.path()).unwrap(), 2, 99);
    let mean =
        |part: &[(f64, f64)]| part.iter().map(|(maps, image)| maps + image).sum::<f64>() / part.len() as f64;
    let (first, last) = (mean(&losses[..5]), mean(&losses[75..]));
    assert!(last < 0.95 * first, "from {first} to {last}");
}
