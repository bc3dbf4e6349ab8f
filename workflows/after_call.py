"""After-call workflow: the steps of an ended call, one after the other.

A step that fails for good ends it: those before it are undone, the last one first. One that is
`optional` does not: the others are done without it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from conversation.jobs.job import ApprovalAnswer
from workflows.context import WorkflowContext
from workflows.ended_call import CallReader
from workflows.step import AfterCallStep, NeedsApproval, Undo


async def after_call(
    context: WorkflowContext, steps: Sequence[AfterCallStep], call: CallReader, approval: timedelta
) -> None:
    """Do what is to be done after a call.

    Args:
        context: The run.
        steps: In their order.
        call: Reads the call.
        approval: How long a step waits for a person's word.
    """
    done: list[tuple[AfterCallStep, Any]] = []
    for step in steps:
        if not await _approved(context, step, call, approval):
            await context.reject(step.name)
            continue

        async def work(key: str, step: AfterCallStep = step) -> Any:
            return await step.run(await call(key))

        outcome = await context.step(step.name, work, step.policy)
        if outcome.failed is None:
            done.append((step, outcome.value))
        elif not step.optional:
            await _undo(context, done, call)
            await context.end(step.name, outcome.failed)
            return
    await context.end()


async def _approved(
    context: WorkflowContext, step: AfterCallStep, call: CallReader, approval: timedelta
) -> bool:
    if step.needs_approval is None:
        return True
    needs: NeedsApproval = step.needs_approval

    async def judge() -> bool:
        return await needs(await call(step.name))

    if not await context.check(step.name, judge):
        return True
    return await context.approval(step.name, approval) is ApprovalAnswer.APPROVED


async def _undo(
    context: WorkflowContext, done: Sequence[tuple[AfterCallStep, Any]], call: CallReader
) -> None:
    for step, value in reversed(done):
        if step.undo is None:
            continue
        undo: Undo = step.undo

        async def work(key: str, undo: Undo = undo, value: Any = value) -> None:
            await undo(await call(key), value)

        await context.undo(step.name, work, step.policy)
