"""Real-time factor of each engine beside its peers, on the same weights.

    pip install -r benchmarks/requirements.txt
    python benchmarks/engines.py [--rounds 5] [--json]

Whatever is not installed is left out. Speakers take turns (A B A B), and medians are given:
seconds of computing for a second of audio, less is better. Text is phonemised each time.
"""

import argparse
import importlib.util
import json
import statistics
import time
from collections.abc import Callable

import numpy as np
from rich.progress import track

from phemius_core.settings import Settings
from phemius_core.synthesis import open_synthesizer

VOICE = "af_heart"
SENTENCE = "The lighthouse at the end of the harbour had been dark for eleven years."
PARAGRAPH = (
    "By spring she had repaired the stairs, painted the walls, and cleaned the great lamp until "
    "it shone. People from the village began to visit. A retired teacher brought books. Two "
    "brothers who fished for crab offered to help with the roof, and refused to take any money."
)


def ours(engine: str, **settings) -> Callable[[str], np.ndarray]:
    synthesizer = open_synthesizer(Settings(engine=engine, segment_cache_bytes=0, **settings))
    return lambda text: synthesizer.speak_sync(text, voice=VOICE).samples


def kokoro() -> Callable[[str], np.ndarray]:
    from peers import kokoro_pipeline, voice_tensor

    pipeline, pack = kokoro_pipeline(), voice_tensor(VOICE)
    return lambda text: np.concatenate([r.audio.numpy() for r in pipeline(text, voice=pack)])


def kokoro_onnx() -> Callable[[str], np.ndarray]:
    from kokoro_onnx import Kokoro
    from peers import model_path, voices_file

    model = Kokoro(str(model_path()), str(voices_file()))
    return lambda text: model.create(text, voice=VOICE, speed=1.0, lang="en-us")[0]


def speakers() -> dict[str, Callable[[str], np.ndarray]]:
    found = {"phemius cpu": ours("cpu")}
    if importlib.util.find_spec("kokoro"):
        found["phemius torch"] = ours("torch")
        found["kokoro"] = kokoro()
    if importlib.util.find_spec("kokoro_onnx"):
        found["kokoro-onnx int8"] = kokoro_onnx()
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    found = speakers()
    for speak in found.values():
        speak(SENTENCE)
    factors = {name: {"sentence": [], "paragraph": []} for name in found}
    for _ in track(range(chosen.rounds), "measuring", disable=chosen.json):
        for kind, text in (("sentence", SENTENCE), ("paragraph", PARAGRAPH)):
            for name, speak in found.items():
                started = time.perf_counter()
                samples = speak(text)
                spent = time.perf_counter() - started
                factors[name][kind].append(spent / (len(samples) / 24_000))
    medians = {
        name: {kind: round(statistics.median(values), 3) for kind, values in rows.items()}
        for name, rows in factors.items()
    }
    if chosen.json:
        print(json.dumps(medians, indent=2))
        return
    for name, row in medians.items():
        print(f"{name:18} sentence {row['sentence']:.3f}   paragraph {row['paragraph']:.3f}")


if __name__ == "__main__":
    main()
