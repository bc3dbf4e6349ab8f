"""Errors of a process, as a Sentry on loopback takes them: where and what, and no word."""

import asyncio
from collections.abc import Callable

import pytest
from loguru import logger

from conversation.errors import CallShadowError
from peers.sentry import SentryPeer
from services.error_reports import as_event, open_reports
from settings import SettingsError, load

WORDS = "zebrafish"
TRACE = "5b8efff798038103d269b633813fc60c"


async def reported(fail: Callable[[], None]) -> SentryPeer:
    """What Sentry has after that."""
    async with SentryPeer() as peer:

        def run() -> None:
            with open_reports(peer.dsn):
                fail()

        await asyncio.to_thread(run)
        return peer


def _quote() -> None:
    said = [WORDS]
    with logger.contextualize(call_id="CA1", trace_id=TRACE):
        try:
            int(said[0])
        except ValueError:
            logger.exception("the turn was not read")
    logger.warning("no error: {}", WORDS)


async def test_an_error_names_its_place_and_its_call_and_no_word() -> None:
    """Neither the variable nor the message that quotes it leaves; what is no error is not told."""
    peer = await reported(_quote)
    (event,) = peer.events
    assert event["level"] == "error"
    assert event["logentry"]["formatted"] == "the turn was not read"
    assert event["tags"] == {"call_id": "CA1", "trace_id": TRACE}
    (error,) = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "_quote"
    assert event["release"].startswith("call-shadow@")
    assert event["fingerprint"] == [__name__, "_quote", "ValueError"]
    assert WORDS.encode() not in peer.bytes.replace(b'WORDS = \\"zebrafish\\"', b"")


def _refuse() -> None:
    try:
        raise CallShadowError("the log is locked: close what holds it")
    except CallShadowError:
        logger.exception("not kept")
    logger.critical("without an exception")


async def test_an_error_of_ours_says_what_is_wrong() -> None:
    """Its message is one that may stand in the log."""
    ours, other = (await reported(_refuse)).events
    assert ours["exception"]["values"][0]["value"] == "the log is locked: close what holds it"
    assert (other["level"], "exception" in other) == ("fatal", False)


async def test_what_ends_a_process_is_told_unless_it_is_the_commands_line() -> None:
    """An error of ours, such as a wrong setting, is for whoever typed the command."""
    async with SentryPeer() as peer:

        def run(error: Exception) -> None:
            with pytest.raises(type(error)), open_reports(peer.dsn):
                raise error

        for error in (CallShadowError("HOST: no address"), LookupError(WORDS)):
            await asyncio.to_thread(run, error)
        (event,) = peer.events
    (told,) = event["exception"]["values"]
    assert (told["type"], told["value"]) == ("LookupError", "")


def test_a_pipecat_line_is_named_by_its_place() -> None:
    """It may tell of a frame, with the words in it."""
    records = []
    sink = logger.add(lambda message: records.append(message.record), level="ERROR")
    logger.patch(lambda record: record.update(name="pipecat.x", function="push")).error(WORDS)
    logger.remove(sink)
    assert as_event(records[0]).get("logentry") == {"formatted": "pipecat.x.push"}


@pytest.mark.parametrize(
    "dsn", ["sentry.io/2", "https://sentry.io/2", "https://key@sentry.io", "http://key@sentry.io/2"]
)
def test_a_wrong_address_stops_the_start(dsn: str) -> None:
    """The key goes safely, and the line says how an address looks; it does not repeat the key."""
    with pytest.raises(SettingsError) as wrong:
        load(sentry_dsn=dsn)
    assert "SENTRY_DSN" in str(wrong.value)
    assert "https://KEY@HOST/PROJECT" in str(wrong.value)
    assert dsn not in str(wrong.value)


def test_an_address_of_this_machine_may_be_http() -> None:
    assert load(sentry_dsn="http://key@127.0.0.1:9000/2").sentry_dsn
