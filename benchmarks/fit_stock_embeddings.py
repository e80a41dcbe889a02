"""Fit `cloning/data/stock_embeddings.npz`: speaker embeddings of the stock voices.

    python benchmarks/fit_stock_embeddings.py [--check NAME]

Each stock voice speaks four sentences to the speaker encoders that cloning uses. Takes some
minutes; run it again when the encoders, the sentences or the voicepacks change. `--check` writes
nothing and prints the cosine similarity of one voice to its stored embedding. Needs torch.
"""

from pathlib import Path

import numpy as np
from _common import arguments, parse, require_torch
from _smoke_speech import letter_pipeline

from phemius_core import cloning
from phemius_core.cloning._kokoro import DifferentiableKokoro
from phemius_core.cloning._speaker_encoder import SpeakerEncoderEnsemble
from phemius_core.cloning._styles import stock_embeddings
from phemius_core.engine import torch_module
from phemius_core.phonemes import phoneme_ids
from phemius_core.settings import Settings
from phemius_core.text import TextPipeline
from phemius_core.voices import STOCK_PACKS, read_pack

SENTENCES = (
    "A quick walk in the park.",
    "She sold sea shells by the shore.",
    "We should leave before noon.",
    "My father bought a yellow house.",
)


class StockSpeaker:
    """Stock voices as the speaker encoders hear them."""

    def __init__(self, sentences: tuple[str, ...], pipeline: TextPipeline) -> None:
        module = torch_module(data_dir=Settings().data_dir)
        self._kokoro = DifferentiableKokoro(module, bfloat16=False)
        self._encoders = SpeakerEncoderEnsemble()
        self._texts = []
        for sentence in sentences:
            (segment,) = pipeline.segments(sentence, lang="a")
            self._texts.append(self._kokoro.encode_text(phoneme_ids(segment.phonemes)))

    def embedding(self, name: str) -> np.ndarray:
        """float32 [448], of length 1."""
        import torch

        samples = self._kokoro.speak(self._texts, torch.from_numpy(read_pack(name).copy()))
        with torch.no_grad():
            return self._encoders(samples).embedding.numpy()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--check", metavar="NAME")
    options = parse(parser)
    require_torch()
    if options.smoke:
        options.check = "af_heart"
        speaker = StockSpeaker(("Hello.",), letter_pipeline())
    else:
        speaker = StockSpeaker(SENTENCES, TextPipeline())
    if options.check:
        print(float(speaker.embedding(options.check) @ stock_embeddings()[options.check]))
        return
    embeddings = {}
    for name in STOCK_PACKS:
        embeddings[name] = speaker.embedding(name).astype(np.float16)
        print(name)
    target = Path(cloning.__file__).parent / "data" / "stock_embeddings.npz"
    np.savez_compressed(target, **embeddings)


if __name__ == "__main__":
    main()
