"""Carrier check of Twilio: its account, who rings, and the file of numbers."""

import re

from bots.check_finding import CheckFinding, CheckState
from pipeline.phone_numbers import phone_numbers
from prompts.shelf import Shelf
from settings import Settings
from settings.languages import default_of

_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")


async def check_twilio(settings: Settings) -> CheckFinding | None:
    """Whether Twilio's calls come in, and whom they ring; None where calls come by others."""
    number = settings.twilio_agent_number
    if settings.other_carriers and not (settings.says_who_brings_calls or number):
        return None  # calls come by others
    if not settings.says_who_brings_calls:
        return CheckFinding(
            CheckState.MISSING, "set TWILIO_AUTH_TOKEN, so that only Twilio is answered"
        )
    if not number:
        return CheckFinding(
            CheckState.MISSING, "set TWILIO_AGENT_NUMBER, the phone that rings for the agent"
        )
    if strange := _strange_account(settings):
        return CheckFinding(CheckState.UNKNOWN, strange)
    if number.isdecimal():
        detail = "TWILIO_AGENT_NUMBER has no + and country code, which Twilio then guesses"
        return CheckFinding(CheckState.UNKNOWN, f"{detail}: write it like +14155550100")
    checked = "checked" if settings.validates_signature else "not checked"
    return CheckFinding(CheckState.OK, f"signatures are {checked}; calls ring the agent's number")


async def check_numbers(settings: Settings) -> CheckFinding | None:
    """What `TWILIO_NUMBERS` says; None where it is not set.

    Raises:
        SettingsError: The file can't be used.
    """
    if not settings.twilio_numbers:
        return None
    shelf = Shelf(settings.coach_playbook, default_of(settings.coach_language))
    count = len(phone_numbers(settings, shelf))
    return CheckFinding(CheckState.OK, f"{count} in {settings.twilio_numbers}")


def _strange_account(settings: Settings) -> str | None:
    """What is odd about the account; another server than Twilio's own may name them otherwise.

    It is not shown, as a token may have been pasted there.
    """
    account = settings.twilio_account_sid
    if account is None or settings.twilio_base_url or _ACCOUNT.fullmatch(account):
        return None
    is_key = " (SK… is an API key's)" if account.startswith("SK") else ""
    return (
        f"TWILIO_ACCOUNT_SID is not AC and 32 digits or a to f{is_key}: a stream of another account"
        " is refused, and so every one would be"
    )
