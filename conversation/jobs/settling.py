"""Settle time: how long after a call's end its work waits, as the call may come back.

A call that comes back takes its earlier end's job away, and owes another at its next end.
"""

from datetime import timedelta

_CERTAIN = frozenset({"hangup", "finished", "stopped"})
_SHORTEST = timedelta(seconds=2)


def settle_time(reason: str | None, settle: timedelta) -> timedelta:
    """How long the work after an end waits.

    Args:
        reason: Why the call ended, as its `call.ended` says.
        settle: How long it waits where the call may come back: a stream that broke off, a process
            that died. Where somebody has hung up, two seconds are enough.
    """
    return min(settle, _SHORTEST) if reason in _CERTAIN else settle
