"""Speech: samples, files and playback."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from phemius_client import SAMPLE_RATE, AsyncPhemius, Phemius, Speech

SPEECH = Speech(pcm=np.array([0, 16384, -32768, 32767], "<i2").tobytes() * 6000, chars_billed=1)


def test_samples_are_floats_within_one():
    samples = SPEECH.samples
    assert (samples.dtype, len(samples)) == (np.float32, SAMPLE_RATE)
    assert samples[:3].tolist() == [0, 0.5, -1]
    assert SPEECH.duration == 1


def test_without_numpy_only_samples_fail(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ImportError, match="numpy"):
        _ = SPEECH.samples
    assert SPEECH.save(tmp_path / "x.WAV").read_bytes() == SPEECH.wav


def test_without_soundfile_the_error_names_the_alternatives(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(ImportError, match=r"pip install soundfile.*format='flac'"):
        SPEECH.save(tmp_path / "x.flac")
    assert not list(tmp_path.iterdir())


class FakeOutputStream:
    """Stands for `sounddevice.RawOutputStream`."""

    latest = None

    def __init__(self, samplerate, *, channels, dtype):
        self.format = (samplerate, channels, dtype)
        self.played = b""
        self.open = False
        FakeOutputStream.latest = self

    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, *_):
        self.open = False  # PortAudio plays what it has before it stops

    def write(self, data):
        assert self.open
        self.played += data


def test_play_writes_all_audio_to_the_device(monkeypatch):
    monkeypatch.setitem(
        sys.modules, "sounddevice", SimpleNamespace(RawOutputStream=FakeOutputStream)
    )
    SPEECH.play()
    assert FakeOutputStream.latest.format == (24000, 1, "int16")
    assert FakeOutputStream.latest.played == SPEECH.pcm
    assert not FakeOutputStream.latest.open


def test_without_sounddevice_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(ImportError, match="pip install sounddevice"):
        SPEECH.play()


@pytest.mark.parametrize("speed", [float("nan"), float("inf")])
def test_a_speed_that_json_cannot_represent_is_refused_before_sending(speed):
    for kind in (Phemius, AsyncPhemius):
        client = kind(api_key="sk_test_x", base_url="http://127.0.0.1:9")
        with pytest.raises(ValueError, match=r"speed must be a number from 0\.25 to 4"):
            client.speech.stream("Hello", speed=speed)
    with Phemius(api_key="sk_test_x", base_url="http://127.0.0.1:9") as client:
        with pytest.raises(ValueError, match="speed must be a number"):
            client.speech.create(text="Hello", speed=speed)
