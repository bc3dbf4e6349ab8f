"""Listening address: beyond this machine only with keys, or a sign-in, and a carrier's signature.

`TWILIO_VALIDATE_SIGNATURE=false`, written in the settings, stands for Twilio's signature. Where
another carrier's is set, what comes as Twilio's has to come from this machine.
"""

from urllib.parse import urlsplit

from server.auth.origins import is_local
from settings import Settings, SettingsError
from settings.addresses import is_loopback, mask_login

_SIGNATURE = (
    "set TWILIO_AUTH_TOKEN (and PUBLIC_URL), so that only Twilio brings in calls;"
    " or TWILIO_VALIDATE_SIGNATURE=false, and anybody who reaches the server may;"
    " or what another carrier needs (docs/carriers.md)"
)


def _says_who_brings_calls(settings: Settings) -> bool:
    return settings.says_who_brings_calls or bool(settings.other_carriers)


def check_listen_address(settings: Settings, host: str) -> None:
    """Return if the server may listen on `host`.

    Raises:
        SettingsError: It is beyond this machine, and anybody might look, or bring in calls.
    """
    if is_loopback(host):
        return
    problems = []
    if not settings.api_keys and not settings.oidc_issuer:
        problems.append(
            "set API_KEYS, or OIDC_ISSUER, to serve beyond this machine;"
            " without them it is 127.0.0.1, ::1 or localhost"
        )
    if not _says_who_brings_calls(settings):
        problems.append(_SIGNATURE)
    if problems:
        raise SettingsError(f"HOST={host}: {'. And '.join(problems)}")


def check_public_address(settings: Settings) -> None:
    """Return if the server may be reached at `PUBLIC_URL`, through a proxy or a tunnel.

    Raises:
        SettingsError: It is beyond this machine, and anybody might bring in calls.
    """
    url = settings.public_url or ""
    host = urlsplit(url).hostname
    if host and not is_local(host) and not _says_who_brings_calls(settings):
        raise SettingsError(f"PUBLIC_URL={mask_login(url)}: {_SIGNATURE}")
