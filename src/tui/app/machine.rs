//! How busy the machine was when it was last asked.

/// Amounts are bytes; none where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MachineLoad {
    /// Memory that this process holds.
    pub held: Option<u64>,
    /// Memory that programs can still have.
    pub free: Option<u64>,
    /// All memory.
    pub total: Option<u64>,
    /// The GPU that the model is on.
    pub gpu: Option<GpuLoad>,
}

/// How busy a GPU is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GpuLoad {
    /// Share of the time with work on it, per cent.
    pub busy: u32,
    /// Memory in use, bytes.
    pub used: u64,
    /// Memory it has, bytes.
    pub total: u64,
}

impl MachineLoad {
    /// In a few words: `1.9 GB of 24 GB` and the GPU's.
    pub fn words(&self) -> String {
        let giga = |bytes: u64| bytes as f64 / 1e9;
        let amount = |bytes: u64| match bytes {
            bytes if bytes < 1_000_000_000 => format!("{:.0} MB", bytes as f64 / 1e6),
            bytes => format!("{:.1} GB", giga(bytes)),
        };
        let mut words = Vec::new();
        if let (Some(held), Some(total)) = (self.held, self.total) {
            words.push(format!("{} of {:.0} GB", amount(held), giga(total)));
        }
        if let Some(gpu) = self.gpu {
            words.push(format!(
                "GPU {} %, {:.1} of {:.0} GB",
                gpu.busy,
                giga(gpu.used),
                giga(gpu.total)
            ));
        }
        words.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(MachineLoad::default().words(), "");
        let load = MachineLoad {
            held: Some(1_940_000_000),
            free: None,
            total: Some(24_000_000_000),
            gpu: None,
        };
        assert_eq!(load.words(), "1.9 GB of 24 GB");
        let held = Some(45_400_000);
        assert_eq!(MachineLoad { held, ..load }.words(), "45 MB of 24 GB");
        let gpu = Some(GpuLoad {
            busy: 87,
            used: 12_100_000_000,
            total: 80_000_000_000,
        });
        assert_eq!(
            MachineLoad { gpu, ..load }.words(),
            "1.9 GB of 24 GB · GPU 87 %, 12.1 of 80 GB"
        );
    }
}
