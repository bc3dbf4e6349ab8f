"""libpq parameters: what providers put behind `?` in a Postgres address, as asyncpg takes it.

asyncpg takes none of them by itself. Source of the names and their meanings:
https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stores.errors import EventLogError

_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_SESSIONS = ("any", "primary", "standby", "read-write", "read-only", "prefer-standby")
_TRUE = ("true", "1", "yes", "on")
_OPTION = re.compile(r"(?:-c\s*|--)([A-Za-z_][\w.]*)=((?:\\.|\S)*)")
# What is the client library's own business, and changes nothing for us.
_WITHOUT_EFFECT = frozenset(
    [
        "channel_binding",
        "client_encoding",
        "connection_limit",
        "fallback_application_name",
        "gssencmode",
        "gsslib",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "krbsrvname",
        "pool_timeout",
        "requiressl",
        "sslcompression",
        "sslsni",
        "tcp_user_timeout",
    ]
)
# What SQLAlchemy's own dialect takes from the address.
_LEFT_IN_ADDRESS = frozenset({"host", "port", "prepared_statement_cache_size"})


@dataclass(slots=True)
class ConnectArguments:
    """Arguments of `asyncpg.connect`.

    Attributes:
        arguments: By name.
        server_settings: Settings of the session.
    """

    arguments: dict[str, Any] = field(default_factory=dict)
    server_settings: dict[str, str] = field(default_factory=dict)


def without_parameters(query: Mapping[str, Any]) -> list[str]:
    """The names in an address's query that must not reach SQLAlchemy."""
    return [name for name in query if name not in _LEFT_IN_ADDRESS]


def connect_arguments(query: Mapping[str, Any]) -> ConnectArguments:
    """Translate the query of an address.

    Raises:
        EventLogError: An unknown name, a wrong value, or a file that can't be read.
    """
    values = {name: value if isinstance(value, str) else value[-1] for name, value in query.items()}
    found = ConnectArguments()
    if context := _ssl(values):
        found.arguments["ssl"] = context
    for name, value in values.items():
        if name.startswith("ssl") or name in _LEFT_IN_ADDRESS or name in _WITHOUT_EFFECT:
            continue
        take = _TAKE.get(name)
        if take is None:
            known = ", ".join(sorted({*_TAKE, "sslmode", "sslrootcert"}))
            raise EventLogError(f"DATABASE_URL: ?{name}= is not known; known are {known}")
        take(found, value)
    return found


def _number(name: str, as_name: str) -> Callable[[ConnectArguments, str], None]:
    def take(found: ConnectArguments, value: str) -> None:
        if not value.isdecimal():
            raise EventLogError(f"DATABASE_URL: ?{name}= must be a whole number")
        found.arguments[as_name] = int(value)

    return take


def _setting(name: str) -> Callable[[ConnectArguments, str], None]:
    def take(found: ConnectArguments, value: str) -> None:
        found.server_settings[name] = value

    return take


def _argument(name: str) -> Callable[[ConnectArguments, str], None]:
    def take(found: ConnectArguments, value: str) -> None:
        found.arguments[name] = value

    return take


def _options(found: ConnectArguments, value: str) -> None:
    """`-c name=value` as often as wanted; a blank in a value stands behind a backslash."""
    if _OPTION.sub("", value).strip():
        raise EventLogError("DATABASE_URL: ?options= holds -c NAME=VALUE and nothing else")
    for name, text in _OPTION.findall(value):
        found.server_settings[name] = re.sub(r"\\(.)", r"\1", text)


def _pgbouncer(found: ConnectArguments, value: str) -> None:
    """A pooler hands a connection on: no statement is kept in it."""
    if value.lower() in _TRUE:
        found.arguments["statement_cache_size"] = 0


def _session(found: ConnectArguments, value: str) -> None:
    """Which of several hosts is wanted."""
    if value not in _SESSIONS:
        raise EventLogError(
            f"DATABASE_URL: ?target_session_attrs= is one of {', '.join(_SESSIONS)}"
        )
    found.arguments["target_session_attrs"] = value


_TAKE: dict[str, Callable[[ConnectArguments, str], None]] = {
    "application_name": _setting("application_name"),
    "connect_timeout": _number("connect_timeout", "timeout"),
    "command_timeout": _number("command_timeout", "command_timeout"),
    "options": _options,
    "passfile": _argument("passfile"),
    "pgbouncer": _pgbouncer,
    "schema": _setting("search_path"),
    "statement_cache_size": _number("statement_cache_size", "statement_cache_size"),
    "target_session_attrs": _session,
}


def _ssl(values: Mapping[str, str]) -> ssl.SSLContext | str | None:
    """The TLS of `sslmode`, `sslrootcert`, `sslcert`, `sslkey` and `ssl`; None without them."""
    mode = values.get("sslmode") or values.get("ssl_mode")
    if mode is None and values.get("ssl", "").lower() in _TRUE:
        mode = "require"
    files = {name: values[name] for name in ("sslrootcert", "sslcert") if values.get(name)}
    if mode is None and not files:
        return None
    mode = mode or "prefer"
    if mode not in _SSL_MODES:
        raise EventLogError(f"DATABASE_URL: ?sslmode= is one of {', '.join(_SSL_MODES)}")
    if mode == "disable" or (not files and mode in ("allow", "prefer", "require")):
        return mode
    return _context(mode, values)


def _context(mode: str, values: Mapping[str, str]) -> ssl.SSLContext:
    root = values.get("sslrootcert", "system")
    try:
        context = ssl.create_default_context(cafile=None if root == "system" else root)
        if certificate := values.get("sslcert"):
            context.load_cert_chain(
                certificate, values.get("sslkey"), values.get("sslpassword") or None
            )
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or type(error).__name__
        raise EventLogError(
            f"DATABASE_URL: a file of ?sslrootcert=, ?sslcert= or ?sslkey= can't be read: {reason}"
        ) from None
    context.check_hostname = mode == "verify-full"
    # With a root certificate, `require` verifies as `verify-ca` does (libpq, 34.19).
    if not mode.startswith("verify") and "sslrootcert" not in values:
        context.verify_mode = ssl.CERT_NONE
    return context
