"""Speech played while it is synthesised, or written to a file if there is no audio device.

pip install sounddevice
PHEMIUS_API_KEY=sk_test_… python examples/cookbook/speaker.py "Text to speak."
"""

import sys
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from phemius_client import SAMPLE_RATE, Phemius

TEXT = "The first words are heard while the last ones are still being synthesised."


@contextmanager
def speaker() -> Iterator[Callable[[bytes], object]]:
    """A function that plays PCM, or writes it to speech.wav."""
    try:
        import sounddevice

        device = sounddevice.RawOutputStream(SAMPLE_RATE, channels=1, dtype="int16")
    except Exception as error:  # noqa: BLE001 - package, library or device is missing
        print(f"no audio device ({error}): writing speech.wav")
        with wave.open("speech.wav", "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            yield file.writeframes
    else:
        with device:
            yield device.write


with Phemius() as client, speaker() as play:
    with client.speech.stream(" ".join(sys.argv[1:]) or TEXT, voice="nova") as stream:
        for pcm in stream:
            play(pcm)
    print(f"first audio after {stream.summary.ttfb_ms} ms")
