"""An outage is logged when it begins and when it is over."""

import logging

import pytest

from phemius_core.outage_log import OutageLog


@pytest.fixture
def outage():
    class Clocked(OutageLog):
        now = 0.0

    log = Clocked(logging.getLogger("x"), "the database", lambda: log.now)
    return log


def test_an_outage_is_one_line_at_its_beginning_and_one_at_its_end(outage, caplog):
    for _ in range(100):
        outage.failed("does not answer", "OperationalError", "start it")
        outage.now += 0.1
    assert outage.kind == "does not answer"
    outage.worked()
    outage.worked()
    assert outage.kind is None
    assert caplog.messages == [
        "the database does not answer: OperationalError; start it",
        "the database works again after 10.0 s and 100 failed calls",
    ]


def test_another_kind_of_failure_is_logged(outage, caplog):
    outage.failed("does not answer", "x")
    outage.failed("takes no writes", "y")
    outage.failed("takes no writes", "y")
    assert len(caplog.messages) == 2


def test_a_service_that_fails_by_turns_is_logged_once_a_minute(outage, caplog):
    for _ in range(600):
        outage.failed("is too busy", "timeout")
        outage.worked()
        outage.now += 0.1
    assert len(caplog.messages) == 2
    outage.now += 1
    outage.failed("is too busy", "timeout")
    assert len(caplog.messages) == 3
