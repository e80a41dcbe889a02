"""The native kernels: the same bytes on any instruction set and number of threads, and as good as
float32.
"""

import ctypes
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.engine import ModelFiles
from phemius_core.engine.cpu import _instruction_set
from phemius_core.engine.cpu._engine import CpuEngine
from phemius_core.engine.cpu._instruction_set import best_backend
from phemius_core.engine.cpu.native import (
    PACKED_TYPES,
    NativeModel,
    NotInt8,
    _abi,
    _bindings,
    _library,
    avx512_matches_avx2,
    best_isa,
    pack_model,
)
from phemius_core.engine.cpu.native._layout import recover_int8
from phemius_core.engine.cpu.native._pointers import FloatPointer
from phemius_core.engine.files import load_arrays, store_arrays
from phemius_core.engine.kokoro import LSTMS, istft, read_weights
from phemius_core.errors import SetupError
from phemius_core.settings import default_data_dir
from phemius_core.testing import log_spectral_distance_db
from phemius_core.voices import VoiceCatalogue
from tests.engine.native_build import compile_kernels
from tests.engine.test_contract import render, utterance

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(best_isa() is None, reason="no native kernels for this CPU"),
]
needs_avx512 = pytest.mark.skipif(
    best_isa() != "avx512_vnni", reason="this CPU has no AVX-512 VNNI"
)
STYLE = VoiceCatalogue().resolve("af_heart").style(40)


@cache
def model_file():
    files = ModelFiles(default_data_dir())
    if not files.status().ready:
        pytest.skip("no model files on this machine")
    return files.ensure()


@cache
def weights():
    return read_weights(model_file())


@cache
def packed():
    return pack_model(weights())


@cache
def model(threads=2, isa="avx2"):
    return NativeModel(packed(), threads=threads, isa=isa)


@pytest.fixture(scope="module")
def float_engine(tmp_path_factory):
    """The same model in float32 on OpenVINO."""
    engine = CpuEngine(model_file(), tmp_path_factory.mktemp("float"), backend="float32")
    yield engine
    engine.close()


@pytest.fixture
def float_networks(float_engine):
    return float_engine._networks


def random_decoder_inputs(frames, seed=0, scale=1.0):
    """Inputs of the decoder's body but the style, and the spectrum of the harmonic source."""
    rng = np.random.default_rng(seed)
    encoded = scale * rng.standard_normal((frames, 512), np.float32)
    f0 = np.abs(rng.normal(150, 80, 2 * frames)).astype(np.float32)
    energy = rng.standard_normal(2 * frames, np.float32)
    harmonics = rng.standard_normal((120 * frames + 1, 22), np.float32)
    return (encoded, f0, energy), harmonics


def signal_to_noise_db(expected, actual):
    return 10 * np.log10((expected**2).sum() / ((expected - actual) ** 2).sum())


@pytest.mark.parametrize("frames", [11, 41, 160])
@pytest.mark.parametrize("scale", [0.01, 1, 100])
def test_decoder_matches_the_float_graphs(float_networks, frames, scale):
    inputs, harmonics = random_decoder_inputs(frames, scale=scale)
    hidden = float_networks.decoder_body(*inputs, STYLE)
    assert signal_to_noise_db(hidden, model().decoder_body(*inputs, STYLE)) > 35
    expected = float_networks.generator(hidden, harmonics, STYLE)
    actual = model().generator(hidden, harmonics, STYLE)
    assert signal_to_noise_db(istft(expected), istft(actual)) > 25


def test_int16_only_is_slightly_less_exact():
    tokens = np.random.default_rng(5).integers(1, 178, 80)
    exact = model().text_features(tokens)
    for one, two in zip(exact, model().text_features(tokens, int16_only=True), strict=True):
        assert 45 < signal_to_noise_db(one, two) < 100
    features = model().lstm(LSTMS[3], np.pad(exact[0], ((0, 0), (0, 128))))
    curves = (model().f0_energy(features, STYLE, int16_only=only) for only in (False, True))
    for one, two in zip(*curves, strict=True):
        assert 40 < signal_to_noise_db(one, two) < 120


@pytest.mark.parametrize("count", [3, 4, 31, 100, 512])
def test_text_features_match_the_float_graphs(float_networks, count):
    tokens = np.random.default_rng(count).integers(0, 178, count)
    actual, expected = model().text_features(tokens), float_networks.text_features(tokens)
    for one, other in zip(actual, expected, strict=True):
        assert one.shape == other.shape == (count, 512)
        assert signal_to_noise_db(other, one) > 95


