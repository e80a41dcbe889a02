"""Charts of the report of `streaming.py`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Axes = Any


def plot(report: dict, folder: Path) -> None:
    """Draw `streaming.png`: a panel for each part that was measured."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    panels: list[tuple[str, Callable[[Axes, Any], None]]] = [
        ("first_audio_s", _first),
        ("streams", _throughput),
        ("streams", _waits),
        ("streams", _fairness),
        ("beside_10000_chars", _beside),
        ("cached", _cached),
        ("dropped", _dropped),
    ]
    drawn = [(part, draw) for part, draw in panels if part in report]
    columns = min(3, len(drawn))
    rows = -(-len(drawn) // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(5 * columns, 3.8 * rows), squeeze=False, layout="constrained"
    )
    for axes in grid.flat[len(drawn) :]:
        axes.set_axis_off()
    for axes, (part, draw) in zip(grid.flat, drawn, strict=False):
        draw(axes, report[part])
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "streaming.png", dpi=110)
    plt.close(figure)


def _lines(axes: Axes, found: dict, figure: str | None, *, log: bool = False) -> None:
    places: list[str] = []
    most = 0.0
    for row in found.values():
        places += [place for place in row if place not in places]
    places.sort(key=int)
    for name, row in found.items():
        at = [places.index(place) for place in row]
        values = [value if figure is None else value[figure] for value in row.values()]
        axes.plot(at, values, marker="o", label=name)
        most = max(most, *values)
    axes.set_xticks(range(len(places)), places)
    if log:
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 1.1 * most)
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()


def _first(axes: Axes, found: dict) -> None:
    _lines(axes, found, None, log=True)
    axes.axhline(0.15, linestyle=":", color="grey")
    axes.set(xlabel="words in the text", ylabel="seconds, median")
    axes.set_title("First audio, one request at a time")


def _throughput(axes: Axes, found: dict) -> None:
    _lines(axes, found, "audio_s_per_s")
    axes.set(xlabel="streams at once", ylabel="seconds of audio per second")
    axes.set_title("Throughput")


def _waits(axes: Axes, found: dict) -> None:
    _lines(axes, found, "first_p95_s", log=True)
    axes.set(xlabel="streams at once", ylabel="seconds, 95th percentile")
    axes.set_title("First audio of concurrent streams")


def _fairness(axes: Axes, found: dict) -> None:
    _lines(axes, found, "slowest_to_fastest")
    axes.axhline(1.5, linestyle=":", color="grey")
    gaps = ", ".join(f"{n}: {row['gaps']}" for n, row in found["phemius"].items())
    axes.set(xlabel=f"streams at once (gaps in playback of phemius, {gaps})")
    axes.set(ylabel="rate of fastest over slowest")
    axes.xaxis.label.set_size(8)
    axes.set_title("Fairness")


def _bars(axes: Axes, names: list[str], values: list[float]) -> None:
    axes.bar_label(axes.bar(names, values), fmt="{:g}", fontsize=8)
    axes.margins(y=0.15)
    axes.grid(visible=True, axis="y", alpha=0.3)


def _beside(axes: Axes, found: dict) -> None:
    width = 0.27
    figures = {"alone_p50_s": "alone", "beside_p50_s": "beside, median", "beside_max_s": "max"}
    for offset, (figure, label) in enumerate(figures.items()):
        at = [place + (offset - 1) * width for place in range(len(found))]
        bars = axes.bar(at, [row[figure] for row in found.values()], width, label=label)
        axes.bar_label(bars, fmt="{:.2g}", fontsize=8)
    axes.set_xticks(range(len(found)), list(found))
    axes.set(ylabel="first audio, seconds", yscale="log")
    axes.margins(y=0.3)
    axes.grid(visible=True, axis="y", alpha=0.3)
    axes.legend(loc="upper center", ncols=3, fontsize=8)
    axes.set_title("A short request beside 10,000 characters")


def _cached(axes: Axes, found: dict) -> None:
    _bars(axes, ["p50", "p95"], [found["p50_ms"], found["p95_ms"]])
    axes.axhline(3, linestyle=":", color="grey")
    axes.set(
        ylabel="milliseconds", xlabel=f"{found['requests_per_s']} requests a second, 8 at once"
    )
    axes.set_title("Replies from the cache")


def _dropped(axes: Axes, found: dict) -> None:
    names = [
        f"{when.replace('_', ' ')}\n{row['threads']} threads\n{row['tasks']} tasks\n"
        f"{row['reserved_chars']} reserved"
        for when, row in found.items()
    ]
    _bars(axes, names, [row["memory_mib"] for row in found.values()])
    axes.set(ylabel="resident memory, MiB")
    axes.set_title("Connections dropped at random points")
