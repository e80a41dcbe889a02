"""The account's own pronunciations."""

from collections.abc import Iterable
from pathlib import Path

from phemius_client import _requests
from phemius_client._async._backend import run_in_thread
from phemius_client._async._sender import AsyncSender
from phemius_core.wire import LexiconEntry

__all__ = ["AsyncLexiconResource"]


class AsyncLexiconResource:
    """How words are pronounced in all that the account lets be spoken."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender: AsyncSender = sender

    async def get(self) -> tuple[LexiconEntry, ...]:
        """All entries."""
        return await self._sender.send(_requests.get_lexicon())

    async def replace(self, entries: Iterable[LexiconEntry]) -> tuple[LexiconEntry, ...]:
        """Puts entries in place of all that are there.

        ::

            await client.lexicon.replace([LexiconEntry(word="ACME", spelling="ack me")])

        Args:
            entries: The entries; of several for one word and language the last one counts.

        Raises:
            UnprocessableEntityError: An entry cannot be spoken; `fields` lists which and why.
        """
        return await self._sender.send(_requests.put_lexicon(entries))

    async def import_pls(self, document: bytes | Path | str) -> tuple[LexiconEntry, ...]:
        """Puts the entries of a lexicon in the W3C's PLS format in place of all that are there.

        Args:
            document: The XML, or the path of its file.

        Raises:
            UnprocessableEntityError: It is not PLS, or an entry cannot be spoken.
            OSError: The file cannot be read.
        """
        if not isinstance(document, bytes):
            document = await run_in_thread(Path(document).read_bytes)
        return await self._sender.send(_requests.put_pls(document))

    async def delete(self) -> None:
        """Deletes all entries."""
        await self._sender.send(_requests.delete_lexicon())
