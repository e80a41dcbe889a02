"""The harmonic source and the short-time Fourier transform."""

import numpy as np
import pytest

from phemius_core.engine import SAMPLE_RATE
from phemius_core.engine.kokoro import STEP_SAMPLES, HarmonicSource, istft, stft

SOURCE = HarmonicSource(np.array([1.0, 0.5], np.float32), 0.0)


def test_voiced_steps_have_the_given_fundamental():
    f0 = np.repeat(np.array([0, 120], np.float32), 40)
    signal = SOURCE.signal(f0, 3)
    assert len(signal) == 80 * STEP_SAMPLES
    spectrum = np.abs(np.fft.rfft(signal[13_000:23_000]))
    frequencies = np.fft.rfftfreq(10_000, 1 / SAMPLE_RATE)
    assert frequencies[spectrum.argmax()] == pytest.approx(120, abs=3)


def test_unvoiced_steps_are_noise_of_their_seed():
    f0 = np.zeros(40, np.float32)
    noise = SOURCE.signal(f0, 1)
    assert 0.02 < noise.std() < 0.06
    np.testing.assert_array_equal(SOURCE.signal(f0, 1), noise)
    assert np.abs(np.corrcoef(SOURCE.signal(f0, 2), noise)[0, 1]) < 0.05


def test_istft_inverts_stft():
    signal = SOURCE.signal(np.repeat(np.array([0, 120], np.float32), 40), 3)
    magnitude, phase = np.split(stft(signal), 2, axis=1)
    back = istft(np.hstack((magnitude * np.cos(phase), magnitude * np.sin(phase))))
    np.testing.assert_allclose(back, signal, atol=1e-5)


def test_rows_of_an_stft_are_those_of_the_whole():
    signal = SOURCE.signal(np.full(8, 200, np.float32), 0)
    np.testing.assert_allclose(stft(signal, 30, 90), stft(signal)[30:90], atol=1e-6)
