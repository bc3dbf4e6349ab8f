"""Shadow run commands, `callshadow shadow run | compare`: a candidate on past calls, unseen."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from bots.shadow_compare import ShadowError, compare
from conversation.after_call.call_language import language_of
from conversation.events.event import CallEvent
from conversation.languages import base_of
from conversation.shadow.record import RunMode, StoredShadow
from evaluation.evaluation import Evaluation
from evaluation.labels.label_files import LabelError, LabelFile
from evaluation.shadow.past_call import past_call, replayed
from pipeline.budget_keeper import kept_budget
from pipeline.process_log import database_url
from pipeline.shadow.candidate import ShadowCandidate
from prompts.loader import load_playbook
from prompts.shelf import Shelf
from pubsub.clock import Clock
from services.llm.model_chain import open_models
from settings import Settings, SettingsError
from settings.languages import default_of
from settings.model_names import parse_chain
from stores.log.event_log import EventLog, open_event_log
from stores.log.records import CallRecord

_AT_ONCE = 8
"""Calls that are replayed at once with a model, which is waited for; without one, it is one."""
_PAGE = 50


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the action; returns its exit code.

    Raises:
        ShadowError: No candidate is named, or there are no records of it.
        PromptError: The candidate's prompt or playbook is wrong.
        EventLogError: The log can't be read.
    """
    async with open_event_log(database_url(settings)) as log:
        lines = await (_run(args, settings, log) if args.action == "run" else compare(args, log))
    for line in lines:
        sys.stdout.write(line + "\n")
    return 0


async def _run(args: argparse.Namespace, settings: Settings, log: EventLog) -> list[str]:
    candidate = _candidate(args, settings)
    found = await _calls(args, log)
    if not found:
        raise ShadowError("there is no ended call to replay; --from, --to and --agent narrow it")
    default = Shelf(settings.coach_playbook, default_of(settings.coach_language)).default
    async with (
        open_models(candidate.settings) as models,
        kept_budget(models, log, Clock()),
    ):
        loop = asyncio.get_running_loop() if models else None
        evaluation = Evaluation(candidate.settings, None, models, loop)
        free = asyncio.Semaphore(_AT_ONCE if models else 1)

        async def one(record: CallRecord) -> str | None:
            async with free:
                return await _replay(evaluation, candidate, log, record, default)

        told = await asyncio.gather(*map(one, found))
    skipped = [f"  {line}" for line in told if line]
    count = len(found) - len(skipped)
    return [f"{candidate.name}: {count} of {len(found)} calls replayed", *skipped]


async def _replay(
    evaluation: Evaluation,
    candidate: ShadowCandidate,
    log: EventLog,
    record: CallRecord,
    default: str,
) -> str | None:
    """Replay one call, and keep what comes of it; returns why it can't be replayed, if it can't.

    Args:
        evaluation: Replays it.
        candidate: Who coaches.
        log: Where it is, and where the record is kept.
        record: The call.
        default: The name of the playbook that most calls have.
    """
    call_id = record.call_id
    events = [event async for event in log.outline(call_id)]
    file = past_call(call_id, events, default)
    if file is None:
        return f"{call_id}: nothing was said in it"
    if why := await asyncio.to_thread(_unfit, candidate, file, events):
        return f"{call_id}: {why}"
    try:
        result = await asyncio.to_thread(evaluation.judge_file, file)
    except LabelError as error:
        return error.message
    shadow = StoredShadow(call_id, candidate.name, RunMode.REPLAY, replayed(events, result))
    await log.shadows.keep(shadow, Clock().now())
    return None


def _unfit(candidate: ShadowCandidate, file: LabelFile, events: Sequence[CallEvent]) -> str | None:
    """Why a candidate that is a playbook is none for a call; None where it is one."""
    if not candidate.has_playbook:
        return None
    if file.call.playbook:
        return f"it has the playbook {file.call.playbook}, and no candidate for that"
    spoken = language_of(events)
    written = load_playbook(candidate.settings.coach_playbook, spoken).language
    if base_of(written) != base_of(spoken):
        return f"it is in {spoken!r}, and the playbook in {written!r}"
    return None


def _candidate(args: argparse.Namespace, settings: Settings) -> ShadowCandidate:
    try:
        models = parse_chain(args.models) if args.models else settings.shadow_models
    except ValueError as error:
        raise SettingsError(f"--models={args.models}: {error}") from None
    named = {
        "shadow_prompt": args.prompt or settings.shadow_prompt,
        "shadow_playbook": args.playbook or settings.shadow_playbook,
        "shadow_models": models,
    }
    if candidate := ShadowCandidate.of(settings.model_copy(update=named)):
        return candidate
    raise ShadowError("there is no candidate: name one by --prompt, --playbook or --models")


async def _calls(args: argparse.Namespace, log: EventLog) -> list[CallRecord]:
    """The newest ended calls that are meant."""
    found: list[CallRecord] = []
    before: str | None = None
    wanted = {"agent_id": args.agent, "since": args.since, "until": args.until, "is_open": False}
    while len(found) < args.limit:
        page = await log.calls(limit=min(_PAGE, args.limit - len(found)), before=before, **wanted)
        if not page:
            break
        found += page
        before = page[-1].cursor
    return found
