//! The only part of the workbench that touches the world: it waits for facts, hands them to [`update()`], carries out
//! the orders, and draws what has changed. It sleeps while nothing happens.

mod backend;
mod crew;
mod dataset;
mod encoder;
mod evaluation_follower;
mod guarded;
mod injected_panic;
mod input_parser;
mod input_thread;
mod job_watcher;
mod loader;
mod log;
mod meter;
mod panic_hook;
mod reader;
mod run_orders;
mod run_watcher;
mod screen;
mod session_orders;
mod signals;
mod stderr_diversion;
mod terminal_session;
mod thumbnail_cache;
mod thumbnail_queue;
mod thumbnailer;
mod timers;
mod tty;

pub use self::log::Log;
pub use crew::{Crew, ModelSwitch};
pub use injected_panic::{Place, at as injected_panic};
pub use input_thread::InputThread;
pub use panic_hook::install as install_panic_hook;
pub use signals::{Signal, listen};
pub use terminal_session::{TerminalSession, restore};
pub use tty::{Tty, measure};

use super::graphics::live_images;
use super::osc;
use super::{App, Effect, Msg, update};
use crate::base::printable;
use crossbeam_channel::{Receiver, Sender, at, never, select};
use loader::LoadRequest;
use ratatui::layout::Size;
use screen::Screen;
use std::io::{self, Write};
use std::time::{Duration, Instant};
use timers::Timers;
use tty::Stop;

/// The least time between two frames that no key asked for: progress comes faster than it can be read.
const FRAME_GAP: Duration = Duration::from_millis(16);

/// How long facts may be taken in before what they changed is drawn.
const DRAIN_TIME: Duration = Duration::from_millis(10);

/// How the workbench ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exit {
    /// The user quit.
    Quit,
    /// By a signal.
    Signal(i32),
    /// It could not go on.
    Aborted(String),
}

/// Where facts come from.
pub struct Sources {
    /// Keys, mouse, pastes.
    pub input: Receiver<Msg>,
    /// What the threads find out.
    pub facts: Receiver<Msg>,
    /// Signals.
    pub signals: Receiver<Signal>,
}

/// A frame that was drawn.
#[derive(Debug, Clone, Copy)]
pub struct FrameReport {
    /// When the last of it had been sent.
    pub sent: Instant,
    /// Inputs that it shows: how many had been taken in before it was drawn.
    pub inputs: u64,
}

/// The loop and everything it needs.
pub struct Driver<W: Write> {
    app: App,
    screen: Screen<W>,
    sources: Sources,
    crew: Crew,
    log: Log,
    tty: Option<Tty>,
    frames: Option<Sender<FrameReport>>,
    timers: Timers,
    dirty: bool,
    /// A key asked for the next frame: it is not made to wait.
    urgent: bool,
    last_frame: Option<Instant>,
    inputs: u64,
    exit: Option<Exit>,
}

impl<W: Write> Driver<W> {
    /// A driver that draws to `out`, a terminal of this size.
    pub fn new(app: App, out: W, size: Size, sources: Sources, crew: Crew, log: Log) -> io::Result<Self> {
        Ok(Self {
            app,
            screen: Screen::new(out, size)?,
            sources,
            crew,
            log,
            tty: None,
            frames: None,
            timers: Timers::default(),
            dirty: false,
            urgent: false,
            last_frame: None,
            inputs: 0,
            exit: None,
        })
    }

    /// Lets the driver own the real terminal, so that it can suspend.
    pub fn with_tty(mut self, tty: Tty) -> Self {
        self.tty = Some(tty);
        self
    }

    /// Reports every frame.
    pub fn with_frame_reports(mut self, frames: Sender<FrameReport>) -> Self {
        self.frames = Some(frames);
        self
    }

    /// Runs until somebody ends it.
    pub fn run(mut self, first: Vec<Msg>) -> io::Result<Exit> {
        for message in first {
            self.take_in(message)?;
        }
        loop {
            if let Some(exit) = self.exit.take() {
                self.crew.save_at_end(&self.app);
                return Ok(exit);
            }
            if self.dirty && self.frame_due().is_none() {
                self.draw()?;
            }
            self.wait()?;
            self.drain()?;
        }
    }

    /// When the next frame may be drawn; `None` for now.
    fn frame_due(&self) -> Option<Instant> {
        let due = self.last_frame.filter(|_| !self.urgent)? + FRAME_GAP;
        (due > Instant::now()).then_some(due)
    }

    fn draw(&mut self) -> io::Result<()> {
        (self.dirty, self.urgent) = (false, false);
        self.screen.draw(&self.app)?;
        let sent = Instant::now();
        self.last_frame = Some(sent);
        if let Some(frames) = &self.frames {
            // A listener that has gone does not want to know.
            let inputs = self.inputs;
            let _ = frames.send(FrameReport { sent, inputs });
        }
        Ok(())
    }

    /// Sleeps until something happens, and takes that in.
    fn wait(&mut self) -> io::Result<()> {
        let frame = if self.dirty { self.frame_due() } else { None };
        let wake = match [frame, self.timers.next_end()].into_iter().flatten().min() {
            Some(instant) => at(instant),
            None => never(),
        };
        let Sources {
            input,
            facts,
            signals,
        } = &self.sources;
        select! {
            recv(input) -> message => {
                // The input thread says why it ends; this is for one that could not.
                let gone = || Msg::TerminalLost("nobody reads the keyboard any more".to_owned());
                self.key(message.unwrap_or_else(|_| gone()))
            }
            recv(facts) -> message => message.map_or(Ok(()), |message| self.take_in(message)),
            recv(signals) -> signal => signal.map_or(Ok(()), |signal| self.signal(signal)),
            recv(wake) -> _ => self.end_timers(),
        }
    }