@pytest.mark.parametrize("frames", [11, 41, 160])
def test_f0_and_energy_match_the_float_graphs(float_networks, frames):
    features = np.tanh(np.random.default_rng(0).standard_normal((frames, 512), np.float32))
    actual = model().f0_energy(features, STYLE)
    expected = float_networks.f0_energy(features, STYLE)
    for one, other in zip(actual, expected, strict=True):
        assert one.shape == other.shape == (2 * frames,)
        assert signal_to_noise_db(other, one) > 45


@pytest.mark.parametrize("name", LSTMS)
@pytest.mark.parametrize("rows", [1, 2, 33])
def test_lstms_match_the_float_graphs(float_networks, name, rows):
    width = packed().text.lstms[LSTMS.index(name)].input.in_features
    x = np.random.default_rng(0).standard_normal((rows, width), np.float32)
    actual = model().lstm(name, x)
    assert actual.shape == (rows, 512)
    np.testing.assert_allclose(actual, float_networks.lstm(name, x), atol=1e-3)


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_very_short_utterances_are_computed(frames):
    """Norms over so few steps are ill-conditioned: no two computations agree."""
    inputs, harmonics = random_decoder_inputs(frames)
    hidden = model().decoder_body(*inputs, STYLE)
    spectrum = model().generator(hidden, harmonics, STYLE)
    assert hidden.shape == (2 * frames, 512)
    assert spectrum.shape == (120 * frames + 1, 22)
    assert np.isfinite(hidden).all()
    assert np.isfinite(spectrum).all()


@pytest.mark.parametrize("voice", ["af_heart", "am_adam", "bf_emma", "bm_lewis"])
def test_speech_matches_the_float_graphs(cpu_engine, float_engine, voice):
    durations, audio = render(cpu_engine, utterance(voice=voice))
    expected_durations, expected = render(float_engine, utterance(voice=voice))
    np.testing.assert_array_equal(durations, expected_durations)
    assert log_spectral_distance_db(audio, expected) < 0.5


