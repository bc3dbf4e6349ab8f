"""The whole product over real sockets: the server as its own process, the vendors as peers."""
