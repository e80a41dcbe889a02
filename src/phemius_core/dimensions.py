"""Dimensions of Kokoro-82M that several rooms share.

`engine/kokoro` has the dimensions of the layers, which only engines need.
"""

from typing import Final

__all__ = ["FRAME_SAMPLES", "MAX_PHONEMES", "SAMPLE_RATE", "STYLE_SIZE"]

SAMPLE_RATE: Final = 24_000
"""Samples per second of all audio."""
FRAME_SAMPLES: Final = 600
"""Samples of one frame of the duration predictor: 25 ms."""
STYLE_SIZE: Final = 256
"""Values of a style: 128 for the decoder, then 128 for prosody."""
MAX_PHONEMES: Final = 510
"""Most phonemes of an utterance, and rows of a voicepack: one style for each number of phonemes."""
