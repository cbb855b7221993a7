//! Containers of weights behind one face: safetensors, torch.save's zip, TorchScript archives.
