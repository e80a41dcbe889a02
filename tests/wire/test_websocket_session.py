"""The state machine of the WebSocket session."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from phemius_core.errors import (
    AuthenticationFailed,
    Overloaded,
    PhemiusError,
    QuotaExceeded,
    RateLimited,
    SynthesisFailed,
)
from phemius_core.wire import (
    AddText,
    Authenticate,
    Cancel,
    Close,
    EndText,
    FlushText,
    SendAudio,
    SendText,
    Speak,
    StreamSession,
    StreamSummary,
    WordMessage,
)

AUTH = '{"api_key": "sk_test_YOUR_KEY"}'
REQUEST = '{"text": "Hello world", "voice": "nova", "model": "phemius-fast", "speed": 1}'
STREAM = '{"input": "stream"}'
SUMMARY = StreamSummary(chars_billed=11, ttfb_ms=245, cached=False)
CODES = {1000, 1011, 1013, 4001, 4029, 4400}


def ready_session():
    session = StreamSession()
    assert session.receive_message(AUTH) == [Authenticate("sk_test_YOUR_KEY")]
    assert session.authenticated() == []
    return session


def speaking_session(request=REQUEST):
    session = ready_session()
    [speak] = session.receive_message(request)
    assert isinstance(speak, Speak)
    return session


def error_and_close_code(actions):
    """The JSON error and the close code at the end of a session."""
    *_, sent, close = actions
    assert isinstance(sent, SendText)
    assert isinstance(close, Close)
    return json.loads(sent.text), close.code


def test_a_session_follows_the_contract():
    session = ready_session()
    [speak] = session.receive_message(REQUEST)
    assert (speak.request.text, speak.request.voice, speak.request.speed) == (
        "Hello world",
        "nova",
        1,
    )
    assert session.audio(b"\0\1") == [SendAudio(b"\0\1")]
    [sent] = session.finished(SUMMARY)
    assert json.loads(sent.text) == {
        "done": True,
        "chars_billed": 11,
        "ttfb_ms": 245,
        "cached": False,
    }
    assert isinstance(session.receive_message(REQUEST)[0], Speak)


def test_key_and_request_may_come_together():
    session = StreamSession()
    assert session.receive_message(AUTH) == [Authenticate("sk_test_YOUR_KEY")]
    assert session.receive_message(REQUEST) == []
    [speak] = session.authenticated()
    assert speak.request.text == "Hello world"


@pytest.mark.parametrize(
    "message",
    [b"binary", "", "x", "[]", "{}", '{"api_key": 1}', '{"api_key": ""}', REQUEST, "\ud800"],
)
def test_a_first_message_without_a_key_is_4001(message):
    sent, code = error_and_close_code(StreamSession().receive_message(message))
    assert code == 4001
    assert sent["code"] == 4001
    assert sent["error"]


@pytest.mark.parametrize(
    "message",
    [
        b"binary",
        "",
        "x",
        "{}",
        '{"text": ""}',
        '{"text": "a", "speed": 9}',
        '{"text": "a", "colour": 1}',
        '{"text": "a", "input": "stream"}',
        '{"text": "' + "a" * 5001 + '"}',
        "x" * (129 << 10),
        '{"type": "text", "text": "a"}',
        '{"type": "end"}',
        '{"type": "shout"}',
        '{"type": []}',
    ],
)
def test_a_wrong_request_is_4400(message):
    sent, code = error_and_close_code(ready_session().receive_message(message))
    assert (sent["code"], code) == (4400, 4400)


def test_a_second_request_at_once_is_4400():
    session = speaking_session()
    actions = session.receive_message(REQUEST)
    assert actions[0] == Cancel()
    assert error_and_close_code(actions)[1] == 4400


@pytest.mark.parametrize(
    ("error", "sent", "code"),
    [
        (SynthesisFailed("s"), {"error": "s", "code": 5002}, 1011),
        (PhemiusError("i"), {"error": "i", "code": 5000}, 1011),
        (Overloaded("o", retry_after_s=2), {"error": "o", "code": 5000, "retry_after": 2}, 1011),
        (RateLimited("r", retry_after_s=7), {"error": "r", "code": 4029, "retry_after": 7}, 4029),
        (QuotaExceeded("q", retry_after_s=9), {"error": "q", "code": 4029, "retry_after": 9}, 4029),
        (AuthenticationFailed("a"), {"error": "a", "code": 4001}, 4001),
    ],
)
def test_an_error_message_precedes_the_close(error, sent, code):
    session = speaking_session()
    assert error_and_close_code(session.failed(error)) == (sent, code)
    assert session.closed
    assert session.audio(b"\0\0") == session.receive_message(REQUEST) == session.failed(error) == []


def test_a_request_takes_text_in_pieces():
    session = speaking_session(STREAM)
    assert session.receive_message('{"type": "text", "text": "Hello "}') == [AddText("Hello ")]
    assert session.receive_message('{"type": "text", "text": ""}') == []
    assert session.receive_message('{"type": "flush"}') == [FlushText()]
    assert session.receive_message('{"type": "end"}') == [EndText()]
    assert error_and_close_code(session.receive_message('{"type": "flush"}'))[1] == 4400


def test_text_in_pieces_is_bounded():
    session = speaking_session(STREAM)
    piece = json.dumps({"type": "text", "text": "a" * 5000})
    for _ in range(10):
        assert session.receive_message(piece) == [AddText("a" * 5000)]
    assert error_and_close_code(session.receive_message('{"type": "text", "text": "a"}'))[1] == 4400


def test_cancel_stops_audio_and_keeps_the_socket():
    session = speaking_session(STREAM)
    assert session.receive_message('{"type": "cancel"}') == [Cancel()]
    assert session.audio(b"\0\0") == []
    assert session.words([]) == []
    # Text that was on its way when the client cancelled.
    assert session.receive_message('{"type": "text", "text": "late"}') == []
    [sent] = session.finished(SUMMARY)
    assert json.loads(sent.text)["cancelled"] is True
    assert session.receive_message('{"type": "end"}') == []
    assert session.receive_message('{"type": "cancel"}') == []
    assert isinstance(session.receive_message(REQUEST)[0], Speak)


def test_the_next_request_may_follow_a_cancel_at_once():
    session = speaking_session()
    session.receive_message('{"type": "cancel"}')
    assert (
        session.receive_message(STREAM)
        == session.receive_message('{"type": "text", "text": "a"}')
        == []
    )
    sent, speak, add = session.finished(SUMMARY)
    assert isinstance(sent, SendText)
    assert isinstance(speak, Speak)
    assert add == AddText("a")


def test_messages_that_come_too_early_are_bounded():
    session = StreamSession()
    session.receive_message(AUTH)
    for _ in range(16):
        assert not session.backlogged
        assert session.receive_message(REQUEST) == []
    assert session.backlogged
    assert error_and_close_code(session.receive_message(REQUEST))[1] == 4400


def test_characters_that_come_too_early_are_bounded():
    session = StreamSession()
    session.receive_message(AUTH)
    for _ in range(2):
        assert session.receive_message("x" * (128 << 10)) == []
    assert session.backlogged
    assert error_and_close_code(session.receive_message("x"))[1] == 4400


def test_a_message_that_is_too_long_is_refused_before_it_is_queued():
    session = StreamSession()
    session.receive_message(AUTH)
    assert error_and_close_code(session.receive_message("x" * (129 << 10)))[1] == 4400


def test_flushes_without_new_text_do_nothing_and_the_others_are_bounded():
    session = speaking_session(STREAM)
    assert session.receive_message('{"type": "flush"}') == []
    for _ in range(2_000):
        assert session.receive_message('{"type": "text", "text": "a"}') == [AddText("a")]
        assert session.receive_message('{"type": "flush"}') == [FlushText()]
        assert session.receive_message('{"type": "flush"}') == []
    session.receive_message('{"type": "text", "text": "a"}')
    sent, code = error_and_close_code(session.receive_message('{"type": "flush"}'))
    assert code == 4400
    assert "2000 flushes" in sent["error"]


def test_an_idle_session_makes_room_for_another_one():
    for session in (StreamSession(), ready_session()):
        assert session.idle
        [close] = session.evicted()
        assert close.code == 1013
        assert session.closed
        assert session.receive_message(REQUEST) == []
    session = speaking_session()
    assert not session.idle
    assert session.evicted() == []
    assert not session.closed


def test_only_progress_counts_as_activity():
    session = StreamSession()

    def is_progress(actions):
        nonlocal seen
        seen, before = session.activity, seen
        return seen > before, actions

    seen = session.activity
    assert is_progress(session.receive_message(AUTH))[0] is False
    assert is_progress(session.authenticated())[0]
    assert not is_progress(session.receive_message('{"type": "cancel"}'))[0]
    assert is_progress(session.receive_message(STREAM))[0]
    assert is_progress(session.receive_message('{"type": "text", "text": "a"}'))[0]
    assert not is_progress(session.receive_message('{"type": "text", "text": ""}'))[0]
    assert not is_progress(session.receive_message('{"type": "text", "text": " "}'))[0]
    assert not is_progress(session.receive_message('{"type": "flush"}'))[0]
    assert not is_progress(session.receive_message('{"type": "flush"}'))[0]
    assert not is_progress(session.words([]))[0]
    assert not is_progress(session.audio(b""))[0]
    assert is_progress(session.audio(b"\0\0"))[0]
    assert is_progress(session.receive_message('{"type": "end"}'))[0]
    assert not is_progress(session.receive_message('{"type": "cancel"}'))[0]
    assert not is_progress(session.receive_message('{"type": "text", "text": "late"}'))[0]
    assert is_progress(session.finished(SUMMARY))[0]
    assert not is_progress(session.receive_message('{"type": "text", "text": "late"}'))[0]


worthless = st.sampled_from(
    [
        '{"type": "cancel"}',
        '{"type": "text", "text": ""}',
        '{"type": "text", "text": "  "}',
        '{"type": "flush"}',
    ]
)


@given(
    start=st.sampled_from(["ready", "stream", "cancelled"]),
    events=st.lists(st.tuples(worthless, st.floats(0, 59)), max_size=20),
)
@settings(max_examples=200, deadline=None)
def test_whatever_worthless_messages_come_an_idle_session_ends_in_time(start, events):
    """As the pump does: `timeout_s` counts from the last change of `activity`."""
    session = speaking_session(STREAM) if start != "ready" else ready_session()
    if start == "cancelled":
        session.receive_message('{"type": "cancel"}')
        session.finished(SUMMARY)
    if start == "ready":
        events = [event for event in events if event[0] == '{"type": "cancel"}']
    seen, now, active_at = session.activity, 0.0, 0.0
    for message, pause_s in events:
        if now + pause_s >= active_at + session.timeout_s:
            break
        now += pause_s
        session.receive_message(message)
        if session.closed:
            return
        if session.activity != seen:
            seen, active_at = session.activity, now
        if session.timeout_s is None:  # cancelled: it ends with the synthesis
            session.finished(SUMMARY)
            seen, active_at = session.activity, now
    assert active_at == 0.0 or start == "stream"
    [*_, close] = session.timed_out()
    assert isinstance(close, Close)
    assert session.closed


def test_the_key_is_in_no_repr():
    [action] = StreamSession().receive_message(AUTH)
    assert "sk_test" not in repr(action)


def test_word_times_are_sent():
    session = speaking_session()
    word = WordMessage(text="Hello", start=0, end=5, start_ms=40, end_ms=400)
    [sent] = session.words([word])
    assert json.loads(sent.text) == {
        "type": "words",
        "words": [{"text": "Hello", "start": 0, "end": 5, "start_ms": 40, "end_ms": 400}],
    }


def test_every_wait_for_the_client_has_a_timeout():
    session = StreamSession()
    assert session.timeout_s == 10
    assert error_and_close_code(session.timed_out())[1] == 4001
    session = ready_session()
    assert session.timeout_s == 60
    assert session.timed_out() == [Close(1000, "idle for 60 s")]
    session = speaking_session()
    assert session.timeout_s is None
    assert session.timed_out() == []
    session = speaking_session(STREAM)
    assert session.timeout_s == 60
    assert error_and_close_code(session.timed_out())[1] == 4400


def test_a_close_reason_fits_into_its_frame():
    [*_, close] = speaking_session().failed(SynthesisFailed("é" * 500))
    assert len(close.reason.encode()) <= 123


def test_a_disconnect_cancels_the_synthesis():
    session = speaking_session()
    assert session.client_disconnected() == [Cancel()]
    assert session.closed
    assert ready_session().client_disconnected() == []


message = st.one_of(
    st.sampled_from(
        [
            AUTH,
            REQUEST,
            STREAM,
            '{"type": "text", "text": "Hello. "}',
            '{"type": "flush"}',
            '{"type": "end"}',
            '{"type": "cancel"}',
            '{"text": "a", "timestamps": true}',
        ]
    ),
    st.text(st.characters(codec=None), max_size=40),
    st.binary(max_size=8),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "text", "api_key", "x"]), inner, max_size=3)
        ),
    ).map(json.dumps),
)


class SessionMachine(RuleBasedStateMachine):
    """Any events in any order, also those that no caller would send."""

    def __init__(self):
        super().__init__()
        self.session = StreamSession()
        self.known = False
        self.speaks = 0
        self.closes = 0

    def do(self, actions):
        for action in actions:
            assert not self.closes
            if isinstance(action, Speak | SendAudio):
                assert self.known
            if isinstance(action, SendAudio):
                assert self.speaks
            self.speaks += isinstance(action, Speak)
            if isinstance(action, Close):
                assert action.code in CODES
                self.closes += 1
        if self.closes:
            assert isinstance(actions[-1], Close) if actions else True
            assert self.session.closed

    @rule(message=message)
    def receive(self, message):
        self.do(self.session.receive_message(message))

    @rule()
    def authenticated(self):
        checking = self.session._state.name == "AUTHENTICATING"
        self.known = self.known or checking
        self.do(self.session.authenticated())

    @rule(error=st.sampled_from([SynthesisFailed("s"), RateLimited("r", retry_after_s=1)]))
    @precondition(lambda self: self.speaks)
    def failed(self, error):
        self.do(self.session.failed(error))

    @rule()
    def audio(self):
        self.do(self.session.audio(b"\0\0"))

    @rule()
    def finished(self):
        self.do(self.session.finished(SUMMARY))

    @rule()
    def evicted(self):
        self.do(self.session.evicted())

    @rule()
    def timed_out(self):
        self.do(self.session.timed_out())

    @invariant()
    def is_closed_once(self):
        assert self.closes <= 1


SessionMachine.TestCase.settings = settings(max_examples=200, stateful_step_count=20, deadline=None)
TestSessionMachine = SessionMachine.TestCase


@given(st.lists(message, max_size=10))
@settings(max_examples=300, deadline=None)
def test_an_unauthenticated_client_gets_no_audio(messages):
    session = StreamSession()
    actions = [action for each in messages for action in session.receive_message(each)]
    assert not [a for a in actions if isinstance(a, Speak | SendAudio | AddText)]
