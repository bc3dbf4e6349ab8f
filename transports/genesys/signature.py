"""Signature of Genesys' handshakes: an HTTP message signature, by a secret that both sides know.

    Signature-Input: sig1=("@request-target" "@authority" "audiohook-session-id" …);keyid="API KEY";
                     nonce="…";alg="hmac-sha256";created=1641013200;expires=1641013230
    Signature:       sig1=:BASE64 OF THE HMAC:

What is signed is a line for each component, `"name": value`, and a last one,
`"@signature-params": ` with what stands in Signature-Input behind `sig1=`. Source:
https://developer.genesys.cloud/devapps/audiohook/session-walkthrough
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

_COMPONENTS = {
    "@request-target",
    "@authority",
    "audiohook-organization-id",
    "audiohook-session-id",
    "audiohook-correlation-id",
    "x-api-key",
}
"""What must be signed."""
_INPUT = re.compile(r'\s*([\w-]+)=(\(([^()]*)\)((?:;[a-z]+=(?:"[^"]*"|\d+))*);?)\s*')
_PARAMETER = re.compile(r';([a-z]+)=(?:"([^"]*)"|(\d+))')
_COMPONENT = re.compile(r'"([^"]+)"')
# Their clock and ours may differ.
_SKEW_S = 60


def mac_of(headers: Mapping[str, str]) -> str:
    """The HMAC of a handshake that was not refused, whatever label it has."""
    return headers["signature"].partition("=:")[2].strip()


def refusal_of(
    headers: Mapping[str, str], target: str, authority: str, secret: bytes, now: datetime
) -> str | None:
    """The refusal of a handshake; None where its signature fits.

    Args:
        headers: Its headers, by names in small letters.
        target: Its path, with the query if there is one.
        authority: The host that Genesys calls, with the port if it is not 443.
        secret: The client secret, decoded.
        now: The present time.
    """
    found = _INPUT.fullmatch(headers.get("signature-input", ""))
    if not found:
        return "without a signature"
    label, signed, components, parameters = found.groups()
    names = _COMPONENT.findall(components)
    said = {name: text or digits for name, text, digits in _PARAMETER.findall(parameters)}
    if not set(names) >= _COMPONENTS or said.get("alg", "hmac-sha256") != "hmac-sha256":
        return "with a signature that leaves something out"
    values = {"@request-target": target, "@authority": authority.lower()}
    lines = [f'"{name}": {values.get(name) or headers.get(name, "")}' for name in names]
    base = "\n".join([*lines, f'"@signature-params": {signed}'])
    mac = b64encode(hmac.digest(secret, base.encode(), "sha256")).decode()
    given = headers.get("signature", "").strip()
    if not hmac.compare_digest(f"{label}=:{mac}:".encode(), given.encode()):
        return "with a wrong signature"
    return None if _is_timely(said, now.timestamp()) else "with a signature that has ended"


def _is_timely(said: Mapping[str, str], now: float) -> bool:
    created, expires = said.get("created", ""), said.get("expires", "")
    if not (created.isdecimal() and expires.isdecimal()):
        return False
    return int(created) <= now + _SKEW_S and int(expires) > now
