"""What is Kokoro-82M's own and the same on every engine.

Its weights and dimensions, the duration predictor, the harmonic source, the short-time Fourier
transform, and the streaming windows with their predicted norm statistics. Everything is numpy.
"""

from phemius_core.engine.kokoro._durations import (
    LSTMS,
    MAX_FRAMES,
    SHARED_LSTM,
    TEXT_ENCODER_LSTM,
    DurationPredictor,
    DurationWeights,
    Lstm,
    check_frames,
    normalised,
)
from phemius_core.engine.kokoro._harmonic_source import HarmonicSource
from phemius_core.engine.kokoro._layer_dimensions import (
    CONFIG,
    GENERATOR_NORM_CHANNELS,
    HIDDEN_SIZE,
    HOP,
    N_BINS,
    N_FFT,
    STEP_SAMPLES,
    STYLE_HALF,
)
from phemius_core.engine.kokoro._norm_statistics import (
    NormStatistics,
    predict_norm_statistics,
    regression_features,
)
from phemius_core.engine.kokoro._stft import istft, stft
from phemius_core.engine.kokoro._streaming_windows import CrossFader, Window, streaming_windows
from phemius_core.engine.kokoro._weights import Weights, read_weights, reorder_lstm_gates

__all__ = [
    "CONFIG",
    "GENERATOR_NORM_CHANNELS",
    "HIDDEN_SIZE",
    "HOP",
    "LSTMS",
    "MAX_FRAMES",
    "N_BINS",
    "N_FFT",
    "SHARED_LSTM",
    "STEP_SAMPLES",
    "STYLE_HALF",
    "TEXT_ENCODER_LSTM",
    "CrossFader",
    "DurationPredictor",
    "DurationWeights",
    "HarmonicSource",
    "Lstm",
    "NormStatistics",
    "Weights",
    "Window",
    "check_frames",
    "istft",
    "normalised",
    "predict_norm_statistics",
    "read_weights",
    "regression_features",
    "reorder_lstm_gates",
    "stft",
    "streaming_windows",
]
