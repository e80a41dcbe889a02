# Generated from `_async/_voices.py` by `python scripts/generate_sync_client.py`: do not edit.
"""Custom voices and cloning."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from phemius_client import _requests
from phemius_client._cloning import Clone, CloneDepth, CloneRequest, Recording, read_recording
from phemius_client._errors import APIError
from phemius_client._sync._backend import run_in_thread
from phemius_client._sync._jobs import JobsResource
from phemius_client._sync._sender import Sender
from phemius_core.wire import Job, Voice, VoiceName

__all__ = ["VoicesResource"]


class VoicesResource:
    """The account's custom voices, and the stock voices of the server."""

    def __init__(self, sender: Sender) -> None:
        self._sender: Sender = sender

    def list(self) -> tuple[Voice, ...]:
        """The account's custom voices."""
        return self._sender.send(_requests.list_voices())

    def stock(self) -> tuple[VoiceName, ...]:
        """The names that `voice` accepts."""
        return self._sender.send(_requests.list_stock_voices())

    def create(
        self, name: str, *, base_voice: str | None = None, blend: str | None = None
    ) -> Voice:
        """Creates a custom voice that sounds like its base voice or blend.

        Args:
            name: Name of the voice.
            base_voice: A stock voice.
            blend: A blend such as `af_bella(2)+af_sky(1)`; the alternative to `base_voice`.

        Raises:
            PermissionDeniedError: The account has as many voices as its plan allows.
        """
        return self._sender.send(_requests.create_voice(name, base_voice, blend))

    def get(self, voice_id: UUID | str) -> Voice:
        """One of the account's custom voices.

        Raises:
            NotFoundError: The account has no such voice.
        """
        return self._sender.send(_requests.get_voice(voice_id))

    def rename(self, voice_id: UUID | str, name: str) -> Voice:
        """Renames a custom voice."""
        return self._sender.send(_requests.rename_voice(voice_id, name))

    def delete(self, voice_id: UUID | str) -> None:
        """Deletes a custom voice permanently."""
        self._sender.send(_requests.delete_voice(voice_id))

    def clone(
        self,
        *,
        audio: Recording,
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
            audio: A recording of one speaker: path of a file, its bytes, or the open file.
            consent: Whether the speaker has agreed to be cloned. Must be True.
            name: Name of a new voice, which is deleted again if cloning fails.
            voice_id: An existing voice to be replaced; the alternative to `name`.
            depth: `fast` takes less time, `full` gives more similarity.
            wait: Whether to wait until the job has ended. Without, `Clone.job` is queued: see
                `jobs.wait`.
            progress: As in `jobs.wait`.
            timeout_s: As in `jobs.wait`.
            idempotency_key: As in `jobs.create`.

        Raises:
            JobFailedError: The cloning job failed or was cancelled.
            JobTimeoutError: The job has not ended within `timeout_s`.
            UnprocessableEntityError: The recording cannot be used.
            ValueError: `consent` is not True, or not exactly one of `name` and `voice_id` is given.
        """
        recording = run_in_thread(read_recording, audio)
        request = CloneRequest(recording, consent, name, voice_id, depth, idempotency_key)
        voice = self.get(voice_id) if voice_id is not None else self.create(request.new_name)
        try:
            job = self._sender.send(request.upload(voice))
            if wait:
                jobs = JobsResource(self._sender)
                job = jobs.wait(job, progress=progress, timeout_s=timeout_s)
        except APIError as error:
            if voice_id is None and request.is_abandoned(error):
                with suppress(APIError):
                    self.delete(voice.id)
            raise
        return Clone(voice, job)
