"""The search for a style that sounds like a recording.

Kokoro's own style encoder was never published. So: the mixture of stock voices that sounds most
like the recording to two speaker encoders; then Adam through the model and the encoders, along
what sets voices apart, on a cut of one sentence after the other. What is far out costs, so that
it stays a voice; spectrum and pitch are held to the recording's as well, so that it is not only
the encoders that take it for the speaker.
"""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from phemius_core.cloning._kokoro import DifferentiableKokoro, Text
from phemius_core.cloning._listener import Heard, Listener
from phemius_core.cloning._mixture import best_mixture, nearest_voices
from phemius_core.cloning._pitch import voiced_pitch
from phemius_core.cloning._reference import Reference
from phemius_core.cloning._sentences import FITTED, PREVIEW
from phemius_core.cloning._styles import Stock, Styles
from phemius_core.cloning._types import BUDGET_S, ClonedVoice, Depth, Report

if TYPE_CHECKING:
    import torch

__all__ = ["search"]

_STEPS: Final = 64
_RATE: Final = 0.12
_CUT_FRAMES: Final = 96
"""2.4 s: what the encoders hear in a step, and what the step costs."""
_EDGE_FRAMES: Final = 3
_STRANGENESS: Final = 0.006
_PITCH: Final = 1.0
_SPECTRUM: Final = 0.15
_RATES: Final = (0.7, 1.4)
"""How much slower or faster than its mixture a voice may speak before it is drawn back to it."""


def search(
    reference: Reference,
    kokoro: DifferentiableKokoro,
    stock: Stock,
    ids: Callable[[str], list[int]],
    *,
    depth: Depth = "full",
    budget_s: float = BUDGET_S,
    report: Report = lambda _progress: None,
) -> ClonedVoice:
    """Finds a voicepack.

    Args:
        reference: What it is to sound like.
        kokoro: Speaks.
        stock: Where to begin.
        ids: Phoneme ids of an English sentence.
        depth: `fast` only mixes.
        budget_s: The way out of the mixture ends then, however far it has come.
        report: Told how far it has come.
    """
    import torch

    begun = time.monotonic()
    listener = Listener()
    wanted = listener.recording(torch.from_numpy(reference.samples))
    texts = [kokoro.text(ids(sentence)) for sentence in FITTED[: None if depth == "full" else 1]]
    report(0.1)

    def speech(said: list[Text], pack: "torch.Tensor") -> "tuple[torch.Tensor, float]":
        """What a voice says, and how alike it is to the recording."""
        samples = kokoro.say(said, pack)
        with torch.no_grad():
            return samples, float(listener(samples).embedding @ wanted.embedding)

    shares = best_mixture(
        stock, wanted.embedding, lambda shares: speech(texts[:1], stock.mixture(shares))[1]
    )
    styles = Styles(stock, shares)
    curve: list[float] = []
    kept = 0.0
    if depth == "full":
        descent = _Descent(styles, kokoro, listener, wanted, math.log(reference.pitch_hz))
        curve = descent.run(texts, budget_s, lambda done: report(0.2 + 0.7 * done))
        kept = _tamed(kokoro, styles, texts[:3])
    report(0.9)
    (nearest,) = nearest_voices(stock, wanted.embedding, 1)
    said = [kokoro.text(ids(sentence)) for sentence in PREVIEW[depth]]
    pack, lang = styles.pack(share=kept), _language(stock, shares)
    before, similarity_before = speech(said, stock.packs[nearest])
    report(0.95)
    after, similarity = speech(said, pack)
    if similarity < similarity_before:
        pack, lang = stock.packs[nearest], stock.names[nearest][0]
        after, similarity = before, similarity_before
    report(1.0)
    return ClonedVoice(
        pack=pack.numpy(),
        lang=lang,
        preview=after.clamp(-1, 1).numpy(),
        nearest=stock.names[nearest],
        similarity_before=similarity_before,
        similarity_after=similarity,
        pitch_hz=reference.pitch_hz,
        pitch_after_hz=voiced_pitch(after.numpy())[0],
        curve=tuple(curve),
        seconds=time.monotonic() - begun,
        peak_mb=_peak_mb(),
    )


@dataclass(frozen=True, slots=True)
class _Descent:
    """The way out of the mixture."""

    styles: Styles
    kokoro: DifferentiableKokoro
    listener: Listener
    wanted: Heard
    log_pitch: float

    def run(self, texts: list[Text], budget_s: float, report: Report) -> list[float]:
        """Goes it; returns the similarity to the recording at each step."""
        import torch

        out = self.styles.out
        adam = torch.optim.Adam([out], lr=_RATE, betas=(0.8, 0.95))
        draw = random.Random(0)  # noqa: S311 - the same recording gives the same voice
        order: list[Text] = []
        curve: list[float] = []
        begun = time.monotonic()
        while True:
            done = max(len(curve) / _STEPS, (time.monotonic() - begun) / budget_s)
            report(min(1.0, done))
            if done >= 1:
                return curve
            adam.param_groups[0]["lr"] = _RATE * (0.1 + 0.45 * (1 + math.cos(math.pi * done)))
            order = order or draw.sample(texts, len(texts))
            loss, similarity = self._heard(order.pop(), draw)
            adam.zero_grad()
            loss.backward()
            adam.step()
            curve.append(float(similarity.detach()))

    def _heard(self, text: Text, draw: random.Random) -> "tuple[torch.Tensor, torch.Tensor]":
        """What a cut of a sentence costs, and how alike it is to the recording."""
        said = self.kokoro.prosody(text, self.styles.style(text.phonemes))
        last = max(_EDGE_FRAMES, said.frames - _CUT_FRAMES - _EDGE_FRAMES)
        start = draw.randint(_EDGE_FRAMES, last)
        heard = self.listener(self.kokoro.speak(said, start, _CUT_FRAMES))
        similarity = heard.embedding @ self.wanted.embedding
        loss = (
            2 * (1 - similarity)
            + _PITCH * (said.log_pitch - self.log_pitch).square()
            + _SPECTRUM * (heard.spectrum - self.wanted.spectrum).square().mean()
            + _STRANGENESS * self.styles.out.square().mean()
        )
        return loss, similarity


def _tamed(kokoro: DifferentiableKokoro, styles: Styles, texts: list[Text]) -> float:
    """How much of the way out may be gone before speech comes out of pace or loses its voice."""
    import torch

    def pace(share: float) -> tuple[float, float]:
        said = [kokoro.prosody(text, styles.style(text.phonemes, share=share)) for text in texts]
        frames = sum(each.frames for each in said)
        return frames, sum(len(each.voiced) for each in said) / frames

    with torch.no_grad():
        frames, voiced = pace(0.0)
        share = 1.0
        while share > 0.2:
            now, sounding = pace(share)
            if _RATES[0] < now / frames < _RATES[1] and sounding > 0.6 * voiced:
                return share
            share *= 0.8
    return 0.0


def _language(stock: Stock, shares: "torch.Tensor") -> str:
    """`b` where British voices are most of a mixture, else `a`."""
    british = float(shares[[name[0] == "b" for name in stock.names]].sum())
    return "b" if british > 0.5 else "a"


def _peak_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
