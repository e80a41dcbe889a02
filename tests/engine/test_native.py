"""The native kernels: whole numbers whatever the lanes and threads, and as good as float32."""

import shutil
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.engine import ModelFiles
from phemius_core.engine.cpu._engine import CpuEngine
from phemius_core.engine.cpu._instruction_set import best_backend
from phemius_core.engine.cpu._model import _PACKED
from phemius_core.engine.cpu.native import _bindings
from phemius_core.engine.cpu.native._bindings import (
    NativeModel,
    lanes_agree,
    native_lanes,
    pack_model,
)
from phemius_core.engine.cpu.native._layout import NotWhole
from phemius_core.engine.files import load_arrays, store_arrays
from phemius_core.engine.kokoro import GENERATOR_NORM_CHANNELS, LSTMS, istft, read_weights
from phemius_core.settings import default_data_dir
from phemius_core.testing import log_spectral_distance_db
from phemius_core.voices import VoiceCatalogue
from tests.engine.test_contract import render, utterance

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(native_lanes() == 0, reason="no native kernels for this CPU"),
]
STYLE = VoiceCatalogue().resolve("af_heart").style(40)


@cache
def model_file():
    files = ModelFiles(default_data_dir())
    if not files.status().ready:
        pytest.skip("no model files on this machine")
    return files.ensure()


@cache
def packed():
    return pack_model(read_weights(model_file()))


@cache
def model(threads=2, lanes=8):
    return NativeModel(packed(), threads=threads, lanes=lanes)


@pytest.fixture(scope="module")
def in_float(tmp_path_factory):
    """The same model in float32 on OpenVINO."""
    engine = CpuEngine(model_file(), tmp_path_factory.mktemp("float"), backend="float32")
    yield engine
    engine.close()


def speech(frames, seed=0, loud=1.0):
    """What the decoder is given, by chance, and the harmonics that the generator is."""
    chance = np.random.default_rng(seed)
    encoded = loud * chance.standard_normal((frames, 512), np.float32)
    f0 = np.abs(chance.normal(150, 80, 2 * frames)).astype(np.float32)
    energy = chance.standard_normal(2 * frames, np.float32)
    harmonics = chance.standard_normal((120 * frames + 1, 22), np.float32)
    return (encoded, f0, energy), harmonics


def signal_to_noise_db(wanted, given):
    return 10 * np.log10((wanted**2).sum() / ((wanted - given) ** 2).sum())


@pytest.mark.parametrize("frames", [11, 41, 160])
@pytest.mark.parametrize("loud", [0.01, 1, 100])
def test_both_networks_are_those_of_the_float_graphs(in_float, frames, loud):
    spoken, harmonics = speech(frames, loud=loud)
    hidden = in_float._networks.decoder_body(*spoken, STYLE)
    assert signal_to_noise_db(hidden, model().decoder_body(*spoken, STYLE)) > 35
    wanted = in_float._networks.generator(hidden, harmonics, STYLE)
    given = model().generator(hidden, harmonics, STYLE)
    assert signal_to_noise_db(istft(wanted), istft(given)) > 25


def test_coarse_is_nearly_as_fine():
    tokens = np.random.default_rng(5).integers(1, 178, 80)
    fine, coarse = model().text_features(tokens), model().text_features(tokens, int16_only=True)
    for one, two in zip(fine, coarse, strict=True):
        assert 45 < signal_to_noise_db(one, two) < 100
    features = model().lstm(LSTMS[3], np.pad(fine[0], ((0, 0), (0, 128))))
    curves = (model().f0_energy(features, STYLE, int16_only=way) for way in (False, True))
    for one, two in zip(*curves, strict=True):
        assert 40 < signal_to_noise_db(one, two) < 120


@pytest.mark.parametrize("count", [3, 4, 31, 100, 512])
def test_the_text_is_read_as_by_the_float_graphs(in_float, count):
    tokens = np.random.default_rng(count).integers(0, 178, count)
    for found, wanted in zip(
        model().text_features(tokens), in_float._networks.text_features(tokens), strict=True
    ):
        assert found.shape == wanted.shape == (count, 512)
        assert signal_to_noise_db(wanted, found) > 95


@pytest.mark.parametrize("frames", [11, 41, 160])
def test_pitch_and_energy_are_those_of_the_float_graphs(in_float, frames):
    features = np.tanh(np.random.default_rng(0).standard_normal((frames, 512), np.float32))
    curves = zip(
        model().f0_energy(features, STYLE),
        in_float._networks.f0_energy(features, STYLE),
        strict=True,
    )
    for found, wanted in curves:
        assert found.shape == wanted.shape == (2 * frames,)
        assert signal_to_noise_db(wanted, found) > 45


@pytest.mark.parametrize("name", LSTMS)
@pytest.mark.parametrize("rows", [1, 2, 33])
def test_recurrent_layers_are_those_of_the_float_graphs(in_float, name, rows):
    width = packed().text.lstms[LSTMS.index(name)].input.inputs
    x = np.random.default_rng(0).standard_normal((rows, width), np.float32)
    found = model().lstm(name, x)
    assert found.shape == (rows, 512)
    np.testing.assert_allclose(found, in_float._networks.lstm(name, x), atol=1e-3)


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_a_moment_is_computed_too(frames):
    """Norms over so few steps are ill-conditioned: no two computations agree."""
    spoken, harmonics = speech(frames)
    hidden = model().decoder_body(*spoken, STYLE)
    spectrum = model().generator(hidden, harmonics, STYLE)
    assert hidden.shape == (2 * frames, 512)
    assert spectrum.shape == (120 * frames + 1, 22)
    assert np.isfinite(hidden).all()
    assert np.isfinite(spectrum).all()


