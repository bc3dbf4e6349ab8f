"""Evaluation command, `callshadow eval`: the coach on labelled calls, and two reports compared."""

import argparse
import asyncio
import errno
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from conversation.errors import CallShadowError, ErrorCode
from evaluation.evaluation import Evaluation
from evaluation.labels.label_files import LabelError, label_paths
from evaluation.report.comparison import comparison
from evaluation.report.document import FORMAT, document
from evaluation.report.model_table import model_table
from evaluation.report.report import report
from evaluation.scoring.result import RULES, CallResult
from services.llm.model_chain import open_models
from settings import Settings, SettingsError
from settings.model_names import ModelName, parse_chain

_AT_ONCE = 8
"""Calls that are judged at once with a model, which is waited for; without one, it is one."""


class ReportError(CallShadowError):
    """A report can't be written, or read to compare it; the message says why."""

    code = ErrorCode.REPORT_UNUSABLE


async def main(args: argparse.Namespace, settings: Settings) -> int:
    """Run the command; returns its exit code.

    Raises:
        LabelError: There is no such file or folder.
        ReportError: A report can't be written or read.
    """
    code = 0
    if args.json:
        _check(args.json)
    if args.prompt:
        settings = settings.model_copy(update={"coach_prompt": args.prompt})
    if args.path and args.models:
        code = await _compare_models(settings, args)
    elif args.path:
        async with _evaluation(settings, args.playbook) as evaluation:
            code = await _judge(evaluation, args)
    if args.compare:
        _print(comparison(*map(_read, args.compare)))
    return code


async def _compare_models(settings: Settings, args: argparse.Namespace) -> int:
    """Judge the calls by the rules alone, and by each model; print a table, and write all of it."""
    paths, judged, documents = label_paths(args.path), {}, {}
    told: list[str] = []
    for name in (None, *_chain(args.models)):
        update = {"coach_models": name and (name,)}
        if name is None:
            update |= {"openai_api_key": None, "openai_base_url": None, "coach_model": ""}
        async with _evaluation(settings.model_copy(update=update), args.playbook) as evaluation:
            results, told = await _judged(evaluation, paths)
        key = str(name or RULES)
        judged[key] = results
        documents[key] = document(results, told, show_held_out=args.show_held_out)
    if judged[RULES]:
        _print(model_table(judged))
    if args.json:
        _write(args.json, {"format": FORMAT, "models": documents})
    for line in told:
        print(f"callshadow: {line}", file=sys.stderr)  # noqa: T201 - the contract's one line each
    return 1 if told else 0


def _chain(text: str) -> tuple[ModelName, ...]:
    try:
        return parse_chain(text)
    except ValueError as error:
        raise SettingsError(f"--models={text}: {error}") from None


async def _judge(evaluation: Evaluation, args: argparse.Namespace) -> int:
    results, errors = await _judged(evaluation, label_paths(args.path))
    if results:
        _print(report(results, show_held_out=args.show_held_out))
    if args.json:
        _write(args.json, document(results, errors, show_held_out=args.show_held_out))
    remarks = [remark for result in results for remark in result.remarks]
    for line in [*remarks, *errors]:
        print(f"callshadow: {line}", file=sys.stderr)  # noqa: T201 - the contract's one line each
    return 1 if errors else 0


async def _judged(
    evaluation: Evaluation, paths: Sequence[Path]
) -> tuple[list[CallResult], list[str]]:
    """The calls that could be judged, and what is wrong with the others."""
    free = asyncio.Semaphore(_AT_ONCE if evaluation.model else 1)

    async def judged(path: Path) -> CallResult | LabelError:
        async with free:
            try:
                return await asyncio.to_thread(evaluation.judge, path)
            except LabelError as error:
                return error

    results: dict[str, CallResult] = {}
    errors: list[str] = []
    for one in await asyncio.gather(*map(judged, paths)):
        if isinstance(one, LabelError):
            errors.append(one.message)
        elif known := results.get(one.file.call.id):
            told = f"{known.file.path} has the id {one.file.call.id!r} too"
            errors.append(f"{one.file.path}: {told}; a report names calls by it")
        else:
            results[one.file.call.id] = one
    return list(results.values()), errors


@asynccontextmanager
async def _evaluation(settings: Settings, playbook: str | None) -> AsyncIterator[Evaluation]:
    """How the calls are judged: with the model that is configured, if one is."""
    judging = partial(Evaluation, settings, playbook)
    async with open_models(settings) as models:
        yield judging(models, asyncio.get_running_loop() if models else None)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        read = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise ReportError(f"{path}: not a report that `callshadow eval --json` wrote")
    return read


def _check(path: Path) -> None:
    """Return where a report may be written: judging takes long, and may cost money."""
    reason = 0
    if not path.parent.is_dir():
        reason = errno.ENOENT
    elif path.is_dir():
        reason = errno.EISDIR
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        reason = errno.EACCES
    if reason:
        raise ReportError(f"{path}: {os.strerror(reason)}")


def _write(path: Path, told: Mapping[str, Any]) -> None:
    try:
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror}") from None


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
