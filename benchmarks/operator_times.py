"""CPU time of the CPU engine by operator.

    python benchmarks/operator_times.py [--rounds 7] [--backend avx512] [--json]

Speaks on one thread. Prints medians in milliseconds of CPU time for a second of audio, so that
other processes on the machine count for little; with two threads, a threaded part takes half as
long. With native kernels, also prints the multiplications for a second of audio, in millions.
"""

# ruff: noqa: SLF001 - it times the engine's private parts

import functools
import json
import time
from collections import Counter
from types import SimpleNamespace
from typing import get_args

from _common import SAMPLE_RATE, arguments, median, parse, table

from phemius_core.engine import CpuBackend, ModelFiles, Utterance, best_backend
from phemius_core.engine.cpu import _engine as cpu
from phemius_core.engine.cpu.native import best_isa
from phemius_core.engine.cpu.native._packed import PackedConv1d, PackedModel
from phemius_core.settings import Settings
from phemius_core.text import TextPipeline
from phemius_core.voices import VoiceCatalogue

TEXTS = {
    "sentence": "The lighthouse at the end of the harbour had been dark for eleven years.",
    "two segments": "By spring she had repaired the stairs, painted the walls, and cleaned the "
    "great lamp until it shone, and people from the village began to climb the hill again to "
    "see it in the evening.",
}
SOURCE_STEPS = (10, 60)


def products(packed: PackedModel) -> dict[str, float]:
    """Multiplications for a second of audio, in millions; of integers after Winograd F(4, 3)."""
    decoder = packed.decoder
    generator: list[int] = []
    for steps in SOURCE_STEPS:
        generator += [80 * steps] * 6 + [80 * steps // (10 if steps == 10 else 6)]
        generator += [80 * steps] * 18
    rows = {
        "F0 and energy": (packed.f0_energy.convs, [40, 40, 0, 80, 80, 40, 80, 80, 0] * 2),
        "decoder body": (decoder.body, [40] * 12 + [80, 80, 40]),
        "generator": (decoder.generator, [*generator, 80 * 60]),
    }
    found = {}
    for name, (layers, counts) in rows.items():
        convs = [layer for layer in layers if isinstance(layer, PackedConv1d)]
        found[name] = sum(
            (conv.winograd_weights.size / 4 or conv.float_weights.size) * count / 1e6
            for conv, count in zip(convs, counts, strict=True)
        )
    plbert = packed.text.plbert
    layer = (plbert.qkv, plbert.attention_output, plbert.ffn_up, plbert.ffn_down)
    found["PL-BERT, a phoneme"] = 12 * sum(part.weights.size for part in layer) / 1e6
    return found


def timed(spent_s: Counter[str], name: str, call):
    """A function that adds the CPU time of its calls to `spent_s[name]`."""

    @functools.wraps(call)
    def timed_call(*args, **kwargs):
        started = time.process_time()
        try:
            return call(*args, **kwargs)
        finally:
            spent_s[name] += time.process_time() - started

    return timed_call


def time_operators(engine: cpu.CpuEngine, spent_s: Counter[str]) -> None:
    """Put timers around the parts of an engine."""
    networks = engine._networks
    engine._durations._lstm = timed(spent_s, "recurrent layers", networks.lstm)
    networks.text_features = timed(spent_s, "text features", networks.text_features)
    networks.f0_energy = timed(spent_s, "F0 and energy", networks.f0_energy)
    networks.decoder_body = timed(spent_s, "decoder body", networks.decoder_body)
    networks.generator = timed(spent_s, "generator", networks.generator)
    source = "harmonic source"
    signal = timed(spent_s, source, engine._harmonic_source.signal)
    engine._harmonic_source = SimpleNamespace(signal=signal)
    cpu.stft = timed(spent_s, source, cpu.stft)
    cpu.istft = timed(spent_s, "inverse transform", cpu.istft)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--backend", choices=get_args(CpuBackend), default=best_backend())
    parser.add_argument("--json", action="store_true")
    options = parse(parser)
    texts, rounds = TEXTS, options.rounds
    if options.smoke:
        texts, rounds = {"sentence": "Good morning, everyone."}, 1
        options.backend = "avx2" if best_isa() else options.backend
    settings = Settings()
    model_file = ModelFiles(settings.data_dir, given=settings.model_dir).ensure()
    engine = cpu.CpuEngine(model_file, settings.data_dir, threads=1, backend=options.backend)
    spent_s: Counter[str] = Counter()
    time_operators(engine, spent_s)
    pipeline, voice = TextPipeline(), VoiceCatalogue().resolve("af_heart")

    def read(text: str) -> list[str]:
        return [segment.phonemes for segment in pipeline.segments(text, lang="a")]

    def speak(text: str) -> dict[str, float]:
        """Milliseconds of each operator for a second of audio."""
        spent_s.clear()
        started = time.process_time()
        samples = 0
        for phonemes in timed(spent_s, "phonemes", read)(text):
            rendering = engine.render(Utterance(phonemes, voice.style(len(phonemes))))
            samples += sum(len(chunk) for chunk in rendering.audio)
        all_s = time.process_time() - started
        spent_s["the rest"] = all_s - sum(spent_s.values())
        spent_s["all"] = all_s
        return {name: 1000 * s * SAMPLE_RATE / samples for name, s in spent_s.items()}

    report = {}
    for kind, text in texts.items():
        speak(text)
        turns = [speak(text) for _ in range(rounds)]
        times_ms = {name: median((turn[name] for turn in turns), digits=2) for name in turns[0]}
        report[kind] = dict(sorted(times_ms.items(), key=lambda pair: -pair[1]))
    if engine.backend in {"avx2", "avx512"}:
        counts = {name: round(count) for name, count in products(engine._networks._packed).items()}
        report["millions of products a second of audio"] = counts
    print(json.dumps(report, indent=2) if options.json else table(report))


if __name__ == "__main__":
    main()
