//! Files that torch itself wrote (see make_fixtures.py): views of shared storages, every element type, three
//! pickle protocols, a module as TorchScript, and the format before torch 1.6.

use crate::{cpu, values};
use candle_core::DType;
use std::path::{Path, PathBuf};
use vip2clip::tensors::{Container, ElementType, TensorFile};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/containers/fixtures")
        .join(name)
}

fn counted(indices: impl IntoIterator<Item = usize>) -> Vec<f32> {
    indices.into_iter().map(|i| i as f32).collect()
}

#[test]
fn views_are_read_as_torch_shows_them() {
    let all = counted(0..24);
    let negative: Vec<f32> = all.iter().map(|v| -v).collect();
    let transposed = counted((0..6).flat_map(|c| (0..4).map(move |r| r * 6 + c)));
    let cube =
        counted((0..4).flat_map(|k| (0..2).flat_map(move |i| (0..3).map(move |j| i * 12 + j * 4 + k))));
    let big = counted((0..24).map(|i| usize::from(i > 3)));
    let expected: [(&str, ElementType, &[usize], &[f32]); 18] = [
        ("plain", ElementType::F32, &[4, 6], &all),
        ("transposed", ElementType::F32, &[6, 4], &transposed),
        ("row", ElementType::F32, &[6], &all[12..18]),
        ("column", ElementType::F32, &[4], &[1.0, 7.0, 13.0, 19.0]),
        (
            "block",
            ElementType::F32,
            &[2, 3],
            &[8.0, 9.0, 10.0, 14.0, 15.0, 16.0],
        ),
        ("cube", ElementType::F32, &[4, 2, 3], &cube),
        ("scalar", ElementType::F32, &[], &[7.0]),
        ("empty", ElementType::F32, &[0, 3], &[]),
        ("parameter", ElementType::F32, &[2, 6], &all[..12]),
        ("double", ElementType::F64, &[24], &all),
        ("half", ElementType::F16, &[24], &all),
        ("brain", ElementType::BF16, &[24], &all),
        ("long", ElementType::I64, &[24], &negative),
        ("int", ElementType::I32, &[24], &all),
        ("short", ElementType::I16, &[24], &all),
        ("char", ElementType::I8, &[24], &negative),
        ("byte", ElementType::U8, &[24], &all),
        ("bool", ElementType::Bool, &[24], &big),
    ];
    for protocol in [2, 4, 5] {
        let file = TensorFile::open(&fixture(&format!("views.protocol{protocol}.pt"))).unwrap();
        assert_eq!(file.container(), Container::TorchSave);
        for (name, dtype, shape, numbers) in &expected {
            let name = format!("state_dict.module.a.{name}");
            let info = file.info(&name).unwrap_or_else(|| panic!("{name} {protocol}"));
            assert_eq!((info.dtype, info.shape.as_slice()), (*dtype, *shape), "{name}");
            let tensor = file.read(&name, DType::F32, cpu()).unwrap();
            assert_eq!(tensor.dims(), *shape, "{name}");
            assert_eq!(values(&tensor), *numbers, "{name}");
        }
        assert_eq!(
            values(&file.read("state_dict.list.0", DType::F32, cpu()).unwrap()),
            [0.0, 1.0]
        );
        assert_eq!(file.names().count(), expected.len() + 1);
    }
}

#[test]
fn integers_are_read_as_integers() {
    let file = TensorFile::open(&fixture("views.protocol2.pt")).unwrap();
    let read = |name: &str, dtype| file.read(&format!("state_dict.module.a.{name}"), dtype, cpu());
    let ids = read("int", DType::U32).unwrap().to_vec1::<u32>().unwrap();
    assert_eq!(ids, (0..24).collect::<Vec<u32>>());
    assert_eq!(
        read("long", DType::I64).unwrap().to_vec1::<i64>().unwrap()[23],
        -23
    );
    assert_eq!(
        read("bool", DType::U8).unwrap().to_vec1::<u8>().unwrap()[3..5],
        [0, 1]
    );
    let error = read("long", DType::U32).unwrap_err().to_string();
    assert!(
        error.contains("module.a.long") && error.contains("-1 does not fit"),
        "{error}"
    );
    assert!(read("double", DType::I64).is_err());
}

#[test]
fn a_torchscript_module_gives_dotted_names() {
    let file = TensorFile::open(&fixture("module.torchscript.pt")).unwrap();
    assert_eq!(file.container(), Container::TorchScript);
    let names: Vec<&str> = file.names().collect();
    assert_eq!(names, ["inner.0.bias", "inner.0.weight", "shared", "weight"]);
    let weight = file.read("weight", DType::F32, cpu()).unwrap();
    assert_eq!(weight.dims(), [6, 4]);
    assert_eq!(values(&weight)[..5], [0.0, 6.0, 12.0, 18.0, 1.0]);
    assert_eq!(
        values(&file.read("inner.0.weight", DType::F32, cpu()).unwrap()),
        counted(0..6)
    );
}

#[test]
fn the_format_before_torch_1_6_is_refused_with_the_way_out() {
    let error = TensorFile::open(&fixture("legacy.pt")).unwrap_err().to_string();
    for part in [
        "legacy.pt",
        "before version 1.6",
        "torch.save(torch.load(",
        "weights_only=True",
    ] {
        assert!(error.contains(part), "{error}");
    }
}
