"""A language model's answer, spoken token by token while the model still writes.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/tokens.py
"""

import asyncio
import time
from collections.abc import AsyncIterator

from phemius_client import AsyncPhemius, AsyncSpeechStream

ANSWER = "Of course. Water boils at a hundred degrees, at sea level. Higher up, it boils sooner. "


class Model:
    """Stands for a chat model; LangChain's have an `astream` too."""

    async def astream(self, _prompt: str) -> AsyncIterator[str]:
        """Yields a token every 50 ms."""
        for word in ANSWER.split(" "):
            yield word + " "
            await asyncio.sleep(0.05)


async def write(stream: AsyncSpeechStream) -> float:
    """Sends each token as it arrives, and returns the time after the last."""
    async for token in Model().astream("When does water boil?"):
        await stream.send_text(token)
    await stream.end()
    return time.monotonic()


async def main() -> None:
    """Sends text and receives audio concurrently."""
    started = time.monotonic()
    async with AsyncPhemius() as client, client.speech.stream(voice="nova") as stream:
        writer = asyncio.create_task(write(stream))
        await anext(stream)
        heard = time.monotonic()
        speech = await stream.read()
        written = await writer
    await asyncio.to_thread(speech.save, "answer.wav")
    print(f"first audio after {heard - started:.2f} s, last token after {written - started:.2f} s")
    print(f"answer.wav: {speech.duration:.1f} s, {speech.chars_billed} characters")


asyncio.run(main())
