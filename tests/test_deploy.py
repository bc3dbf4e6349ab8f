"""What stands around the server, as the files in deploy/ set it up."""

import re

from server.asgi.body_limit import MAX_UPLOAD_BYTES
from tests.product import ROOT


def test_nginx_lets_through_what_the_server_takes() -> None:
    """Nginx takes 1 MiB where nobody says more, and answers an upload with a page of its own."""
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    (megabytes,) = re.findall(r"^\s*client_max_body_size (\d+)m;", text, re.M)
    assert int(megabytes) * 1024 * 1024 == MAX_UPLOAD_BYTES
