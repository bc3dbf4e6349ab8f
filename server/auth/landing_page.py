"""Landing page of a sign-in: a page of the console, never another site's."""

import re
from urllib.parse import urlsplit

HOME = "/"
SIGN_IN_PAGE = "/sign-in"
_LONGEST = 512
# Browsers take a backslash for a slash, and drop tabs and line ends.
_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_NO_PAGES = ("/auth/", "/api/", "/static/", SIGN_IN_PAGE)


def page_of_ours(address: str | None) -> str:
    """The address of a page as it was asked for; the first page where it is none of ours."""
    if not address or len(address) > _LONGEST or not _PATH.fullmatch(address):
        return HOME
    try:
        parts = urlsplit(address)
    except ValueError:
        return HOME
    elsewhere = parts.scheme or parts.netloc or parts.path.startswith(_NO_PAGES)
    return HOME if elsewhere else address
