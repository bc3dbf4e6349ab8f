"""Agent teams: the teams that the identity provider gave users when they signed in last."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, select

from stores.databases.database import INSERTS, Database, named_errors
from stores.tables.access_schema import agent_teams

_ROW = agent_teams.c


class AgentTeams:
    """The teams by user. Each method raises `EventLogError` where the log does not answer."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def keep(self, agent_id: str, teams: Sequence[str]) -> None:
        """Keep the teams of a user, instead of those that they had."""

        def change(connection: Connection) -> None:
            if not teams:
                connection.execute(delete(agent_teams).where(_ROW.agent_id == agent_id))
                return
            row = {"agent_id": agent_id, "teams": list(teams)}
            kept = INSERTS[connection.dialect.name](agent_teams).values(row)
            new = {"teams": kept.excluded.teams}
            connection.execute(kept.on_conflict_do_update(index_elements=["agent_id"], set_=new))

        with named_errors("keep a user's teams"):
            await self._database.write(change)

    async def all(self) -> Mapping[str, Sequence[str]]:
        """The teams of all who have any, by the `agent_id` of their calls."""
        with named_errors("read users' teams"):
            rows = await self._database.read(lambda one: one.execute(select(agent_teams)).all())
        return {row.agent_id: row.teams for row in rows}
