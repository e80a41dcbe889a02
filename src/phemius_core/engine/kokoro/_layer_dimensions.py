"""Dimensions of Kokoro-82M v1.0, as in its `config.json`, and what follows from them."""

from typing import Any, Final

from phemius_core.engine._protocol import FRAME_SAMPLES

__all__ = [
    "CONFIG",
    "GENERATOR_NORM_CHANNELS",
    "HIDDEN_SIZE",
    "HOP",
    "N_BINS",
    "N_FFT",
    "STEP_SAMPLES",
    "STYLE_HALF",
]

HIDDEN_SIZE: Final = 512
"""Channels of the text encoder, the LSTMs (256 in each direction) and the decoder's output."""
STYLE_HALF: Final = 128
"""Values of each half of a style: first the voice half, which the decoder takes, then the
prosody half, which the predictors take."""
STEP_SAMPLES: Final = FRAME_SAMPLES // 2
"""Samples of one decoder step (12.5 ms): F0, energy and the decoder run at 80 steps a second."""
N_FFT: Final = 20
"""Window length of the generator's short-time Fourier transform, in samples."""
HOP: Final = 5
"""Hop of the generator's short-time Fourier transform, in samples."""
N_BINS: Final = N_FFT // 2 + 1
GENERATOR_NORM_CHANNELS: Final = 24 * 256 + 24 * 128
"""Channels of all of the generator's instance norms: 24 layers in each of its two stages, of 256
and of 128 channels."""

CONFIG: Final[dict[str, Any]] = {
    "istftnet": {
        "upsample_kernel_sizes": [20, 12],
        "upsample_rates": [10, 6],
        "gen_istft_hop_size": HOP,
        "gen_istft_n_fft": N_FFT,
        "resblock_dilation_sizes": [[1, 3, 5]] * 3,
        "resblock_kernel_sizes": [3, 7, 11],
        "upsample_initial_channel": 512,
    },
    "hidden_dim": HIDDEN_SIZE,
    "max_dur": 50,
    "n_layer": 3,
    "n_mels": 80,
    "n_token": 178,
    "style_dim": STYLE_HALF,
    "dropout": 0.2,
    "text_encoder_kernel_size": 5,
    "plbert": {
        "hidden_size": 768,
        "num_attention_heads": 12,
        "intermediate_size": 2048,
        "max_position_embeddings": 512,
        "num_hidden_layers": 12,
        "dropout": 0.1,
    },
}
"""The `config.json` of hexgrad/Kokoro-82M without its vocabulary, which is
`phemius_core.phonemes.VOCABULARY`."""
