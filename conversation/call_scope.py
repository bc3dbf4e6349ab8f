"""Call scope: the calls that somebody may see, by their agents and by the team that they name."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallScope:
    """The calls of some agents, and those that name one of some teams.

    Attributes:
        agents: The `agent_id` of the calls, exactly.
        teams: The teams that calls may name.
    """

    agents: frozenset[str]
    teams: frozenset[str] = frozenset()

    def holds(self, agent_id: str | None, teams: Iterable[str | None]) -> bool:
        """Whether it holds a call of that agent and of those teams."""
        return agent_id in self.agents or not self.teams.isdisjoint(teams)
