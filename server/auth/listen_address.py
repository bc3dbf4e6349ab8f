"""Listening address: beyond this machine only with keys; and what the start logs of the keys."""

from collections import Counter
from collections.abc import Sequence

from loguru import logger

from server.auth.origins import is_loopback
from settings import Settings, SettingsError
from settings.api_keys import ApiKey, Role


def check_listen_address(settings: Settings, host: str) -> None:
    """Return if the server may listen on `host`.

    Raises:
        SettingsError: It is beyond this machine, and anybody might look.
    """
    if not settings.api_keys and not is_loopback(host):
        raise SettingsError(
            f"HOST={host}: set API_KEYS to serve beyond this machine;"
            " without them it is 127.0.0.1, ::1 or localhost"
        )


def log_authentication(settings: Settings) -> None:
    """Say in the log who may look."""
    if not settings.api_keys:
        logger.info("API_KEYS is not set: everything is open to this machine, and to no other")
        return
    logger.info("API_KEYS: {}", count_keys(settings.api_keys))
    if not settings.validates_signature:
        logger.warning(
            "the media socket is open to everybody: set TWILIO_AUTH_TOKEN and PUBLIC_URL, so that"
            " Twilio's signature is checked"
        )


def count_keys(keys: Sequence[ApiKey]) -> str:
    """How many keys there are, by role."""
    counted = Counter(key.role for key in keys)
    roles = ", ".join(f"{counted[role]} {role}" for role in Role if counted[role])
    return f"{len(keys)} {'key' if len(keys) == 1 else 'keys'} ({roles})"
