"""Entity register: the entities of a call, each once, and of each kind no more than some.

Where a kind is full, what is handled goes first, and then what stands in the middle: the first ones
say what the call is about, the last ones where it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from conversation.memory.entity import Entity, EntityKind, EntityState, Key

LIMITS = {
    EntityKind.PERSON: 6,
    EntityKind.COMPANY: 6,
    EntityKind.NAME: 8,
    EntityKind.PRICE: 8,
    EntityKind.DATE: 8,
    EntityKind.NUMBER: 8,
    EntityKind.COMMITMENT: 10,
    EntityKind.QUESTION: 6,
    EntityKind.OBJECTION: 8,
    EntityKind.PAIN: 6,
}
"""The most entities of each kind."""
_NAMES = (EntityKind.PERSON, EntityKind.COMPANY, EntityKind.NAME)


class Register:
    """The entities of one call by what they are, in the order in which they came up."""

    def __init__(self, known: Iterable[Entity] = ()) -> None:
        """Begin with what is known already."""
        self._entities: dict[Key, Entity] = {key_of(entity): entity for entity in known}

    def __iter__(self) -> Iterator[Entity]:
        """The entities in the order in which they came up."""
        return iter(self._entities.values())

    def get(self, key: Key) -> Entity | None:
        """The entity of a key, if there is one."""
        return self._entities.get(key)

    def add(self, entity: Entity, key: Key | None = None) -> bool:
        """Take in an entity; returns whether anything has changed.

        What is there stays, in its first words; where it was handled, it is open again, in the new
        ones. A name becomes that of a person or a company once that is told.
        """
        key = key or key_of(entity)
        known = self._entities.get(key)
        if known is None and entity.kind in _NAMES:
            return self._add_name(entity, key)
        if known and not (known.state is EntityState.HANDLED and entity.is_open):
            return False
        self._entities.pop(key, None)
        self._entities[key] = entity
        self._make_room(entity.kind)
        return True

    def handle(self, key: Key) -> bool:
        """Take in that an entity is handled; returns whether it was open."""
        known = self._entities.get(key)
        if known is None or not known.is_open:
            return False
        self._entities[key] = replace(known, state=EntityState.HANDLED)
        return True

    def drop(self, key: Key) -> bool:
        """Forget an entity; returns whether there was one."""
        return self._entities.pop(key, None) is not None

    def keys(self, kind: EntityKind) -> list[Key]:
        """The keys of a kind, in the order in which they came up."""
        return [key for key in self._entities if key[0] is kind]

    def _add_name(self, entity: Entity, key: Key) -> bool:
        same = [other for kind in _NAMES if (other := (kind, key[1])) in self._entities]
        if same and entity.kind is EntityKind.NAME:
            return False
        for other in same:
            del self._entities[other]
        self._entities[key] = entity
        self._make_room(entity.kind)
        return True

    def _make_room(self, kind: EntityKind) -> None:
        keys = self.keys(kind)
        if len(keys) > LIMITS[kind]:
            handled = [k for k in keys if self._entities[k].state is EntityState.HANDLED]
            del self._entities[handled[0] if handled else keys[LIMITS[kind] // 2]]


def key_of(entity: Entity) -> Key:
    """The key of an entity of which nothing but itself is known: its signal, or its words."""
    return entity.kind, entity.signal or " ".join(entity.text.casefold().split())
