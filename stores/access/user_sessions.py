"""User session store: who is signed in at the console, and the sign-ins that go on."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, delete, insert, select, update

from settings.api_keys import Role
from stores.databases.database import INSERTS, Database, named_errors
from stores.tables.access_schema import sign_ins, spent_tokens, user_sessions

TOUCH = timedelta(minutes=1)
"""How exactly it is kept when a session was used last."""
_columns = user_sessions.c


@dataclass(frozen=True, slots=True)
class UserSession:
    """A signed-in user.

    Attributes:
        session_id: SHA-256 of what the browser's cookie holds, in hex.
        name: What the user is called in the audit; for an agent, the `agent_id` of their calls.
        role: What they may do.
        teams: Their teams.
        display_name: What they are called on the screen.
        id_token: What the provider vouched with.
        began_at: When they signed in.
        seen_at: When they were last seen, to `TOUCH`.
        ends_at: When they have to sign in again.
    """

    session_id: str
    name: str
    role: Role
    teams: tuple[str, ...]
    display_name: str
    id_token: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """A sign-in that the provider has yet to answer.

    Attributes:
        state: SHA-256 of the `state` that the answer has to bring, in hex.
        browser: SHA-256 of the cookie of the browser that has to bring it.
        nonce: What the ID token has to bring.
        verifier: The secret of PKCE.
        leads_to: The page that was asked for.
        ends_at: When it is too late.
    """

    state: str
    browser: str
    nonce: str
    verifier: str
    leads_to: str
    ends_at: datetime


class UserSessions:
    """The sessions of one log. Each method raises `EventLogError` where it does not answer."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def begin(self, session: UserSession, instead_of: str | None = None) -> None:
        """Keep a new session; the one of the same browser, `instead_of`, ends."""
        with named_errors("keep who is signed in"):
            await self._database.write(partial(_begin, session=session, instead_of=instead_of))

    async def used(
        self, ids: Collection[str], now: datetime, idle: timedelta
    ) -> Sequence[UserSession]:
        """Those of `ids` that have not ended, nor were idle for so long; they count as used."""
        with named_errors("read who is signed in"):
            found = await self._database.read(
                partial(_living, ids=list(ids), now=now, idle_since=now - idle)
            )
            if stale := [one.session_id for one in found if now - one.seen_at >= TOUCH]:
                await self._database.write(partial(_touch, ids=stale, now=now))
        return found

    async def all(self, now: datetime, idle: timedelta) -> Sequence[UserSession]:
        """All that have not ended, the newest first."""
        with named_errors("read who is signed in"):
            return await self._database.read(
                partial(_living, ids=None, now=now, idle_since=now - idle)
            )

    async def end(self, session_id: str) -> bool:
        """End a session; False where there is none."""
        with named_errors("sign out"):
            return await self._database.write(partial(_end, session_id=session_id))

    async def end_by(self, token: str, until: datetime, ids: Collection[str]) -> bool:
        """End sessions, as a token says that counts once; False where it has counted before.

        Args:
            token: What the token is known by.
            until: How long it is to be known.
            ids: The sessions.
        """
        with named_errors("sign out"):
            return await self._database.write(
                partial(_end_by, token=token, until=until, ids=list(ids))
            )

    async def forget_ended(self, now: datetime, idle: timedelta) -> int:
        """Forget the sessions that have ended, or were idle for so long; returns how many."""
        with named_errors("forget who was signed in"):
            return await self._database.write(
                partial(_forget_ended, now=now, idle_since=now - idle)
            )

    async def keep_attempt(self, attempt: SignInAttempt, now: datetime, idle: timedelta) -> None:
        """Keep a sign-in that begins, and forget what has ended."""
        with named_errors("keep a sign-in"):
            await self._database.write(
                partial(_keep_attempt, attempt=attempt, now=now, idle_since=now - idle)
            )

    async def take_attempt(self, state: str, now: datetime) -> SignInAttempt | None:
        """A sign-in that goes on, by the digest of its `state`; it is given once."""
        with named_errors("read a sign-in"):
            return await self._database.write(partial(_take_attempt, state=state, now=now))


def _begin(connection: Connection, session: UserSession, instead_of: str | None) -> None:
    if instead_of:
        _end(connection, instead_of)
    row = asdict(session) | {"role": session.role.value, "teams": list(session.teams)}
    connection.execute(insert(user_sessions).values(row))


def _living(
    connection: Connection, ids: list[str] | None, now: datetime, idle_since: datetime
) -> Sequence[UserSession]:
    wanted = select(user_sessions).where(_columns.ends_at > now, _columns.seen_at > idle_since)
    if ids is not None:
        wanted = wanted.where(_columns.session_id.in_(ids))
    rows = connection.execute(wanted.order_by(_columns.began_at.desc())).mappings()
    typed = ({**row, "role": Role(row["role"]), "teams": tuple(row["teams"])} for row in rows)
    return [UserSession(**row) for row in typed]


def _touch(connection: Connection, ids: list[str], now: datetime) -> None:
    used = update(user_sessions).where(_columns.session_id.in_(ids))
    connection.execute(used.values(seen_at=now))


def _end(connection: Connection, session_id: str) -> bool:
    ended = delete(user_sessions).where(_columns.session_id == session_id)
    return connection.execute(ended).rowcount > 0


def _end_by(connection: Connection, token: str, until: datetime, ids: list[str]) -> bool:
    row = {"token": token, "ends_at": until}
    spent = INSERTS[connection.dialect.name](spent_tokens).values(row).on_conflict_do_nothing()
    if not connection.execute(spent).rowcount:
        return False
    connection.execute(delete(user_sessions).where(_columns.session_id.in_(ids)))
    return True


def _keep_attempt(
    connection: Connection, attempt: SignInAttempt, now: datetime, idle_since: datetime
) -> None:
    connection.execute(delete(sign_ins).where(sign_ins.c.ends_at <= now))
    _forget_ended(connection, now, idle_since)
    connection.execute(insert(sign_ins).values(asdict(attempt)))


def _forget_ended(connection: Connection, now: datetime, idle_since: datetime) -> int:
    connection.execute(delete(spent_tokens).where(spent_tokens.c.ends_at <= now))
    over = (_columns.ends_at <= now) | (_columns.seen_at <= idle_since)
    return connection.execute(delete(user_sessions).where(over)).rowcount


def _take_attempt(connection: Connection, state: str, now: datetime) -> SignInAttempt | None:
    wanted = select(sign_ins).where(sign_ins.c.state == state, sign_ins.c.ends_at > now)
    row = connection.execute(wanted).mappings().first()
    taken = connection.execute(delete(sign_ins).where(sign_ins.c.state == state)).rowcount
    return SignInAttempt(**row) if row and taken else None
