"""Headers of OTLP: what `OTEL_EXPORTER_OTLP_HEADERS` says, as OpenTelemetry defines it."""

import re
from urllib.parse import unquote

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_WANTED = "name=value between commas, a value percent-encoded where it has a comma"


def parse_headers(text: str) -> dict[str, str]:
    """The headers by name, in small letters.

    Raises:
        ValueError: It is no such list, and what it should be.
    """
    headers: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.strip().partition("=")
        value = unquote(value.strip())
        if not equals or not _NAME.fullmatch(name.strip()) or not value.isprintable():
            raise ValueError(_WANTED)
        headers[name.strip().lower()] = value
    return headers
