"""Shadow comparison of `callshadow shadow compare`: a candidate beside what agents were shown."""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from conversation.errors import CallShadowError, ErrorCode
from conversation.insights.question import By, Question
from conversation.nearest import one_of
from conversation.shadow.record import RunMode, StoredShadow, joined
from evaluation.shadow.compared_call import compared
from evaluation.shadow.difference import ComparedCall, difference
from evaluation.shadow.words import difference_in_words
from stores.log.event_log import EventLog


class ShadowError(CallShadowError):
    """A candidate can't be run, or compared; the message says why, and what is right."""

    code = ErrorCode.REPORT_UNUSABLE


async def compare(args: argparse.Namespace, log: EventLog) -> list[str]:
    """The lines that tell the difference, or its JSON.

    Raises:
        ShadowError: There is no such candidate, or no call that it heard.
        EventLogError: The log can't be read.
    """
    name = await _named(args.candidate, log)
    asked = Question(By.WEEK, args.since, args.until, args.agent)
    calls: list[ComparedCall] = []
    for shadow in _one_each(await log.shadows.of(name, asked)):
        events = [event async for event in log.outline(shadow.call_id)]
        call = compared(shadow.call_id, events, shadow.record)
        if call and shadow.record.whole:
            calls.append(call)
    if not calls:
        raise ShadowError(f"no call of that time was heard to its end by {name!r}")
    found = difference(calls, args.examples)
    if not args.json:
        return list(difference_in_words(name, found))
    told: dict[str, Any] = {"candidate": name} | asdict(found)
    for share in ("agreed", "kept", "spared"):
        low, high = getattr(found, share).interval
        told[share] |= {"low": low, "high": high, "tells": getattr(found, share).tells}
    for example, one in zip(told["examples"], found.examples, strict=True):
        example["pairing"] = one.pairing
    return [json.dumps(told, indent=1, ensure_ascii=False)]


async def _named(candidate: str | None, log: EventLog) -> str:
    known = await log.shadows.candidates()
    if candidate in known or (candidate is None and len(known) == 1):
        return candidate or next(iter(known))
    if not known:
        raise ShadowError("no candidate has run yet: `callshadow shadow run`, or SHADOW_PROMPT")
    if candidate is None:
        listed = "; ".join(f"{name!r} ({count} calls)" for name, count in known.items())
        raise ShadowError(f"say which candidate is meant: {listed}")
    raise ShadowError(f"there is no candidate {candidate!r}; {one_of(candidate, known)}")


def _one_each(shadows: Iterable[StoredShadow]) -> Iterator[StoredShadow]:
    """One record a call: those of its streams together, else that of its replay."""
    by_call: dict[str, dict[RunMode, list[StoredShadow]]] = {}
    for one in shadows:
        by_call.setdefault(one.call_id, {}).setdefault(one.how, []).append(one)
    for kinds in by_call.values():
        chosen = kinds.get(RunMode.LIVE) or kinds[RunMode.REPLAY]
        yield replace(chosen[0], record=joined([one.record for one in chosen]))
