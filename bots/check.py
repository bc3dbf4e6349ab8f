"""Settings check, `callshadow check`: what is set, what is reachable, what is missing."""

import argparse
import asyncio
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.markup import escape

from bots.output import Output
from pipeline.runtime import database_url
from prompts.loader import load_playbook, load_prompt
from prompts.yaml_file import PromptError
from server.auth.listen_address import count_keys
from server.auth.origins import is_loopback
from services.llm.providers import PROVIDERS as LLM_PROVIDERS
from services.llm.providers import chosen_llm
from services.stt.providers import chosen_stt
from settings import Settings, SettingsError
from stores.event_log import EventLogError, open_event_log

_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes:
        what: The part of the phone bot.
        ok: Whether it works.
        detail: What was found, and what to do about it.
        needed: Whether the phone bot can't run without it.
    """

    what: str
    ok: bool
    detail: str
    needed: bool = True


async def main(_: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code."""
    return await run(settings)


async def run(settings: Settings) -> int:
    """Print the report; returns 1 when the phone bot could not run."""
    findings = await asyncio.gather(
        _speech_recognition(settings),
        _language_model(settings),
        _twilio(settings),
        _database(settings),
    )
    lines = [_playbook(settings), _address(settings), _keys(settings), *findings]
    lines += await _redis(settings)
    console = Output(soft_wrap=True)
    for line in lines:
        mark = (
            "[green]ok[/]     "
            if line.ok
            else "[red]missing[/]"
            if line.needed
            else "[yellow]none[/]   "
        )
        console.print(f"{mark} {line.what:<20} {escape(line.detail)}")
    ready = all(line.ok for line in lines if line.needed)
    console.print("The phone bot can run." if ready else "The phone bot can't run yet.")
    return 0 if ready else 1


def _playbook(settings: Settings) -> Finding:
    try:
        playbook = load_playbook(settings.coach_playbook, settings.coach_language)
        prompt = load_prompt(settings.coach_prompt, settings.coach_language)
    except PromptError as error:
        return Finding("playbook", False, str(error))
    return Finding("playbook", True, f"{playbook.title}, {playbook.language}; prompt {prompt.id}")


def _address(settings: Settings) -> Finding:
    if settings.public_url and settings.public_url.startswith("https://"):
        return Finding("public address", True, settings.public_url)
    return Finding(
        "public address", False, "set PUBLIC_URL to the https address that Twilio can reach"
    )


def _keys(settings: Settings) -> Finding:
    what = "keys"
    if settings.api_keys:
        return Finding(what, True, count_keys(settings.api_keys))
    if is_loopback(settings.host):
        return Finding(what, False, "none: everything is open, to this machine only", needed=False)
    return Finding(what, False, f"set API_KEYS, or the server does not listen on {settings.host}")


async def _speech_recognition(settings: Settings) -> Finding:
    what = "speech recognition"
    try:
        provider = chosen_stt(settings)
    except SettingsError as error:
        return Finding(what, False, str(error))
    probe = await provider.probe(settings)
    return Finding(what, probe.ok, probe.detail)


async def _language_model(settings: Settings) -> Finding:
    what = "language model"
    provider = chosen_llm(settings)
    if provider is None:
        needed = LLM_PROVIDERS[0].needs
        detail = f"set {needed}; without it advice comes from the playbook's rules"
        return Finding(what, False, detail, needed=False)
    probe = await provider.probe(settings)
    return Finding(what, probe.ok, probe.detail)


async def _twilio(settings: Settings) -> Finding:
    what = "twilio"
    if not settings.twilio_auth_token:
        return Finding(what, False, "set TWILIO_AUTH_TOKEN, so that only Twilio is answered")
    if not settings.twilio_agent_number:
        return Finding(what, False, "set TWILIO_AGENT_NUMBER, the phone that rings for the agent")
    checked = "checked" if settings.validates_signature else "not checked"
    return Finding(what, True, f"signatures are {checked}; calls ring the agent's number")


async def _database(settings: Settings) -> Finding:
    what = "event log"
    try:
        async with open_event_log(database_url(settings)) as log:
            await log.ping()
    except (EventLogError, SettingsError) as error:
        return Finding(what, False, str(error))
    where = "DATABASE_URL" if settings.database_url else f"SQLite in {settings.data_dir}/"
    return Finding(what, True, where)


async def _redis(settings: Settings) -> list[Finding]:
    what = "fan-out"
    if not settings.redis_url:
        return []  # one process needs none
    url = settings.redis_url.get_secret_value()
    redis = Redis.from_url(url, socket_connect_timeout=_TIMEOUT_S, socket_timeout=_TIMEOUT_S)
    try:
        await redis.ping()  # pyright: ignore[reportGeneralTypeIssues]
    except (RedisError, OSError) as error:
        return [Finding(what, False, f"Redis can't be reached ({type(error).__name__})")]
    finally:
        await redis.aclose()
    return [Finding(what, True, "Redis answers")]
