"""The contract of `Engine`, on every engine; and that the CPU engine agrees with torch."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from phemius_core.engine import FRAME_SAMPLES, Utterance
from phemius_core.errors import PhemiusError, SynthesisFailed
from phemius_core.testing import ToneEngine, log_spectral_distance_db
from phemius_core.voices import VoiceCatalogue

SENTENCE = "ðə lˈIthˌWs æt ði ˈɛnd ʌv ðə hˈɑɹbəɹ hæd bˈɪn dˈɑɹk."
VOICES = VoiceCatalogue()


def utterance(phonemes=SENTENCE, *, speed=1.0, seed=0, voice="af_heart"):
    return Utterance(phonemes, VOICES.resolve(voice).style(len(phonemes)), speed, seed)


def render(engine, what):
    rendering = engine.render(what)
    return rendering.durations, np.concatenate(list(rendering.audio))


def test_audio_is_mono_float_within_range_and_as_long_as_its_durations(engine):
    durations, samples = render(engine, utterance())
    assert samples.dtype == np.float32
    assert samples.ndim == 1
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1
    assert len(durations) == len(SENTENCE) + 2
    assert durations.min() >= 1
    assert len(samples) == durations.sum() * FRAME_SAMPLES
    assert np.abs(samples).max() > 0.05


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(engine):
    _, first = render(engine, utterance(seed=7))
    _, again = render(engine, utterance(seed=7))
    _, other = render(engine, utterance(seed=8))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


def test_low_latency_audio_is_deterministic_and_as_long(engine):
    low_latency = replace(utterance(), low_latency=True)
    durations, samples = render(engine, low_latency)
    np.testing.assert_array_equal(durations, render(engine, utterance())[0])
    assert len(samples) == durations.sum() * FRAME_SAMPLES
    assert samples.tobytes() == render(engine, low_latency)[1].tobytes()


def test_speed_changes_the_length_as_it_should(engine):
    speeds = (0.25, 0.5, 1.0, 2.0, 4.0)
    lengths = [len(render(engine, utterance(speed=speed))[1]) for speed in speeds]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] / lengths[2] == pytest.approx(4, rel=0.15)
    assert lengths[2] / lengths[3] == pytest.approx(2, rel=0.25)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_very_short_utterances_are_spoken(engine, count):
    _, samples = render(engine, utterance("hˈI"[:count]))
    assert len(samples) > 0


@pytest.mark.slow
def test_the_longest_utterance_is_spoken_whole(engine):
    phonemes = (SENTENCE * 11)[:510]
    durations, samples = render(engine, utterance(phonemes))
    assert len(durations) == 512
    assert len(samples) == durations.sum() * FRAME_SAMPLES


@pytest.mark.parametrize("count", [0, 511])
def test_an_utterance_of_the_wrong_length_cannot_be_made(count):
    with pytest.raises(ValueError, match="give 1 to 510"):
        Utterance("a" * count, np.zeros(256, np.float32))


@pytest.mark.parametrize("speed", [0, -1, 0.24, 4.1, float("nan"), float("inf")])
def test_an_utterance_of_the_wrong_speed_cannot_be_made(speed):
    with pytest.raises(ValueError, match="speed"):
        utterance(speed=speed)


def test_an_utterance_with_a_style_of_the_wrong_shape_cannot_be_made():
    with pytest.raises(ValueError, match="style"):
        Utterance("a", np.zeros((1, 256), np.float32))


def test_threads_that_share_an_engine_get_their_own_audio(engine):
    texts = [SENTENCE[:20], SENTENCE[:30], SENTENCE[5:25], SENTENCE]
    alone = [render(engine, utterance(text))[1].tobytes() for text in texts]
    together = [b""] * len(texts)

    def work(index):
        together[index] = render(engine, utterance(texts[index]))[1].tobytes()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


@pytest.mark.model
@pytest.mark.torch
@pytest.mark.parametrize("voice", ["af_heart", "am_adam", "bf_emma", "bm_lewis"])
def test_both_engines_agree(engines, voice):
    cpu_durations, cpu = render(engines("cpu"), utterance(voice=voice))
    torch_durations, torch = render(engines("torch"), utterance(voice=voice))
    np.testing.assert_array_equal(cpu_durations, torch_durations)
    # Two noises of the torch engine are 1.5 dB apart; bfloat16 costs 0.35.
    assert log_spectral_distance_db(cpu, torch) < 1.0


@pytest.mark.model
def test_an_unknown_phoneme_is_refused(engines):
    with pytest.raises((ValueError, PhemiusError), match="😀"):
        render(engines("cpu"), utterance("a😀b"))


def test_a_closed_engine_says_so():
    engine = ToneEngine()
    engine.close()
    with pytest.raises(SynthesisFailed, match="closed"):
        engine.render(utterance())