    /// Takes in what else has happened, for a short time.
    fn drain(&mut self) -> io::Result<()> {
        let end = Instant::now() + DRAIN_TIME;
        while self.exit.is_none() && Instant::now() < end {
            if let Ok(signal) = self.sources.signals.try_recv() {
                self.signal(signal)?;
            } else if let Ok(message) = self.sources.input.try_recv() {
                self.key(message)?;
            } else if let Ok(message) = self.sources.facts.try_recv() {
                self.take_in(message)?;
            } else {
                break;
            }
        }
        Ok(())
    }

    fn key(&mut self, message: Msg) -> io::Result<()> {
        self.urgent = true;
        self.inputs += 1;
        self.take_in(message)
    }

    fn end_timers(&mut self) -> io::Result<()> {
        for timer in self.timers.take_ended(Instant::now()) {
            self.take_in(Msg::TimerElapsed(timer))?;
        }
        Ok(())
    }

    fn take_in(&mut self, message: Msg) -> io::Result<()> {
        for effect in update(&mut self.app, message) {
            self.carry_out(effect)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Draw => self.dirty = true,
            Effect::DrawAll => self.draw_all(),
            Effect::OpenDataset(root) => self.crew.open(root)?,
            Effect::LoadPicture {
                sample,
                path,
                known,
                mask,
            } => self.crew.load(LoadRequest {
                sample,
                path,
                known,
                mask,
            }),
            Effect::MakeThumbnails(requests) => self.crew.make_thumbnails(requests)?,
            Effect::Encode(requests) => self.crew.encode(requests),
            Effect::FreeImages(images) => {
                let tmux = self.app.pictures.graphics.tmux;
                self.screen.queue(&live_images::forget(&images, tmux))?;
                self.dirty = true;
            }
            Effect::Detect(request) => {
                injected_panic(Place::Ui);
                self.crew.detect(request);
            }
            Effect::ReadOut(request) => self.crew.read_out(request)?,
            Effect::CancelDetection => self.crew.cancel_detection(),
            Effect::FollowRuns(kind, folders) => self.crew.follow_runs(kind, folders)?,
            Effect::FindJobs => self.crew.find_jobs()?,
            Effect::WatchJob(folder) => self.crew.watch_job(folder)?,
            Effect::RestRuns => self.crew.rest_runs(),
            Effect::AskRun { folder, request } => self.crew.ask_run(folder, request)?,
            Effect::ResumeRun(kind, folder) => self.crew.resume_run(kind, folder)?,
            Effect::ExportTables(folder) => self.crew.export_tables(folder)?,
            Effect::StartRun {
                kind,
                arguments,
                name,
                dataset,
            } => self.crew.start_run(kind, arguments, name, dataset)?,
            Effect::EstimateRun(request) => self.crew.estimate_run(request)?,
            Effect::ReadModel { files, compared } => self.crew.read_model(files, compared)?,
            Effect::UseModel(model) => self.crew.use_model(&model)?,
            Effect::StartTimer { timer, after } => self.timers.start(timer, Instant::now() + after),
            Effect::Measure => self.crew.measure(self.app.about.gpu)?,
            Effect::RestoreState(root) => self.crew.restore_state(root)?,
            Effect::SaveState { root, state } => self.crew.save_state(root, *state)?,
            Effect::ListSessions => self.crew.list_sessions()?,
            Effect::SaveSession(wish) => self.crew.save_session(*wish)?,
            Effect::OpenSession(path) => self.crew.open_session(path)?,
            Effect::AskSession { task, arguments } => self.crew.ask_session(task, arguments)?,
            Effect::StopSessionTask => self.crew.stop_session_task(),
            Effect::SaveScreen(screen) => self.crew.save_screen(*screen)?,
            Effect::Copy(text) => self.tell_terminal(|tmux| osc::clipboard(&text, tmux))?,
            Effect::Notify(text) => self.tell_terminal(|tmux| osc::notification(&printable(&text), tmux))?,
            Effect::Log(text) => self.log.add(&text),
            Effect::Suspend => self.suspend()?,
            Effect::Quit => self.exit = Some(Exit::Quit),
            Effect::Abort(reason) => self.exit = Some(Exit::Aborted(reason)),
        }
        Ok(())
    }

    /// Sends what is not a picture with the next frame.
    fn tell_terminal(&mut self, sequence: impl FnOnce(bool) -> String) -> io::Result<()> {
        self.dirty = true;
        self.screen.queue(&sequence(self.app.pictures.graphics.tmux))
    }

    fn draw_all(&mut self) {
        self.screen.forget();
        self.dirty = true;
    }

    fn signal(&mut self, signal: Signal) -> io::Result<()> {
        match signal {
            Signal::Resized => self.measure(),
            Signal::Continued => {
                if let Some(tty) = &mut self.tty {
                    tty.take_again()?;
                }
                self.resumed(true)
            }
            Signal::End(number) => {
                self.exit = Some(Exit::Signal(number));
                Ok(())
            }
        }
    }

    fn suspend(&mut self) -> io::Result<()> {
        let Some(tty) = &mut self.tty else {
            return Ok(());
        };
        match tty.suspend(&self.sources.signals)? {
            Stop::Continued => self.resumed(true),
            Stop::NotStopped => self.resumed(false),
            Stop::End(number) => {
                self.exit = Some(Exit::Signal(number));
                Ok(())
            }
        }
    }

    fn resumed(&mut self, stopped: bool) -> io::Result<()> {
        self.measure()?;
        self.take_in(Msg::Resumed { stopped })
    }

    fn measure(&mut self) -> io::Result<()> {
        let (size, cell) = measure();
        self.screen.resize(size)?;
        self.take_in(Msg::Resized { size, cell })
    }
}
