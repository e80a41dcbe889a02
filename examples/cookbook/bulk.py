"""Bulk synthesis: a job that turns a hundred lines into a hundred MP3 files.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/bulk.py [lines.txt]
"""

import sys
import zipfile
from pathlib import Path

from phemius_client import Job, Phemius


def show(job: Job) -> None:
    """Prints the state of the job, after each change."""
    print(f"{job.status:>9} {job.progress:4.0%}", flush=True)


if len(sys.argv) > 1:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
else:
    lines = [f"This is line number {number}." for number in range(1, 101)]

with Phemius() as client:
    items = [
        {"id": f"line-{number}", "text": line, "voice": "nova"}
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    job = client.jobs.wait(client.jobs.create(items, format="mp3"), progress=show)
    for item in client.jobs.items(job):
        if item.status != "succeeded":
            print(f"{item.id}: {item.error}")
    with zipfile.ZipFile(client.jobs.archive(job, "lines.zip")) as archive:
        print(f"lines.zip: {len(archive.namelist()) - 1} files and manifest.json")
