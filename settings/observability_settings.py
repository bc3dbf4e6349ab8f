"""Observability settings: how the log is written, and where traces and errors go."""

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr, model_validator
from pydantic_settings import BaseSettings

from settings.addresses import is_safe, site
from settings.otlp_headers import parse_headers
from settings.sample_secrets import WHAT_IT_IS, is_sample_secret
from settings.values import Capitals

_DSN = re.compile(r"https?://[^\s:@/?#]+(?::[^\s@/?#]*)?@[^\s@/?#]+(?:/[^\s?#]*)?/\d+")


def _dsn(value: SecretStr | None) -> SecretStr | None:
    if not value:
        return None
    text = value.get_secret_value()
    if not _DSN.fullmatch(text) or not is_safe(text):
        raise ValueError("https://KEY@HOST/PROJECT, as Sentry shows it for the project")
    if is_sample_secret(urlsplit(text).username or ""):
        raise ValueError(f"its key is {WHAT_IT_IS}; set your own, or leave the setting out")
    return value


def _headers(value: SecretStr | None) -> SecretStr | None:
    if value:
        headers = parse_headers(value.get_secret_value())
        if any(is_sample_secret(one.rpartition(" ")[2]) for one in headers.values()):
            raise ValueError(f"one of them is {WHAT_IT_IS}; set your own, or leave the setting out")
    return value


class ObservabilitySettings(BaseSettings):
    """Observability settings, a part of `Settings`, which says where they are read."""

    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Capitals] = "INFO"
    log_format: Literal["text", "json"] = "text"
    otel_exporter_otlp_endpoint: Annotated[
        str | None, site("https", "http", tails=("/v1/traces",))
    ] = None
    otel_exporter_otlp_headers: Annotated[SecretStr | None, AfterValidator(_headers)] = None
    trace_words: bool = False
    sentry_dsn: Annotated[SecretStr | None, AfterValidator(_dsn)] = None

    @property
    def otlp_headers(self) -> dict[str, str]:
        """The headers of each request that takes traces away."""
        headers = self.otel_exporter_otlp_headers
        return parse_headers(headers.get_secret_value()) if headers else {}

    @model_validator(mode="after")
    def _secrets_go_safely(self) -> Self:
        endpoint, headers = self.otel_exporter_otlp_endpoint, self.otel_exporter_otlp_headers
        if endpoint and headers and not is_safe(endpoint):
            raise ValueError(
                "OTEL_EXPORTER_OTLP_ENDPOINT: https:// but for this machine, as"
                " OTEL_EXPORTER_OTLP_HEADERS are sent there"
            )
        return self
