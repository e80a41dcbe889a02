"""The report of `phemius voices clone --report`: figures, a sample of the voice, a plot."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from phemius_core.cloning import ClonedVoice, Reference

__all__ = ["write_report"]


def write_report(
    folder: Path, reference: Reference, cloned: ClonedVoice, *, voice_id: str, depth: str
) -> None:
    """Write report.json and speech.wav, and plot.png if matplotlib is installed.

    Args:
        folder: Directory of the files; created if it is missing.
        reference: Recording that the voice was cloned from.
        cloned: The cloned voice.
        voice_id: Id of the custom voice.
        depth: Depth of the cloning, `fast` or `full`.
    """
    from phemius_core.audio import encode

    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "voice_id": voice_id,
        "depth": depth,
        **cloned.figures,
        "peak_mb": round(cloned.peak_mb),
        "reference": {
            "seconds": round(reference.seconds, 2),
            "level_db": round(reference.level_db, 1),
            "snr_db": round(reference.snr_db, 1),
        },
        "curve": [round(value, 4) for value in cloned.curve],
    }
    (folder / "report.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    (folder / "speech.wav").write_bytes(encode(cloned.preview, "wav"))
    if importlib.util.find_spec("matplotlib") is not None:
        _plot(folder / "plot.png", cloned)


def _plot(path: Path, cloned: ClonedVoice) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4), layout="constrained")
    bars, line = figure.subplots(1, 2, width_ratios=(1, 2))
    bars.bar(
        [cloned.nearest, "this voice"],
        [cloned.similarity_before, cloned.similarity_after],
        color=["0.7", "tab:blue"],
    )
    bars.set(ylim=(0, 1), title="Similarity on a new text")
    line.plot(range(1, len(cloned.curve) + 1), cloned.curve, color="tab:blue")
    line.set(ylim=(0, 1), title="Similarity on the texts it was fitted to", xlabel="step")
    if not cloned.curve:
        line.set_visible(False)
    figure.savefig(path, dpi=120)
