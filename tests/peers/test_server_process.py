"""A server's port is its own before it listens, and between two starts."""

import socket
from pathlib import Path

import pytest

from peers.server_process import ServerProcess
from server.serving.listening_socket import hold


def test_the_port_of_a_server_is_kept_for_it(tmp_path: Path) -> None:
    """Who binds as servers do gets it, however often; anybody else does not."""
    server = ServerProcess(tmp_path)
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", server.port))
    for _ in range(2):
        with hold("127.0.0.1", server.port) as holder:
            holder.listen()
