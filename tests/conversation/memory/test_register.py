from conversation.memory.entity import Entity, EntityKind, EntityState
from conversation.memory.register import LIMITS, Register
from conversation.speech.speakers import Speaker


def entity(kind: EntityKind, text: str, state: EntityState | None = None) -> Entity:
    return Entity(kind, text, Speaker.CUSTOMER, "c1", state)


def test_a_full_register_keeps_the_first_and_the_last() -> None:
    """What stands in the middle goes: the first ones say what the call is about."""
    register, most = Register(), LIMITS[EntityKind.PRICE]
    for number in range(100):
        register.add(entity(EntityKind.PRICE, f"{number} euros"))
    kept = [int(one.text.split()[0]) for one in register]
    assert kept == [*range(most // 2), *range(100 - most // 2, 100)]


def test_what_is_handled_goes_first() -> None:
    """An objection that is open outlives one that is not."""
    register, most = Register(), LIMITS[EntityKind.OBJECTION]
    handled = entity(EntityKind.OBJECTION, "handled", EntityState.HANDLED)
    register.add(handled)
    for number in range(most):
        register.add(entity(EntityKind.OBJECTION, f"{number}", EntityState.OPEN))
    assert handled not in list(register)


def test_a_name_becomes_what_it_is_told_to_be() -> None:
    """The name of a person or a company takes the place of a mere name, and not the other way."""
    register = Register()
    assert register.add(entity(EntityKind.NAME, "Dana"))
    assert register.add(entity(EntityKind.PERSON, "Dana"))
    assert not register.add(entity(EntityKind.NAME, "Dana"))
    assert [one.kind for one in register] == [EntityKind.PERSON]
