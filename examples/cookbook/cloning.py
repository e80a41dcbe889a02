"""A custom voice cloned from a recording of 10 to 60 seconds, whose speaker must have agreed.

PHEMIUS_API_KEY=sk_test_… python examples/cookbook/cloning.py alice.wav
"""

import sys

from phemius_client import Job, JobFailedError, Phemius, UnprocessableEntityError


def show(job: Job) -> None:
    """Prints the state of the job, after each change."""
    print(f"{job.status:>9} {job.progress:4.0%}", flush=True)


with Phemius() as client:
    try:
        clone = client.voices.clone(
            name="Alice",
            audio=sys.argv[1],
            consent=True,  # Alice has agreed, and you can prove it
            depth="fast",  # "full" gives more similarity and takes longer
            progress=show,
        )
    except (UnprocessableEntityError, JobFailedError) as error:
        sys.exit(f"cloning failed: {error}")
    print(clone.voice.id, clone.job.result)
    client.speech.create(text="This is my own voice.", voice_id=clone.voice.id).save(
        "alice-says.wav"
    )
