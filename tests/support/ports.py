"""Ports of this machine."""
import socket


def free_ports(count):
    """Free for now: whoever binds them must be ready to try others."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
