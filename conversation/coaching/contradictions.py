"""Contradictions of a playbook: where its parts do not fit each other."""

from collections.abc import Collection, Iterator, Sequence

from conversation.nearest import nearest, one_of, told


def contradictions(
    stages: Sequence[str | None],
    rules: Sequence[str | None],
    fallback: Collection[str],
    stages_of_rules: Sequence[Sequence[str]] = (),
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where the parts of a playbook do not fit each other: the way to a field, and what is wrong.

    Args:
        stages: The ids of the stages, in order; None for one that has none.
        rules: The ids of the rules.
        fallback: The names of the fields in `fallback`.
        stages_of_rules: The stages that each rule names, in the order of the rules.
    """
    for kind, ids in (("stage", stages), ("rule", rules)):
        for at, name in enumerate(ids):
            if name is not None and name in ids[:at]:
                yield (f"{kind}s", at, "id"), f"the {kind} {name!r} is there twice"
    without = [name for name in dict.fromkeys(stages) if name and name not in fallback]
    for name in fallback:
        if name not in stages:
            meant = nearest(name, without)
            without = [other for other in without if other != meant]
            right = told(meant, dict.fromkeys(filter(None, stages)))
            yield ("fallback", name), f"{name!r} is the id of no stage; {right}"
    for at, named in enumerate(stages_of_rules):
        for place, name in enumerate(named):
            if name not in stages:
                right = one_of(name, filter(None, stages))
                yield ("rules", at, "stages", place), f"{name!r} is the id of no stage; {right}"
