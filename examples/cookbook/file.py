"""Speech saved to a file, in the format of its suffix.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/file.py hello.wav
"""

import sys

from phemius_client import Phemius

path = sys.argv[1] if len(sys.argv) > 1 else "hello.wav"

with Phemius() as client:
    speech = client.speech.create(text="Hello from Phemius.", voice="nova")
    print(f"{speech.save(path)}: {speech.duration:.1f} s, {speech.chars_billed} characters")
