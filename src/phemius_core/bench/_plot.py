"""Draws a report as a picture, with matplotlib."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from phemius_core.bench._report import Report, SpeakerFigures, TextFigures
from phemius_core.errors import MissingExtra

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["check_plotting", "plot"]

_ENGINE_COLOURS: Final = ("#0b5394", "#7fb2e5")
_PEER_COLOURS: Final = ("#5f6368", "#c3c7cc")
"""Colours of the first and the second text; engines of Phemius stand out, in greyscale too."""
_LINE_COLOURS: Final = ("#0b5394", "#c2571a", "#2e7d32", "#7b1fa2", "#b8860b", "#00838f", "#5f6368")
_MIB: Final = 1 << 20
_GIB: Final = 1 << 30
_WIDTH_IN: Final = 11.5


def check_plotting() -> None:
    """Raises `MissingExtra` if matplotlib is not installed."""
    try:
        import matplotlib.figure  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtra("matplotlib", "bench") from error


def plot(report: Report, path: Path) -> None:
    """Draws a report into a file, in the format of its suffix.

    Texts that were measured with low latency are drawn as bars; those of `TextChoice.LENGTHS` as
    curves.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    check_plotting()
    from matplotlib.figure import Figure

    bars = [text.name for text in report.texts if text.live]
    curves = [text.name for text in report.texts if not text.live]
    bar_height = 0.85 + 0.26 * len(report.speakers) * len(bars) if bars else 0
    curve_height = 3.3 if curves else 0
    height = bar_height + curve_height + 1.2
    figure = Figure(figsize=(_WIDTH_IN, height), dpi=130, layout="constrained")
    parts = [part for part in (bar_height, curve_height) if part]
    rows = list(figure.subfigures(len(parts), 1, height_ratios=parts, squeeze=False)[:, 0])
    if bars:
        _draw_bars(rows.pop(0), report, bars)
    if curves:
        _draw_curves(rows.pop(0), report, curves)
    machine = report.machine
    figure.suptitle(
        f"Speech on {machine['cpu']}, {machine['usable_cores']} cores: less is better, everywhere",
        fontsize=11,
        fontweight="bold",
    )
    figure.supxlabel(_footnote(report), fontsize=7.5, color="#5f6368")
    figure.savefig(path)


def _draw_bars(figure: Any, report: Report, texts: list[str]) -> None:
    panels = figure.subplots(1, 3, sharey=True)
    speakers = report.speakers
    _bars(
        panels[0],
        speakers,
        texts,
        lambda one: (
            one.real_time_factor.median,
            one.real_time_factor.least,
            one.real_time_factor.most,
        ),
        "{:.3f}",
    )
    panels[0].set_title("Real-time factor", fontsize=10)
    _bars(
        panels[1],
        speakers,
        texts,
        lambda one: (
            one.first_audio_s
            and (one.first_audio_s.median, one.first_audio_s.least, one.first_audio_s.most)
        ),
        "{:.2f} s",
    )
    panels[1].set_title("First audio of a live request, s", fontsize=10)
    _bars(
        panels[2],
        speakers,
        texts,
        lambda one: one.peak_memory_bytes and (one.peak_memory_bytes / _MIB,) * 3,
        "{:.0f}",
    )
    panels[2].set_title("Peak memory of its process, MiB", fontsize=10)
    panels[0].set_yticks(range(len(speakers)), [_label(one) for one in speakers], fontsize=9)
    panels[0].invert_yaxis()


def _bars(
    axes: "Axes",
    speakers: list[SpeakerFigures],
    texts: list[str],
    figure_of: Callable[[TextFigures], Any],
    form: str,
) -> None:
    """A group of bars for each speaker, with whiskers from the least to the greatest value."""
    thick = 0.78 / len(texts)
    most = 0.0
    for row, speaker in enumerate(speakers):
        shades = _ENGINE_COLOURS if speaker.spec.kind == "engine" else _PEER_COLOURS
        for place, text in enumerate(texts):
            found = figure_of(speaker.texts[text])
            if not found:
                continue
            median, least, high = found
            most = max(most, high)
            at = row + (place - (len(texts) - 1) / 2) * thick
            axes.barh(at, median, height=thick * 0.92, color=shades[place % len(shades)])
            if high > least:
                axes.plot((least, high), (at, at), color="#202124", linewidth=0.9)
            axes.text(
                high,
                at,
                f" {form.format(median)}  {text}",
                va="center",
                fontsize=7.5,
                clip_on=False,
            )
    axes.set_xlim(0, most * 1.45 or 1)
    _clean(axes, grid="x")
    axes.tick_params(axis="y", length=0)


def _draw_curves(figure: Any, report: Report, texts: list[str]) -> None:
    left, right = figure.subplots(1, 2)
    aimed = [text.aimed_s for text in report.texts if text.name in texts]
    for number, speaker in enumerate(report.speakers):
        figures = [speaker.texts[text] for text in texts]
        seconds = [one.audio_s for one in figures]
        style = {
            "color": _LINE_COLOURS[number % len(_LINE_COLOURS)],
            "marker": "o" if speaker.spec.kind == "engine" else "s",
            "markersize": 4,
            "label": _label(speaker),
        }
        factors = [one.real_time_factor for one in figures]
        left.plot(seconds, [one.median for one in factors], **style)
        left.fill_between(
            seconds,
            [one.least for one in factors],
            [one.most for one in factors],
            color=style["color"],
            alpha=0.15,
            linewidth=0,
        )
        memory = [(one.peak_memory_bytes or 0) / _GIB for one in figures]
        if any(memory):
            right.plot(seconds, memory, **style)
    left.set_title("Real-time factor", fontsize=10)
    right.set_title("Peak memory of its process, GiB", fontsize=10)
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xlabel("seconds of audio in the text", fontsize=9)
        axes.set_ylim(0, 1.15 * axes.dataLim.ymax)
        axes.set_xticks(aimed, [str(seconds) for seconds in aimed])
        axes.minorticks_off()
        _clean(axes, grid="y")
    figure.legend(
        *left.get_legend_handles_labels(),
        loc="outside upper center",
        ncols=min(len(report.speakers), 5),
        fontsize=8,
        frameon=False,
    )


def _clean(axes: "Axes", *, grid: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis=grid, color="#e3e5e8", linewidth=0.8)  # type: ignore[arg-type]
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8)


def _label(speaker: SpeakerFigures) -> str:
    threads = "1 thread" if speaker.spec.threads == 1 else f"{speaker.spec.threads} threads"
    return f"{speaker.spec}, {threads}"


def _footnote(report: Report) -> str:
    shown: Iterable[str] = (
        f"{name} {number}"
        for name, number in report.versions.items()
        if name not in {"python", "numpy"}
    )
    turns = max(
        (len(one.turns) for speaker in report.speakers for one in speaker.texts.values()), default=0
    )
    return f"medians, turns of each: {turns}; lines: least to most. " + ", ".join(shown)
