"""Request target: a request that names the whole address is read as one that names the path.

`GET http://host/path` is what a client sends to a proxy, and what a proxy may send on. Its host
counts, whatever the header `Host` says (RFC 9112, 3.2.2).
"""

import re

import h11

_WHOLE = re.compile(rb"(?:https?|wss?)://", re.IGNORECASE)
_PARTS = re.compile(rb"[a-z]+://([^/?#@]+)(/[^?#]*)?(\?[^#]*)?", re.IGNORECASE)


def in_origin_form(request: h11.Request) -> h11.Request:
    """The request with a path and a query as its target.

    Raises:
        h11.RemoteProtocolError: The address names no host, or more than a host, path and query.
    """
    if not _WHOLE.match(request.target):
        return request
    parts = _PARTS.fullmatch(request.target)
    if not parts:
        raise h11.RemoteProtocolError("the address of the request has no host, or too much")
    host, path, query = parts.groups()
    others = [(name, value) for name, value in request.headers if name != b"host"]
    return h11.Request(
        method=request.method,
        target=(path or b"/") + (query or b""),
        headers=[(b"host", host), *others],
        http_version=request.http_version,
    )
