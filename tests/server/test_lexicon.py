"""An account's own pronunciations against real server processes."""

import uuid

import pytest

ENTRIES = [
    {"word": "ACME", "spelling": "ack me", "language": "en-US"},
    {"word": "Phemius", "phonemes": "fˈimiəs"},
]
PLS = """<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"
 alphabet="ipa" xml:lang="en"><lexeme><grapheme>W3C</grapheme><phoneme>ˈwɛb</phoneme></lexeme>
</lexicon>"""


@pytest.fixture
def owner(server):
    key = server.new_key(f"lexicon-{uuid.uuid4().hex[:8]}", "growth")
    with server.client(key) as http:
        yield http


def shown(reply):
    assert reply.status_code == 200, reply.text
    return [
        {name: value for name, value in entry.items() if value and name != "alphabet"}
        for entry in reply.json()["entries"]
    ]


def test_a_lexicon_is_put_shown_and_deleted(owner):
    assert owner.get("/v1/lexicon").json() == {"entries": []}
    assert shown(owner.put("/v1/lexicon", json={"entries": ENTRIES})) == ENTRIES
    assert shown(owner.get("/v1/lexicon")) == ENTRIES
    pls = owner.put(
        "/v1/lexicon", content=PLS.encode(), headers={"Content-Type": "application/pls+xml"}
    )
    assert shown(pls) == [{"word": "W3C", "phonemes": "wˈɛb", "language": "en-US"}]
    assert owner.delete("/v1/lexicon").status_code == 204
    assert owner.get("/v1/lexicon").json() == {"entries": []}


def test_a_lexicon_changes_what_is_spoken_and_is_part_of_the_cache_key(owner):
    text = {"text": f"Welcome to ACME {uuid.uuid4().hex[:6]}."}
    before = owner.post("/v1/speech", json=text)
    owner.put("/v1/lexicon", json={"entries": ENTRIES})
    after = owner.post("/v1/speech", json=text)
    assert after.content != before.content
    assert after.headers["X-Chars-Billed"] == before.headers["X-Chars-Billed"]
    preview = owner.post("/v1/speech/preview", json=text).json()
    assert "account_lexicon" in {reading["decided_by"] for reading in preview["readings"]}
    owner.delete("/v1/lexicon")
    assert owner.post("/v1/speech", json=text).content == before.content


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"word": "a"}, "either a spelling or phonemes"),
        ({"word": "a", "spelling": "b", "language": "tlh"}, "unknown language"),
        ({"word": "a", "phonemes": "😀"}, "does not know"),
    ],
)
def test_a_wrong_entry_is_named(owner, entry, problem):
    reply = owner.put("/v1/lexicon", json={"entries": [*ENTRIES, entry]})
    assert reply.status_code == 422
    (field,) = reply.json()["error"]["fields"]
    assert field["field"] == "entries.2"
    assert problem in field["message"]
    assert owner.get("/v1/lexicon").json() == {"entries": []}


def test_what_is_no_pls_is_refused(owner):
    headers = {"Content-Type": "application/pls+xml"}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aa">]><lexicon>&a;</lexicon>'
    for document in (b"<lexicon>", bomb, b"\xff\xfe"):
        reply = owner.put("/v1/lexicon", content=document, headers=headers)
        assert reply.status_code == 422, reply.text
