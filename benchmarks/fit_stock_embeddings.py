"""Fits `cloning/data/stock_embeddings.npz`: who each stock voice is to the speaker encoders.

    python benchmarks/fit_stock_embeddings.py [--check NAME]

Takes some minutes. Run it again when the encoders, the sentences or the voicepacks change. With
`--check`, only says how far one voice is from what is stored.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", metavar="NAME")
    chosen = options.parse_args()
    settings = Settings()
    kokoro = DifferentiableKokoro(torch_module(data_dir=settings.data_dir), bfloat16=False)
    pipeline = TextPipeline()
    encoders = SpeakerEncoderEnsemble()
    texts = []
    for sentence in SENTENCES:
        (segment,) = pipeline.segments(sentence, lang="a")
        texts.append(kokoro.encode_text(phoneme_ids(segment.phonemes)))

    def embedding(name: str) -> np.ndarray:
        said = kokoro.speak(texts, torch.from_numpy(read_pack(name).copy()))
        with torch.no_grad():
            return encoders(said).embedding.numpy()

    if chosen.check:
        print(float(embedding(chosen.check) @ stock_embeddings()[chosen.check]))
        return
    embeddings = {}
    for name in STOCK_PACKS:
        embeddings[name] = embedding(name).astype(np.float16)
        print(name)
    target = Path(cloning.__file__).parent / "data" / "stock_embeddings.npz"
    np.savez_compressed(target, **embeddings)


if __name__ == "__main__":
    main()
