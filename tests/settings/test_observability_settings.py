"""The settings of traces and of the log."""

import pytest

from settings import SettingsError, load


def test_headers_are_read_as_opentelemetry_has_them():
    """Names in any case, blanks around them, values percent-encoded."""
    headers = load(otel_exporter_otlp_headers="Authorization=Basic%20a%3D=, X-Project = a%2Cb")
    assert headers.otlp_headers == {"authorization": "Basic a==", "x-project": "a,b"}
    assert load().otlp_headers == {}


@pytest.mark.parametrize("headers", ["x-api-key", "=secret", "a=b,,c=d", "a b=secret", "a=b%0Ac"])
def test_headers_that_are_none_are_not_shown(headers: str):
    """They are secrets: what is allowed is said, and not what they are."""
    with pytest.raises(SettingsError, match="name=value between commas") as told:
        load(otel_exporter_otlp_headers=headers)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        ("http://127.0.0.1:4318/v1/traces", "http://127.0.0.1:4318"),
        ("http://otel-collector:4318", "http://otel-collector:4318"),
        (
            "https://cloud.langfuse.com/api/public/otel",
            "https://cloud.langfuse.com/api/public/otel",
        ),
    ],
)
def test_an_endpoint_is_a_base_address(endpoint: str, address: str):
    """The path that is added may stand there."""
    assert load(otel_exporter_otlp_endpoint=endpoint).otel_exporter_otlp_endpoint == address


def test_keys_are_sent_where_nobody_reads_them():
    """With headers, https or this machine."""
    more = {"otel_exporter_otlp_headers": "x-api-key=a"}
    assert load(otel_exporter_otlp_endpoint="http://localhost:4318", **more)
    with pytest.raises(SettingsError, match=r"^OTEL_EXPORTER_OTLP_ENDPOINT: https://"):
        load(otel_exporter_otlp_endpoint="http://otel-collector:4318", **more)
