"""Error report: what goes wrong in a process, told to Sentry without a caller's word.

A line of the log at ERROR, and what ends a process, with the stack. The values of variables stay
here, and so does the message of an error that is not of our tree: it may quote what it was given.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import sentry_sdk
from loguru import logger
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import event_from_exception

from conversation import errors

_LAST_S = 2.0
"""How long the end of a process waits for what is still to be sent."""


@contextmanager
def open_reports(dsn: str) -> Iterator[None]:
    """Report errors until the block ends, and the one that ends it.

    Args:
        dsn: The project's address, with its key.
    """
    sentry_sdk.init(
        dsn=dsn,
        release=f"call-shadow@{version('call-shadow')}",
        default_integrations=False,  # they would send arguments, breadcrumbs, requests and modules
        auto_enabling_integrations=False,
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=_without_words,
    )
    sink = logger.add(_report, level="ERROR", format="{message}", backtrace=False, diagnose=False)
    logger.info("errors are told to Sentry")
    try:
        yield
    except errors.CallShadowError:
        raise  # the command tells it in its line
    except Exception as error:
        sentry_sdk.capture_exception(error)
        raise
    finally:
        logger.remove(sink)
        sentry_sdk.get_client().close(timeout=_LAST_S)


def _report(message: Any) -> None:
    sentry_sdk.capture_event(as_event(message.record))


def as_event(record: Mapping[str, Any]) -> Event:
    """The event of a line of the log; lines of one place and one class of error are one issue."""
    name, exception = record["name"] or "", record["exception"]
    # Pipecat's lines may tell of frames, and of the words in them.
    said = f"{name}.{record['function']}" if name.startswith("pipecat") else record["message"]
    kind = exception.type.__name__ if exception and exception.type else ""
    tags = {key: record["extra"][key] for key in ("call_id", "trace_id") if key in record["extra"]}
    event: Event = {}
    if exception and exception.value is not None:
        options = sentry_sdk.get_client().options
        event, _ = event_from_exception(tuple(exception), client_options=options)
    event["level"] = "error" if record["level"].name == "ERROR" else "fatal"
    event["logger"] = name
    event["logentry"] = {"formatted": said}
    event["fingerprint"] = [name, record["function"], kind]
    event["tags"] = tags
    return event


def _without_words(event: Event, _: Hint) -> Event:
    for value in event.get("exception", {}).get("values", []):
        if value.get("module") != errors.__name__:
            value["value"] = ""
    return event
