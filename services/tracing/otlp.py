"""OTLP export: spans leave over HTTP, from a queue with bounds, by a thread of its own.

An endpoint that is down is told of once, and again when it answers; spans that it does not take in
time are dropped, and no call waits for it.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from threading import Thread
from uuid import uuid4

from loguru import logger
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Tracer

QUEUE = 4096
"""Spans that wait at most; what comes on top pushes out the oldest."""
BATCH = 512
EVERY_S = 2.0
REQUEST_S = 5.0
"""How long a request may take, with what is tried again."""
LAST_S = 2.0
"""How long the end of the process waits for the last spans."""
_PATH = "/v1/traces"


class GivenIds(RandomIdGenerator):
    """Ids of spans at random, and of a trace as it was given just before.

    Attributes:
        next_trace: The id of the next trace; None: at random.
    """

    next_trace: int | None = None

    def generate_trace_id(self) -> int:
        """The id of a new trace."""
        given, self.next_trace = self.next_trace, None
        return super().generate_trace_id() if given is None else given


class LoggedExporter(SpanExporter):
    """An exporter whose failure is logged once, until it works again."""

    def __init__(self, exporter: SpanExporter, endpoint: str) -> None:
        """Create it around another one."""
        self._exporter = exporter
        self._endpoint = endpoint
        self._is_failing = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send some spans; in a thread."""
        result = self._exporter.export(spans)
        has_failed = result is not SpanExportResult.SUCCESS
        if has_failed and not self._is_failing:
            logger.warning("traces: {} does not take them; spans are dropped", self._endpoint)
        elif self._is_failing and not has_failed:
            logger.info("traces: {} takes them again", self._endpoint)
        self._is_failing = has_failed
        return result

    def shutdown(self) -> None:
        """Send nothing more."""
        self._exporter.shutdown()


class SpanProvider:
    """The provider of a process's spans.

    Attributes:
        tracer: Makes the spans.
        ids: Takes the id of the next trace.
        queue: What is to be sent.
    """

    def __init__(self, exporter: SpanExporter) -> None:
        """Create the provider of the spans that `exporter` sends."""
        self.ids = GivenIds()
        self._exporter = exporter
        self._provider = TracerProvider(
            resource=_resource(),
            id_generator=self.ids,
            span_limits=SpanLimits(max_attributes=64, max_attribute_length=64_000),
            shutdown_on_exit=False,
        )
        self.queue = BatchSpanProcessor(
            exporter,
            max_queue_size=QUEUE,
            max_export_batch_size=BATCH,
            schedule_delay_millis=EVERY_S * 1000,
        )
        self._provider.add_span_processor(self.queue)
        self.tracer: Tracer = self._provider.get_tracer("call-shadow")

    def close(self, within_s: float = LAST_S) -> None:
        """Send what is left, within so many seconds; blocks."""
        ending = Thread(target=self.queue.shutdown, daemon=True)
        ending.start()
        ending.join(within_s)
        self._exporter.shutdown()


def open_provider(
    endpoint: str, headers: Mapping[str, str], request_s: float = REQUEST_S
) -> SpanProvider:
    """The provider whose spans go to an endpoint, under which the path of traces is added."""
    for name in ("opentelemetry.sdk", "opentelemetry.exporter"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # `LoggedExporter` says it once
    address = endpoint.rstrip("/")
    exporter = OTLPSpanExporter(f"{address}{_PATH}", headers=dict(headers), timeout=request_s)
    return SpanProvider(LoggedExporter(exporter, address))


def _resource() -> Resource:
    """What the spans of this process have in common; the environment has more."""
    found = Resource.create({"service.instance.id": uuid4().hex, "process.pid": os.getpid()})
    is_named = not str(found.attributes["service.name"]).startswith("unknown_service")
    return found if is_named else found.merge(Resource({"service.name": "call-shadow"}))
