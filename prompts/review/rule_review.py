"""Rule review: rules that never lead, priorities that say nothing, headlines that are too long."""

from collections.abc import Sequence

from conversation.coaching.advice import Priority
from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.detection.meaning import FEWEST_EXAMPLES, has_meaning
from conversation.coaching.rules import Rule
from prompts.review.said_cue import Found, SaidCue, SaidRules

GLANCE = 72
"""The characters of a headline that an agent reads at one glance, while they listen."""
_MOST_CRITICAL = 0.75
_FEW_RULES = 4


def review_rules(rules: SaidRules) -> Found:
    """What is odd about the rules of a playbook, seen beside each other."""
    for at, (rule, cues) in enumerate(rules):
        heavier = [other for other, _ in rules if _goes_before(other, rule)]
        yield from _dead(at, rule, cues, heavier)
        yield from _as_heavy(rule, cues, rules[:at])
        yield from _priority(at, rule, heavier)
        yield from _headlines(at, rule)
        yield from _unknown_meaning(at, rule)
    critical = sum(rule.urgency is Priority.CRITICAL for rule, _ in rules)
    if len(rules) >= _FEW_RULES and critical > _MOST_CRITICAL * len(rules):
        told = f"{critical} of {len(rules)} rules are critical, so that none stands out"
        yield ("rules",), told


def _unknown_meaning(at: int, rule: Rule) -> Found:
    if rule.gauge or has_meaning(rule) or not (rule.leads or rule.examples):
        return
    count = len(rule.examples)
    known = f"{count} example{'' if count == 1 else 's'}" if count else "no examples"
    found = "is found by its cues alone" if rule.cues else "is never found"
    yield (
        ("rules", at),
        f"{rule.id!r} has {known}, and so {found}: {FEWEST_EXAMPLES} are needed",
    )


def _goes_before(one: Rule, other: Rule) -> bool:
    """Whether `one` leads wherever both match."""
    is_everywhere = one.speaker is other.speaker and not one.after and not one.stages
    return is_everywhere and one.weight > other.weight


def _dead(at: int, rule: Rule, cues: Sequence[SaidCue], heavier: Sequence[Rule]) -> Found:
    leaders = [_leaders(cue, heavier) for cue in cues]
    if cues and all(leaders) and not has_meaning(rule):
        names = _quoted(dict.fromkeys(name for led in leaders for name in led))
        told = f"can never lead: wherever one of its cues is said, the heavier {names} leads"
        yield ("rules", at), f"{rule.id!r} {told}"
        return
    for cue, led in zip(cues, leaders, strict=True):
        if led:
            told = f"wherever it is said, the heavier {_quoted(led)} leads"
            yield cue.path, f"{cue.cue!r} never makes {rule.id!r} lead: {told}"


def _leaders(cue: SaidCue, heavier: Sequence[Rule]) -> list[str]:
    """The ids of the rules of which one leads in each wording of the cue; none where none does."""
    found: dict[str, None] = {}
    for said in cue.found:
        leader = _leader(said, heavier)
        if leader is None:
            return []
        found[leader] = None
    return list(found)


def _leader(said: HeardTurn, heavier: Sequence[Rule]) -> str | None:
    shown = (rule.id for rule in heavier if said.meant(rule.spans(said.wording)))
    return next(shown, None)


def _as_heavy(rule: Rule, cues: Sequence[SaidCue], above: SaidRules) -> Found:
    known = {
        cue.cue: other.id
        for other, others in above
        if other.weight == rule.weight and other.speaker is rule.speaker
        for cue in others
    }
    for cue in cues:
        if other := known.get(cue.cue):
            told = f"{cue.cue!r} is a cue of {other!r} too, which is as heavy"
            yield cue.path, f"{told}: what leads is chance"


def _priority(at: int, rule: Rule, heavier: Sequence[Rule]) -> Found:
    given = "priority" in rule.model_fields_set
    path = ("rules", at, "priority")
    if not rule.leads:
        if given and rule.priority is not Priority.LOW:
            told = f"{rule.priority.value!r} says nothing: with a weight below 1 its advice is low"
            yield path, told
        return
    if not given:
        yield ("rules", at), f"{rule.id!r} has no priority, and so is 'medium'"
    if rule.priority is Priority.LOW:
        yield path, f"'low' is shown only to who wants every card: {rule.id!r} is hardly ever seen"
    above = [one.id for one in heavier if one.urgency.rank + 1 < rule.urgency.rank]
    if above:
        told = f"{rule.id!r} is {rule.priority.value}, and yet the heavier {_quoted(above)} leads"
        yield path, f"{told} where both match"


def _headlines(at: int, rule: Rule) -> Found:
    for place, move in enumerate(rule.moves):
        if len(move.headline) > GLANCE:
            told = f"{len(move.headline)} characters are not read at one glance; {GLANCE} are"
            yield ("rules", at, "moves", place, "headline"), told


def _quoted(ids: Sequence[str] | dict[str, None]) -> str:
    return ", ".join(repr(id) for id in ids)
