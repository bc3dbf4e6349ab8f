"""Process log: one line an event on stderr, never a caller's word; as text, or as JSON.

Each line names its call, and its trace where calls are traced.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC
from typing import Any, Literal

import orjson
from loguru import logger

# Pipecat greets on stderr as it is imported, where a command has its one line for an error.
logger.disable("pipecat")

NO_CALL = "-"
_TELLS_BYTES = "python_multipart"  # its warnings name bytes of a form that is answered with 4xx
_TELLS_WORDS = "pipecat.services.tts_service"  # its warnings name the text that is not spoken


def start_log(level: str, form: Literal["text", "json"] = "text") -> None:
    """Send the log to stderr from `level` on."""
    logger.remove()
    logger.enable("pipecat")
    logging.getLogger(_TELLS_BYTES).setLevel(logging.CRITICAL)
    logger.configure(extra={"call_id": NO_CALL})
    logger.add(
        _write_json if form == "json" else sys.stderr,
        level=level,
        format=_template,
        filter=_keep,
        backtrace=False,
        diagnose=False,  # it would print the values of variables: words and secrets
    )


def as_json(record: Mapping[str, Any]) -> bytes:
    """A line of the log as a JSON object, without its end."""
    extra, exception = record["extra"], record["exception"]
    line = {
        "time": record["time"].astimezone(UTC).isoformat(timespec="milliseconds"),
        "level": record["level"].name,
        "message": record["message"],
        "module": record["name"],
        "line": record["line"],
        "process": record["process"].id,
    }
    if extra.get("call_id", NO_CALL) != NO_CALL:
        line["call_id"] = extra["call_id"]
    if "trace_id" in extra:
        line["trace_id"] = extra["trace_id"]
    if exception:
        line["exception"] = "".join(traceback.format_exception(*exception))
    return orjson.dumps(line)


def _write_json(message: Any) -> None:
    sys.stderr.write(as_json(message.record).decode() + "\n")


def _template(record: Any) -> str:
    trace = " trace_id={extra[trace_id]}" if "trace_id" in record["extra"] else ""
    head = "{time:HH:mm:ss.SSS} {level: <7} {extra[call_id]} {message}"
    return f"{head}{trace}\n{{exception}}"


def _keep(record: Any) -> bool:
    name = record["name"] or ""
    if name == _TELLS_WORDS:
        return False
    # Pipecat and its services print transcripts and frames at DEBUG.
    return not name.startswith("pipecat") or record["level"].no >= logger.level("WARNING").no
