"""User session cookies: their names and attributes, and the token against forged requests."""

import hmac
import re
from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.responses import Response

from settings import Settings

CSRF_HEADER = "Callshadow-CSRF"
"""The header in which a page of ours shows that it can read its own cookie."""
_SESSION, _CSRF, _BROWSER = "callshadow-session", "callshadow-csrf", "callshadow-sign-in"
_CSRF_CONTEXT = b"call-shadow csrf 1"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes, as `sign_in` makes them
ATTEMPT_S = 600
"""How long a sign-in may take at the provider."""


def digest_of_secret(secret: str) -> str:
    """What is kept of a session's secret, of a browser's or of a `state`, in hex."""
    return sha256(secret.encode()).hexdigest()


def csrf_of(secret: str) -> str:
    """The token of a session against forged requests: who knows the cookie alone can make it."""
    return hmac.digest(secret.encode(), _CSRF_CONTEXT, "sha256").hex()


class SessionCookies:
    """The cookies of one request: behind https `Secure`, and of this very host."""

    def __init__(self, connection: HTTPConnection, settings: Settings) -> None:
        """Read those of `connection`."""
        public = settings.public_url or ""
        self.is_secure = public.startswith("https:") or connection.url.scheme in {"https", "wss"}
        self._prefix = "__Host-" if self.is_secure else ""
        self._found = connection.cookies

    @property
    def session(self) -> str | None:
        """The secret of the user's session; None where what is there can be none."""
        secret = self._found.get(self._prefix + _SESSION, "")
        return secret if _SECRET.fullmatch(secret) else None

    @property
    def browser(self) -> str | None:
        """The secret of the browser that begins a sign-in."""
        return self._found.get(self._prefix + _BROWSER)

    def begin(self, answer: Response, browser: str) -> None:
        """Remember the browser that begins a sign-in."""
        self._set(answer, _BROWSER, browser, ATTEMPT_S)

    def sign_in(self, answer: Response, secret: str) -> None:
        """Remember the session until the browser is closed; the server says when it ends."""
        self._set(answer, _SESSION, secret, None)
        self._set(answer, _CSRF, csrf_of(secret), None, is_readable=True)
        self.forget_attempt(answer)

    def sign_out(self, answer: Response) -> None:
        """Forget the session."""
        for name in (_SESSION, _CSRF):
            self._set(answer, name, "", 0)

    def forget_attempt(self, answer: Response) -> None:
        """Forget the browser's sign-in."""
        self._set(answer, _BROWSER, "", 0)

    def _set(
        self,
        answer: Response,
        name: str,
        value: str,
        max_age: int | None,
        *,
        is_readable: bool = False,
    ) -> None:
        answer.set_cookie(
            self._prefix + name,
            value,
            max_age=max_age,
            path="/",
            secure=self.is_secure,
            httponly=not is_readable,
            samesite="lax",
        )
