"""Listening address: beyond this machine only with keys, or a sign-in, and a carrier's signature.

`TWILIO_VALIDATE_SIGNATURE=false`, written in the settings, stands for Twilio's signature. Where
another carrier's is set, what comes as Twilio's has to come from this machine.
"""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from loguru import logger

from server.auth.origins import is_local, is_loopback
from settings import Settings, SettingsError
from settings.api_keys import ApiKey, Role
from stores.key_store import StoredKey

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
    host = urlsplit(settings.public_url or "").hostname
    if host and not is_local(host) and not _says_who_brings_calls(settings):
        raise SettingsError(f"PUBLIC_URL={settings.public_url}: {_SIGNATURE}")


def log_authentication(settings: Settings, stored: Sequence[StoredKey] | None = ()) -> None:
    """Say in the log who may look, and who may bring in calls.

    Args:
        settings: The settings.
        stored: The keys that were ever added; None where the log can't tell.
    """
    added = [one.key for one in stored or () if one.revoked_at is None]
    if settings.oidc_issuer:
        logger.info("users sign in at {}", settings.oidc_issuer)
    if settings.api_keys:
        logger.info("API_KEYS: {}", count_keys(settings.api_keys))
    if added:
        logger.info("added keys: {}", count_keys(added))
        if not settings.api_keys and not settings.token_secret:
            logger.warning(
                "tokens hold in the process that made them alone, as TOKEN_SECRET is not set"
            )
    elif stored:
        logger.info("all keys that were added are revoked")
    elif stored is None and not settings.api_keys and not settings.oidc_issuer:
        logger.warning("the event log can't tell whether there are keys: nobody is let in yet")
    elif not settings.api_keys and not settings.oidc_issuer:
        logger.info("API_KEYS is not set: everything is open to this machine, and to no other")
    if settings.validates_signature:
        return
    if settings.says_who_brings_calls:
        logger.warning(
            "the media socket is open to everybody, as TWILIO_VALIDATE_SIGNATURE=false says"
        )
    elif settings.api_keys or settings.oidc_issuer:
        logger.warning(
            "the media socket is open to everybody on this machine: set TWILIO_AUTH_TOKEN and"
            " PUBLIC_URL, so that Twilio's signature is checked"
        )


def count_keys(keys: Sequence[ApiKey]) -> str:
    """The number of keys, by role."""
    counted = Counter(key.role for key in keys)
    roles = ", ".join(f"{counted[role]} {role}" for role in Role if counted[role])
    return f"{len(keys)} {'key' if len(keys) == 1 else 'keys'} ({roles})"
