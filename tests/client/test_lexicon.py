"""Pronunciations of the account, by the client."""

import pytest

from phemius_client import LexiconEntry, Phemius, UnprocessableEntityError


def test_a_lexicon_is_replaced_imported_and_deleted(server, own_key, tmp_path):
    entries = (LexiconEntry(word="ACME", spelling="ack me", language="en-US"),)
    file = tmp_path / "words.pls"
    file.write_text(
        '<lexicon xml:lang="en-US"><lexeme><grapheme>W3C</grapheme><alias>web</alias></lexeme>'
        "</lexicon>"
    )
    with Phemius(api_key=own_key, base_url=server.url) as client:
        assert client.lexicon.get() == ()
        assert client.lexicon.replace(entries) == entries
        assert client.lexicon.get() == entries
        (imported,) = client.lexicon.import_pls(file)
        assert (imported.word, imported.spelling) == ("W3C", "web")
        with pytest.raises(UnprocessableEntityError, match="either a spelling or phonemes"):
            client.lexicon.replace([LexiconEntry(word="a")])
        client.lexicon.delete()
        assert client.lexicon.get() == ()
