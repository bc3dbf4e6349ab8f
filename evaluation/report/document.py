"""Report document: an evaluation as JSON, with stable fields (`docs/judgement.md` lists them)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evaluation.report.failures import failures_of
from evaluation.scoring.breakdown import (
    BreakdownGroup,
    by_kind,
    by_language,
    by_playbook,
    by_signal,
    calibration,
    calibration_error,
    delays_of,
)
from evaluation.scoring.figures import figures_of
from evaluation.scoring.goals import goal_states
from evaluation.scoring.judgement import JudgedTurn
from evaluation.scoring.result import CallResult
from evaluation.scoring.tally import tally_of_call, total

FORMAT = 1
"""Counts up when a field changes its meaning."""


def document(
    results: Sequence[CallResult], errors: Sequence[str], *, show_held_out: bool = False
) -> dict[str, Any]:
    """All figures, goals, calls and failures as JSON-able data.

    Args:
        results: The judged calls.
        errors: What was wrong with the files that could not be judged.
        show_held_out: Name the failures in held-out calls too.
    """
    tally = total(tally_of_call(result) for result in results)
    figures, languages = figures_of(tally), by_language(results)
    states = goal_states(figures, {group.name: group.figures for group in languages})
    bins = calibration(results)
    return {
        "format": FORMAT,
        "figures": asdict(figures),
        "tally": asdict(tally),
        "goals": [
            {
                "figure": state.goal.figure,
                "language": state.language,
                "limit": state.goal.limit,
                "at_least": state.goal.at_least,
                "value": state.value,
                "reached": state.is_reached,
            }
            for state in states
        ],
        "delays": asdict(delays_of(results)),
        "calibration": {"error": calibration_error(bins), "bins": [asdict(one) for one in bins]},
        "languages": _groups(languages),
        "playbooks": _groups(by_playbook(results)),
        "kinds": _groups(by_kind(results)),
        "signals": [asdict(row) for row in by_signal(results)],
        "held_back": Counter(held.reason for result in results for held in result.held_back),
        "calls": [_call(result, show_held_out=show_held_out) for result in results],
        "errors": list(errors),
    }


def _groups(groups: Sequence[BreakdownGroup]) -> dict[str, Any]:
    return {g.name: {"figures": asdict(g.figures), "tally": asdict(g.tally)} for g in groups}


def _call(result: CallResult, *, show_held_out: bool) -> dict[str, Any]:
    named = failures_of([result]) if show_held_out or not result.file.is_held_out else []
    return {
        "id": result.file.call.id,
        "file": str(result.file.path),
        "held_out": result.file.is_held_out,
        "language": result.file.call.language,
        "playbook": result.playbook,
        "advised_by": result.advised_by,
        "usage": {
            "requests": result.requests,
            "input": result.input_tokens,
            "output": result.output_tokens,
            "cost": result.cost,
            "cached": result.cached_tokens,
            "first_s": list(result.first_s),
            "failed": result.failed,
        },
        "tally": asdict(tally_of_call(result)),
        "turns": [_turn(turn) for turn in result.turns],
        "failures": [asdict(failure) for failure in named],
    }


def _turn(judged: JudgedTurn) -> dict[str, Any]:
    return {
        "turn": judged.at + 1,
        "due": bool(judged.turn.expect),
        "silent": judged.turn.silent,
        "found": judged.found is not None,
        "late": judged.is_late,
        "delay_ms": judged.delay_ms,
        "cards": len(judged.cards),
    }
