"""Which files are decoded, and that a decoder that fails takes nothing with it."""

import io
import os
import struct
import tempfile
import time

import numpy as np
import pytest
import soundfile
from tests.recordings import encoded, speech

from phemius_core.cloning import _decode
from phemius_core.cloning._decode import decode, is_known_container
from phemius_core.errors import InvalidRequest

CLIP = speech(1.0)


def id3(size):
    """A tag, whose size has 7 bits in each byte."""
    return b"ID3\x04\x00\x00" + struct.pack(">H", 0) + bytes([size >> 7, size & 0x7F]) + bytes(size)


@pytest.mark.parametrize("kind", ["WAV", "WAVEX", "RF64", "FLAC", "MP3", "OGG"])
def test_the_containers_of_the_message_are_decoded(kind):
    at = 44_100  # libsndfile does not read all MP3 files of lower rates
    samples, rate = decode(encoded(speech(1.0, rate=at), kind, rate=at))
    assert rate == at
    assert samples.dtype == np.float32
    assert abs(len(samples) - at) < 0.1 * at


@pytest.mark.parametrize(
    "kind",
    sorted(set(soundfile.available_formats()) - {"WAV", "WAVEX", "RF64", "FLAC", "MP3", "OGG"}),
)
def test_other_containers_never_reach_the_decoder(kind, monkeypatch):
    try:
        data = encoded(CLIP, kind)
    except (soundfile.LibsndfileError, ValueError, TypeError):
        pytest.skip(f"libsndfile cannot write {kind} here")
    monkeypatch.setattr(_decode.subprocess, "run", pytest.fail)
    with pytest.raises(InvalidRequest) as refused:
        decode(data)
    assert refused.value.message.endswith("send it as WAV, FLAC, MP3 or OGG")
    assert refused.value.fields[0].code == "unreadable_audio"


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"", False),
        (b"RIFF", False),
        (b"RIFF\x00\x00\x00\x00AVI ", False),
        (b"RIFF\x00\x00\x00\x00WAVE", True),
        (b"\xff\xfb\x90\x00", True),
        (b"\xff\xf3\x84\x00", True),
        (b"\xff\xff\xff\xff", False),
        (b"\xff\xe0\x00\x00", False),
        (id3(300) + b"\xff\xfb\x90\x00", True),
        (id3(300) + b"fLaC", True),
        (id3(300) + b"FORM\x00\x00\x00\x00AIFF", False),
        (b"ID3", False),
        (id3(10) + id3(10) + b"FORM", False),
    ],
)
def test_the_first_bytes_tell_the_container(head, known):
    assert is_known_container(io.BytesIO(head)) is known


def test_a_file_is_read_from_its_beginning_and_not_copied_into_memory():
    with tempfile.TemporaryFile() as file:
        file.write(encoded(CLIP))
        samples, _ = decode(file)
    assert len(samples) == len(CLIP)
    with tempfile.SpooledTemporaryFile(1 << 20) as file:
        file.write(encoded(CLIP))
        samples, _ = decode(file)
    assert len(samples) == len(CLIP)


@pytest.mark.parametrize(
    "program",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import sys; sys.exit(1)",
        "pass",
        "while True: pass",
        "a = bytearray(1 << 40)",
    ],
)
def test_a_decoder_that_crashes_or_hangs_is_a_file_that_cannot_be_read(
    program, tmp_path, monkeypatch
):
    (tmp_path / "decoder.py").write_text(program)
    monkeypatch.setattr(_decode, "_program", lambda: str(tmp_path / "decoder.py"))
    monkeypatch.setattr(_decode, "_TIMEOUT_S", 2)
    began = time.monotonic()
    with pytest.raises(InvalidRequest) as refused:
        decode(encoded(CLIP))
    assert refused.value.fields[0].code == "unreadable_audio"
    assert time.monotonic() - began < 20


def test_the_child_sees_nothing_of_the_environment(tmp_path, monkeypatch):
    (tmp_path / "decoder.py").write_text(
        "import json, os\nprint(json.dumps({'problem': ' '.join(sorted(os.environ))}))"
    )
    monkeypatch.setenv("PHEMIUS_PEPPER", "secret")
    monkeypatch.setattr(_decode, "_program", lambda: str(tmp_path / "decoder.py"))
    with pytest.raises(InvalidRequest) as refused:
        decode(encoded(CLIP))
    assert "PHEMIUS" not in refused.value.message
    assert os.environ["PHEMIUS_PEPPER"] == "secret"
