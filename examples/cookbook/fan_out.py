"""Concurrent requests over one client, a few at a time.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/fan_out.py
"""

import asyncio
from pathlib import Path

from phemius_client import APIError, AsyncPhemius

CITIES = ("Athens", "Bern", "Cairo", "Dakar", "Essen", "Florence", "Geneva", "Hanoi")
CONCURRENCY = 3
"""A few concurrent requests keep a server busy; more would only wait in its queue."""


async def speak(client: AsyncPhemius, city: str, limit: asyncio.Semaphore) -> str:
    """Speaks one sentence to a file. An error does not stop the others."""
    async with limit:
        try:
            speech = await client.speech.create(text=f"The train to {city} is late.")
        except APIError as error:
            return f"{city}: {error}"
    path = await asyncio.to_thread(speech.save, Path("trains") / f"{city.lower()}.wav")
    return f"{city}: {path}, {speech.duration:.1f} s"


async def main() -> None:
    """Prints a line for each request when it is done."""
    limit = asyncio.Semaphore(CONCURRENCY)
    async with AsyncPhemius() as client:
        for done in asyncio.as_completed([speak(client, city, limit) for city in CITIES]):
            print(await done)


Path("trains").mkdir(exist_ok=True)
asyncio.run(main())
