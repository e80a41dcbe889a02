"""Encoders of all formats: their output decodes to the same audio."""

import struct
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.recordings import opened

from phemius_core.audio import AUDIO_FORMATS, create_encoder, encode, pcm16
from phemius_core.errors import InvalidRequest, MissingExtra

RATE = 24_000
TONE = (0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)
CONTAINERS = [name for name in AUDIO_FORMATS if name != "pcm"]
PADDING_SAMPLES = {"mp3": 2400}
"""Samples that a decoder may add: MP3 pads to whole frames."""


def decoded_as(data, dtype):
    with opened(data) as sound:
        return sound.read(dtype=dtype), sound.samplerate


def encode_in_chunks(name, pcm, sizes=(4800,)):
    encoder = create_encoder(name)
    out = []
    at = turn = 0
    while at < len(pcm):
        size = sizes[turn % len(sizes)]
        out.append(encoder.feed(pcm[at : at + size]))
        at, turn = at + size, turn + 1
    return b"".join([*out, encoder.finish()])


def check_audio(data, name):
    decoded, rate = decoded_as(data, "float32")
    assert rate == RATE
    assert decoded.ndim == 1
    assert len(TONE) <= len(decoded) <= len(TONE) + PADDING_SAMPLES.get(name, 0)
    middle = decoded[6000:18000]
    # LAME scales by 0.95.
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.06)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE / len(middle) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("name", CONTAINERS)
def test_complete_audio_decodes_to_itself(name):
    check_audio(encode(TONE, name), name)


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_stream_decodes_to_the_same_audio(name):
    data = encode_in_chunks(name, pcm16(TONE), (4801, 1, 998))
    if name == "flac":
        # Players take a FLAC of unknown length, libsndfile does not: give it the length.
        data = data[:21] + encode(TONE, "flac")[21:26] + data[26:]
    check_audio(data, name)


@pytest.mark.parametrize("name", ["wav", "flac"])
def test_lossless_formats_lose_nothing(name):
    decoded, _ = decoded_as(encode(TONE, name), "int16")
    assert decoded.astype("<i2").tobytes() == pcm16(TONE)


@pytest.mark.parametrize("name", ["wav", "flac"])
def test_the_header_of_complete_audio_has_its_length(name):
    assert opened(encode(TONE, name)).frames == len(TONE)


def test_wav_header_fields():
    whole = encode(TONE, "wav")
    assert whole[:4] + whole[8:16] == b"RIFFWAVEfmt "
    assert struct.unpack("<I", whole[4:8]) == (len(whole) - 8,)
    assert struct.unpack("<IHHIIHH", whole[16:36]) == (16, 1, 1, RATE, RATE * 2, 2, 16)
    assert whole[36:40] == b"data"
    assert struct.unpack("<I", whole[40:44]) == (2 * len(TONE),)


def test_the_header_of_a_wav_stream_has_an_unknown_length():
    streamed = encode_in_chunks("wav", pcm16(TONE))
    assert streamed[4:8] == streamed[40:44] == b"\xff" * 4
    assert streamed[44:] == pcm16(TONE)


def test_the_header_of_a_flac_stream_has_an_unknown_length():
    streamed, whole = encode_in_chunks("flac", pcm16(TONE)), encode(TONE, "flac")
    # STREAMINFO: the last 36 bits before the MD5 are the number of samples.
    count = [
        int.from_bytes(data[8 + 13 : 8 + 18], "big") & (1 << 36) - 1 for data in (streamed, whole)
    ]
    assert count == [0, len(TONE)]
    assert streamed[42:] == whole[42:]


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(["pcm", "wav", "flac"]),
    sizes=st.lists(st.integers(1, 30_000), min_size=1, max_size=5).filter(lambda s: sum(s) > 500),
)
def test_chunking_does_not_change_the_bytes(name, sizes):
    pcm = pcm16(TONE)
    assert encode_in_chunks(name, pcm, sizes) == encode_in_chunks(name, pcm, (len(pcm),))


@pytest.mark.parametrize("name", AUDIO_FORMATS)
def test_encoders_return_output_before_the_end(name):
    encoder = create_encoder(name)
    early = sum(len(encoder.feed(pcm16(TONE))) for _ in range(3))
    assert early > 3000
    encoder.finish()


@pytest.mark.parametrize("name", AUDIO_FORMATS)
def test_no_samples_make_a_valid_file(name):
    data = encode(np.zeros(0, np.float32), name)
    if name == "pcm":
        assert data == b""
    else:
        assert opened(data).frames <= {"wav": 0, "mp3": 3000}.get(name, 1)
    assert encode_in_chunks(name, b"")[:4] == data[:4]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ogg", "opus"])
def test_a_long_chunk_does_not_crash_the_ogg_encoder(name):
    data = encode(np.tile(TONE, 180), name)
    assert opened(data).frames == 180 * RATE


@pytest.mark.parametrize("name", AUDIO_FORMATS)
def test_a_finished_encoder_refuses_more(name):
    encoder = create_encoder(name)
    encoder.finish()
    with pytest.raises(ValueError, match="finished"):
        encoder.feed(b"\0\0")
    with pytest.raises(ValueError, match="finished"):
        encoder.finish()


@pytest.mark.parametrize("name", AUDIO_FORMATS)
def test_an_end_within_a_sample_is_an_error(name):
    encoder = create_encoder(name)
    encoder.feed(b"\0\0\0")
    with pytest.raises(ValueError, match="odd"):
        encoder.finish()


@pytest.mark.parametrize("name", AUDIO_FORMATS)
def test_encoders_have_the_media_type_of_the_table(name):
    assert create_encoder(name).media_type == AUDIO_FORMATS[name].media_type


@pytest.mark.parametrize("name", ["aac", "WAV", "", "x" * 5000])
def test_unknown_formats_are_refused(name):
    with pytest.raises(InvalidRequest, match="not supported: use one of pcm, wav") as caught:
        create_encoder(name)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(("name", "package"), [("mp3", "lameenc"), ("flac", "soundfile")])
def test_a_missing_codec_names_the_extra(name, package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=r"phemius\[speech\]"):
        create_encoder(name)
