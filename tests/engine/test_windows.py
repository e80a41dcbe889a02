"""Streaming windows: they tile the utterance, and their joins are not audible."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.engine import FRAME_SAMPLES, SAMPLE_RATE, Utterance
from phemius_core.engine.cpu._model import NATIVE_BACKENDS
from phemius_core.engine.kokoro import (
    STEP_SAMPLES,
    CrossFader,
    _streaming_windows,
    predict_norm_statistics,
    streaming_windows,
)
from phemius_core.voices import VoiceCatalogue

SENTENCE = "ðə lˈIthˌWs æt ði ˈɛnd ʌv ðə hˈɑɹbəɹ hæd bˈɪn dˈɑɹk fɔɹ ɪlˈɛvən jˈɪɹz."


@given(st.integers(0, 60), st.integers(60, 5000))
def test_windows_tile_the_steps(first, steps):
    found = list(streaming_windows(first, steps))
    if first == steps:
        assert not found
        return
    assert found[0].start == first
    assert found[-1].end == found[-1].context_end == steps
    for one, two in pairwise(found):
        assert one.end == two.start
        assert two.context_start <= one.end - 1
        assert one.context_end >= min(steps, one.end + 1)
    assert all(
        window.context_start <= window.start < window.end <= window.context_end for window in found
    )
    assert all(window.end - window.start < 120 + 12 for window in found)


@given(st.integers(0, 30), st.integers(60, 1500))
def test_cross_faded_windows_of_a_signal_are_that_signal(first, steps):
    signal = np.sin(np.arange(steps * STEP_SAMPLES) * 0.01).astype(np.float32)
    cross_fader = CrossFader()
    joined = [
        cross_fader.join(
            window,
            signal[window.context_start * STEP_SAMPLES : window.context_end * STEP_SAMPLES],
        )
        for window in streaming_windows(first, steps)
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
    lead = int(rendering.durations[0]) * FRAME_SAMPLES
    assert chunks[0] < lead + SAMPLE_RATE * 0.4
    assert len(chunks) > 4
    assert sum(chunks) == rendering.durations.sum() * FRAME_SAMPLES


@pytest.mark.model
def test_joins_of_windows_are_not_audible(cpu_engine, low_latency, monkeypatch):
    """The difference to a single window with the same statistics is 30 dB down at each join."""
    chunks = list(cpu_engine.render(low_latency).audio)
    monkeypatch.setattr(_streaming_windows, "_FIRST_STEPS", 10**6)
    monkeypatch.setattr(_streaming_windows, "_MAX_STEPS", 10**6)
    whole = np.concatenate(list(cpu_engine.render(low_latency).audio))
    difference = np.concatenate(chunks) - whole
    loud = np.sqrt((whole**2).mean())
    for join in np.cumsum([len(chunk) for chunk in chunks])[:-1]:
        around = difference[join - 600 : join + 900]
        assert 20 * np.log10(np.sqrt((around**2).mean()) / loud) < -30


@pytest.mark.model
def test_a_part_of_the_decoder_body_equals_that_part_of_the_whole(
    cpu_engine, low_latency, monkeypatch
):
    parts = []
    body = cpu_engine._body

    def compared(inputs, start, end, statistics):
        part = body(inputs, start, end, statistics)
        whole = body(inputs, 0, inputs.steps, statistics)
        difference = part - whole[start:end]
        assert (difference**2).mean() < 1e-4 * (whole**2).mean()  # 40 dB below
        parts.append(end - start)
        return part

    monkeypatch.setattr(cpu_engine, "_body", compared)
    rendering = cpu_engine.render(low_latency)
    samples = np.concatenate(list(rendering.audio))
    assert len(samples) == rendering.durations.sum() * FRAME_SAMPLES
    if cpu_engine.backend in NATIVE_BACKENDS:
        assert len(parts) > 2
        assert parts[0] < 60


@pytest.mark.model
def test_short_utterances_are_not_streamed(cpu_engine, low_latency):
    style = VoiceCatalogue().resolve("af_heart").style(3)
    short = replace(low_latency, phonemes="hˈI", style=style)
    assert len(list(cpu_engine.render(short).audio)) == 1


@pytest.mark.model
def test_speech_far_from_the_fitted_speed_is_not_streamed(cpu_engine, low_latency):
    assert len(list(cpu_engine.render(replace(low_latency, speed=0.25)).audio)) == 1


def test_norm_statistics_are_not_predicted_far_from_the_fit():
    rng = np.random.default_rng(0)
    encoded = 5 * rng.standard_normal((100, 512), np.float32)
    f0, energy = rng.random((2, 200), np.float32)
    style = rng.standard_normal(256, np.float32)
    assert predict_norm_statistics(encoded, f0, energy, style) is None
