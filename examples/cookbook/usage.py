"""A month's usage and cost: each day as CSV on standard output, the sum on standard error.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/usage.py [2026-11] > usage.csv
"""

import csv
import sys

from phemius_client import Phemius

with Phemius() as client:
    usage = client.usage(sys.argv[1] if len(sys.argv) > 1 else None)

table = csv.writer(sys.stdout)
table.writerow(("day", "requests", "characters", "seconds of audio"))
for day in usage.by_day:
    table.writerow((day.day.isoformat(), day.requests, day.chars, round(day.audio_ms / 1000, 1)))

cost = usage.invoice.total_micros / 1_000_000
remaining = "no limit" if usage.remaining_chars is None else f"{usage.remaining_chars:,} left"
print(
    f"{usage.month}, {usage.plan} plan: {usage.chars:,} characters ({remaining}), ${cost:,.2f}",
    file=sys.stderr,
)
