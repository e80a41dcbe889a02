"""Fits `cloning/data/stock_embeddings.npz`: who each stock voice is to the speaker encoder.

    python benchmarks/fit_stock_embeddings.py

Takes two minutes. Run it again when the encoder, the sentences or the voicepacks change.
"""

from pathlib import Path

import numpy as np
import torch

from phemius_core import cloning
from phemius_core.cloning._encoder import SpeakerEncoder
from phemius_core.cloning._kokoro import DifferentiableKokoro
from phemius_core.cloning._sentences import FITTED
from phemius_core.engine import torch_module
from phemius_core.settings import Settings
from phemius_core.text import TextPipeline, phoneme_ids
from phemius_core.voices import STOCK, read_pack

SENTENCES = 4


def main() -> None:
    settings = Settings()
    kokoro = DifferentiableKokoro(torch_module(data_dir=settings.data_dir), hasty=False)
    encoder, pipeline = SpeakerEncoder(), TextPipeline()
    texts = []
    for sentence in FITTED[:SENTENCES]:
        (segment,) = pipeline.segments(sentence, lang="a")
        texts.append(kokoro.text(phoneme_ids(segment.phonemes)))
    embeddings = {}
    with torch.no_grad():
        for name in STOCK:
            pack = torch.from_numpy(read_pack(name).copy())
            said = [kokoro.speak(text, pack[text.phonemes - 1]).samples for text in texts]
            embeddings[name] = encoder.embed(torch.cat(said)).numpy().astype(np.float16)
            print(name)
    target = Path(cloning.__file__).parent / "data" / "stock_embeddings.npz"
    np.savez_compressed(target, **embeddings)


if __name__ == "__main__":
    main()
