//! The names that a file of weights may ask for. Everything else is refused.

use super::PickleError;
use crate::base::printable;
use crate::tensors::ElementType;

/// What an allowed name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tensors) enum Global {
    /// `collections.OrderedDict`.
    OrderedDict,
    /// `torch._utils._rebuild_tensor` and its second version: a view of a storage.
    RebuildTensor,
    /// `torch._utils._rebuild_parameter`: the tensor itself.
    RebuildParameter,
    /// `torch.FloatStorage` and its like: a type that a storage's record names.
    Storage(ElementType),
    /// `torch.Size`: the tuple itself.
    Size,
    /// A class of a TorchScript archive's own; never code, only a record of attributes.
    ScriptClass,
    /// TorchScript's way to write lists with the type of their elements: the list itself.
    ScriptList,
}

/// Looks a name up.
pub(super) fn resolve(module: &str, name: &str) -> Result<Global, PickleError> {
    let global = match (module, name) {
        ("collections", "OrderedDict") => Global::OrderedDict,
        ("torch._utils", "_rebuild_tensor" | "_rebuild_tensor_v2") => Global::RebuildTensor,
        ("torch._utils", "_rebuild_parameter") => Global::RebuildParameter,
        ("torch", "Size") => Global::Size,
        (
            "torch.jit._pickle",
            "build_intlist" | "build_tensorlist" | "build_doublelist" | "build_boollist" | "restore_type_tag",
        ) => Global::ScriptList,
        ("torch" | "torch.cuda", _) => Global::Storage(storage(name).ok_or_else(|| forbidden(module, name))?),
        ("__torch__", _) => Global::ScriptClass,
        _ if module.starts_with("__torch__.") => Global::ScriptClass,
        _ => return Err(forbidden(module, name)),
    };
    Ok(global)
}

fn storage(name: &str) -> Option<ElementType> {
    Some(match name {
        "DoubleStorage" => ElementType::F64,
        "FloatStorage" => ElementType::F32,
        "HalfStorage" => ElementType::F16,
        "BFloat16Storage" => ElementType::BF16,
        "LongStorage" => ElementType::I64,
        "IntStorage" => ElementType::I32,
        "ShortStorage" => ElementType::I16,
        "CharStorage" => ElementType::I8,
        "ByteStorage" => ElementType::U8,
        "BoolStorage" => ElementType::Bool,
        _ => return None,
    })
}

fn forbidden(module: &str, name: &str) -> PickleError {
    let full: String = format!("{module}.{name}").chars().take(120).collect();
    let mut name = printable(&full).into_owned();
    // Python's `os` is a mask of these two: a pickle of `os.system` names them.
    if let Some(function) = full.strip_prefix("posix.").or_else(|| full.strip_prefix("nt.")) {
        name.push_str(&format!(" (Python's os.{})", printable(function)));
    }
    PickleError::Forbidden { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_names_resolve() {
        assert_eq!(
            resolve("torch", "HalfStorage"),
            Ok(Global::Storage(ElementType::F16))
        );
        assert_eq!(
            resolve("torch.cuda", "FloatStorage"),
            Ok(Global::Storage(ElementType::F32))
        );
        assert_eq!(resolve("__torch__.clip.model", "CLIP"), Ok(Global::ScriptClass));
        for (module, name) in [
            ("os", "system"),
            ("builtins", "eval"),
            ("torch", "load"),
            ("torch._utils", "_rebuild_tensor_v2.__globals__"),
            ("torch.jit._pickle", "build_intlist.x"),
            ("__torch__evil", "x"),
            ("__builtin__", "getattr"),
            ("collections", "OrderedDict.__init__"),
        ] {
            let error = resolve(module, name).unwrap_err().to_string();
            assert!(error.contains(&format!("{module}.{name}")), "{error}");
        }
    }

    #[test]
    fn the_module_behind_os_is_translated_and_names_are_made_safe() {
        let error = resolve("posix", "system").unwrap_err().to_string();
        assert!(error.contains("posix.system (Python's os.system)"), "{error}");
        let error = resolve("os\u{1b}[2J", &"x".repeat(5000)).unwrap_err().to_string();
        assert!(!error.contains('\u{1b}') && error.len() < 600, "{error}");
    }
}
