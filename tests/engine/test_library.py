"""The compiled kernels are those of this version, or opening them says what to do."""

import ctypes
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from phemius_core.engine.cpu.native import NativeModel, _abi, _library, best_isa, supports
from phemius_core.engine.cpu.native._packed import PackedConv1d, PackedLinear
from phemius_core.engine.cpu.native._pointers import float_pointer, pointer
from phemius_core.errors import SetupError
from tests.engine.native_build import compile_kernels
from tests.engine.test_native import STYLE, model, packed, random_decoder_inputs

pytestmark = pytest.mark.skipif(best_isa() is None, reason="no native kernels for this CPU")
WITHOUT_AVX512 = "-DCPU_SUPPORTS(f)=(__builtin_cpu_supports(f)&&(f)[3]!='5')"
WITHOUT_BOTH = "-DCPU_SUPPORTS(f)=((f)[0]=='?')"


@pytest.fixture
def use_library(monkeypatch):
    """Loads another file in place of the library."""

    def use(path):
        monkeypatch.setattr(_library, "_LIBRARY", path)
        _library.load_library.cache_clear()

    yield use
    _library.load_library.cache_clear()


def test_only_the_interface_is_exported():
    nm = shutil.which("nm")
    if nm is None:
        pytest.skip("nm is not installed")
    output = subprocess.check_output([nm, "-D", "--defined-only", _library._LIBRARY], text=True)
    symbols = {line.split()[-1] for line in output.splitlines()}
    assert "phemius_open" in symbols
    assert [symbol for symbol in symbols if not symbol.startswith("phemius_")] == []
    for hidden in ("phemius_avx2", "generator", "pool_run"):
        assert not hasattr(ctypes.CDLL(str(_library._LIBRARY)), hidden)


def test_a_library_of_other_sources_is_refused(use_library, tmp_path):
    """Such as one that was compiled before the last `git pull`."""
    use_library(compile_kernels(tmp_path / "stale.so", ["-O0"], digest="0123456789abcdef"))
    with pytest.raises(SetupError, match="from other sources: build them again with pip install"):
        best_isa()


def test_a_library_of_another_layout_is_refused(monkeypatch, use_library):
    use_library(_library._LIBRARY)

    class _Linear(ctypes.Structure):
        _fields_ = (("out_features", ctypes.c_int32), ("in_features", ctypes.c_int32))

    structures = tuple(
        _Linear if structure is _abi._Linear else structure
        for structure in _abi.MIRRORED_STRUCTURES
    )
    monkeypatch.setattr(_library, "MIRRORED_STRUCTURES", structures)
    with pytest.raises(SetupError, match=r"offset and size of Linear are \(0, 24\) in C"):
        best_isa()


def test_a_constant_that_differs_is_refused(monkeypatch, use_library):
    use_library(_library._LIBRARY)
    monkeypatch.setitem(_library.MIRRORED_CONSTANTS, "MAX_TOKENS", 1024)
    with pytest.raises(SetupError, match="MAX_TOKENS"):
        best_isa()


@pytest.mark.parametrize("content", [b"", b"not a library"])
def test_a_damaged_library_is_no_missing_one(use_library, tmp_path, content):
    (tmp_path / "libphemius.so").write_bytes(content)
    use_library(tmp_path / "libphemius.so")
    with pytest.raises(SetupError, match="cannot be loaded"):
        best_isa()


def test_a_library_before_the_checks_is_refused(use_library, tmp_path):
    source = tmp_path / "old.c"
    source.write_text("int phemius_abi_version(void) { return 5; }")
    subprocess.run(["gcc", "-shared", "-fPIC", source, "-o", tmp_path / "old.so"], check=True)
    use_library(tmp_path / "old.so")
    with pytest.raises(SetupError, match="cannot be loaded"):
        best_isa()


@pytest.mark.model
def test_an_instruction_set_that_the_cpu_lacks_is_refused(use_library, tmp_path):
    use_library(compile_kernels(tmp_path / "avx2.so", ["-O0", WITHOUT_AVX512]))
    assert best_isa() == "avx2"
    assert not supports("avx512_vnni")
    with pytest.raises(SetupError, match="this CPU has no avx512_vnni: choose the backend avx2"):
        NativeModel(packed(), threads=1, isa="avx512_vnni")
    # In C too: this is what would run into an illegal instruction.
    networks = _abi.networks_struct(packed())
    library = _library.load_library()
    assert not library.phemius_open(ctypes.byref(networks), b"avx512_vnni", 1)
    assert not library.phemius_open(ctypes.byref(networks), b"neon", 1)


