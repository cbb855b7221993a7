//! Which device and which precision, as the user names them.

use crate::detector::Placement;
use candle_core::{DType, Device};
use std::str::FromStr;

/// `auto`, `cpu`, `cuda` or `cuda:N`, `metal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// The first GPU this build can use, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The N-th CUDA GPU.
    Cuda(usize),
    /// Apple's GPU.
    Metal,
}

/// `f32`, `bf16` or `f16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DtypeChoice {
    /// 32-bit floating point.
    #[default]
    F32,
    /// bfloat16.
    Bf16,
    /// IEEE half.
    F16,
}

/// Why a device cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The text names no device.
    #[error("'{0}' is not a device: use auto, cpu, cuda, cuda:N or metal")]
    UnknownDevice(String),
    /// The text names no precision.
    #[error("'{0}' is not a precision: use f32, bf16 or f16")]
    UnknownDtype(String),
    /// The program was built without this device.
    #[error(
        "this build has no {device}: rebuild it with `cargo build --release --features {feature}`, or use --device cpu"
    )]
    NotBuilt {
        /// The device asked for.
        device: &'static str,
        /// The cargo feature that brings it.
        feature: &'static str,
    },
    /// The device did not start.
    #[error("{device} cannot be used: {reason}\n  what to do: {hint}")]
    Unavailable {
        /// The device asked for.
        device: String,
        /// What the driver or candle said.
        reason: String,
        /// What to try.
        hint: &'static str,
    },
}

impl FromStr for DeviceChoice {
    type Err = DeviceError;
    fn from_str(text: &str) -> Result<Self, DeviceError> {
        let unknown = || DeviceError::UnknownDevice(text.to_owned());
        match text.to_ascii_lowercase().as_str() {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "metal" => Ok(Self::Metal),
            "cuda" | "gpu" => Ok(Self::Cuda(0)),
            other => {
                let index = other.strip_prefix("cuda:").ok_or_else(unknown)?;
                index.parse().map(Self::Cuda).map_err(|_| unknown())
            }
        }
    }
}

impl FromStr for DtypeChoice {
    type Err = DeviceError;
    fn from_str(text: &str) -> Result<Self, DeviceError> {
        match text.to_ascii_lowercase().as_str() {
            "f32" => Ok(Self::F32),
            "bf16" => Ok(Self::Bf16),
            "f16" => Ok(Self::F16),
            _ => Err(DeviceError::UnknownDtype(text.to_owned())),
        }
    }
}

impl DeviceChoice {
    /// Opens the device.
    pub fn place(self, dtype: DtypeChoice) -> Result<Placement, DeviceError> {
        Ok(Placement {
            device: self.open()?,
            dtype: dtype.into(),
        })
    }

    fn open(self) -> Result<Device, DeviceError> {
        match self {
            Self::Cpu => Ok(Device::Cpu),
            Self::Auto => Ok(Self::first_gpu().unwrap_or(Device::Cpu)),
            Self::Cuda(index) => Self::cuda(index),
            Self::Metal => Self::metal(),
        }
    }

    fn first_gpu() -> Option<Device> {
        Self::cuda(0).or_else(|_| Self::metal()).ok()
    }

    fn cuda(index: usize) -> Result<Device, DeviceError> {
        if !cfg!(feature = "cuda") {
            return Err(DeviceError::NotBuilt {
                device: "CUDA",
                feature: "cuda",
            });
        }
        Device::new_cuda(index).map_err(|error| DeviceError::Unavailable {
            device: format!("CUDA device {index}"),
            reason: first_line(&error),
            hint: "check that `nvidia-smi` lists the GPU and that the driver is new enough for the CUDA \
                   this program was built with, or use --device cpu",
        })
    }

    fn metal() -> Result<Device, DeviceError> {
        if !cfg!(feature = "metal") {
            return Err(DeviceError::NotBuilt {
                device: "Metal",
                feature: "metal",
            });
        }
        Device::new_metal(0).map_err(|error| DeviceError::Unavailable {
            device: "Metal".to_owned(),
            reason: first_line(&error),
            hint: "use --device cpu",
        })
    }
}

fn first_line(error: &candle_core::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

impl From<DtypeChoice> for DType {
    fn from(choice: DtypeChoice) -> Self {
        match choice {
            DtypeChoice::F32 => Self::F32,
            DtypeChoice::Bf16 => Self::BF16,
            DtypeChoice::F16 => Self::F16,
        }
    }
}

impl std::fmt::Display for DtypeChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
            Self::F16 => "f16",
        })
    }
}

/// A device as the user would name it.
pub fn device_name(device: &Device) -> String {
    match device.location() {
        candle_core::DeviceLocation::Cpu => "cpu".to_owned(),
        candle_core::DeviceLocation::Cuda { gpu_id } => format!("cuda:{gpu_id}"),
        candle_core::DeviceLocation::Metal { .. } => "metal".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_the_help_spells_them() {
        assert_eq!("cuda:3".parse::<DeviceChoice>().unwrap(), DeviceChoice::Cuda(3));
        assert_eq!("AUTO".parse::<DeviceChoice>().unwrap(), DeviceChoice::Auto);
        assert!("cuda:x".parse::<DeviceChoice>().is_err());
        assert!(
            "tpu"
                .parse::<DeviceChoice>()
                .unwrap_err()
                .to_string()
                .contains("'tpu'")
        );
        assert_eq!("bf16".parse::<DtypeChoice>().unwrap(), DtypeChoice::Bf16);
    }

    #[cfg(not(feature = "cuda"))]
    #[test]
    fn a_build_without_cuda_says_which_feature_is_missing() {
        let error = DeviceChoice::Cuda(0)
            .place(DtypeChoice::F32)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("--features cuda") && error.contains("--device cpu"),
            "{error}"
        );
    }
}
