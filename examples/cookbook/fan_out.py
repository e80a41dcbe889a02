"""Many texts at once, a few at a time, on one client.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/fan_out.py
"""

import asyncio
from pathlib import Path

from phemius_client import APIError, AsyncPhemius

CITIES = ("Athens", "Bern", "Cairo", "Dakar", "Essen", "Florence", "Geneva", "Hanoi")
AT_ONCE = 3
"""A few keep a server busy; more of them only wait there."""


async def speak(client: AsyncPhemius, city: str, free: asyncio.Semaphore) -> str:
    """One of them. What fails does not stop the others."""
    async with free:
        try:
            speech = await client.speech.create(text=f"The train to {city} is late.")
        except APIError as error:
            return f"{city}: {error}"
    path = await asyncio.to_thread(speech.save, Path("trains") / f"{city.lower()}.wav")
    return f"{city}: {path}, {speech.duration:.1f} s"


async def main() -> None:
    """Tells of each as it is done."""
    free = asyncio.Semaphore(AT_ONCE)
    async with AsyncPhemius() as client:
        for done in asyncio.as_completed([speak(client, city, free) for city in CITIES]):
            print(await done)


Path("trains").mkdir(exist_ok=True)
asyncio.run(main())
