"""Stream addresses: where a carrier finds a media socket of the server."""


def socket_address(public: str, path: str) -> str:
    """The address of the socket at `path` of the server that is seen at `public`."""
    scheme, rest = public.rstrip("/").split("://", 1)
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest}{path}"
