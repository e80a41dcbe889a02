"""Phemius: text-to-speech on Kokoro-82M, as a library."""
