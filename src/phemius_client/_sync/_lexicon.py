# Generated from `_async/_lexicon.py` by `python scripts/generate_sync_client.py`: do not edit.
"""The account's own pronunciations."""

from collections.abc import Iterable
from pathlib import Path

from phemius_client import _requests
from phemius_client._sync._backend import run_in_thread
from phemius_client._sync._sender import Sender
from phemius_core.wire import LexiconEntry

__all__ = ["LexiconResource"]


class LexiconResource:
    """How words are pronounced in all that the account lets be spoken."""

    def __init__(self, sender: Sender) -> None:
        self._sender: Sender = sender

    def get(self) -> tuple[LexiconEntry, ...]:
        """All entries."""
        return self._sender.send(_requests.get_lexicon())

    def replace(self, entries: Iterable[LexiconEntry]) -> tuple[LexiconEntry, ...]:
        """Puts entries in place of all that are there.

        ::

            client.lexicon.replace([LexiconEntry(word="ACME", spelling="ack me")])

        Args:
            entries: The entries; of several for one word and language the last one counts.

        Raises:
            UnprocessableEntityError: An entry cannot be spoken; `fields` lists which and why.
        """
        return self._sender.send(_requests.put_lexicon(entries))

    def import_pls(self, document: bytes | Path | str) -> tuple[LexiconEntry, ...]:
        """Puts the entries of a lexicon in the W3C's PLS format in place of all that are there.

        Args:
            document: The XML, or the path of its file.

        Raises:
            UnprocessableEntityError: It is not PLS, or an entry cannot be spoken.
            OSError: The file cannot be read.
        """
        if not isinstance(document, bytes):
            document = run_in_thread(Path(document).read_bytes)
        return self._sender.send(_requests.put_pls(document))

    def delete(self) -> None:
        """Deletes all entries."""
        self._sender.send(_requests.delete_lexicon())
