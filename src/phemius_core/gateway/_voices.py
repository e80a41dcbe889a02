"""Custom voices, as a server is asked about them."""

from uuid import UUID

from phemius_core.accounts import CustomVoice, CustomVoices, Principal
from phemius_core.errors import FieldProblem, InvalidRequest
from phemius_core.wire import CreateVoiceRequest, RenameVoiceRequest, Voice, VoiceList

__all__ = ["Voices"]


class Voices:
    """The custom voices of whoever asks. Another account's are not found.

    Args:
        kept: Where they are.
    """

    def __init__(self, kept: CustomVoices) -> None:
        self._kept = kept

    async def create(self, principal: Principal, request: CreateVoiceRequest) -> Voice:
        """A new voice; it speaks from now on.

        Raises:
            InvalidRequest: No such base voice, or a blend that cannot be.
            PermissionDenied: The account has as many as its plan allows.
        """
        field = "base_voice" if request.blend is None else "blend"
        spec = request.blend or request.base_voice or "default"
        _check(spec, field)
        created = await self._kept.create(
            principal.account_id, name=request.name, model=request.model, spec=spec
        )
        return _reply(created)

    async def list(self, principal: Principal) -> VoiceList:
        """All of the account, oldest first."""
        found = await self._kept.list(principal.account_id)
        return VoiceList(voices=tuple(_reply(voice) for voice in found))

    async def get(self, principal: Principal, voice_id: UUID) -> Voice:
        """One of the account.

        Raises:
            NotFound: There is none, or it is another account's.
        """
        return _reply(await self._kept.get(principal.account_id, str(voice_id)))

    async def rename(
        self, principal: Principal, voice_id: UUID, request: RenameVoiceRequest
    ) -> Voice:
        """Gives a voice another name. Raises as `get`."""
        return _reply(await self._kept.rename(principal.account_id, str(voice_id), request.name))

    async def delete(self, principal: Principal, voice_id: UUID) -> None:
        """Deletes a voice; what it is speaking is spoken to the end. Raises as `get`."""
        await self._kept.delete(principal.account_id, str(voice_id))


def _check(spec: str, field: str) -> None:
    from phemius_core.voices import VoiceCatalogue

    try:
        VoiceCatalogue().resolve(spec)
    except InvalidRequest as error:
        # What was called `voice` there is called otherwise here.
        error.fields = tuple(
            FieldProblem(field, problem.message, problem.code) for problem in error.fields
        )
        raise


def _reply(voice: CustomVoice) -> Voice:
    return Voice(id=UUID(voice.id), name=voice.name, created_at=voice.created_at)
