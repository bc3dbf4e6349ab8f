"""Shared records: small texts that all processes on one Redis read and write, for a while.

lock      SET lock token NX EX      who has it works on the record alone
read      GET key
keep      SET key text EX           and the name into its owner's index, by its time of use
forget    SET key "" EX             so that it is told from one that Redis has lost
unlock    if the token is still its own
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import quote

from redis.asyncio import Redis
from redis.exceptions import RedisError

from pubsub.redis_channels import PREFIX
from pubsub.redis_patience import TIMEOUT_S

LOCK_S = 60
"""Whoever has a lock for longer is dead."""
_ASK_AGAIN_S = 0.05
_TRY_AGAIN_S = 0.5
Begin = Callable[[str, Coroutine[Any, Any, None]], object]
FORGOTTEN = b""
"""What is read of a record that was deleted, as long as it would have been kept."""
_LEAVE = "if redis.call('get',KEYS[1])==ARGV[1] then redis.call('del',KEYS[1]) end"


class SharedRecords:
    """The records of one kind, each of an owner, in the order of their use."""

    def __init__(self, redis: Redis, kind: str, ttl_s: int, limit: int, begin: Begin) -> None:
        """Use what others write too.

        Args:
            redis: The connections.
            kind: What the records are, in the names of their keys.
            ttl_s: How long a record is kept after it was written, s.
            limit: How many an owner has at most; those used longest ago go.
            begin: Begins work that nobody waits for, by a name.
        """
        self._redis = redis
        self._kind = kind
        self._ttl_s = ttl_s
        self._limit = limit
        self._begin = begin

    async def lock(self, owner: str, name: str) -> str:
        """Lock a record, which may not be there yet, as soon as nobody else has; the token.

        Raises:
            RedisError, OSError: Redis refuses, or can't be reached.
        """
        token = secrets.token_hex(16)
        lock = self._lock(owner, name)
        with self.locked(owner, name, token):  # it may be, where the answer does not come
            while not await self._ask("SET", lock, token, "NX", "EX", LOCK_S):  # noqa: ASYNC110
                await asyncio.sleep(_ASK_AGAIN_S)
        return token

    async def unlock(self, owner: str, name: str, token: str) -> None:
        """Let go of a record, if the lock has not ended meanwhile.

        Raises:
            RedisError, OSError: Redis refuses, or can't be reached.
        """
        await self._ask("EVAL", _LEAVE, 1, self._lock(owner, name), token)

    @contextmanager
    def locked(self, owner: str, name: str, token: str) -> Iterator[None]:
        """Let go of a record if the block fails or is cancelled, as soon as Redis can be reached.

        Nobody waits for that here; elsewhere, they would wait until the lock ends by itself.
        """
        try:
            yield
        except BaseException:
            self._abandon(owner, name, token)
            raise

    def _abandon(self, owner: str, name: str, token: str) -> None:
        self._begin("lock let go", self._let_go(owner, name, token))

    async def _let_go(self, owner: str, name: str, token: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOCK_S):
                while True:
                    try:
                        return await self.unlock(owner, name, token)
                    except (RedisError, OSError):
                        await asyncio.sleep(_TRY_AGAIN_S)

    async def read(self, owner: str, name: str) -> bytes | None:
        """A record, or `FORGOTTEN`; None where there is none, or Redis has lost it.

        Raises:
            RedisError, OSError: Redis refuses, or can't be reached.
        """
        return await self._ask("GET", self._key(owner, name))

    async def keep(self, owner: str, name: str, text: bytes, used_at: float) -> None:
        """Write a record, used at that time, s since 1970.

        Raises:
            RedisError, OSError: Redis refuses, or can't be reached.
        """
        index = self._index(owner)
        await self._ask("SET", self._key(owner, name), text, "EX", self._ttl_s)
        await self._ask("ZADD", index, used_at, name)
        await self._ask("EXPIRE", index, self._ttl_s)
        beyond = await self._ask("ZRANGE", index, 0, -self._limit - 1)
        if beyond:
            await self._forget(owner, beyond)

    async def all_of(self, owner: str) -> list[bytes]:
        """An owner's records, last used first.

        Raises:
            RedisError, OSError: Redis refuses, or can't be reached.
        """
        names: Sequence[bytes] = await self._ask("ZREVRANGE", self._index(owner), 0, -1)
        if not names:
            return []
        found = await self._ask("MGET", *(self._key(owner, name.decode()) for name in names))
        gone = [name for name, text in zip(names, found, strict=True) if text is None]
        if gone:
            await self._ask("ZREM", self._index(owner), *gone)
        return [text for text in found if text is not None]

    async def delete(self, owner: str, name: str) -> bool:
        """Forget a record that is locked; returns whether there was one.

        Raises:
            RedisError, OSError: Redis refuses, or can't be reached.
        """
        found = await self.read(owner, name)
        await self._ask("ZREM", self._index(owner), name)
        await self._ask("SET", self._key(owner, name), FORGOTTEN, "EX", self._ttl_s)
        return bool(found)

    async def _forget(self, owner: str, names: Sequence[bytes]) -> None:
        await self._ask("ZREM", self._index(owner), *names)
        await self._ask("DEL", *(self._key(owner, name.decode()) for name in names))

    async def _ask(self, *command: Any) -> Any:
        async with asyncio.timeout(TIMEOUT_S):
            return await self._redis.execute_command(*command)

    def _key(self, owner: str, name: str) -> str:
        return f"{self._index(owner)}:{name}"

    def _lock(self, owner: str, name: str) -> str:
        return f"{PREFIX}{self._kind}-lock:{quote(owner, safe='')}:{name}"

    def _index(self, owner: str) -> str:
        return f"{PREFIX}{self._kind}:{quote(owner, safe='')}"
