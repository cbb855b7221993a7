//! A run in its folder.

use super::event::PretrainEvent;
use super::example::Example;
use super::log::Log;
use super::state::State;
use super::unseen::{self, Unseen};
use super::workers::Workers;
use super::{PretrainError, Recipe, microbatch, optimiser};
use crate::base::CancelToken;
use crate::dataset::demo::Defect;
use crate::train::{Gradients, Losses, Upsampling};
use candle_core::{Tensor, Var};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What does not change the result.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Threads.
    pub threads: usize,
    /// Steps between two saved states.
    pub save_every: usize,
    /// Steps between two evaluations on unseen families.
    pub evaluate_every: usize,
    /// Products of every unseen family in the evaluation after the last step; 0 for no evaluation then.
    pub products: usize,
    /// Asked between two steps.
    pub cancel: CancelToken,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PretrainEnd {
    /// All steps are done.
    Finished,
    /// Somebody stopped it; the state is saved.
    Stopped,
}

/// A run that is about to go on.
#[derive(Debug)]
pub struct PretrainRun {
    folder: PathBuf,
    state: State,
    upsampling: Upsampling,
    log: Log,
}

impl PretrainRun {
    /// A new run in `folder`, which is made.
    pub fn begin(recipe: Recipe, folder: &Path) -> Result<Self, PretrainError> {
        recipe.check()?;
        if State::path(folder).exists() {
            return Err(PretrainError::Taken(folder.to_owned()));
        }
        std::fs::create_dir_all(folder).map_err(PretrainError::io(folder))?;
        let state = State::initial(recipe, folder)?;
        state.save(folder)?;
        Self::at(folder, state)
    }

    /// The run in `folder`, from its saved state on; to another number of steps where one is given and the steps that
    /// are done would have been the same.
    pub fn resume(folder: &Path, steps: Option<usize>) -> Result<Self, PretrainError> {
        let mut state = State::read(folder)?;
        if let Some(steps) = steps.filter(|&steps| steps != state.recipe.steps) {
            state.recipe = state.recipe.with_steps(steps, state.steps)?;
        }
        Self::at(folder, state)
    }

    fn at(folder: &Path, state: State) -> Result<Self, PretrainError> {
        Ok(Self {
            upsampling: Upsampling::new(state.recipe.grid(), state.recipe.image_size),
            log: Log::open(folder, state.steps)?,
            folder: folder.to_owned(),
            state,
        })
    }

    /// What it is made of.
    pub fn recipe(&self) -> &Recipe {
        &self.state.recipe
    }

    /// Steps done.
    pub fn steps(&self) -> usize {
        self.state.steps
    }

    /// Goes on to the end; `tell` hears of every step and evaluation.
    pub fn run(
        mut self,
        options: &RunOptions,
        tell: &mut dyn FnMut(&PretrainEvent),
    ) -> Result<PretrainEnd, PretrainError> {
        let workers = Workers::new(options.threads)?;
        let mut unseen = None;
        let mut examples = self.pictures(&workers, self.state.steps);
        while self.state.steps < self.state.recipe.steps {
            if options.cancel.is_cancelled() {
                self.state.save(&self.folder)?;
                return Ok(PretrainEnd::Stopped);
            }
            let (event, next) = self.step(&workers, examples)?;
            examples = next;
            self.log.add(&event)?;
            tell(&event);
            let (done, end) = (self.state.steps, self.state.recipe.steps);
            if done.is_multiple_of(options.save_every) || done == end {
                self.state.save(&self.folder)?;
            }
            if done.is_multiple_of(options.evaluate_every) && done < end {
                let unseen = unseen.get_or_insert_with(|| self.draw_unseen(&workers, 1, 6));
                let event = self.evaluate(unseen)?;
                tell(&event);
            }
        }
        if options.products == 0 {
            self.export()?;
        } else {
            let unseen = self.draw_unseen(&workers, options.products, unseen::NORMAL);
            let event = self.evaluate(&unseen)?;
            tell(&event);
        }
        Ok(PretrainEnd::Finished)
    }

    fn pictures(&self, workers: &Workers, step: usize) -> Vec<Example> {
        let recipe = &self.state.recipe;
        workers.run(recipe.batch, |index| {
            Example::new(recipe, &self.upsampling, step, index)
        })
    }

    /// One step; draws the pictures of the next one on the way.
    fn step(
        &mut self,
        workers: &Workers,
        examples: Vec<Example>,
    ) -> Result<(PretrainEvent, Vec<Example>), PretrainError> {
        let start = Instant::now();
        let State {
            recipe, steps, model, ..
        } = &self.state;
        let mut tensors: BTreeMap<String, Tensor> = model.fixed.clone();
        for (name, tensor) in &model.learned {
            tensors.insert(name.clone(), Var::from_tensor(tensor)?.as_tensor().clone());
        }
        let parts = recipe.batch / recipe.microbatch;
        let next = steps + 1;
        let outcomes = workers.run(parts + recipe.batch, |job| match job.checked_sub(parts) {
            None => {
                let examples = &examples[job * recipe.microbatch..(job + 1) * recipe.microbatch];
                let part = microbatch::losses_and_gradients(recipe, &self.upsampling, &tensors, examples);
                Outcome::Part(part.map(Box::new))
            }
            Some(index) => Outcome::Picture(Box::new(Example::new(recipe, &self.upsampling, next, index))),
        });
        let (mut losses, mut gradients, mut pictures) = (Vec::new(), Vec::new(), Vec::new());
        for outcome in outcomes {
            match outcome {
                Outcome::Part(part) => {
                    let (loss, part) = *part?;
                    losses.push(loss);
                    gradients.push(part);
                }
                Outcome::Picture(example) => pictures.push(*example),
            }
        }
        let names = model.learned.keys().cloned();
        let (gradients, gradient_norm) = optimiser::gathered(names, &gradients, recipe.clip)?;
        let event = PretrainEvent::Step {
            step: next,
            loss_segmentation: losses.iter().map(|loss| loss.segmentation).sum(),
            loss_image: losses.iter().map(|loss| loss.image).sum(),
            gradient_norm,
            rate: recipe.rate(*steps),
            seconds: 0.0,
        };
        if !gradient_norm.is_finite() {
            return Err(PretrainError::Diverged { step: next });
        }
        let State {
            recipe,
            steps,
            model,
            adam,
        } = &mut self.state;
        model.learned = optimiser::step(recipe, adam, &model.learned, &gradients, *steps)?;
        *steps = next;
        Ok((event.lasting(start.elapsed()), pictures))
    }

    fn draw_unseen(&self, workers: &Workers, products: usize, normal: usize) -> Unseen {
        Unseen::draw(
            workers,
            self.state.recipe.image_size,
            Defect::all(),
            products,
            normal,
        )
    }

    /// Writes the model as it is used.
    fn export(&self) -> Result<(), PretrainError> {
        let State {
            recipe, steps, model, ..
        } = &self.state;
        model.export(recipe, *steps, &self.folder)
    }

    /// Tries the model as it is used, rounded as it is then.
    fn evaluate(&mut self, unseen: &Unseen) -> Result<PretrainEvent, PretrainError> {
        self.export()?;
        let (detector, steps) = unseen::load(&self.folder)?;
        let event = unseen.event(&detector, steps, "all")?;
        self.log.add(&event)?;
        Ok(event)
    }
}

/// A job's result.
enum Outcome {
    Part(Result<Box<(Losses, Gradients)>, PretrainError>),
    Picture(Box<Example>),
}
