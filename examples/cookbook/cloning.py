"""A voice of your own, from a recording of 10 to 60 seconds. Its speaker must have agreed.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/cloning.py alice.wav
"""

import sys

from phemius_client import Job, JobFailedError, Phemius, UnprocessableEntityError


def show(job: Job) -> None:
    """Called whenever the job has gone on."""
    print(f"{job.status:>9} {job.progress:4.0%}", flush=True)


with Phemius() as client:
    try:
        clone = client.voices.clone(
            name="Alice",
            audio=sys.argv[1],
            consent=True,  # hers, and you can show it
            depth="fast",  # "full" is more alike, and takes longer
            progress=show,
        )
    except (UnprocessableEntityError, JobFailedError) as error:
        sys.exit(f"no voice came of it: {error}")
    print(clone.voice.id, clone.job.result)
    client.speech.create(text="This is my own voice.", voice_id=clone.voice.id).save(
        "alice-says.wav"
    )
