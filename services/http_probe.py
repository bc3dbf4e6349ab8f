"""HTTP probe: asks a vendor's address whether it is there and takes the key."""

import re

import httpx

from services.provider import Probe
from services.route import http_route

_TIMEOUT_S = 5.0


def http_address(base: str) -> str:
    """The address that answers HTTP where WebSockets are dialled, without a slash at its end."""
    return re.sub(r"^ws(s?)://", r"http\1://", base).rstrip("/")


async def probe_http(url: str, authorization: str, detail: str, *, exists: bool = False) -> Probe:
    """Ask an address; any answer but a refusal of the key will do.

    Args:
        url: What to GET.
        authorization: The header of that name.
        detail: What is there, for people.
        exists: Whether the address has to exist too.
    """
    host = httpx.URL(url).host
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, **http_route(url)) as client:
            answer = await client.get(url, headers={"Authorization": authorization})
    except httpx.HTTPError as error:
        return Probe(False, f"{host} can't be reached ({type(error).__name__})")
    if answer.status_code in (401, 403):
        return Probe(False, f"{host} refuses the key")
    if answer.is_server_error or (exists and answer.is_client_error):
        return Probe(False, f"{host} answers HTTP {answer.status_code}")
    return Probe(True, f"{detail} at {host}")
