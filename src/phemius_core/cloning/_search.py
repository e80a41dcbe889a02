"""The search for a voicepack that sounds like a recording.

Kokoro's style encoder was never published, so the space of styles is searched. The search begins at
the mixture of stock voices that is most similar to the recording by two speaker encoders. Then Adam
optimises an offset from the mixture, through the model and the encoders, on a part of one sentence
after the other. A prior keeps the offset small, so that the result stays a voice; pitch and mean
spectrum are fitted as well, so that the result is similar not only to the encoders.
"""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from phemius_core.audio import voiced_pitch
from phemius_core.cloning._kokoro import DifferentiableKokoro, EncodedText
from phemius_core.cloning._mixture import best_mixture, nearest_voices
from phemius_core.cloning._reference import Reference
from phemius_core.cloning._sentences import FIT_SENTENCES, PREVIEW_SENTENCES
from phemius_core.cloning._speaker_encoder import SpeakerEncoderEnsemble, SpeakerFeatures
from phemius_core.cloning._styles import OffsetStyle, StockVoices
from phemius_core.cloning._types import BUDGET_S, ClonedVoice, Depth, ProgressCallback

if TYPE_CHECKING:
    import torch

__all__ = ["search"]

_STEPS: Final = 64
_LEARNING_RATE: Final = 0.12
_PART_FRAMES: Final = 96
"""2.4 s: the audio that a step renders and the encoders compare."""
_EDGE_FRAMES: Final = 3
"""Frames at both ends of a sentence that no part has."""
_PRIOR_WEIGHT: Final = 0.006
"""Weight of the squared offset in the loss."""
_PITCH_WEIGHT: Final = 1.0
_SPECTRUM_WEIGHT: Final = 0.15
_PACE_LIMITS: Final = (0.7, 1.4)
"""Durations of the result over those of its mixture; beyond them the offset is scaled down."""
_MIN_VOICING: Final = 0.6
"""Voiced share of the result over that of its mixture; below it the offset is scaled down."""


def search(
    reference: Reference,
    kokoro: DifferentiableKokoro,
    stock: StockVoices,
    phoneme_ids: Callable[[str], list[int]],
    *,
    depth: Depth = "full",
    budget_s: float = BUDGET_S,
    report: ProgressCallback = lambda _progress: None,
) -> ClonedVoice:
    """Find a voicepack that sounds like a recording.

    Args:
        reference: The recording.
        kokoro: Renders speech.
        stock: The stock voices to mix.
        phoneme_ids: Gives the phoneme ids of an English sentence.
        depth: `fast` only mixes stock voices; `full` goes on by gradient descent.
        budget_s: Time after which the gradient descent ends, wherever it is.
        report: Called with the progress, 0 to 1.
    """
    import torch

    started = time.monotonic()
    encoders = SpeakerEncoderEnsemble()
    target = encoders.encode_recording(torch.from_numpy(reference.samples))
    count = None if depth == "full" else 1
    texts = [kokoro.encode_text(phoneme_ids(sentence)) for sentence in FIT_SENTENCES[:count]]
    report(0.1)

    def speak(texts: list[EncodedText], pack: "torch.Tensor") -> "tuple[torch.Tensor, float]":
        """Speech of a voicepack, and its similarity to the recording."""
        samples = kokoro.speak(texts, pack)
        with torch.no_grad():
            return samples, float(encoders(samples).embedding @ target.embedding)

    shares = best_mixture(
        stock, target.embedding, lambda shares: speak(texts[:1], stock.mixture(shares))[1]
    )
    style = OffsetStyle(stock, shares)
    curve: list[float] = []
    scale = 0.0
    if depth == "full":
        fit = _OffsetFit(style, kokoro, encoders, target, math.log(reference.pitch_hz))
        curve = fit.run(texts, budget_s, lambda done: report(0.2 + 0.7 * done))
        scale = _stable_scale(kokoro, style, texts[:3])
    report(0.9)
    (nearest,) = nearest_voices(stock, target.embedding, 1)
    preview_texts = [
        kokoro.encode_text(phoneme_ids(sentence)) for sentence in PREVIEW_SENTENCES[depth]
    ]
    pack, lang = style.pack(scale=scale), _language(stock, shares)
    nearest_preview, similarity_before = speak(preview_texts, stock.packs[nearest])
    report(0.95)
    preview, similarity_after = speak(preview_texts, pack)
    if similarity_after < similarity_before:
        pack, lang = stock.packs[nearest], stock.names[nearest][0]
        preview, similarity_after = nearest_preview, similarity_before
    report(1.0)
    return ClonedVoice(
        pack=pack.numpy(),
        lang=lang,
        preview=preview.clamp(-1, 1).numpy(),
        nearest=stock.names[nearest],
        similarity_before=similarity_before,
        similarity_after=similarity_after,
        pitch_hz=reference.pitch_hz,
        pitch_after_hz=voiced_pitch(preview.numpy())[0],
        curve=tuple(curve),
        seconds=time.monotonic() - started,
        peak_mb=_peak_memory_mb(),
    )


