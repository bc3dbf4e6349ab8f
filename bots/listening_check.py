"""Check of the listening address: whether it is one of this machine's."""

from bots.check_finding import CheckFinding, CheckState
from server.serving.listening_socket import ServeError, hold
from settings import Settings


async def check_listening(settings: Settings) -> CheckFinding | None:
    """What is wrong with `HOST`; None where a server could listen there, on some port."""
    try:
        hold(settings.host, 0).close()
    except ServeError as error:
        why = error.message.rpartition(":0: ")[2]
        return CheckFinding(CheckState.FAILED, f"HOST={settings.host}: can't be listened on: {why}")
    return None
