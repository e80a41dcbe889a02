"""A linear model of homographs: hashed weights in one small table, read with numpy alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt

from phemius_core.text.english.homographs._features import SentenceContext
from phemius_core.text.english.homographs._tagger import WordClasses

__all__ = ["FORMAT", "Contrast", "Family", "HomographModel", "load_model", "place", "weight_ids"]

FORMAT: Final = 1
"""Version of the model file: a new one for every change of its arrays or of the features."""
_FILE: Final = "data/homographs.npz"


@dataclass(frozen=True, slots=True)
class Contrast:
    """A choice between the first reading of a word and another one.

    Attributes:
        kinds: Name the weights that it shares with other words, as `verb` and `verb/noun`.
        word: Names the weights of the form alone; empty where there are none.
        topic: Names those of what the sentence is about, which all forms of the word share; it
            begins with the word and a slash.
    """

    kinds: tuple[str, ...] = ()
    word: str = ""
    topic: str = ""


Family = Literal["kind", "word", "topic"]
"""Weights of a kind of contrast, of a word by syntax, and of a word by the topic."""


def weight_ids(
    context: SentenceContext, at: int, contrast: Contrast
) -> list[tuple[Family, npt.NDArray[np.uint32]]]:
    """Ids of the weights that speak in a sentence, by family, uint32 [n] each.

    Args:
        context: The sentence.
        at: Place of the word in it.
        contrast: What is to be decided.
    """
    syntax = np.array(context.syntax(at), np.uint32)
    found: list[tuple[Family, npt.NDArray[np.uint32]]] = [
        ("kind", syntax ^ _hash(kind)) for kind in contrast.kinds
    ]
    if contrast.word:
        found.append(("word", syntax ^ _hash(contrast.word)))
    if contrast.topic:
        topic = context.topic(at, contrast.topic.partition("/")[0])
        found.append(("topic", np.array(topic, np.uint32) ^ _hash(contrast.topic)))
    return found


def place(
    ids: npt.NDArray[np.uint32], bits: int
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Slots in a table of `2 ** bits` weights, and check bytes (a finaliser of MurmurHash3)."""
    mixed = ids * np.uint32(0x9E3779B1)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x85EBCA6B)
    return mixed >> np.uint32(32 - bits), mixed.astype(np.uint8)


@cache
def _hash(scope: str) -> np.uint32:
    return np.uint32(crc32(scope.encode()))


class HomographModel:
    """Scores readings of a word in a sentence. Safe to use from many threads.

    Args:
        weights: int8 [2 ** bits]; 0 where there is no feature.
        checks: uint8 [2 ** bits]: the check byte of the feature that owns each slot, by which a
            feature that was never seen is known.
        scale: Value of a weight of 1.
        classes: What is taught of words.
    """

    def __init__(
        self,
        weights: npt.NDArray[np.int8],
        checks: npt.NDArray[np.uint8],
        scale: float,
        classes: WordClasses,
    ) -> None:
        self._weights = weights
        self._checks = checks
        self._scale = scale
        self._bits = len(weights).bit_length() - 1
        self.classes = classes

    def score(self, context: SentenceContext, at: int, contrast: Contrast) -> float:
        """How much the sentence speaks for the other reading; above 0 it is chosen.

        Args:
            context: The sentence.
            at: Place of the word in it.
            contrast: What is to be decided.
        """
        ids = np.concatenate([ids for _, ids in weight_ids(context, at, contrast)])
        slots, checks = place(ids, self._bits)
        own = self._checks[slots] == checks
        return float(self._weights[slots[own]].sum(dtype=np.int32)) * self._scale


@cache
def load_model() -> HomographModel:
    """The model of the package."""
    with (
        resources.as_file(resources.files(__package__).joinpath(_FILE)) as path,
        np.load(path, allow_pickle=False) as file,
    ):
        if int(file["format"]) != FORMAT:
            raise RuntimeError(
                f"{path.name} is of format {int(file['format'])}, not {FORMAT}: install again"
            )
        words = bytes(file["words"]).decode().split("\n")
        names: Sequence[str] = bytes(file["class_names"]).decode().split("\n")
        by_word = {
            word: names[n] for word, n in zip(words, file["word_classes"].tolist(), strict=True)
        }
        states = bytes(file["states"]).decode().split("\n")
        follows = {
            (a, b): chance
            for a, row in zip(states, file["follows"].tolist(), strict=True)
            for b, chance in zip(states, row, strict=True)
        }
        classes = WordClasses(by_word, follows)
        return HomographModel(file["weights"], file["checks"], float(file["scale"]), classes)
