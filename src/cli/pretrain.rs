//! `pretrain`: the recipe of the demo model.

use super::exit::{Exit, UsageError};
use super::interrupt::Interrupt;
use super::streams::{print_line, say};
use crate::base::printable_path;
use crate::pretrain::{
    PretrainEnd, PretrainError, PretrainEvent, PretrainRun, Recipe, RunOptions, evaluate_model,
};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  vip2clip-tui pretrain --out mine --steps 2000     a model of your own; hours on a laptop
  vip2clip-tui pretrain --out mine --resume         go on after an interruption
  vip2clip-tui pretrain --out models/demo --evaluate --json
                                                    what the demo model reaches on unseen families
  vip2clip-tui --backbone mine/backbone.safetensors --prompts mine/prompts.safetensors
                                                    look at what it does";

/// Train a small CLIP and its prompts from scratch on procedural pictures
///
/// This is how the demo model in models/demo was made. Both towers and the prompts learn together from pictures that
/// are drawn for every step; families and defects that are never drawn for training measure the result. The folder
/// holds a model that can be used from the first evaluation on. The same options give the same model, whatever the
/// number of threads and however often the run was interrupted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Options {
    /// Folder of the run and of the model
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_OUT")]
    out: PathBuf,
    /// Go on with the run in DIR, by its own recipe
    #[arg(long)]
    resume: bool,
    /// Train nothing: try the model in DIR on unseen families, with all defects and with unseen ones alone
    #[arg(long, conflicts_with = "resume")]
    evaluate: bool,
    /// Steps, 3000 where not given; the learning rate falls over the last 75 %, and until then --resume may ask for others
    #[arg(long, value_name = "N", env = "VIP2CLIP_STEPS")]
    steps: Option<usize>,
    /// Pictures a step, a multiple of 4 (or as few as 1 to 3); three of four have defects
    #[arg(long, value_name = "N", env = "VIP2CLIP_BATCH", default_value_t = Recipe::default().batch)]
    batch: usize,
    /// What initialisation and pictures follow from
    #[arg(long, value_name = "N", env = "VIP2CLIP_SEED", default_value_t = Recipe::default().seed)]
    seed: u64,
    /// Width of the vision tower, a multiple of 64
    #[arg(long, value_name = "N", env = "VIP2CLIP_WIDTH", default_value_t = Recipe::default().width)]
    width: usize,
    /// Blocks of the vision tower; the last four (or all, if fewer) are tapped
    #[arg(long, value_name = "N", env = "VIP2CLIP_BLOCKS", default_value_t = Recipe::default().blocks)]
    blocks: usize,
    /// Side of the pictures, pixels, a multiple of 14
    #[arg(long, value_name = "PX", env = "VIP2CLIP_IMAGE_SIZE", default_value_t = Recipe::default().image_size)]
    image_size: usize,
    /// Learning rate after the warm-up
    #[arg(long, value_name = "RATE", env = "VIP2CLIP_LEARNING_RATE", default_value_t = Recipe::default().learning_rate)]
    learning_rate: f64,
    /// What the text tower and the prompts get of the learning rate
    #[arg(long, value_name = "SHARE", env = "VIP2CLIP_PROMPT_SHARE", default_value_t = Recipe::default().prompt_share)]
    prompt_share: f64,
    /// Steps between two saved states
    #[arg(long, value_name = "N", env = "VIP2CLIP_SAVE_EVERY", default_value = "50",
          value_parser = clap::value_parser!(u32).range(1..))]
    save_every: u32,
    /// Steps between two evaluations on unseen families
    #[arg(long, value_name = "N", env = "VIP2CLIP_EVALUATE_EVERY", default_value = "100",
          value_parser = clap::value_parser!(u32).range(1..))]
    evaluate_every: u32,
    /// Products of every unseen family in the last evaluation; 0 for none
    #[arg(long, value_name = "N", env = "VIP2CLIP_PRODUCTS", default_value = "4")]
    products: usize,
    /// Threads; as many as there are cores where not given
    #[arg(long, value_name = "N", env = "VIP2CLIP_THREADS")]
    threads: Option<usize>,
    /// Events as JSON lines on stdout too
    #[arg(long)]
    json: bool,
}

