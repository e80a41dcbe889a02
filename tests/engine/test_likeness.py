"""Measures of likeness on sounds of known distance, and the quality guard that uses them."""

from dataclasses import replace

import numpy as np
import pytest

from phemius_core.audio import pitch_track
from phemius_core.engine import FRAME_SAMPLES, SAMPLE_RATE, ModelFiles, Utterance
from phemius_core.engine.cpu import CpuEngine
from phemius_core.settings import default_data_dir
from phemius_core.testing import log_spectral_distance_db, pitch_error
from phemius_core.text import SegmentPlan, TextPipeline
from phemius_core.voices import VoiceCatalogue

NEW_TEXTS = (
    "Did you remember to lock the back door, or should I drive home again?",
    "Apples, walnuts, two dozen eggs, and a jar of honey: that is all we need.",
    "Margaret Okafor and Pieter van Dijk will meet us at the station in Leeds.",
    "No, wait! Put that down before somebody gets hurt.",
    "A short shower crossed the valley, and by noon every roof was dry.",
    "I told her twice that the museum closes at five on Sundays.",
)
"""Not among the texts that the norm statistics were fitted on: documents and benchmark texts."""
SHORT = "ðə lˈIthˌWs wʌz dˈɑɹk."
WHOLE = SegmentPlan(first_max=510, target_max=510)
VOICES = VoiceCatalogue()
ENGLISH = sorted({one.pack for one in VOICES.list() if one.pack[0] in "ab" and one.pack[2] == "_"})


def harmonic_tone(hz, *, seconds=0.5, gain=1.0):
    time = np.arange(int(SAMPLE_RATE * seconds)) / SAMPLE_RATE
    harmonics = sum(np.sin(2 * np.pi * hz * n * time) / n for n in range(1, 9))
    return (0.2 * gain * harmonics).astype(np.float32)


def test_the_distance_of_a_sound_to_itself_is_zero():
    sound = harmonic_tone(140)
    assert log_spectral_distance_db(sound, sound) == 0
    assert pitch_error(sound, sound) == 0


def test_twice_the_amplitude_is_six_decibels():
    noise = np.random.default_rng(0).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert log_spectral_distance_db(2 * noise, noise) == pytest.approx(6.02, abs=0.1)


@pytest.mark.parametrize("hz", [70, 113.7, 180, 241.3, 330])
def test_pitch_is_interpolated_between_samples(hz):
    found = pitch_track(harmonic_tone(hz))
    assert np.median(found) == pytest.approx(hz, rel=0.002)


def test_pitch_error_is_the_relative_difference():
    assert pitch_error(harmonic_tone(151.5), harmonic_tone(150)) == pytest.approx(0.01, abs=0.002)


def test_noise_and_silence_have_no_pitch():
    noise = np.random.default_rng(0).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert (pitch_track(noise) > 0).mean() < 0.1
    assert not pitch_track(np.zeros(SAMPLE_RATE, np.float32)).any()
    assert np.isnan(
        pitch_error(np.zeros(SAMPLE_RATE, np.float32), np.zeros(SAMPLE_RATE, np.float32))
    )


def test_the_guard_covers_all_stock_english_voices():
    assert len(ENGLISH) == 28


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.torch
@pytest.mark.parametrize("voice", ENGLISH)
def test_the_cpu_engine_is_like_the_float32_reference(engines, voice):
    utterance = Utterance(SHORT, VOICES.resolve(voice).style(len(SHORT)), seed=3)
    ours, reference = engines("cpu").render(utterance), engines("torch").render(utterance)
    np.testing.assert_array_equal(ours.durations, reference.durations)
    sound, target = (np.concatenate(list(one.audio)) for one in (ours, reference))
    assert log_spectral_distance_db(sound, target) < 1.0
    assert pitch_error(sound, target) < 0.01


@pytest.fixture(scope="module", params=["best", "avx2"])
def cpu_backend(request, engines):
    """The CPU engine on the best backend of this machine, and on native kernels."""
    if request.param == "best":
        yield engines("cpu")
        return
    engines("cpu")  # skips where there are no model files
    model_file = ModelFiles(default_data_dir()).ensure()
    try:
        engine = CpuEngine(model_file, default_data_dir(), backend=request.param)
    except RuntimeError:
        pytest.skip("no native kernels for this CPU")
    yield engine
    engine.close()


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("voice", ["af_heart", "am_michael", "bm_lewis"])
def test_low_latency_speech_is_like_speech_computed_whole(cpu_backend, voice):
    resolved, pipeline = VOICES.resolve(voice), TextPipeline()
    distances_db, levels_db = [], []
    for text in NEW_TEXTS:
        (segment,) = pipeline.segments(text, lang=resolved.lang, plan=WHOLE)
        style = resolved.style(len(segment.phonemes))
        utterance = Utterance(segment.phonemes, style)
        whole = cpu_backend.render(utterance)
        streamed = cpu_backend.render(replace(utterance, low_latency=True))
        np.testing.assert_array_equal(streamed.durations, whole.durations)
        chunks = list(streamed.audio)
        assert len(chunks) > 1
        lead = int(whole.durations[0]) * FRAME_SAMPLES
        sound, target = (np.concatenate(one)[lead:] for one in (chunks, list(whole.audio)))
        distances_db.append(log_spectral_distance_db(sound, target))
        levels_db.append(10 * np.log10((sound**2).mean() / (target**2).mean()))
    assert np.mean(distances_db) < 4.0
    assert max(distances_db) < 5.0
    assert np.abs(levels_db).max() < 2.0
