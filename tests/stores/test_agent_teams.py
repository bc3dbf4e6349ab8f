"""Agents' teams in both databases: those of the last sign-in, whoever signs in beside it."""

import asyncio

from stores.log.event_log import EventLog


async def test_the_teams_are_those_of_the_last_sign_in(log: EventLog) -> None:
    """In their order; without any, a user is forgotten."""
    teams = log.agent_teams
    await teams.keep("maria", ["north", "gold"])
    await teams.keep("ben", ["south"])
    assert await teams.all() == {"maria": ["north", "gold"], "ben": ["south"]}
    await teams.keep("maria", ["night"])
    await teams.keep("ben", [])
    assert await teams.all() == {"maria": ["night"]}


async def test_a_user_signs_in_twice_at_once(log: EventLog) -> None:
    """In two tabs, at two replicas: neither is refused."""
    for number in range(20):
        both = (log.agent_teams.keep(f"user{number}", ["north"]) for _ in range(4))
        await asyncio.gather(*both)
    assert len(await log.agent_teams.all()) == 20
