"""What would be spoken, told to the caller."""

from typing import TYPE_CHECKING

from phemius_core.wire import PreviewReply, PreviewSegment, PreviewWarning

if TYPE_CHECKING:
    from phemius_core.text import Explanation

__all__ = ["preview_reply"]


def preview_reply(found: "Explanation", *, chars: int) -> PreviewReply:
    """The reply of `POST /v1/speech/preview`; `chars` is what the request would be charged."""
    return PreviewReply(
        chars=chars,
        text=found.text,
        segments=tuple(
            PreviewSegment(
                text=segment.text,
                phonemes=segment.phonemes,
                start=segment.start,
                end=segment.end,
                pause_after_ms=segment.pause_after_ms,
            )
            for segment in found.segments
        ),
        warnings=tuple(
            PreviewWarning(
                code=warning.code, message=warning.message, start=warning.start, end=warning.end
            )
            for warning in found.warnings
        ),
    )
