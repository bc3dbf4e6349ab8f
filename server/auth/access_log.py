"""Access log: says at the start who may see calls, and who may bring in calls."""

from collections import Counter
from collections.abc import Sequence

from loguru import logger

from settings import Settings
from settings.api_keys import ApiKey, Role
from stores.access.key_store import StoredKey


def log_authentication(settings: Settings, stored: Sequence[StoredKey] | None) -> None:
    """Say in the log who may look, and who may bring in calls.

    Args:
        settings: The settings.
        stored: The keys that were ever added; None where the log can't tell.
    """
    _log_viewers(settings, stored)
    _log_bringers(settings)


def log_changed_keys(keys: Sequence[ApiKey]) -> None:
    """Say that other keys count from now on, as one was added or revoked while the server runs."""
    logger.info("keys that count by now: {}", count_keys(keys) if keys else "none")


def _log_viewers(settings: Settings, stored: Sequence[StoredKey] | None) -> None:
    """Say who may look."""
    added = [one.key for one in stored or () if one.revoked_at is None]
    is_asked = bool(settings.api_keys or settings.oidc_issuer)
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
    elif stored is None and not is_asked:
        logger.warning("the event log can't tell whether there are keys: nobody is let in yet")
    elif not is_asked:
        logger.info("API_KEYS is not set: everything is open to this machine, and to no other")


def _log_bringers(settings: Settings) -> None:
    """Say who may bring in calls, where that is not Twilio alone."""
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
