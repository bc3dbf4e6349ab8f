"""Call scope: the calls that somebody may see, by their agents and by the team that they name."""

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

    def holds(self, agent_id: str | None, team: str | None) -> bool:
        """Whether it holds a call of that agent, which names that team."""
        return agent_id in self.agents or team in self.teams
