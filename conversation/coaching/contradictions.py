"""Contradictions of a playbook: where its parts do not fit each other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from conversation.coaching.alert import ANY
from conversation.coaching.detection.agent_act import AgentAct
from conversation.json_values import fields_of, list_of
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
        yield from _no_stages(("obligations", at), list_of(obligation.get("stages")), stages)
        for field in ("after", "before"):
            name = obligation.get(field)
            if isinstance(name, str) and name not in (*acts, *rules):
                right = one_of(name, [*acts, *filter(None, rules)])
                wrong = f"{name!r} is neither an act of the agent's nor the id of a rule; {right}"
                yield ("obligations", at, field), wrong


def of_parts(
    stages: Sequence[str | None],
    rules: Sequence[Mapping[str, Any]],
    parts: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Iterator[Contradiction]:
    """Where the obligations, alerts and criteria of a playbook do not fit its other parts.

    Args:
        stages: The ids of the stages; None for one that has none.
        rules: The `id` and the `signal` of each rule, as far as they can be read.
        parts: The fields of each of the `obligations`, `alerts` and `scorecard`, likewise.
    """
    ids = {name: [one.get("id") for one in listed] for name, listed in parts.items()}
    names = [rule.get("id") for rule in rules]
    signals = [rule.get("signal") for rule in rules]
    yield from of_obligations(stages, names, parts["obligations"])
    yield from of_alerts(parts["alerts"], [*signals, *names], ids["obligations"])
    yield from of_scorecard(ids["scorecard"])


def of_alerts(
    alerts: Sequence[Mapping[str, Any]],
    signals: Sequence[str | None],
    obligations: Sequence[str | None],
) -> Iterator[Contradiction]:
    """Where the alerts of a playbook name what it does not have.

    Args:
        alerts: The fields of each, as far as they can be read.
        signals: The signals and the ids of the rules.
        obligations: The ids of the obligations.
    """
    yield from _twice("alert", [one.get("id") for one in alerts])
    known = {
        "signals": (signals, "neither a signal nor the id of a rule"),
        "obligations": ([*obligations, ANY], "the id of no obligation"),
    }
    for at, alert in enumerate(alerts):
        when = fields_of(alert.get("when"))
        for field, (names, what) in known.items():
            for place, name in enumerate(list_of(when.get(field))):
                if isinstance(name, str) and name not in names:
                    right = one_of(name, dict.fromkeys(filter(None, names)))
                    way = ("alerts", at, "when", field, place)
                    yield way, f"{name!r} is {what}; {right}"


def of_scorecard(criteria: Sequence[str | None]) -> Iterator[Contradiction]:
    """Where the scorecard of a playbook contradicts itself.

    Args:
        criteria: The ids of the criteria; None for one that has none.
    """
    for way, message in _twice("criterion", criteria):
        yield ("scorecard", *way[1:]), message


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
