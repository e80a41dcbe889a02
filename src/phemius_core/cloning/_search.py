"""The search for a style that sounds like a recording.

Kokoro's own style encoder was never published. So: the mixture of stock voices whose speaker
embeddings come nearest to the recording's; then Adam through the model and the speaker encoder,
along what sets voices apart, on a cut of one sentence after the other. What is far out costs, so
that it stays a voice; spectrum and pitch are held to the recording's as well, so that it is not
only the encoder that takes it for the speaker.
"""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from phemius_core.cloning._encoder import embed_windows, joined, log_mel
from phemius_core.cloning._kokoro import DifferentiableKokoro, Text
from phemius_core.cloning._pitch import voiced_pitch
from phemius_core.cloning._reference import Reference
from phemius_core.cloning._sentences import FITTED, PREVIEW
from phemius_core.cloning._styles import Stock, Styles
from phemius_core.cloning._torch_encoder import TorchEncoder
from phemius_core.cloning._types import BUDGET_S, ClonedVoice, Depth, Report

if TYPE_CHECKING:
    import torch

__all__ = ["search"]

_STEPS: Final = 24
_RATE: Final = 0.12
_CUT_FRAMES: Final = 64
"""1.6 s: what the encoder looks at at once, and what a step of the search costs."""
_EDGE_FRAMES: Final = 3
_STRANGENESS: Final = 0.02
_PITCH: Final = 1.0
_SPECTRUM: Final = 0.15
_RATES: Final = (0.7, 1.4)
"""How much slower or faster than its mixture a voice may speak before it is drawn back to it."""


@dataclass(frozen=True, slots=True)
class _Target:
    """What is heard in the recording."""

    embedding: "torch.Tensor"
    spectrum: "torch.Tensor"
    log_pitch: float


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
        budget_s: The search itself ends then, however far it has come.
        report: Told how far it has come.
    """
    import torch

    begun = time.monotonic()
    target = _Target(
        torch.from_numpy(joined(embed_windows(reference.samples))),
        torch.from_numpy(log_mel(reference.samples)),
        math.log(reference.pitch_hz),
    )
    shares = _mixture(stock, target.embedding)
    styles = Styles(stock, shares)
    curve: list[float] = []
    kept = 0.0
    if depth == "full":
        texts = [kokoro.text(ids(sentence)) for sentence in FITTED]
        curve = _descend(target, styles, kokoro, texts, budget_s, report)
        kept = _tamed(kokoro, styles, texts[:3])
    report(0.9)
    nearest = _nearest(stock, target.embedding)
    said = [kokoro.text(ids(sentence)) for sentence in PREVIEW[depth]]
    pack = styles.pack(share=kept)
    before = _say(kokoro, said, stock.packs[nearest])
    report(0.95)
    after = _say(kokoro, said, pack)
    similar = [_similarity(samples, target) for samples in (before, after)]
    if similar[1] < similar[0]:
        # Styles mix less evenly than the embeddings of what they say.
        pack, after, similar[1] = stock.packs[nearest], before, similar[0]
        shares = torch.nn.functional.one_hot(torch.tensor(nearest), len(shares)).float()
    british = float(shares[[name[0] == "b" for name in stock.names]].sum())
    report(1.0)
    return ClonedVoice(
        pack=pack.numpy(),
        lang="b" if british > 0.5 else "a",
        preview=after.clamp(-1, 1).numpy(),
        nearest=stock.names[nearest],
        similarity_before=similar[0],
        similarity_after=similar[1],
        pitch_hz=reference.pitch_hz,
        pitch_after_hz=voiced_pitch(after.numpy())[0],
        curve=tuple(curve),
        seconds=time.monotonic() - begun,
        peak_mb=_peak_mb(),
    )


def _nearest(stock: Stock, wanted: "torch.Tensor") -> int:
    near = (stock.embeddings @ wanted).masked_fill(~stock.english, -1)
    return int(near.argmax())


def _mixture(stock: Stock, wanted: "torch.Tensor") -> "torch.Tensor":
    """float32 [voices]: shares of the English voices whose embeddings mix to the wanted one."""
    import torch

    foreign = torch.where(stock.english, 0.0, -torch.inf)
    logits = torch.zeros(len(stock.names), requires_grad=True)
    adam = torch.optim.Adam([logits], lr=0.3)
    for _ in range(300):
        mixed = torch.softmax(logits + foreign, 0) @ stock.embeddings
        loss = 1 - (mixed / mixed.norm()) @ wanted
        adam.zero_grad()
        loss.backward()
        adam.step()
    return torch.softmax(logits.detach() + foreign, 0)


def _descend(
    target: _Target,
    styles: Styles,
    kokoro: DifferentiableKokoro,
    texts: list[Text],
    budget_s: float,
    report: Report,
) -> list[float]:
    """Goes the way out; returns the similarity to the recording at each step."""
    import torch

    encoder = TorchEncoder()
    adam = torch.optim.Adam([styles.out], lr=_RATE, betas=(0.8, 0.95))
    draw = random.Random(0)  # noqa: S311 - the same recording gives the same voice
    order: list[Text] = []
    curve: list[float] = []
    begun = time.monotonic()
    while True:
        done = max(len(curve) / _STEPS, (time.monotonic() - begun) / budget_s)
        report(0.05 + 0.85 * min(1.0, done))
        if done >= 1:
            return curve
        adam.param_groups[0]["lr"] = _RATE * (0.1 + 0.45 * (1 + math.cos(math.pi * done)))
        order = order or draw.sample(texts, len(texts))
        text = order.pop()
        said = kokoro.prosody(text, styles.style(text.phonemes))
        last = max(_EDGE_FRAMES, said.frames - _CUT_FRAMES - _EDGE_FRAMES)
        mel = encoder.mel(kokoro.speak(said, draw.randint(_EDGE_FRAMES, last), _CUT_FRAMES))
        similarity = encoder.embed(mel) @ target.embedding
        loss = (
            1
            - similarity
            + _PITCH * (said.voiced.mean() - target.log_pitch).square()
            + _SPECTRUM * (encoder.spectrum(mel) - target.spectrum).square().mean()
            + _STRANGENESS * styles.out.square().mean()
        )
        adam.zero_grad()
        loss.backward()
        adam.step()
        curve.append(float(similarity.detach()))


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


def _say(kokoro: DifferentiableKokoro, texts: list[Text], pack: "torch.Tensor") -> "torch.Tensor":
    import torch

    with torch.no_grad():
        return torch.cat(
            [kokoro.speak(kokoro.prosody(text, pack[text.phonemes - 1])) for text in texts]
        )


def _similarity(samples: "torch.Tensor", target: _Target) -> float:
    return float(joined(embed_windows(samples.numpy())) @ target.embedding.numpy())


def _peak_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
