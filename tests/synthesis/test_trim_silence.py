"""Trimming removes silence of the model's pads only, however the audio is chunked."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.engine import FRAME_SAMPLES
from phemius_core.synthesis._trim_silence import SilenceTrimmer


def utterance(lead: int, body: int, tail: int) -> np.ndarray:
    samples = np.zeros((lead + body + tail) * FRAME_SAMPLES, np.float32)
    samples[lead * FRAME_SAMPLES : (lead + body) * FRAME_SAMPLES] = 0.5
    return samples


def trimmed(samples: np.ndarray, lead: int, tail: int, cuts: list[int]) -> np.ndarray:
    trimmer = SilenceTrimmer(lead, tail)
    parts = [trimmer.feed(part) for part in np.split(samples, sorted(cuts))]
    return np.concatenate([*parts, trimmer.finish()])


@given(
    lead=st.integers(0, 20),
    body=st.integers(1, 10),
    tail=st.integers(0, 20),
    cuts=st.lists(st.integers(0, 30_000), max_size=5),
)
def test_every_sample_of_speech_is_kept_however_it_is_chunked(lead, body, tail, cuts):
    samples = utterance(lead, body, tail)
    whole = trimmed(samples, lead, tail, [])
    chunked = trimmed(samples, lead, tail, [min(cut, len(samples)) for cut in cuts])
    np.testing.assert_array_equal(whole, chunked)
    loud = np.flatnonzero(np.abs(whole) > 0.49)
    # only the fades of 4 ms at either end may touch speech, where no pad protects it
    assert len(loud) >= body * FRAME_SAMPLES - 2 * 96
    assert len(whole) <= body * FRAME_SAMPLES + 960 + 2880


def test_long_pads_are_trimmed_to_40_and_120_ms():
    whole = trimmed(utterance(20, 4, 20), 20, 20, [])
    assert len(whole) == 4 * FRAME_SAMPLES + 960 + 2880


def test_sound_inside_a_pad_is_kept():
    samples = utterance(10, 4, 10)
    samples[5 * FRAME_SAMPLES] = 0.1
    whole = trimmed(samples, 10, 10, [])
    assert np.any(np.isclose(whole, 0.1))


def test_both_ends_are_faded():
    whole = trimmed(utterance(0, 4, 0), 0, 0, [])
    assert abs(whole[0]) < 0.01
    assert abs(whole[-1]) < 0.01
