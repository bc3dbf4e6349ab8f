"""Models of the chain, as a line of `callshadow check` each."""

import asyncio

from bots.check_finding import CheckFinding, CheckState
from services.llm.model_chain import probe
from services.llm.providers import PROVIDERS, chosen_models, smart_models
from services.provider import Probe
from settings import Settings


async def check_models(settings: Settings) -> CheckFinding:
    """Ask for each model of the chain; one that answers is enough for advice."""
    names = tuple(dict.fromkeys([*chosen_models(settings), *smart_models(settings)]))
    if not names:
        detail = f"set {PROVIDERS[0].needs}; without it advice comes from the playbook's rules"
        return CheckFinding(CheckState.NONE, detail, needed=False)
    probes = await asyncio.gather(*(probe(settings, name) for name in names))
    if len(names) == 1:
        return CheckFinding(_state(probes[0]), probes[0].detail)
    lines = [
        f"{at}. {name}: {_state(found).value}, {found.detail}"
        for at, (name, found) in enumerate(zip(names, probes, strict=True), 1)
    ]
    works = [name for name, found in zip(names, probes, strict=True) if found.ok]
    told = f"{works[0]} advises" if works else "none of the chain can advise"
    states = {_state(found) for found in probes}
    state = (
        CheckState.FAILED
        if CheckState.FAILED in states
        else max(states, key=list(CheckState).index)
    )
    return CheckFinding(state, "\n".join([told, *lines]), needed=not works)


def _state(probe: Probe) -> CheckState:
    works = CheckState.OK if probe.told else CheckState.UNKNOWN
    return works if probe.ok else CheckState.FAILED
