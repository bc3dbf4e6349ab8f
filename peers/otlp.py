"""A loopback collector: takes traces by OTLP over HTTP, decoded by OpenTelemetry's own protobuf."""

import asyncio
import gzip
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from peers.http import HttpPeer, HttpRequest, send_body

_PROTOBUF = {"content-type": "application/x-protobuf"}


@dataclass(frozen=True)
class TakenSpan:
    """A span as it came; times are ns since the epoch."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: int
    start: int
    end: int
    attributes: dict[str, Any]
    resource: dict[str, Any]
    links: list[tuple[str, str]]
    has_failed: bool


class OtlpPeer(HttpPeer):
    """`async with OtlpPeer() as peer:` takes traces at `peer.url`.

    Args:
        headers: What each request has to have.

    Attributes:
        requests: What came, in order.
        spans: Those that were taken, in the order in which they ended.
        status: What is answered from now on.
        hangs: Whether nothing is answered at all.
    """

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        super().__init__()
        self.requests: list[HttpRequest] = []
        self.spans: list[TakenSpan] = []
        self.status = 200
        self.hangs = False
        self._headers = headers or {}

    def named(self, name: str) -> list[TakenSpan]:
        """The spans of a name."""
        return [span for span in self.spans if span.name == name]

    @property
    def bytes(self) -> bytes:
        """All that came, unzipped."""
        return b"".join(_body(request) for request in self.requests)

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        if self.hangs:
            await asyncio.Event().wait()
        status = self._take(request) if self.status == 200 else self.status
        answer = ExportTraceServiceResponse().SerializeToString()
        await send_body(writer, status, answer if status == 200 else b"", _PROTOBUF)

    def _take(self, request: HttpRequest) -> int:
        if any(request.headers.get(name) != value for name, value in self._headers.items()):
            return 401
        if (request.method, request.path) != ("POST", "/v1/traces"):
            return 404
        if request.headers.get("content-type") != "application/x-protobuf":
            return 415
        told = ExportTraceServiceRequest.FromString(_body(request))
        for of_resource in told.resource_spans:
            resource = {a.key: _value(a.value) for a in of_resource.resource.attributes}
            for of_scope in of_resource.scope_spans:
                self.spans += [_taken(span, resource) for span in of_scope.spans]
        return 200


def _body(request: HttpRequest) -> bytes:
    is_zipped = request.headers.get("content-encoding") == "gzip"
    return gzip.decompress(request.body) if is_zipped else request.body


def _taken(span: Span, resource: dict[str, Any]) -> TakenSpan:
    return TakenSpan(
        name=span.name,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        kind=span.kind,
        start=span.start_time_unix_nano,
        end=span.end_time_unix_nano,
        attributes={one.key: _value(one.value) for one in span.attributes},
        resource=resource,
        links=[(link.trace_id.hex(), link.span_id.hex()) for link in span.links],
        has_failed=span.status.code == span.status.STATUS_CODE_ERROR,
    )


def _value(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    return getattr(value, kind) if kind else None
