"""Settings check, `callshadow check`: what is set, what is reachable, what is missing.

Each part is asked as a call asks it. One that fails in a way of its own is a line,
and hides no other.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from loguru import logger

from bots.breaker_check import check_breakers
from bots.check_finding import CheckFinding, CheckState
from bots.coaching_check import check_language, check_playbook, check_specialists
from bots.fan_out_check import check_fan_out
from bots.knowledge_check import check_knowledge
from bots.listening_check import check_listening
from bots.models_check import check_models
from bots.optional_check import (
    check_candidate,
    check_sign_in,
    check_summaries,
    check_web_search,
)
from bots.output import Output
from bots.recognisers_check import check_recognisers
from bots.spool_check import check_spool
from bots.twilio_check import check_numbers, check_twilio
from bots.voice_check import check_voice
from bots.write_back_check import check_chats, check_crm, check_webhooks
from conversation.errors import CallShadowError
from pipeline.process_log import database_url
from server.auth.access_log import count_keys
from services.carriers.providers import chosen_carrier
from services.carriers.vonage_account import probe as probe_vonage
from settings import Settings
from settings.addresses import is_loopback, mask_login
from settings.names import mistaken_names
from stores.log.event_log import open_event_log


async def main(_: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code."""
    return await run(settings)


async def run(settings: Settings) -> int:
    """Print the report; returns 1 when the phone bot could not run."""
    found = await asyncio.gather(*(_asked(check, settings) for check in _CHECKS.values()))
    console = Output(soft_wrap=True, highlight=False)
    for what, finding in zip(_CHECKS, found, strict=True):
        if finding:
            console.print(finding.line(what))
    ready = not any(finding.stops for finding in found if finding)
    console.print("The phone bot can run." if ready else "The phone bot can't run yet.")
    return 0 if ready else 1


Check = Callable[[Settings], Awaitable[CheckFinding | None]]


async def _asked(check: Check, settings: Settings) -> CheckFinding | None:
    try:
        return await check(settings)
    except CallShadowError as error:
        return CheckFinding(CheckState.FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - of whatever library: the other lines are due
        logger.debug("check: {}", type(error).__name__)
        return CheckFinding(CheckState.UNKNOWN, f"the check itself failed ({type(error).__name__})")


async def _names(_: Settings) -> CheckFinding | None:
    mistaken = mistaken_names()
    if not mistaken:
        return None
    told = ", ".join(f"{name} is no setting; is {meant} meant?" for name, meant in mistaken.items())
    return CheckFinding(CheckState.FAILED, told, needed=False)


async def _address(settings: Settings) -> CheckFinding:
    url = settings.public_url
    if not url:
        return CheckFinding(
            CheckState.MISSING, "set PUBLIC_URL to the https address that Twilio can reach"
        )
    shown = mask_login(url)
    if not url.startswith("https://"):
        why = "is http, and Twilio streams to wss:// alone: it has to be an https address"
        return CheckFinding(CheckState.FAILED, f"PUBLIC_URL={shown} {why}")
    if not _is_public(urlsplit(url).hostname or ""):
        why = "is an address of this machine or network, where Twilio can't reach it"
        return CheckFinding(CheckState.FAILED, f"PUBLIC_URL={shown} {why}")
    return CheckFinding(CheckState.OK, shown)


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))


async def _keys(settings: Settings) -> CheckFinding:
    if settings.api_keys:
        return CheckFinding(CheckState.OK, count_keys(settings.api_keys))
    if is_loopback(settings.host):
        return CheckFinding(
            CheckState.NONE, "everything is open, to this machine only", needed=False
        )
    return CheckFinding(
        CheckState.MISSING, f"set API_KEYS, or the server does not listen on {settings.host}"
    )


async def _other_carriers(settings: Settings) -> CheckFinding | None:
    names = ", ".join(settings.other_carriers)
    return CheckFinding(CheckState.OK, f"streams of {names} are known") if names else None


async def _carrier(settings: Settings) -> CheckFinding | None:
    row = chosen_carrier(settings)
    if row is None:
        return None  # calls come in without one
    probe = await row.probe(settings)
    return CheckFinding.probed(probe.detail, ok=probe.ok, needed=False)


async def _vonage(settings: Settings) -> CheckFinding | None:
    if not settings.vonage_application_id:
        return None  # calls come in without it
    if not settings.vonage_agent_number:
        return CheckFinding(
            CheckState.MISSING, "set VONAGE_AGENT_NUMBER, the phone that rings for the agent"
        )
    if not settings.vonage_signature_secret:
        return CheckFinding(
            CheckState.MISSING, "set VONAGE_SIGNATURE_SECRET, so that only Vonage is answered"
        )
    probe = await probe_vonage(settings)
    return CheckFinding.probed(probe.detail, ok=probe.ok)


async def _database(settings: Settings) -> CheckFinding:
    async with open_event_log(database_url(settings)) as log:
        await log.ping()
    where = "DATABASE_URL" if settings.database_url else f"SQLite in {settings.data_dir}/"
    return CheckFinding(CheckState.OK, where)


_CHECKS: dict[str, Check] = {
    "setting names": _names,
    "playbook": check_playbook,
    "specialists": check_specialists,
    "language": check_language,
    "listening": check_listening,
    "public address": _address,
    "keys": _keys,
    "speech recognition": check_recognisers,
    "language model": check_models,
    "breakers": check_breakers,
    "whisper": check_voice,
    "twilio": check_twilio,
    "numbers": check_numbers,
    "other carriers": _other_carriers,
    "carrier control": _carrier,
    "vonage": _vonage,
    "event log": _database,
    "spool": check_spool,
    "fan-out": check_fan_out,
    "knowledge": check_knowledge,
    "webhooks": check_webhooks,
    "chats": check_chats,
    "crm": check_crm,
    "web search": check_web_search,
    "shadow": check_candidate,
    "summaries": check_summaries,
    "sign-in": check_sign_in,
}
