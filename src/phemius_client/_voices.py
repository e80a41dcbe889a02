"""Custom voices, blocking."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from phemius_client import _calls, _job_calls
from phemius_client._cloning import Clone, CloneRequest
from phemius_client._errors import APIError
from phemius_client._http import Sender
from phemius_client._job_calls import Audio, CloneDepth
from phemius_client._jobs import JobsResource
from phemius_core.wire import Job, Voice, VoiceName

__all__ = ["VoicesResource"]


class VoicesResource:
    """Custom voices of the account, and the voices that everybody has."""

    def __init__(self, sender: Sender) -> None:
        self._sender: Sender = sender

    def list(self) -> tuple[Voice, ...]:
        """The account's custom voices."""
        return self._sender.send(_calls.list_voices())

    def stock(self) -> tuple[VoiceName, ...]:
        """What can be given as `voice`."""
        return self._sender.send(_calls.list_stock_voices())

    def create(
        self, name: str, *, base_voice: str | None = None, blend: str | None = None
    ) -> Voice:
        """A new custom voice, that speaks as its base voice or blend.

        Raises:
            PermissionDeniedError: The plan's limit is reached.
        """
        return self._sender.send(_calls.create_voice(name, base_voice, blend))

    def get(self, voice_id: UUID | str) -> Voice:
        """One of the account's custom voices."""
        return self._sender.send(_calls.get_voice(voice_id))

    def rename(self, voice_id: UUID | str, name: str) -> Voice:
        """Gives a custom voice another name."""
        return self._sender.send(_calls.rename_voice(voice_id, name))

    def delete(self, voice_id: UUID | str) -> None:
        """Deletes a custom voice for good."""
        self._sender.send(_calls.delete_voice(voice_id))

    def clone(
        self,
        *,
        audio: Audio,
        consent: bool,
        name: str | None = None,
        voice_id: UUID | str | None = None,
        depth: CloneDepth = "full",
        wait: bool = True,
        progress: Callable[[Job], None] | None = None,
        timeout_s: float | None = None,
        idempotency_key: str | None = None,
    ) -> Clone:
        """Makes a custom voice sound like a recording.

        ::

            clone = client.voices.clone(name="Alice", audio="alice.wav", consent=True)
            client.speech.create(text="Hello world", voice_id=clone.voice.id)

        Args:
            audio: A recording of one person: a file's path, its bytes, or the open file.
            consent: That whoever is heard there has agreed. There is no cloning without.
            name: Of a new voice. Where cloning fails, that voice is deleted again.
            voice_id: Or a voice that is there.
            depth: `fast` is quicker, `full` more alike.
            wait: For the end; else `Clone.job` has just begun: see `jobs.wait`.
            progress: As in `jobs.wait`.
            timeout_s: As in `jobs.wait`.
            idempotency_key: As in `jobs.create`.

        Raises:
            JobFailedError: No voice came of it.
            JobTimeoutError: It goes on.
            UnprocessableEntityError: The recording cannot be used.
            ValueError: There is no consent, or not exactly one of `name` and `voice_id`.
        """
        sample = _job_calls.sample_of(audio)
        request = CloneRequest(sample, consent, name, voice_id, depth, idempotency_key)
        voice = self.get(voice_id) if voice_id is not None else self.create(request.new_name)
        try:
            job = self._sender.send(request.call(voice))
            if wait:
                jobs = JobsResource(self._sender)
                job = jobs.wait(job, progress=progress, timeout_s=timeout_s)
        except APIError as error:
            if voice_id is None and request.came_to_nothing(error):
                with suppress(APIError):
                    self.delete(voice.id)
            raise
        return Clone(voice, job)
