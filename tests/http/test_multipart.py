"""Forms, read from a file a block at a time."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phemius_core.errors import InvalidRequest, MalformedRequest
from phemius_core.http._multipart import parse_form

TYPE = "multipart/form-data; boundary=edge"


def form(**parts):
    data = b"".join(
        b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), part)
        for name, part in parts.items()
    )
    return io.BytesIO(data + b"--edge--\r\n")


@pytest.mark.parametrize("size", [0, 1, 65_000, 65_536, 65_500, 65_530, 300_001])
def test_a_part_is_what_was_sent_wherever_the_blocks_end(size):
    sent = os.urandom(size)
    with parse_form(form(audio=sent, consent=b"true"), TYPE) as parts:
        parts["audio"].file.seek(0)
        assert parts["audio"].file.read() == sent
        assert parts["audio"].size == size
        assert parts["consent"].text == "true"


@given(st.lists(st.sampled_from([b"\r\n--edg", b"\r\n", b"--", b"edge", b"x" * 65_000])))
def test_data_that_looks_like_the_boundary_is_data(pieces):
    sent = b"".join(pieces)
    if b"\r\n--edge" in b"\r\n" + sent:
        return
    with parse_form(form(audio=sent), TYPE) as parts:
        parts["audio"].file.seek(0)
        assert parts["audio"].file.read() == sent


def test_files_are_closed_with_the_form_and_if_it_is_refused():
    with parse_form(form(audio=bytes(100_000)), TYPE) as parts:
        file = parts["audio"].file
    assert file.closed
    incomplete = io.BytesIO(form(audio=bytes(100_000)).getvalue()[:-10])
    with pytest.raises(MalformedRequest):
        parse_form(incomplete, TYPE)


@pytest.mark.parametrize("part", [b"x" * 1025, b"\xff"])
def test_a_text_that_is_too_long_or_not_utf_8_is_refused(part):
    with parse_form(form(depth=part), TYPE) as parts, pytest.raises(InvalidRequest) as refused:
        _ = parts["depth"].text
    assert refused.value.fields[0].field == "depth"
