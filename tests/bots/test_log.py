"""The log of a process, as text and as JSON."""

import json
from collections.abc import Iterator

import pytest
from loguru import logger
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser

from bots.log import start_log

TRACE = "5b8efff798038103d269b633813fc60c"


@pytest.fixture(autouse=True)
def other_log() -> Iterator[None]:
    """The log that other tests have, afterwards."""
    yield
    logger.remove()
    logger.configure(extra={})


def test_a_line_of_json_names_its_call_and_its_trace(capsys: pytest.CaptureFixture[str]):
    """And nothing of them where it has none; braces and line ends are no trouble."""
    start_log("INFO", "json")
    logger.info("the process {}", "{begins}")
    with logger.contextualize(call_id="CA1", trace_id=TRACE):
        logger.warning("two\nlines")
    logger.debug("unseen")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["message"] == "the process {begins}"
    assert {"call_id", "trace_id"}.isdisjoint(first)
    assert second["time"].endswith("+00:00")
    told = {"level": "WARNING", "message": "two\nlines", "call_id": "CA1", "trace_id": TRACE}
    assert second | told == second


def test_what_a_voice_does_not_say_is_not_told(capsys: pytest.CaptureFixture[str]):
    """Pipecat's voices, whoever's they are, warn of it in its words; what else it warns of is."""
    start_log("DEBUG")
    for module in ("tts_service", "stt_service"):
        name = f"pipecat.services.{module}"
        logger.patch(lambda line, name=name: line.update(name=name)).warning(
            "not heard: {}", module
        )
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("not heard: stt_service")


def test_an_exception_is_told_in_its_line_without_the_values_of_variables(
    capsys: pytest.CaptureFixture[str],
):
    """Where it was raised, and no more: a variable may hold a caller's words."""
    start_log("INFO", "json")
    words = ["zebrafish"]
    try:
        assert words.index("other")
    except ValueError:
        logger.exception("it broke")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert "ValueError" in line["exception"]
    assert "zebrafish" not in line["exception"].replace('words = ["zebrafish"]', "")


def test_what_a_parser_makes_of_a_form_is_not_told(caplog: pytest.LogCaptureFixture):
    """It names bytes of what was sent, in a form of its own; whoever sent it is answered."""
    start_log("DEBUG", "json")
    parser = MultipartParser(b"x")
    with pytest.raises(MultipartParseError):
        parser.write(b"no form")
    assert caplog.messages == []


def test_a_line_of_text_ends_with_its_trace(capsys: pytest.CaptureFixture[str]):
    """Only where its call is traced."""
    start_log("INFO")
    logger.info("here")
    with logger.contextualize(call_id="CA1", trace_id=TRACE):
        logger.info("there")
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith(" INFO    - here")
    assert second.endswith(f" INFO    CA1 there trace_id={TRACE}")
