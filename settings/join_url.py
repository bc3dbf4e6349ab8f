"""Join address: where a supervisor asks the phone system to be let into a call; we dial nothing."""

import re
from urllib.parse import quote, urlsplit

_PLACE = re.compile(r"\{(\w*)\}")
_PLACES = {"call_id", "agent"}
_SENDABLE = re.compile(r"[!-~]+")
_WANTED = (
    "an address like https://pbx.example/join?call={call_id}&ext={agent}, of https, http, sip or"
    " tel, with {call_id} or {agent} or both behind the host, and no other braces"
)


def checked_join_url(value: str | None) -> str | None:
    """The template of an address, as it is.

    Raises:
        ValueError: It is none, and what it should be.
    """
    if value and not _is_template(value):
        raise ValueError(_WANTED)
    return value


def join_address(template: str, call_id: str, agent_id: str | None) -> str | None:
    """The address for a call; None where it names an agent and the call has none.

    Args:
        template: A checked template.
        call_id: The call.
        agent_id: Whose it is.
    """
    if "{agent}" in template and not agent_id:
        return None
    values = {"call_id": call_id, "agent": agent_id or ""}
    return _PLACE.sub(lambda place: quote(values[place[1]], safe=""), template)


def _is_template(value: str) -> bool:
    places, rest = set(_PLACE.findall(value)), _PLACE.sub("", value)
    if (
        not places
        or places - _PLACES
        or "{" in rest
        or "}" in rest
        or not _SENDABLE.fullmatch(value)
    ):
        return False
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return bool(host) and "{" not in parts.netloc
    return parts.scheme in {"sip", "tel"} and not parts.netloc
