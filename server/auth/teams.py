"""Teams of a call's agent: what the call says, the file of `OIDC_USERS`, and the last sign-in."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

from loguru import logger

from conversation.call_scope import CallScope
from server.auth.user_directory import UserDirectory
from settings import Settings, SettingsError
from stores.access.agent_teams import AgentTeams


class Teams:
    """The teams of agents by the settings, as they were when they were last refreshed."""

    def __init__(self, settings: Settings, signed_in: AgentTeams | None = None) -> None:
        """Read the file of `OIDC_USERS`, where there is one.

        Args:
            settings: The settings.
            signed_in: The teams of who has signed in, where `OIDC_TEAMS_CLAIM` says them; None:
                of nobody.

        Raises:
            SettingsError: The file is wrong.
        """
        self._directory = UserDirectory(settings)
        self._signed_in = signed_in if settings.oidc_teams_claim else None
        self._version = self._directory.version
        self._of_file = self._directory.teams_of_agents()
        self._of_agent: Mapping[str, Sequence[str]] = self._of_file

    async def refresh(self) -> None:
        """Learn what the file and the sign-ins say by now; a file that is wrong changes nothing.

        Raises:
            EventLogError: The log can't tell who is in which team.
        """
        version = self._directory.version
        if version != self._version:
            self._version = version
            try:
                self._of_file = await asyncio.to_thread(self._directory.teams_of_agents)
            except SettingsError as error:
                logger.error("teams stay as they are: {}", error)
        signed_in = await self._signed_in.all() if self._signed_in else {}
        self._of_agent = {**signed_in, **self._of_file}

    def of(self, agent_id: str | None, team: str | None) -> list[str]:
        """The teams of a call, that which it names itself first.

        Args:
            agent_id: Whose call it is.
            team: The team that it names.
        """
        named = [team] if team else []
        return list(dict.fromkeys([*named, *self._of_agent.get(agent_id or "", ())]))

    def scope(self, teams: Collection[str], name: str | None) -> CallScope:
        """The calls of teams, and those of the user of that name, who looks after them."""
        wanted = frozenset(teams)
        agents = {one for one, own in self._of_agent.items() if not wanted.isdisjoint(own)}
        return CallScope(frozenset(agents | ({name} if name else set())), wanted)
