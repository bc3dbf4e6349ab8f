"""Provider: one row of a table of vendors; the tables are `services/*/providers.py`.

A vendor is one module that speaks to it and one row, which everybody reads:

| who | reads |
|---|---|
| `settings`, by way of the command line and the runtime | the names that a setting may have |
| the start of a process, and of a call | `configured`, `make` |
| the console and the log | `describe` |
| `callshadow check` | `probe` |
| README's table, held by a test | `name`, `needs` |
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from conversation.events.status_codes import StatusCode
from settings import Settings

Subject = TypeVar("Subject")
Make = TypeVar("Make")


@dataclass(frozen=True, slots=True)
class Provenance:
    """The provider behind a part of what the agent sees, for the console and the log.

    Attributes:
        name: Short, stable: `deepgram`, `recorded`, `playbook`, a model's name.
        code: Of the status that tells of it.
        detail: One sentence for people.
        working: Whether it can do its job for this call.
        minute_price: USD that a minute of one party's audio costs; None where that is not known.
    """

    name: str
    code: StatusCode
    detail: str
    working: bool = True
    minute_price: float | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """The result of asking a provider.

    Attributes:
        ok: Whether it can do its job.
        detail: What was found, and what to do about it.
        told: Whether that could be told for certain.
    """

    ok: bool
    detail: str
    told: bool = True


@dataclass(frozen=True, slots=True)
class Provider(Generic[Subject, Make]):
    """One vendor, or what stands in for one.

    Attributes:
        name: By which settings choose it.
        needs: What makes it usable, for people; empty where nothing is needed.
        configured: Whether it has what it needs.
        describe: What it is to the `Subject`: the transcript of a call, the playbook.
        make: Makes what does the work; its signature is that of its table.
        probe: Asks whether it works, without cost.
        address: Where it is reached; None where it is on this machine.
    """

    name: str
    needs: str
    configured: Callable[[Settings], bool]
    describe: Callable[[Settings, Subject], Provenance]
    make: Make
    probe: Callable[[Settings], Awaitable[Probe]]
    address: Callable[[Settings], str | None] = lambda _: None
