"""The table of audio formats, and which format a caller asked for."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.audio import AUDIO_FORMATS, format_for_accept, format_for_path, format_named
from phemius_core.audio._encoders import _ENCODERS
from phemius_core.errors import InvalidRequest
from phemius_core.wire import AudioFormat, OpenAIAudioFormat


def test_the_types_name_what_the_table_has():
    assert get_args(AudioFormat) == tuple(AUDIO_FORMATS)
    offered = {spec.name for spec in AUDIO_FORMATS.values() if spec.openai_profile}
    assert set(get_args(OpenAIAudioFormat)) == offered


def test_every_format_has_an_encoder():
    assert list(_ENCODERS) == list(AUDIO_FORMATS)


def test_no_media_type_or_extension_stands_for_two_formats():
    for names in (
        [media for spec in AUDIO_FORMATS.values() for media in spec.accept],
        [spec.extension for spec in AUDIO_FORMATS.values()],
    ):
        assert len(names) == len(set(names))
        assert all(name == name.lower() for name in names)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "pcm"),
        ("", "pcm"),
        ("*/*", "pcm"),
        ("audio/*", "pcm"),
        ("application/octet-stream", "pcm"),
        ("application/json, text/plain, */*", "pcm"),
        ("audio/wav", "wav"),
        ("AUDIO/X-WAV", "wav"),
        ("audio/flac", "flac"),
        ("audio/mpeg", "mp3"),
        ("audio/ogg", "ogg"),
        ('audio/ogg; codecs="opus"', "opus"),
        ("audio/opus", "opus"),
        ("audio/pcm", "pcm"),
        ("audio/wav, */*", "wav"),
        ("*/*, audio/wav", "wav"),
        ("audio/wav;q=0.5, audio/flac;q=0.9", "flac"),
        ("audio/wav;q=0.5, audio/flac; q=0.5", "wav"),
        ("audio/mpeg;q=0, */*;q=0.1", "pcm"),
        ("audio/mpeg;q=0.2, */*;q=0.8", "pcm"),
        ("audio/mpeg;q=nan", "pcm"),
        ("audio/mpeg;q=", "pcm"),
        ("audio/mpeg;q=7, audio/wav", "mp3"),
        ("audio/aac, audio/mpeg;q=0.3", "mp3"),
        (",;,=;q", "pcm"),
    ],
)
def test_accept_header(header, expected):
    assert format_for_accept(header) == expected


@given(st.text())
def test_no_accept_header_is_an_error(header):
    assert format_for_accept(header) in AUDIO_FORMATS


@pytest.mark.parametrize("name", AUDIO_FORMATS)
def test_the_suffix_names_the_format(name):
    assert format_for_path(Path(f"a.b/Speech.{name.upper()}")) == name


@pytest.mark.parametrize("path", ["speech", "speech.aac", ".wav", "a.wav/speech"])
def test_other_suffixes_are_refused(path):
    with pytest.raises(InvalidRequest, match=r"\.flac"):
        format_for_path(Path(path))


def test_an_unknown_name_is_refused_with_its_field():
    assert format_named("opus") == "opus"
    with pytest.raises(InvalidRequest) as caught:
        format_named("aac")
    assert caught.value.param == "response_format"
