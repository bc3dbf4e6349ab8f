"""Breakers of the running server, as a line of `callshadow check`: which models it does not ask."""

import re

import httpx

from bots.check_finding import CheckFinding, CheckState
from settings import Settings

_TIMEOUT_S = 1.0
_BREAKER = re.compile(r'^callshadow_model_breaker\{model="([^"]+)"\} ([\d.]+)$', re.M)
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where it listens, to ask it


async def check_breakers(settings: Settings) -> CheckFinding | None:
    """Ask the server that runs with these settings, if one does."""
    host = _ANYWHERE.get(settings.host, settings.host)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{settings.port}/metrics"
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False) as client:
            answer = await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        return None  # no server runs
    if answer.status_code in (401, 403):
        detail = f"a server runs, and tells of them at {url} to whoever has a supervisor's key"
        return CheckFinding(CheckState.UNKNOWN, detail, needed=False)
    breakers = _BREAKER.findall(answer.text)
    if not breakers:
        return None  # it asks no model, or it is no server of ours
    unasked = [label for label, state in breakers if float(state)]
    if not unasked:
        asked = ", ".join(label for label, _ in breakers)
        return CheckFinding(CheckState.OK, f"the running server asks {asked}")
    detail = f"the running server does not ask {', '.join(unasked)} for now"
    return CheckFinding(CheckState.FAILED, detail, needed=False)
