"""Normalised text to segments, one at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from phemius_core.errors import FieldProblem, InvalidRequest, NothingToSpeak
from phemius_core.text._breaks import best_break, clause_break
from phemius_core.text._budget import TextBudget
from phemius_core.text._g2p import G2P
from phemius_core.text._offsets import OffsetMap
from phemius_core.text._plan import SegmentPlan
from phemius_core.text._readers import Readers
from phemius_core.text._sentences import Sentence, split_sentences
from phemius_core.text._tokens import Token, read_tokens
from phemius_core.text._types import (
    Delivery,
    NormalisedText,
    Segment,
    SegmentWord,
    TextWarning,
)

__all__ = ["segments"]


def segments(
    normalised: NormalisedText,
    *,
    g2p: G2P,
    foreign: Callable[[str], G2P] | None = None,
    plan: SegmentPlan | None = None,
    budget: TextBudget | None = None,
) -> Iterator[Segment]:
    """Segments of a normalised text, which tile its source.

    Args:
        normalised: The text.
        g2p: Reads each sentence when its segment is asked for.
        foreign: Gives the G2P of the parts in another language; without it, `g2p` reads them.
        plan: Sizes of segments and pauses between them; defaults to `SegmentPlan()`.
        budget: Bounds the pauses and breaks of this text together with others, in place of the
            plan.

    Raises:
        NothingToSpeak: There is no word in the text. At the first `next()`, like the rest.
        InvalidRequest: The text has more breaks than `plan.segments_max`, or asks for more than
            is left of the budget.
    """
    readers = Readers(g2p, foreign)
    return _Segmenter(normalised, readers, plan or SegmentPlan(), budget).run()


@dataclass(slots=True)
class _OpenSegment:
    """The segment being filled."""

    tokens: list[Token] = field(default_factory=list)
    warnings: list[TextWarning] = field(default_factory=list)
    delivery: Delivery = field(default_factory=Delivery)

    @property
    def size(self) -> int:
        return sum(token.size for token in self.tokens)


class _Segmenter:
    def __init__(
        self,
        normalised: NormalisedText,
        readers: Readers,
        plan: SegmentPlan,
        budget: TextBudget | None,
    ) -> None:
        self._offsets = OffsetMap(normalised)
        self._normalised = normalised
        self._readers = readers
        self._plan = plan
        self._budget = budget
        self._open = _OpenSegment()
        self._index = 0
        self._start = 0
        self._spoken_start = 0
        self._pause_left_ms = plan.total_pause_max_ms
        self._pending_warnings = sorted(normalised.warnings, key=lambda warning: warning.start)
        """Warnings of the normaliser that no segment has taken yet."""

    def run(self) -> Iterator[Segment]:
        found = self._sentences()
        for n, sentence in enumerate(found):
            is_last = n + 1 == len(found)
            if not sentence.speakable:
                yield self._close(sentence.end, *self._pause(sentence, is_last=is_last))
                continue
            yield from self._add(sentence)
            if (
                is_last
                or sentence.pause_ms
                or found[n + 1].delivery != sentence.delivery
                or sentence.break_after == "paragraph"
                or (not self._index and self._open.size >= self._plan.shortest)
            ):
                yield self._close(sentence.end, *self._pause(sentence, is_last=is_last))

    def _sentences(self) -> list[Sentence]:
        found = split_sentences(self._normalised, self._offsets)
        if not any(sentence.speakable for sentence in found):
            message = "the text has no word to speak: only spaces, symbols or pauses"
            raise NothingToSpeak(message, fields=[FieldProblem("text", message)])
        breaks = sum(1 for sentence in found if sentence.pause_ms or sentence.break_after)
        if self._budget is not None:
            self._pause_left_ms = sum(sentence.pause_ms for sentence in found)
            self._budget.take(pause_ms=self._pause_left_ms, breaks=breaks + 1)
        elif breaks > self._plan.segments_max:
            most = self._plan.segments_max
            message = f"the text has {breaks} pauses and breaks: at most {most} are allowed"
            raise InvalidRequest(message, fields=[FieldProblem("text", message)])
        return found

    def _add(self, sentence: Sentence) -> Iterator[Segment]:
        """Add a sentence to the open segment; gives the segments that are full before it ends."""
        # Slow speech has shorter segments, as a slow request has.
        plan = self._plan.at_speed(sentence.delivery.speed)
        self._open.delivery = sentence.delivery
        tokens, warnings = read_tokens(
            self._offsets, sentence.start, sentence.end, self._readers, longest=plan.target_max
        )
        if sentence.break_after:
            _add_full_stop(tokens)
        size = sum(token.size for token in tokens)
        if self._open.tokens and self._open.size + 1 + size > plan.max_phonemes(self._index):
            yield self._close(sentence.start, plan.sentence_pause_ms, [])
            self._open.delivery = sentence.delivery
        self._open.warnings += warnings
        if self._open.tokens and tokens:
            self._open.tokens[-1] = replace(self._open.tokens[-1], space_after=True)
        elif not self._open.tokens:
            while count := self._front(tokens, plan):
                front, tokens = tokens[:count], tokens[count:]
                yield self._close_clause(front, following=tokens[0])
                self._open.delivery = sentence.delivery
        self._open.tokens += tokens

    def _front(self, tokens: Sequence[Token], plan: SegmentPlan) -> int:
        """How many tokens to cut off the front of a sentence that begins a segment; 0 if none."""
        count = 0
        size = sum(token.size for token in tokens)
        if not self._index and size > plan.first_max:
            count = clause_break(tokens, plan.first_max, plan.shortest)
        if not count and size > plan.target_max:
            count = best_break(tokens, plan.target_max if self._index else plan.max_phonemes(1))
        return count if count < len(tokens) else 0

    def _pause(self, sentence: Sentence, *, is_last: bool) -> tuple[int, list[TextWarning]]:
        """Milliseconds of silence after a sentence, and a warning if they were cut."""
        plan = self._plan
        natural_ms = 0
        if not is_last and sentence.speakable:
            natural_ms = (
                plan.clause_pause_ms
                if sentence.is_part
                else {
                    "": plan.sentence_pause_ms,
                    "sentence": plan.layout_pause_ms,
                    "paragraph": plan.paragraph_pause_ms,
                }[sentence.break_after]
            )
        if not sentence.pause_ms:
            return natural_ms, []
        given_ms = min(sentence.pause_ms, self._pause_left_ms)
        self._pause_left_ms -= given_ms
        warnings = []
        if given_ms < sentence.pause_ms:
            message = f"all pauses together are over {plan.total_pause_max_ms} ms: this one is cut"
            warnings.append(
                TextWarning("pause_capped", message, sentence.pause_start, sentence.pause_end)
            )
        return given_ms + (natural_ms if sentence.break_after else 0), warnings

    def _close_clause(self, front: list[Token], following: Token) -> Segment:
        """The segment of the front of a sentence; later warnings stay with the open segment."""
        warnings = self._open.warnings
        self._open = _OpenSegment(
            front, [w for w in warnings if w.start < following.start], self._open.delivery
        )
        pause_ms = self._plan.clause_pause_ms
        segment = self._close(following.spoken_start, pause_ms, [], end=following.start)
        self._open.warnings = [w for w in warnings if w.start >= following.start]
        return segment

    def _close(
        self, spoken_end: int, pause_ms: int, warnings: list[TextWarning], *, end: int | None = None
    ) -> Segment:
        """The open segment, which ends there; opens the next one."""
        if end is None:
            end = self._offsets.source_start(spoken_end)
        source = self._offsets.source
        earlier = [w for w in self._pending_warnings if w.start < end or end == len(source)]
        self._pending_warnings = self._pending_warnings[len(earlier) :]
        phonemes, words = _join(self._open.tokens, source)
        segment = Segment(
            index=self._index,
            text=self._offsets.spoken[self._spoken_start : spoken_end].strip(),
            phonemes=phonemes,
            words=words,
            start=self._start,
            end=end,
            pause_after_ms=pause_ms,
            delivery=self._open.delivery,
            warnings=tuple(earlier + self._open.warnings + warnings),
        )
        self._open = _OpenSegment()
        self._index += 1
        self._start = end
        self._spoken_start = spoken_end
        return segment


def _add_full_stop(tokens: list[Token]) -> None:
    """End a sentence with the full stop that its layout stands for."""
    if tokens and tokens[-1].is_word:
        last = tokens[-1]
        tokens[-1] = replace(last, space_after=False)
        tokens.append(
            replace(
                last,
                phonemes=".",
                spoken_start=last.spoken_end,
                start=last.end,
                is_word=False,
                continues=False,
            )
        )


def _join(tokens: Sequence[Token], source: str) -> tuple[str, tuple[SegmentWord, ...]]:
    """Phonemes of a segment, and its words with their place in them."""
    phonemes = ""
    words: list[SegmentWord] = []
    for token in tokens:
        symbols = token.phonemes
        if not phonemes or phonemes.endswith(" "):
            symbols = symbols.lstrip()
        start = len(phonemes)
        phonemes += symbols + (" " if token.space_after and not symbols.endswith(" ") else "")
        if not token.is_word:
            continue
        end = start + len(symbols.rstrip())
        if words and token.continues:
            before = words.pop()
            readers = dict.fromkeys((before.reader, token.reader))
            words.append(
                SegmentWord(
                    source[before.start : token.end],
                    before.start,
                    token.end,
                    before.phoneme_start,
                    end,
                    ", ".join(filter(None, readers)),
                )
            )
        elif token.end > token.start:
            text = source[token.start : token.end]
            words.append(SegmentWord(text, token.start, token.end, start, end, token.reader))
    return phonemes.rstrip(), tuple(words)
