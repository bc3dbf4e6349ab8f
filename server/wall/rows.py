"""Rows of the wall: what the settings add to them, and who sees which."""

from collections.abc import Callable
from datetime import datetime

from conversation.call_scope import CallScope
from conversation.wall.picture import CallPicture
from conversation.wall.row import bare_row, row_of
from server.auth.caller import Caller
from server.auth.teams import Teams
from server.wall.calls import BareRowMaker, Row, RowMaker
from server.wall.wall_schemas import WallRow
from settings.join_url import join_address

Sees = Callable[[Row], bool]
"""Whether a viewer may see the row of a call."""


def all_rows(_: Row) -> bool:
    """What sees them all."""
    return True


def seen_by(caller: Caller) -> Sees:
    """The rows that a supervisor sees; each tells its teams, as they are by now."""
    if caller.teams is None:
        return all_rows
    scope = CallScope(frozenset({caller.name or ""}), caller.teams)
    return lambda row: scope.holds(row["agent_id"], row["teams"])


def row_maker(teams: Teams, join_url: str | None) -> RowMaker:
    """What makes the row of a call at a moment; a ValueError where it is none of the wall's.

    Args:
        teams: The teams of agents.
        join_url: The setting; None where the phone system lets nobody in.
    """

    def make(call: CallPicture, now: datetime) -> Row:
        row = row_of(call, now, teams.of(call.agent_id, call.team))
        address = join_address(join_url, call.call_id, call.agent_id) if join_url else None
        row["join_url"] = address
        WallRow.model_validate(row)
        return row

    return make


def bare_row_maker(teams: Teams) -> BareRowMaker:
    """What makes the row of a call whose own can't be made: who and since when.

    Args:
        teams: The teams of agents.
    """

    def make(call: CallPicture) -> Row:
        return bare_row(call, teams.of(call.agent_id, call.team)) | {"join_url": None}

    return make