@given(st.integers(1, 60), st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_any_number_of_threads_gives_the_same_bytes(frames, seed):
    inputs, harmonics = random_decoder_inputs(frames, seed)
    tokens = np.random.default_rng(seed).integers(0, 178, frames)
    outputs = []
    for threads in (1, 2, 3):
        networks = model(threads)
        text = (*networks.text_features(tokens), *networks.f0_energy(inputs[0], STYLE))
        hidden = networks.decoder_body(*inputs, STYLE)
        outputs.append((*text, hidden, networks.generator(hidden, harmonics, STYLE)))
    for arrays in outputs[1:]:
        for one, other in zip(arrays, outputs[0], strict=True):
            np.testing.assert_array_equal(one, other)


@needs_avx512
def test_avx512_gives_the_same_bytes_as_avx2():
    inputs, harmonics = random_decoder_inputs(50)
    assert avx512_matches_avx2(packed())
    avx2, avx512 = model(isa="avx2"), model(isa="avx512_vnni")
    hidden = avx2.decoder_body(*inputs, STYLE)
    np.testing.assert_array_equal(avx512.decoder_body(*inputs, STYLE), hidden)
    np.testing.assert_array_equal(
        avx512.generator(hidden, harmonics, STYLE), avx2.generator(hidden, harmonics, STYLE)
    )


def test_kernels_that_disagree_are_detected(monkeypatch):
    opened = []

    class ChangedModel(NativeModel):
        def __init__(self, packed, *, threads, isa):
            opened.append(isa)
            super().__init__(packed, threads=threads, isa="avx2")

        def generator(self, *inputs):
            return super().generator(*inputs) + (opened[-1] == "avx512_vnni" and error)

    monkeypatch.setattr(_bindings, "NativeModel", ChangedModel)
    error = 0
    assert avx512_matches_avx2(packed())
    error = 1e-3
    assert not avx512_matches_avx2(packed())
    assert opened == ["avx2", "avx512_vnni"] * 2


def test_given_norm_statistics_replace_those_of_the_activations():
    inputs, harmonics = random_decoder_inputs(40)
    hidden = model().decoder_body(*inputs, STYLE)
    computed = np.zeros((2, 9216), np.float32)
    own = model().generator(hidden, harmonics, STYLE, None, computed)
    given_back = model().generator(hidden, harmonics, STYLE, computed)
    np.testing.assert_allclose(given_back, own, atol=0.02 * np.abs(own).max())
    other = model().generator(hidden, harmonics, STYLE, 1.05 * computed)
    assert np.abs(other - own).max() > 0.1 * np.abs(own).max()


@pytest.fixture(scope="module")
def harness(tmp_path_factory):
    """One convolution of the compiled kernels, as a function."""
    folder = tmp_path_factory.mktemp("harness")
    source = Path(__file__).with_name("conv1d_harness.c")
    library = ctypes.CDLL(compile_kernels(folder / "harness.so", ["-O2"], extra=[source]))

    def conv1d(isa, conv, x, *, int16_only):
        output = np.empty((len(x), conv.out_channels), np.float32)
        struct, x = _abi._conv1d_struct(conv, 0), np.ascontiguousarray(x, np.float32)
        pointers = [array.ctypes.data_as(FloatPointer) for array in (x, output)]
        failed = library.harness_conv1d(
            isa.encode(), ctypes.byref(struct), int16_only, pointers[0], len(x), pointers[1]
        )
        assert not failed
        return output

    return conv1d


def exact_conv1d(kernel, dilation, x):
    """In float64, which is exact here: [rows, inputs] and [outputs, inputs, taps] of integers."""
    taps = kernel.shape[2]
    side = (taps - 1) // 2 * dilation
    padded = np.pad(x, ((side, side), (0, 0)))
    return sum(
        padded[tap * dilation : tap * dilation + len(x)] @ kernel[:, :, tap].T
        for tap in range(taps)
    )


def adverse_inputs(kernel, dilation, limit):
    """Inputs that bring sums to their limits, int [rows, inputs] each.

    Every activation is as large as it may be. In the first input it has the sign of the weight
    that it meets in the middle row, for the output whose weights are largest. In the others the
    signs alternate as the coefficients of the Winograd input transform do, at all five points; two
    shifts more would negate them.
    """
    taps, span = kernel.shape[2], 4 * dilation
    rows = 2 * span + taps * dilation
    middle, side = rows // 2, (taps - 1) // 2 * dilation
    worst = kernel[np.abs(kernel).sum((1, 2)).argmax()]
    signs = np.where(worst < 0, -1, 1)
    adverse = np.full((rows, kernel.shape[1]), limit)
    for tap in range(taps):
        adverse[middle - side + tap * dilation] = limit * signs[:, tap]
    yield adverse
    for shift in range(2):
        signs = np.where((np.arange(rows) // dilation + shift) % 4 < 2, 1, -1)
        yield np.repeat(limit * signs[:, None], kernel.shape[1], axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("isa", ["avx2", pytest.param("avx512_vnni", marks=needs_avx512)])
def test_no_sum_overflows_at_the_largest_activations(harness, isa):
    """The kernels convolve exactly where every activation is at its limit with an adverse sign."""
    adain_convs = [
        conv
        for conv in (*packed().f0_energy.convs, *packed().decoder.body, *packed().decoder.generator)
        if getattr(conv, "activation_max", 0)
    ]
    names = list(adain_conv_names())
    assert len(names) == len(adain_convs) == 70
    for name, conv in zip(names, adain_convs, strict=True):
        kernel, _ = recover_int8(weights()[f"{name}.weight"])
        kernel = np.pad(kernel, ((0, 0), (0, conv.in_channels - kernel.shape[1]), (0, 0)))
        plain = replace(
            conv,
            norm_offset=-1,
            leaky_slope=1.0,
            snake=np.zeros(0, np.float32),
            weight_scales=np.full(conv.out_channels, conv.activation_max / 24, np.float32),
            bias=np.zeros(conv.out_channels, np.float32),
        )
        for x in adverse_inputs(kernel, conv.dilation, conv.activation_max):
            expected = exact_conv1d(kernel.astype(float), conv.dilation, x.astype(float))
            scaled = (x / conv.activation_max).astype(np.float32)
            actual = harness(isa, plain, scaled, int16_only=True)
            np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=0.5, err_msg=name)
            if conv.residual_pass:
                # Half a step is left of every activation, so the residual is at its limit too.
                halves = x - 0.5 * np.sign(x)
                halves[0, 0] = x[0, 0]
                expected = exact_conv1d(kernel.astype(float), conv.dilation, halves)
                scaled = (halves / conv.activation_max).astype(np.float32)
                actual = harness(isa, plain, scaled, int16_only=False)
                bound = 1e-6 * np.abs(expected).max() + 1
                np.testing.assert_allclose(actual, expected, rtol=0, atol=bound, err_msg=name)


def adain_conv_names():
    curves = (f"predictor.{name}.{n}" for name in ("F0", "N") for n in range(3))
    for block in (*curves, "decoder.encode", *(f"decoder.decode.{n}" for n in range(4))):
        yield from (f"{block}.conv1", f"{block}.conv2")
    for stage in range(2):
        kinds = (f"noise_res.{stage}", *(f"resblocks.{3 * stage + n}" for n in range(3)))
        for kind in kinds:
            for n in range(3):
                yield from (
                    f"decoder.generator.{kind}.convs1.{n}",
                    f"decoder.generator.{kind}.convs2.{n}",
                )


def test_weights_that_are_not_int8_are_refused():
    changed = dict(weights())
    name = "decoder.decode.0.conv1.weight"
    changed[name] = changed[name] + np.random.default_rng(0).normal(0, 1e-3, changed[name].shape)
    with pytest.raises(NotInt8):
        pack_model(changed)


def test_compiled_kernels_are_preferred_to_matrix_units(monkeypatch):
    monkeypatch.setattr(_instruction_set, "_cpu_flags", lambda: frozenset({"amx_bf16", "avx2"}))
    assert best_backend() in {"avx2", "avx512"}


def test_without_compiled_kernels_openvino_is_chosen(monkeypatch, tmp_path):
    _library.load_library.cache_clear()
    monkeypatch.setattr(_library, "_LIBRARY", tmp_path / "missing.so")
    try:
        assert best_isa() is None
        assert best_backend() in {"float32", "bfloat16"}
        with pytest.raises(SetupError, match="no native kernels"):
            NativeModel(packed(), threads=1)
    finally:
        _library.load_library.cache_clear()


def test_a_packed_model_is_stored_and_loaded(tmp_path):
    path = tmp_path / "model.bin"
    loaded = load_arrays(path, store_arrays(path, packed()), PACKED_TYPES)
    assert loaded.decoder.body[3].activation_max == packed().decoder.body[3].activation_max
    np.testing.assert_array_equal(
        loaded.decoder.generator[1].winograd_weights,
        packed().decoder.generator[1].winograd_weights,
    )
    assert all(layer.bias.ctypes.data % 64 == 0 for layer in loaded.decoder.generator)


def test_a_closed_model_says_so_and_may_be_closed_again():
    closed = NativeModel(packed(), threads=2)
    closed.close()
    closed.close()
    with pytest.raises(RuntimeError, match="closed"):
        closed.lstm(LSTMS[0], np.zeros((1, 640), np.float32))


def test_low_latency_speech_has_the_same_bytes_each_time(cpu_engine):
    low_latency = replace(utterance(), low_latency=True)
    assert (
        render(cpu_engine, low_latency)[1].tobytes() == render(cpu_engine, low_latency)[1].tobytes()
    )


OPENING_PROCESS = """
import hashlib, logging, sys
from pathlib import Path
from phemius_core.engine.cpu._engine import CpuEngine
from tests.engine.test_contract import render, utterance

logging.basicConfig(level=logging.INFO, stream=sys.stderr)
print("ready", flush=True)
sys.stdin.readline()
engine = CpuEngine(Path(sys.argv[1]), Path(sys.argv[2]), backend="avx2", threads=1)
print(engine.backend, hashlib.sha256(render(engine, utterance("hˈI"))[1].tobytes()).hexdigest())
engine.close()
"""


@pytest.mark.slow
def test_a_model_can_be_prepared_by_several_processes_at_once(tmp_path):
    command = [sys.executable, "-c", OPENING_PROCESS, str(model_file()), str(tmp_path)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    processes = [
        subprocess.Popen(command, text=True, cwd=Path(__file__).parents[2], **pipes)
        for _ in range(3)
    ]
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        for process in processes:
            process.stdin.write("open\n")
            process.stdin.flush()
        results = [process.communicate(timeout=300) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    for stdout, stderr in results:
        assert stdout.startswith("avx2 "), stderr
        assert "preparing the model" in stderr  # so nobody found the files of another
    assert len({stdout for stdout, _ in results}) == 1
    (prepared,) = (tmp_path / "prepared").iterdir()
    assert not prepared.name.startswith(".")
