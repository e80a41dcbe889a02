"""Failure drills on real processes: `python -m tests.drill --help`."""
