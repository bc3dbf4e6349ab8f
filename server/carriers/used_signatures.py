"""Used signatures: what a carrier has signed for one handshake lets no other one in.

Whoever has read a handshake could send it again, for as long as its signature is valid.
"""

from server.asgi.shared_limiter import Limits, SharedLimiter

KNOWN_S = 86_400
"""So long a signature is known; Genesys' are valid for half a minute."""


class UsedSignatures:
    """Those of one process, or of all that share a Redis."""

    def __init__(self, shared: Limits | None = None) -> None:
        """Know of none; `shared` counts what has come to other processes."""
        self._new = SharedLimiter("signature", 1, shared, KNOWN_S)

    async def take(self, signature: str, now: float) -> bool:
        """Take a right signature at `now` (s, monotonic); returns whether it is the first time."""
        return (await self._new.take(signature, now)).allowed
