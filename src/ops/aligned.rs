//! Buffers of f32 that start on a cache line, so that no vector load crosses one. Large ones lie in huge
//! pages where the system grants them: a product walks through hundreds of small pages at once otherwise.

use bytemuck::{Pod, Zeroable};
use memmap2::MmapMut;

/// From this size on a buffer asks for huge pages (2 MiB each on x86-64 and AArch64).
const HUGE: usize = 2 << 20;

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C, align(64))]
struct Line([f32; 16]);

/// A buffer of f32 aligned to 64 bytes.
#[derive(Debug)]
pub struct AlignedBuffer(Memory);

#[derive(Debug)]
enum Memory {
    Heap(Vec<Line>),
    Pages(MmapMut),
}

impl Default for AlignedBuffer {
    fn default() -> Self {
        Self(Memory::Heap(Vec::new()))
    }
}

impl AlignedBuffer {
    /// At least `len` zeros.
    pub fn zeroed(len: usize) -> Self {
        let bytes = len * size_of::<f32>();
        if bytes >= HUGE
            && let Ok(pages) = MmapMut::map_anon(bytes.next_multiple_of(HUGE))
        {
            #[cfg(target_os = "linux")]
            // A refusal costs speed only.
            let _ = pages.advise(memmap2::Advice::HugePage);
            return Self(Memory::Pages(pages));
        }
        Self(Memory::Heap(bytemuck::zeroed_vec(len.div_ceil(16))))
    }

    /// The first `len` values, after growing to hold them; growing forgets what was there.
    pub fn at_least(&mut self, len: usize) -> &mut [f32] {
        if self.as_slice().len() < len {
            *self = Self::zeroed(len);
        }
        &mut self.as_mut_slice()[..len]
    }

    /// All values.
    pub fn as_slice(&self) -> &[f32] {
        match &self.0 {
            Memory::Heap(lines) => bytemuck::cast_slice(lines),
            Memory::Pages(pages) => bytemuck::cast_slice(pages),
        }
    }

    /// All values.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        match &mut self.0 {
            Memory::Heap(lines) => bytemuck::cast_slice_mut(lines),
            Memory::Pages(pages) => bytemuck::cast_slice_mut(pages),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large_buffers_are_aligned_zero_and_grow() {
        for len in [1, 17, 1000, HUGE / 4 + 5] {
            let mut buffer = AlignedBuffer::zeroed(len);
            assert!(buffer.as_slice().len() >= len);
            assert_eq!(buffer.as_slice().as_ptr() as usize % 64, 0);
            assert!(buffer.as_slice().iter().all(|v| *v == 0.0));
            buffer.at_least(2 * len)[2 * len - 1] = 1.0;
            assert_eq!(buffer.as_slice()[2 * len - 1], 1.0);
        }
    }
}
