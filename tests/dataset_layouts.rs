//! Every known dataset in every known packaging, and any other folder, understood as the samples that it holds.

mod datasets;
