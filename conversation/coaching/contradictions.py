"""Contradictions of a playbook: where its parts do not fit each other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, cast

from conversation.coaching.detection.agent_act import AgentAct
from conversation.nearest import nearest, one_of, told

Contradiction = tuple[tuple[str | int, ...], str]
"""The way to a field, and what is wrong there."""


def contradictions(
    stages: Sequence[str | None],
    rules: Sequence[str | None],
    fallback: Collection[str],
    stages_of_rules: Sequence[Sequence[str]] = (),
) -> Iterator[Contradiction]:
    """Where the parts of a playbook do not fit each other: the way to a field, and what is wrong.

    Args:
        stages: The ids of the stages, in order; None for one that has none.
        rules: The ids of the rules.
        fallback: The names of the fields in `fallback`.
        stages_of_rules: The stages that each rule names, in the order of the rules.
    """
    for kind, ids in (("stage", stages), ("rule", rules)):
        yield from _twice(kind, ids)
    without = [name for name in dict.fromkeys(stages) if name and name not in fallback]
    for name in fallback:
        if name not in stages:
            meant = nearest(name, without)
            without = [other for other in without if other != meant]
            right = told(meant, dict.fromkeys(filter(None, stages)))
            yield ("fallback", name), f"{name!r} is the id of no stage; {right}"
    for at, named in enumerate(stages_of_rules):
        yield from _no_stages(("rules", at), named, stages)


def of_obligations(
    stages: Sequence[str | None],
    rules: Sequence[str | None],
    obligations: Sequence[Mapping[str, Any]],
) -> Iterator[Contradiction]:
    """Where the obligations of a playbook do not fit its other parts.

    Args:
        stages: The ids of the stages; None for one that has none.
        rules: The ids of the rules.
        obligations: The fields of each, as far as they can be read.
    """
    acts = [act.value for act in AgentAct]
    yield from _twice("obligation", [one.get("id") for one in obligations])
    for at, obligation in enumerate(obligations):
        yield from _no_stages(("obligations", at), _listed(obligation.get("stages")), stages)
        for field in ("after", "before"):
            name = obligation.get(field)
            if isinstance(name, str) and name not in (*acts, *rules):
                right = one_of(name, [*acts, *filter(None, rules)])
                wrong = f"{name!r} is neither an act of the agent's nor the id of a rule; {right}"
                yield ("obligations", at, field), wrong


def of_scorecard(criteria: Sequence[str | None]) -> Iterator[Contradiction]:
    """Where the scorecard of a playbook contradicts itself.

    Args:
        criteria: The ids of the criteria; None for one that has none.
    """
    for way, message in _twice("criterion", criteria):
        yield ("scorecard", *way[1:]), message


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _twice(kind: str, ids: Sequence[Any]) -> Iterator[Contradiction]:
    for at, name in enumerate(ids):
        if name is not None and name in ids[:at]:
            yield (f"{kind}s", at, "id"), f"the {kind} {name!r} is there twice"


def _no_stages(
    part: tuple[str, int], named: Sequence[Any], stages: Sequence[str | None]
) -> Iterator[Contradiction]:
    for place, name in enumerate(named):
        if isinstance(name, str) and name not in stages:
            right = one_of(name, filter(None, stages))
            yield (*part, "stages", place), f"{name!r} is the id of no stage; {right}"
