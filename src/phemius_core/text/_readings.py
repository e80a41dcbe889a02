"""Which rule or reader decided how each part of a text is spoken."""

from collections.abc import Iterator, Sequence

from phemius_core.text._types import NormalisedText, Segment, WordReading

__all__ = ["word_readings"]


def word_readings(normalised: NormalisedText, segments: Sequence[Segment]) -> Iterator[WordReading]:
    """Parts of a text that are not simply spoken as written, in order.

    Args:
        normalised: The text; its pieces name their rules.
        segments: Its segments; their words name what decided their phonemes, if that was not the
            language's plain lexicon.
    """
    found = [*_of_rules(normalised), *_of_readers(normalised, segments)]
    yield from sorted(found, key=lambda reading: (reading.start, bool(reading.phonemes)))


def _of_rules(normalised: NormalisedText) -> Iterator[WordReading]:
    for piece in normalised.pieces:
        if piece.rule and piece.kind != "phonemes":
            written = normalised.source[piece.start : piece.end]
            spoken = piece.spoken.strip()
            if spoken and spoken == written.strip():
                continue
            yield WordReading(piece.start, piece.end, written, spoken, "", piece.rule)


def _of_readers(normalised: NormalisedText, segments: Sequence[Segment]) -> Iterator[WordReading]:
    for segment in segments:
        for word in segment.words:
            if word.reader and word.reader != "lexicon":
                phonemes = segment.phonemes[word.phoneme_start : word.phoneme_end]
                written = normalised.source[word.start : word.end]
                yield WordReading(word.start, word.end, written, word.text, phonemes, word.reader)
