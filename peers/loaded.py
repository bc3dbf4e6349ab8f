"""Loaded data: what every server reads or works out once in its process, before one is forked.

Imported by the fork server. Without it, a forked server takes twice the CPU to start and to coach
its first turns: FastAPI works out the routes at the first request, cues are compiled where they are
first looked for, and anyio imports half of itself where a file is first read.
"""

import anyio

from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from prompts.loader import load_playbook, load_prompt
from server.api_router import ROUTES
from services.route import tls_context
from transports.audio.silero_vad import SileroModel

LANGUAGE = "en"
_NOWHERE = {"type": "http", "method": "GET", "path": "/nowhere", "headers": []}
_SAID = (
    Turn("a1", Speaker.AGENT, "Hello, this is Ana. Would you like to try it?", 0, 2000),
    Turn("c1", Speaker.CUSTOMER, "Honestly, that is too expensive for us.", 2500, 4500),
)


def _advise(playbook: Playbook) -> None:
    """Compile what is looked for in each turn."""
    *earlier, last = _SAID
    playbook.may_advise_on(playbook.heard(last, earlier))
    playbook.advise(last, earlier)
    playbook.stages_in(last)


SileroModel()
tls_context()
load_prompt("coach", LANGUAGE)
_advise(load_playbook("sales", LANGUAGE))
anyio.run(anyio.sleep, 0)
for _route in ROUTES:
    _route.matches(_NOWHERE)
