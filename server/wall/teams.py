"""Teams of a call's agent: what the call says, and what the file of `OIDC_USERS` says of them."""

from collections.abc import Mapping

from server.auth.user_directory import UserDirectory
from settings import Settings

_MOST = 20


class Teams:
    """The teams of agents by the settings, as they are when the process starts."""

    def __init__(self, settings: Settings) -> None:
        """Read the file of `OIDC_USERS`, where there is one.

        Raises:
            SettingsError: The file is wrong.
        """
        entries = UserDirectory(settings).entries()
        self._of_agent: Mapping[str, tuple[str, ...]] = {
            entry.agent_id or name: entry.teams for name, entry in entries.items()
        }

    def of(self, agent_id: str | None, team: str | None) -> list[str]:
        """The teams of a call, that which it names itself first.

        Args:
            agent_id: Whose call it is.
            team: The team that its stream names.
        """
        agent = agent_id or ""
        known = self._of_agent.get(agent) or self._of_agent.get(agent.casefold()) or ()
        named = [team] if team else []
        return list(dict.fromkeys([*named, *known]))[:_MOST]
