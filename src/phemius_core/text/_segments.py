"""From normalised text to segments, one at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from phemius_core.errors import FieldProblem, InvalidRequest, NothingToSpeak
from phemius_core.text._breaks import clause_cut, cut
from phemius_core.text._g2p import G2P
from phemius_core.text._plan import SegmentPlan
from phemius_core.text._source import SourceMap
from phemius_core.text._stretches import Sentence, sentences
from phemius_core.text._tokens import Atom, atoms
from phemius_core.text._types import Normalised, Segment, SegmentWord, TextWarning

__all__ = ["segments"]


def segments(
    normalised: Normalised, *, g2p: G2P, plan: SegmentPlan | None = None
) -> Iterator[Segment]:
    """Segments that tile the source; each sentence meets the G2P only when it is asked for.

    Raises:
        NothingToSpeak: There is no word in the text. At the first `next()`, like the rest.
        InvalidRequest: More breaks than `plan.segments_max`.
    """
    return _Segmenter(normalised, g2p, plan or SegmentPlan()).run()


@dataclass(slots=True)
class _Open:
    """The segment being filled."""

    atoms: list[Atom] = field(default_factory=list)
    warnings: list[TextWarning] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(atom.size for atom in self.atoms)


class _Segmenter:
    def __init__(self, normalised: Normalised, g2p: G2P, plan: SegmentPlan) -> None:
        self._source = SourceMap(normalised)
        self._normalised = normalised
        self._g2p = g2p
        self._plan = plan
        self._index = 0
        self._start = 0
        self._spoken_start = 0
        self._pause_left_ms = plan.total_pause_max_ms
        self._reports = sorted(normalised.warnings, key=lambda warning: warning.start)

    def _checked(self) -> list[Sentence]:
        found = sentences(self._normalised, self._source)
        if not any(sentence.speakable for sentence in found):
            message = "the text has no word to speak: only spaces, symbols or pauses"
            raise NothingToSpeak(message, fields=[FieldProblem("text", message)])
        breaks = sum(1 for sentence in found if sentence.pause_ms or sentence.breaks)
        if breaks > self._plan.segments_max:
            message = f"the text has {breaks} pauses and breaks, over {self._plan.segments_max}"
            raise InvalidRequest(message, fields=[FieldProblem("text", message)])
        return found

    def run(self) -> Iterator[Segment]:
        found = self._checked()
        plan = self._plan
        current = _Open()
        for n, sentence in enumerate(found):
            is_last = n + 1 == len(found)
            if not sentence.speakable:
                yield self._segment(_Open(), sentence.end, *self._pause(sentence, is_last=is_last))
                continue
            read, warnings = atoms(
                self._source, sentence.start, sentence.end, g2p=self._g2p, longest=plan.target_max
            )
            if sentence.breaks:
                _end_sentence(read)
            size = sum(atom.size for atom in read)
            if current.atoms and current.size + 1 + size > plan.limit(self._index):
                yield self._segment(current, sentence.start, plan.sentence_pause_ms, [])
                current = _Open()
            current.warnings += warnings
            if not current.atoms:
                for part, following in self._parts(read):
                    early = [w for w in current.warnings if w.start < following.start]
                    late = [w for w in current.warnings if w.start >= following.start]
                    yield self._segment(
                        _Open(part, early),
                        following.spoken_start,
                        plan.clause_pause_ms,
                        [],
                        following.start,
                    )
                    current.warnings = late
                    read = read[len(part) :]
            if current.atoms and read:
                current.atoms[-1] = replace(current.atoms[-1], space=True)
            current.atoms += read
            ends = (
                is_last
                or sentence.pause_ms
                or sentence.breaks == "paragraph"
                or (not self._index and current.size >= plan.shortest)
            )
            if ends:
                yield self._segment(current, sentence.end, *self._pause(sentence, is_last=is_last))
                current = _Open()

    def _parts(self, read: Sequence[Atom]) -> Iterator[tuple[list[Atom], Atom]]:
        """What must be cut off the front of a long sentence, with the atom that follows it."""
        rest = list(read)
        while True:
            size = sum(atom.size for atom in rest)
            plan, at = self._plan, 0
            if not self._index and size > plan.first_max:
                at = clause_cut(rest, plan.first_max, plan.shortest)
            if not at and size > plan.target_max:
                at = cut(rest, plan.target_max if self._index else plan.limit(1))
            if not 0 < at < len(rest):
                return
            yield rest[:at], rest[at]
            rest = rest[at:]

    def _pause(self, sentence: Sentence, *, is_last: bool) -> tuple[int, list[TextWarning]]:
        plan = self._plan
        natural = 0
        if not is_last and sentence.speakable:
            natural = {
                "": plan.sentence_pause_ms,
                "sentence": plan.layout_pause_ms,
                "paragraph": plan.paragraph_pause_ms,
            }[sentence.breaks]
        if not sentence.pause_ms:
            return natural, []
        given = min(sentence.pause_ms, self._pause_left_ms)
        self._pause_left_ms -= given
        warnings = []
        if given < sentence.pause_ms:
            message = f"all pauses together are over {plan.total_pause_max_ms} ms: this one is cut"
            warnings.append(
                TextWarning("pause_capped", message, sentence.pause_start, sentence.pause_end)
            )
        return given + (natural if sentence.breaks else 0), warnings

    def _segment(
        self,
        content: _Open,
        spoken_end: int,
        pause_ms: int,
        warnings: list[TextWarning],
        end: int | None = None,
    ) -> Segment:
        if end is None:
            end = self._source.start_of(spoken_end)
        reports = [w for w in self._reports if w.start < end or end == len(self._source.source)]
        self._reports = self._reports[len(reports) :]
        phonemes, words = _join(content.atoms, self._source.source)
        segment = Segment(
            index=self._index,
            text=self._source.spoken[self._spoken_start : spoken_end].strip(),
            phonemes=phonemes,
            words=words,
            start=self._start,
            end=end,
            pause_after_ms=pause_ms,
            warnings=tuple(reports + content.warnings + warnings),
        )
        self._index += 1
        self._start = end
        self._spoken_start = spoken_end
        return segment


def _end_sentence(read: list[Atom]) -> None:
    """Gives a sentence that only the layout ended the full stop that it is spoken with."""
    if read and read[-1].is_word:
        last = read[-1]
        read[-1] = replace(last, space=False)
        read.append(
            replace(
                last,
                phonemes=".",
                spoken_start=last.spoken_end,
                start=last.end,
                is_word=False,
                joined=False,
            )
        )


def _join(content: Sequence[Atom], source: str) -> tuple[str, tuple[SegmentWord, ...]]:
    phonemes = ""
    words: list[SegmentWord] = []
    for atom in content:
        symbols = atom.phonemes
        if not phonemes or phonemes.endswith(" "):
            symbols = symbols.lstrip()
        at = len(phonemes)
        phonemes += symbols + (" " if atom.space and not symbols.endswith(" ") else "")
        if not atom.is_word:
            continue
        to = at + len(symbols.rstrip())
        if words and atom.joined:
            before = words.pop()
            words.append(_word(source, before.start, atom.end, before.phoneme_start, to))
        elif atom.end > atom.start:
            words.append(_word(source, atom.start, atom.end, at, to))
    return phonemes.rstrip(), tuple(words)


def _word(source: str, start: int, end: int, low: int, high: int) -> SegmentWord:
    return SegmentWord(source[start:end], start, end, low, high)
