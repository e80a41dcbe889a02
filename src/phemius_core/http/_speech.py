"""The speech endpoints: native, OpenAI and preview."""

from phemius_core.audio import format_for_accept
from phemius_core.gateway import SpeechReply, run_until_disconnect
from phemius_core.http._reply_conversions import preview_reply
from phemius_core.http._sse import SpeechEvents
from phemius_core.http._types import Reply, RequestContext, json_reply
from phemius_core.wire import (
    AUDIO_FORMATS,
    IDEMPOTENCY_KEY,
    AudioFormat,
    OpenAIProfileRequest,
    OpenAISpeechRequest,
    SpeechRequest,
    parse_native,
    parse_openai,
    parse_openai_profile,
)

__all__ = ["create_audio_speech", "create_speech", "preview_speech"]


async def create_speech(context: RequestContext) -> Reply:
    return await _speak(context, parse_native(context.body))


async def create_audio_speech(context: RequestContext) -> Reply:
    """Speech as the contract says, or as OpenAI's API does under `openai_profile = "openai"`."""
    if context.gateway.settings.openai_profile == "openai":
        request = parse_openai_profile(context.body)
        return await _speak(context, request, audio_format=request.response_format)
    return await _speak(context, parse_openai(context.body))


async def preview_speech(context: RequestContext) -> Reply:
    request = parse_native(context.body)
    explanation = await run_until_disconnect(
        lambda: context.gateway.preview(context.caller, request), context.wait_for_disconnect
    )
    return json_reply(preview_reply(explanation, chars=len(request.text)))


async def _speak(
    context: RequestContext,
    request: SpeechRequest | OpenAISpeechRequest,
    *,
    audio_format: AudioFormat | None = None,
) -> Reply:
    key = context.headers.get(IDEMPOTENCY_KEY.lower())
    speech = await context.gateway.speak(
        context.caller,
        request,
        request_id=context.request_id,
        audio_format=audio_format or format_for_accept(context.headers.get("accept")),
        idempotency=None if key is None else (key, context.body),
        wait_for_disconnect=context.wait_for_disconnect,
    )
    if isinstance(request, OpenAIProfileRequest):
        return _openai_profile_reply(speech, request)
    return Reply(200, {"Content-Type": speech.media_type, **speech.headers}, speech)


def _openai_profile_reply(speech: SpeechReply, request: OpenAIProfileRequest) -> Reply:
    if request.stream_format == "sse":
        headers = {"Content-Type": SpeechEvents.media_type, "Cache-Control": "no-cache"}
        return Reply(200, {**headers, **speech.headers}, SpeechEvents(speech))
    media_type = AUDIO_FORMATS[request.response_format].plain_media_type
    return Reply(200, {"Content-Type": media_type, **speech.headers}, speech)