@pytest.mark.model
def test_a_cpu_with_neither_instruction_set_has_no_kernels(use_library, tmp_path):
    use_library(compile_kernels(tmp_path / "none.so", ["-O0", WITHOUT_BOTH]))
    assert best_isa() is None
    with pytest.raises(SetupError, match="this CPU has no avx2: choose the backend float32"):
        NativeModel(packed(), threads=1, isa="avx2")


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2, 3), np.float64),
        np.zeros((3, 2), np.float32),
        np.zeros(6, np.float32),
        np.zeros((2, 6), np.float32)[:, ::2],
        np.zeros((3, 2), np.float32).T,
        np.frombuffer(b"\0" * 25, np.uint8)[1:].view(np.float32).reshape(2, 3),
    ],
)
def test_arrays_that_the_kernels_would_misread_are_refused(array):
    with pytest.raises(ValueError, match="weights"):
        float_pointer("weights", array, 2, 3)


def test_pointers_point_to_the_first_element():
    array = np.arange(6, dtype=np.int16).reshape(2, 3)
    assert pointer("weights", array, (2, 3), np.int16)[4] == 4
    assert float_pointer("weights", None, 2, 3) is None


@pytest.mark.model
def test_statistics_of_another_fit_are_refused():
    inputs, harmonics = random_decoder_inputs(4)
    channels = len(packed().decoder.body_adain.gain)
    for shape in ((2, channels - 1), (1, channels), (2 * channels,)):
        other = np.ones(shape, np.float32)
        with pytest.raises(ValueError, match="the given norm statistics"):
            model().decoder_body(*inputs, STYLE, other)
        with pytest.raises(ValueError, match="the computed norm statistics"):
            model().decoder_body(*inputs, STYLE, None, other)
    with pytest.raises(ValueError, match="the given norm statistics"):
        model().generator(
            np.zeros((8, 512), np.float32), harmonics, STYLE, np.ones((2, 100), np.float32)
        )


@pytest.mark.model
@pytest.mark.parametrize("shape", [(5, 639), (5,), (5, 640, 1)])
def test_inputs_of_another_width_are_refused(shape):
    with pytest.raises(ValueError, match=r"the input of predictor\.lstm"):
        model().lstm("predictor.lstm", np.zeros(shape, np.float32))
    with pytest.raises(ValueError, match="features"):
        model().f0_energy(np.zeros(shape, np.float32), STYLE)
    with pytest.raises(ValueError, match="hidden"):
        model().generator(np.zeros(shape, np.float32), np.zeros((301, 22), np.float32), STYLE)


@pytest.mark.model
def test_weights_of_another_shape_are_refused():
    generator = packed().decoder.generator
    linear, conv = generator[0], generator[1]
    assert isinstance(linear, PackedLinear)
    assert isinstance(conv, PackedConv1d)
    for layer, other in (
        (linear, replace(linear, out_features=linear.out_features + 16)),
        (conv, replace(conv, in_channels=conv.in_channels + 2)),
        (conv, replace(conv, kernel_size=conv.kernel_size + 4)),
        (conv, replace(conv, norm_offset=conv.norm_offset + 9216)),
        (conv, replace(conv, bias=conv.bias[1:])),
    ):
        changed = tuple(other if each is layer else each for each in generator)
        decoder = replace(packed().decoder, generator=changed)
        with pytest.raises(ValueError, match=r"linear layer|convolution"):
            _abi.networks_struct(replace(packed(), decoder=decoder))


def test_the_kernels_compile_without_a_warning(tmp_path):
    compile_kernels(tmp_path / "strict.so", ["-O2", "-Werror"])


def test_the_digest_names_every_source(tmp_path):
    folder = tmp_path / "src"
    shutil.copytree(Path(_library._SOURCES), folder)
    digest = _library.source_digest(folder)
    for path in (folder / "api.c", folder / "kernels/gemm.inc", folder / "compile_flags.toml"):
        before = path.read_text()
        path.write_text(before + "\n")
        assert _library.source_digest(folder) != digest
        path.write_text(before)
    assert _library.source_digest(folder) == digest
    assert _library.source_digest(tmp_path / "missing") == ""
