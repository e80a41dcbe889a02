"""Recordings that are accepted, and those that cannot be cloned from."""

import numpy as np
import pytest
from tests.recordings import RATE, encoded, speech

from phemius_core.cloning import Reference, read_reference
from phemius_core.cloning._dvector import embed_windows, mean_embedding
from phemius_core.errors import InvalidRequest


def refusal_code(data):
    with pytest.raises(InvalidRequest) as refused:
        read_reference(data)
    return refused.value.fields[0].code


@pytest.mark.parametrize("pitch_hz", [90, 150, 240])
def test_pitch_level_and_length_are_measured(pitch_hz):
    found = read_reference(encoded(speech(8, pitch_hz=pitch_hz)))
    assert found.pitch_hz == pytest.approx(pitch_hz, rel=0.06)
    assert -30 < found.level_db < -8
    assert found.snr_db > 30
    assert 3 <= found.seconds < 8  # its pauses are shortened


def test_pauses_are_shortened_and_edges_trimmed():
    silence = np.zeros(4 * RATE, np.float32)
    bare = read_reference(encoded(speech(6)))
    padded = read_reference(encoded(np.concatenate([silence, speech(6), silence, speech(6)])))
    assert padded.seconds < 2 * bare.seconds + 0.5


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 96_000])
def test_the_embedding_does_not_depend_on_the_sample_rate(rate):
    plain, other = (
        mean_embedding(embed_windows(read_reference(encoded(speech(6, rate=at), rate=at)).samples))
        for at in (RATE, rate)
    )
    assert plain @ other > (0.8 if rate == 8_000 else 0.97)


def test_a_reference_survives_flac():
    found = read_reference(encoded(speech(6)))
    again = Reference.of_flac(found.flac(), **found.measurements)
    assert again.measurements == found.measurements
    assert np.abs(again.samples - found.samples).max() < 1e-4


def test_a_noisy_recording_is_refused_by_its_level_of_noise():
    noise = np.random.default_rng(1).normal(0, 1, 6 * RATE).astype(np.float32)
    assert read_reference(encoded(speech(6) + 0.001 * noise)).snr_db > 20
    assert refusal_code(encoded(speech(6) + 0.05 * noise)) == "noisy"


def test_an_unusual_rate_or_number_of_channels_is_refused():
    assert refusal_code(encoded(speech(6), rate=4_000)) == "unreadable_audio"
    assert refusal_code(encoded(np.zeros((RATE, 9), np.float32))) == "unreadable_audio"


def test_samples_that_are_not_finite_are_refused():
    samples = speech(6)
    samples[RATE] = np.nan
    assert refusal_code(encoded(samples, subtype="FLOAT")) == "unreadable_audio"


@pytest.mark.model
@pytest.mark.slow
def test_two_speakers_are_refused_and_one_is_not(cpu_synthesizer):
    def spoken(voice, text):
        return cpu_synthesizer.speak_sync(text, voice=voice).samples

    texts = (
        "The old lighthouse keeper climbed the spiral stairs every evening at dusk.",
        "Fresh vegetables from the market make the best soup in winter.",
    )
    for voice in ("af_heart", "am_michael", "bf_emma", "bm_george"):
        assert read_reference(encoded(np.concatenate([spoken(voice, text) for text in texts])))
    for pair in (("af_heart", "am_michael"), ("bf_emma", "bm_george"), ("am_onyx", "af_nicole")):
        both = np.concatenate([spoken(*each) for each in zip(pair, texts, strict=True)])
        assert refusal_code(encoded(both)) == "two_speakers"