@dataclass(frozen=True, slots=True)
class _OffsetFit:
    """Gradient descent on the offset of a style."""

    style: OffsetStyle
    kokoro: DifferentiableKokoro
    encoders: SpeakerEncoderEnsemble
    target: SpeakerFeatures
    log_pitch: float
    """Natural logarithm of the recording's pitch in Hz."""

    def run(
        self, texts: list[EncodedText], budget_s: float, report: ProgressCallback
    ) -> list[float]:
        """Optimise the offset; returns the similarity to the recording at each step."""
        import torch

        offset = self.style.offset
        adam = torch.optim.Adam([offset], lr=_LEARNING_RATE, betas=(0.8, 0.95))
        rng = random.Random(0)  # noqa: S311 - the same recording gives the same voice
        queue: list[EncodedText] = []
        curve: list[float] = []
        started = time.monotonic()
        while True:
            done = max(len(curve) / _STEPS, (time.monotonic() - started) / budget_s)
            report(min(1.0, done))
            if done >= 1:
                return curve
            schedule = 0.1 + 0.45 * (1 + math.cos(math.pi * done))
            adam.param_groups[0]["lr"] = _LEARNING_RATE * schedule
            queue = queue or rng.sample(texts, len(texts))
            loss, similarity = self._loss(queue.pop(), rng)
            adam.zero_grad()
            loss.backward()
            adam.step()
            curve.append(float(similarity.detach()))

    def _loss(self, text: EncodedText, rng: random.Random) -> "tuple[torch.Tensor, torch.Tensor]":
        """Loss on a random part of a sentence, and its similarity to the recording."""
        prosody = self.kokoro.predict_prosody(text, self.style.style(text.n_phonemes))
        last = max(_EDGE_FRAMES, prosody.n_frames - _PART_FRAMES - _EDGE_FRAMES)
        start = rng.randint(_EDGE_FRAMES, last)
        features = self.encoders(self.kokoro.render(prosody, start, _PART_FRAMES))
        similarity = features.embedding @ self.target.embedding
        loss = (
            2 * (1 - similarity)
            + _PITCH_WEIGHT * (prosody.log_pitch - self.log_pitch).square()
            + _SPECTRUM_WEIGHT * (features.spectrum - self.target.spectrum).square().mean()
            + _PRIOR_WEIGHT * self.style.offset.square().mean()
        )
        return loss, similarity


def _stable_scale(
    kokoro: DifferentiableKokoro, style: OffsetStyle, texts: list[EncodedText]
) -> float:
    """Largest factor on the offset at which the voice keeps its mixture's pace and voicing."""
    import torch

    def pace_and_voicing(scale: float) -> tuple[float, float]:
        spoken = [
            kokoro.predict_prosody(text, style.style(text.n_phonemes, scale=scale))
            for text in texts
        ]
        n_frames = sum(prosody.n_frames for prosody in spoken)
        return n_frames, sum(len(prosody.voiced_hz) for prosody in spoken) / n_frames

    with torch.no_grad():
        mixture_frames, mixture_voicing = pace_and_voicing(0.0)
        scale = 1.0
        while scale > 0.2:
            n_frames, voicing = pace_and_voicing(scale)
            in_pace = _PACE_LIMITS[0] < n_frames / mixture_frames < _PACE_LIMITS[1]
            if in_pace and voicing > _MIN_VOICING * mixture_voicing:
                return scale
            scale *= 0.8
    return 0.0


def _language(stock: StockVoices, shares: "torch.Tensor") -> str:
    """`b` if British voices are most of a mixture, else `a`."""
    british = float(shares[[name[0] == "b" for name in stock.names]].sum())
    return "b" if british > 0.5 else "a"


def _peak_memory_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
