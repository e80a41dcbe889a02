"""Windows of an utterance: where they are, and that their joins are not heard."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.engine import Utterance
from phemius_core.engine.cpu._model import NATIVE
from phemius_core.engine.kokoro import _windows
from phemius_core.engine.kokoro._norm_statistics import told_statistics
from phemius_core.engine.kokoro._windows import STEP_SAMPLES, Joiner, windows
from phemius_core.voices import VoiceCatalogue

SENTENCE = "ðə lˈIthˌWs æt ði ˈɛnd ʌv ðə hˈɑɹbəɹ hæd bˈɪn dˈɑɹk fɔɹ ɪlˈɛvən jˈɪɹz."


@given(st.integers(0, 60), st.integers(60, 5000))
def test_windows_tile_the_steps(first, steps):
    found = list(windows(first, steps))
    if first == steps:
        assert not found
        return
    assert found[0].start == first
    assert found[-1].end == found[-1].high == steps
    for one, two in pairwise(found):
        assert one.end == two.start
        assert two.low <= one.end - 1
        assert one.high >= min(steps, one.end + 1)
    assert all(window.low <= window.start < window.end <= window.high for window in found)
    assert all(window.end - window.start < 120 + 12 for window in found)


@given(st.integers(0, 30), st.integers(60, 1500))
def test_joined_windows_of_one_signal_are_that_signal(first, steps):
    signal = np.sin(np.arange(steps * STEP_SAMPLES) * 0.01).astype(np.float32)
    joiner = Joiner()
    joined = [
        joiner.join(window, signal[window.low * STEP_SAMPLES : window.high * STEP_SAMPLES])
        for window in windows(first, steps)
    ]
    signal[: first * STEP_SAMPLES] = 0
    np.testing.assert_allclose(np.concatenate(joined), signal, atol=1e-6)


@pytest.fixture(scope="module")
def low_latency():
    style = VoiceCatalogue().resolve("af_heart").style(len(SENTENCE))
    return Utterance(SENTENCE, style, low_latency=True)


@pytest.mark.model
def test_the_first_audio_comes_before_the_rest_is_computed(cpu_engine, low_latency):
    rendering = cpu_engine.render(low_latency)
    chunks = [len(chunk) for chunk in rendering.audio]
    lead = int(rendering.durations[0]) * 600
    assert chunks[0] < lead + 24_000 * 0.4
    assert len(chunks) > 4
    assert sum(chunks) == rendering.durations.sum() * 600


@pytest.mark.model
def test_no_seam_is_heard(cpu_engine, low_latency, monkeypatch):
    """Against one window over all, with the same statistics: 30 dB down at each join."""
    chunks = list(cpu_engine.render(low_latency).audio)
    monkeypatch.setattr(_windows, "_FIRST", 10**6)
    monkeypatch.setattr(_windows, "_LONGEST", 10**6)
    whole = np.concatenate(list(cpu_engine.render(low_latency).audio))
    difference = np.concatenate(chunks) - whole
    loud = np.sqrt((whole**2).mean())
    for join in np.cumsum([len(chunk) for chunk in chunks])[:-1]:
        around = difference[join - 600 : join + 900]
        assert 20 * np.log10(np.sqrt((around**2).mean()) / loud) < -30


@pytest.mark.model
def test_a_stretch_of_the_body_is_what_it_is_in_the_whole(cpu_engine, low_latency, monkeypatch):
    made = []
    inner = cpu_engine._hidden

    def noting(drawn, low, high, told):
        made.append((low, high, inner(drawn, low, high, told)))
        whole = inner(drawn, 0, drawn.steps, told)
        difference = made[-1][2] - whole[low:high]
        assert (difference**2).mean() < 1e-4 * (whole**2).mean()  # 40 dB below
        return made[-1][2]

    monkeypatch.setattr(cpu_engine, "_hidden", noting)
    rendering = cpu_engine.render(low_latency)
    samples = np.concatenate(list(rendering.audio))
    assert len(samples) == rendering.durations.sum() * 600
    if cpu_engine.path in NATIVE:
        assert len(made) > 2
        assert made[0][1] - made[0][0] < 60


@pytest.mark.model
def test_short_utterances_are_computed_at_once(cpu_engine, low_latency):
    style = VoiceCatalogue().resolve("af_heart").style(3)
    short = replace(low_latency, phonemes="hˈI", style=style)
    assert len(list(cpu_engine.render(short).audio)) == 1


@pytest.mark.model
def test_speech_unlike_what_was_fitted_is_computed_at_once(cpu_engine, low_latency):
    assert len(list(cpu_engine.render(replace(low_latency, speed=0.25)).audio)) == 1


def test_statistics_are_told_of_what_is_familiar_alone():
    chance = np.random.default_rng(0)
    encoded = 5 * chance.standard_normal((100, 512), np.float32)
    f0, energy = chance.random((2, 200), np.float32)
    style = chance.standard_normal(256, np.float32)
    assert told_statistics(encoded, f0, energy, style) is None
