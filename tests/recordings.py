"""Recordings for the tests: something like speech, made of harmonics, and files that are none."""

import io
import struct
import tempfile

import numpy as np
import soundfile

RATE = 24_000


def speech(seconds=6.0, *, pitch_hz=120.0, rate=RATE, seed=0):
    """float32 [n]: syllables of voiced sound with pauses, as one voice would speak them."""
    draw = np.random.default_rng(seed)
    n = round(seconds * rate)
    at = np.arange(n) / rate
    pitch = pitch_hz * (
        1 + 0.1 * np.sin(2 * np.pi * 0.7 * at) + 0.05 * np.sin(2 * np.pi * 2.3 * at)
    )
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    formants = ((600, 90), (1200, 110), (2500, 160))
    samples = np.zeros(n)
    for harmonic in range(1, int(3800 / pitch_hz)):
        hz = harmonic * pitch_hz
        gain = sum(1 / (1 + ((hz - centre) / width) ** 2) for centre, width in formants)
        samples += (gain + 0.02) * np.sin(harmonic * phase)
    envelope = np.clip(np.sin(2 * np.pi * 3.1 * at), 0, 1) ** 0.5
    envelope *= np.sin(2 * np.pi * 0.35 * at) > -0.8
    samples = 0.25 * samples * envelope / np.abs(samples).max()
    return (samples + draw.normal(0, 1e-4, n)).astype(np.float32)


def encoded(samples, kind="WAV", *, rate=RATE, subtype=None):
    """The bytes of a file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


def opened(data):
    """A `soundfile.SoundFile` of a file's bytes.

    By a path, since libsndfile 1.2.2 does not always open an MP3 that it reads by callbacks.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return soundfile.SoundFile(file.name)


def lying_wav(seconds=1.0, *, claimed=0x7FFFFFF0):
    """A WAV that says it has gigabytes."""
    pcm = (speech(seconds) * 32767).astype("<i2").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", claimed, b"WAVE")
        + form
        + struct.pack("<4sI", b"data", claimed - 36)
        + pcm
    )


def flac_bomb(hours=10):
    """A FLAC of hours of silence, which are a few thousand bytes of it."""
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", RATE, 1, format="FLAC", subtype="PCM_16") as sound:
        block = np.zeros(60 * RATE, np.int16)
        for _ in range(60 * hours):
            sound.write(block)
    return file.getvalue()
