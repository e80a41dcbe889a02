# ruff: noqa: RUF001 - IPA
"""An account's own pronunciations, as requests and replies have them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from phemius_core.wire._parsing import parse_json_object, validate

__all__ = ["PLS", "LexiconEntry", "LexiconReply", "LexiconRequest", "parse_lexicon"]

PLS = "application/pls+xml"
"""Media type of the W3C's Pronunciation Lexicon Specification."""
_Text = Annotated[str, Field(strict=True, min_length=1, max_length=400)]


class LexiconEntry(BaseModel):
    """How a word or phrase is spoken: by another spelling, or by phonemes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    word: Annotated[
        str,
        Field(
            strict=True,
            min_length=1,
            max_length=100,
            description="Found in any case, as a whole word.",
        ),
    ]
    spelling: Annotated[_Text | None, Field(description="Words that are spoken in its place.")] = (
        None
    )
    phonemes: Annotated[_Text | None, Field(repr=False, description="Phonemes, in `alphabet`.")] = (
        None
    )
    alphabet: Annotated[
        Literal["x-kokoro", "ipa", "x-sampa"],
        Field(description="Notation of `phonemes`; replies have the model's own, `x-kokoro`."),
    ] = "x-kokoro"
    language: Annotated[
        Annotated[str, Field(strict=True, min_length=1, max_length=20)] | None,
        Field(description="Tag such as `en-US`; null for texts of all languages."),
    ] = None


class LexiconRequest(BaseModel):
    """`PUT /v1/lexicon`: the whole lexicon, in place of the one before."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "entries": [
                        {"word": "Phemius", "phonemes": "fˈimiəs", "language": "en-US"},
                        {"word": "ACME", "spelling": "ack me"},
                    ]
                }
            ]
        },
    )

    entries: Annotated[tuple[LexiconEntry, ...], Field(max_length=2_000)]


class LexiconReply(BaseModel):
    """The lexicon of the caller's account."""

    model_config = ConfigDict(frozen=True)

    entries: tuple[LexiconEntry, ...]


def parse_lexicon(body: bytes) -> LexiconRequest:
    """Parse the JSON body of `PUT /v1/lexicon`.

    Raises:
        MalformedRequest: The body is not a JSON object in UTF-8.
        InvalidRequest: A field is wrong; `fields` lists which and why.
    """
    return validate(LexiconRequest, parse_json_object(body))
