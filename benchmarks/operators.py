"""Where the CPU engine's time goes, by operator.

    python benchmarks/operators.py [--rounds 7] [--json]

One thread, CPU time and not time on the clock, so that neighbours count for little: medians, in
milliseconds for a second of audio. Two threads take half of it where a part is threaded.
"""

# ruff: noqa: SLF001 - it looks into the engine

import argparse
import functools
import json
import statistics
import time
from collections import Counter
from types import SimpleNamespace

from phemius_core.engine import ModelFiles, Utterance, best_path
from phemius_core.engine.cpu import _engine as cpu
from phemius_core.engine.cpu.native import PackedModel
from phemius_core.engine.cpu.native._packed import PackedConv1d
from phemius_core.settings import Settings
from phemius_core.text import TextPipeline
from phemius_core.voices import VoiceCatalogue

TEXTS = {
    "sentence": "The lighthouse at the end of the harbour had been dark for eleven years.",
    "two segments": "By spring she had repaired the stairs, painted the walls, and cleaned the "
    "great lamp until it shone, and people from the village began to climb the hill again to "
    "see it in the evening.",
}
_SOURCE_STEPS = (10, 60)


def products(packed: PackedModel) -> dict[str, float]:
    """Multiplications for a second of audio, in millions: of integers after F(4, 3)."""
    decoder = packed.decoder
    generator: list[int] = []
    for steps in _SOURCE_STEPS:
        generator += [80 * steps] * 6 + [80 * steps // (10 if steps == 10 else 6)]
        generator += [80 * steps] * 18
    rows = {
        "contour": (packed.f0_energy.convs, [40, 40, 0, 80, 80, 40, 80, 80, 0] * 2),
        "body": (decoder.body, [40] * 12 + [80, 80, 40]),
        "generator": (decoder.generator, [*generator, 80 * 60]),
    }
    found = {}
    for name, (layers, counts) in rows.items():
        convs = [layer for layer in layers if isinstance(layer, PackedConv1d)]
        found[name] = sum(
            (conv.winograd_weights.size / 4 or conv.float_weights.size) * count / 1e6
            for conv, count in zip(convs, counts, strict=True)
        )
    reading = packed.text.plbert
    layer = (reading.qkv, reading.attention_output, reading.ffn_up, reading.ffn_down)
    found["reading, a phoneme"] = 12 * sum(part.weights.size for part in layer) / 1e6
    return found


def timed(spent: Counter, name: str, call):
    @functools.wraps(call)
    def inner(*given, **named):
        started = time.process_time()
        try:
            return call(*given, **named)
        finally:
            spent[name] += time.process_time() - started

    return inner


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    settings = Settings()
    engine = cpu.CpuEngine(ModelFiles(settings.data_dir).ensure(), settings.data_dir, threads=1)
    spent: Counter[str] = Counter()
    model = engine._model
    engine._prosody._lstm = timed(spent, "recurrent layers", model.lstm)
    model.text_features = timed(spent, "reading", model.text_features)
    model.f0_energy = timed(spent, "contour", model.f0_energy)
    model.decoder_body = timed(spent, "body", model.decoder_body)
    model.generator = timed(spent, "generator", model.generator)
    source = timed(spent, "harmonic source", engine._excitation.spectrum)
    engine._excitation = SimpleNamespace(spectrum=source)
    cpu.overlap_add = timed(spent, "inverse transform", cpu.overlap_add)
    pipeline, voice = TextPipeline(), VoiceCatalogue().resolve("af_heart")

    def read(text: str) -> list[str]:
        return [segment.phonemes for segment in pipeline.segments(text, lang="a")]

    found = {}
    for kind, text in TEXTS.items():
        turns = []
        for _ in range(chosen.rounds + 1):
            spent.clear()
            started = time.process_time()
            length = 0
            for phonemes in timed(spent, "phonemes", read)(text):
                rendering = engine.render(Utterance(phonemes, voice.style(len(phonemes))))
                length += sum(len(chunk) for chunk in rendering.audio)
            spent["all"] = time.process_time() - started
            spent["the rest"] = 2 * spent["all"] - sum(spent.values())
            turns.append({k: 1000 * v * 24_000 / length for k, v in spent.items()})
        found[kind] = {k: round(statistics.median(t[k] for t in turns[1:]), 2) for k in turns[0]}
    if best_path() in {"avx2", "avx512"}:
        counts = {name: round(count) for name, count in products(model._packed).items()}
        found["millions of products a second of audio"] = counts
    if chosen.json:
        print(json.dumps(found, indent=2))
        return
    for kind, row in found.items():
        print(kind)
        for name, value in sorted(row.items(), key=lambda pair: -pair[1]):
            print(f"    {name:20} {value:9.2f}")


if __name__ == "__main__":
    main()
