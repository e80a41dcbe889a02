"""Pitch tracking on tones and noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phemius_core.audio import pitch_track, voiced_pitch

RATE = 24_000


def tone(hz, gains, seconds=0.6):
    """Harmonics of a pitch that may move: float32 [n]."""
    pitch = np.broadcast_to(np.asarray(hz, float), round(seconds * RATE))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = sum(gain * np.sin((n + 1) * phase) for n, gain in enumerate(gains))
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


@given(
    st.floats(70, 400),
    st.lists(st.floats(0.1, 1), min_size=4, max_size=9),
    st.floats(1e-3, 1),
)
@settings(max_examples=40, deadline=None)
def test_the_pitch_is_found_at_any_timbre_and_level(hz, gains, level):
    found, voiced = voiced_pitch(np.float32(level) * tone(hz, gains))
    assert found == pytest.approx(hz, rel=0.02)
    assert voiced > 0.9


def test_a_weak_fundamental_is_no_octave_error():
    assert voiced_pitch(tone(110, [0.05, 1, 0.6, 0.5]))[0] == pytest.approx(110, rel=0.01)


def test_a_glide_is_followed():
    hz = np.geomspace(100, 200, RATE)
    track = pitch_track(tone(hz, [1, 0.7, 0.5, 0.3], 1.0))
    middle = (np.arange(len(track)) * 240 + 600).clip(max=RATE - 1)
    assert np.abs(np.log(track / hz[middle])).max() < 0.02


@pytest.mark.parametrize("level", [0.0, 0.01, 0.5])
def test_noise_and_silence_have_no_pitch(level):
    noise = np.random.default_rng(0).normal(0, 1, 2 * RATE).astype(np.float32)
    found, voiced = voiced_pitch(np.float32(level) * noise)
    assert voiced < 0.02
    assert np.isfinite(found)


@pytest.mark.parametrize("samples", [0, 1, 1_199, 1_200, 1_201])
def test_audio_shorter_than_a_window_has_no_pitch(samples):
    assert voiced_pitch(np.zeros(samples, np.float32)) == (0.0, 0.0)