/// Runs `pretrain`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = options.threads.unwrap_or_else(cores);
    if options.evaluate {
        for event in evaluate_model(&options.out, options.products.max(1), threads)? {
            tell(&event, event.step());
            if options.json {
                print_line(&serde_json::to_string(&event)?)?;
            }
        }
        return Ok(Exit::Success);
    }
    let interrupt = Interrupt::listen_for(
        &[SIGINT, SIGTERM, SIGHUP],
        "stopping after this step, with everything saved; once more to stop at once",
    )?;
    let run = if options.resume {
        PretrainRun::resume(&options.out, options.steps).map_err(usage)?
    } else {
        PretrainRun::begin(options.recipe(), &options.out).map_err(usage)?
    };
    let machine = RunOptions {
        threads,
        save_every: options.save_every as usize,
        evaluate_every: options.evaluate_every as usize,
        products: options.products,
        cancel: interrupt.token(),
    };
    let steps = run.recipe().steps;
    say(format_args!(
        "{}: steps {} to {steps}, batches of {}",
        printable_path(&options.out),
        (run.steps() + 1).min(steps),
        run.recipe().batch
    ));
    let mut printed = Ok(());
    let end = run.run(&machine, &mut |event| {
        tell(event, steps);
        if options.json && printed.is_ok() {
            printed = print_line(&serde_json::to_string(event).unwrap_or_default());
            if printed.is_err() {
                interrupt.cancel();
            }
        }
    })?;
    printed?;
    Ok(match end {
        PretrainEnd::Finished => Exit::Success,
        PretrainEnd::Stopped => {
            say(format_args!(
                "stopped; go on with: vip2clip-tui pretrain --out {} --resume",
                printable_path(&options.out)
            ));
            Exit::Interrupted
        }
    })
}

impl Options {
    fn recipe(&self) -> Recipe {
        let usual = Recipe::default();
        let grid = self.image_size / usual.patch;
        Recipe {
            steps: self.steps.unwrap_or(usual.steps),
            batch: self.batch,
            microbatch: usual.microbatch.min(self.batch.max(1)),
            seed: self.seed,
            width: self.width,
            blocks: self.blocks,
            layers: (self.blocks.saturating_sub(3).max(1)..=self.blocks).collect(),
            image_size: self.image_size,
            top_k: (usual.top_k * grid * grid / usual.grid().pow(2)).max(1),
            sigma: usual.sigma * self.image_size as f32 / usual.image_size as f32,
            learning_rate: self.learning_rate,
            prompt_share: self.prompt_share,
            ..usual
        }
    }
}

/// What can be put right on the command line.
fn usage(error: PretrainError) -> anyhow::Error {
    match error {
        PretrainError::Setting { .. } | PretrainError::Taken(_) => UsageError(error.to_string()).into(),
        other => other.into(),
    }
}

fn tell(event: &PretrainEvent, steps: usize) {
    match event {
        PretrainEvent::Step {
            step,
            loss_segmentation,
            loss_image,
            rate,
            seconds,
            ..
        } if step.is_multiple_of(10) || *step == steps => say(format_args!(
            "step {step}/{steps}  maps {loss_segmentation:.3}  image {loss_image:.3}  rate {rate:.2e}  {seconds:.2} s"
        )),
        PretrainEvent::Step { .. } => {}
        PretrainEvent::Unseen {
            step,
            defects,
            pictures,
            image_auroc,
            pixel_auroc,
            pixel_ap,
            pixel_aupro,
            ..
        } => {
            let shown = |value: &Option<f64>| value.map_or("none".to_owned(), |value| format!("{value:.3}"));
            say(format_args!(
                "step {step}/{steps}  {pictures} pictures of unseen families, {defects} defects: image AUROC {}, \
                 pixel AUROC {}, AP {}, AUPRO {}",
                shown(image_auroc),
                shown(pixel_auroc),
                shown(pixel_ap),
                shown(pixel_aupro)
            ));
        }
    }
}
