//! How busy the machine is: read when asked, never by itself.

use crate::base::{free_memory, held_memory, total_memory};
use crate::tui::app::{GpuLoad, MachineLoad};
use nvml_wrapper::Nvml;

/// Reads loads. The driver library of NVIDIA is looked for once; without it there is no GPU to tell of.
#[derive(Debug, Default)]
pub struct Meter {
    nvml: Option<Option<Nvml>>,
}

impl Meter {
    /// The load now. `gpu` is the number of the device that the model is on.
    pub fn read(&mut self, gpu: Option<u32>) -> MachineLoad {
        MachineLoad {
            held: held_memory(),
            free: free_memory(),
            total: total_memory(),
            gpu: gpu.and_then(|index| self.gpu(index)),
        }
    }

    fn gpu(&mut self, index: u32) -> Option<GpuLoad> {
        let nvml = self.nvml.get_or_insert_with(|| Nvml::init().ok()).as_ref()?;
        let device = nvml.device_by_index(index).ok()?;
        let memory = device.memory_info().ok()?;
        Some(GpuLoad {
            busy: device.utilization_rates().ok()?.gpu,
            used: memory.used,
            total: memory.total,
        })
    }
}