@pytest.mark.parametrize("voice", ["af_heart", "am_adam", "bf_emma", "bm_lewis"])
def test_speech_is_that_of_the_float_graphs(cpu_engine, in_float, voice):
    durations, given = render(cpu_engine, utterance(voice=voice))
    told, wanted = render(in_float, utterance(voice=voice))
    np.testing.assert_array_equal(durations, told)
    assert log_spectral_distance_db(given, wanted) < 0.5


@given(st.integers(1, 60), st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_any_number_of_threads_gives_the_same_bytes(frames, seed):
    spoken, harmonics = speech(frames, seed)
    tokens = np.random.default_rng(seed).integers(0, 178, frames)
    found = []
    for threads in (1, 2, 3):
        text = (*model(threads).text_features(tokens), *model(threads).f0_energy(spoken[0], STYLE))
        hidden = model(threads).decoder_body(*spoken, STYLE)
        found.append((*text, hidden, model(threads).generator(hidden, harmonics, STYLE)))
    for arrays in found[1:]:
        for one, other in zip(arrays, found[0], strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.skipif(native_lanes() < 16, reason="this CPU has no AVX-512 VNNI")
def test_any_lanes_give_the_same_bytes():
    spoken, harmonics = speech(50)
    assert lanes_agree(packed())
    narrow, wide = model(lanes=8), model(lanes=16)
    hidden = narrow.decoder_body(*spoken, STYLE)
    np.testing.assert_array_equal(wide.decoder_body(*spoken, STYLE), hidden)
    np.testing.assert_array_equal(
        wide.generator(hidden, harmonics, STYLE), narrow.generator(hidden, harmonics, STYLE)
    )


def test_lanes_that_differ_are_found_out(monkeypatch):
    opened = []

    class Odd(NativeModel):
        def __init__(self, packed, *, threads, lanes):
            opened.append(lanes)
            super().__init__(packed, threads=threads, lanes=8)

        def generator(self, *given):
            return super().generator(*given) + (opened[-1] == 16 and spoils)

    monkeypatch.setattr(_bindings, "NativeModel", Odd)
    spoils = 0
    assert lanes_agree(packed())
    spoils = 1e-3
    assert not lanes_agree(packed())
    assert opened == [8, 16, 8, 16]


def test_told_statistics_are_used_and_computed_ones_given():
    spoken, harmonics = speech(40)
    hidden = model().decoder_body(*spoken, STYLE)
    computed = np.zeros((2, GENERATOR_NORM_CHANNELS), np.float32)
    own = model().generator(hidden, harmonics, STYLE, None, computed)
    told = model().generator(hidden, harmonics, STYLE, computed)
    np.testing.assert_allclose(told, own, atol=0.02 * np.abs(own).max())
    other = model().generator(hidden, harmonics, STYLE, 1.05 * computed)
    assert np.abs(other - own).max() > 0.1 * np.abs(own).max()


def test_no_sum_can_leave_its_bits():
    weights = read_weights(model_file())
    kernels = [weights[f"{name}.weight"] for name in convolutions()]
    normed = [
        conv
        for conv in (*packed().contour.convs, *packed().decoder.body, *packed().decoder.generator)
        if getattr(conv, "limit", 0)
    ]
    assert len(kernels) == len(normed) == 70
    for kernel, conv in zip(kernels, normed, strict=True):
        # Every activation as large as it may be, with the sign of its weight.
        whole = kernel / (24 * conv.scales[:, None, None])
        assert 24 * conv.limit * np.abs(whole).sum((1, 2)).max() < 2**31
        assert 10 * conv.limit < 2**15


def convolutions():
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


def test_weights_that_are_not_whole_are_refused():
    weights = dict(read_weights(model_file()))
    name = "decoder.decode.0.conv1.weight"
    weights[name] = weights[name] + np.random.default_rng(0).normal(0, 1e-3, weights[name].shape)
    with pytest.raises(NotWhole):
        pack_model(weights)


def test_without_the_kernels_speech_is_computed_in_float(monkeypatch, tmp_path):
    _bindings._library.cache_clear()
    monkeypatch.setattr(_bindings, "_LIBRARY", "there-is-none.so")
    try:
        assert native_lanes() == 0
        assert best_backend() in {"float32", "bfloat16"}
        with pytest.raises(RuntimeError, match="no native kernels"):
            NativeModel(packed(), threads=1)
    finally:
        _bindings._library.cache_clear()


def test_what_is_stored_comes_back(tmp_path):
    path = tmp_path / "model.bin"
    again = load_arrays(path, store_arrays(path, packed()), _PACKED)
    assert again.decoder.body[3].limit == packed().decoder.body[3].limit
    np.testing.assert_array_equal(
        again.decoder.generator[1].weights, packed().decoder.generator[1].weights
    )
    assert all(part.weights.ctypes.data % 64 == 0 for part in again.decoder.generator)


def test_a_closed_model_says_so_and_may_be_closed_again():
    one = NativeModel(packed(), threads=2)
    one.close()
    one.close()
    with pytest.raises(RuntimeError, match="closed"):
        one.lstm(LSTMS[0], np.zeros((1, 640), np.float32))


def test_prompt_speech_has_the_same_bytes_each_time(cpu_engine):
    low_latency = replace(utterance(), low_latency=True)
    assert (
        render(cpu_engine, low_latency)[1].tobytes() == render(cpu_engine, low_latency)[1].tobytes()
    )


def test_a_model_can_be_prepared_by_several_processes_at_once(tmp_path):
    first = CpuEngine(model_file(), tmp_path)
    again = CpuEngine(model_file(), tmp_path)
    assert first.backend == again.backend == best_backend()
    assert len(list((tmp_path / "prepared").iterdir())) == 1
    first.close()
    again.close()
    shutil.rmtree(tmp_path)
