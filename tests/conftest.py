"""The network is blocked except loopback; time and chance are arguments."""

import os
import socket

import pytest

# Presidio's spaCy and faster-whisper's hub client look for the network only when asked; make sure.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _refuse_strangers(address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test tried to reach {address[0]}: only loopback is allowed")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch):
    def connect(self, address):
        _refuse_strangers(address)
        return _connect(self, address)

    def connect_ex(self, address):
        _refuse_strangers(address)
        return _connect_ex(self, address)

    real_lookup = socket.getaddrinfo

    def lookup(host, *args, **kwargs):
        if host not in (None, "127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to look up {host}: only loopback is allowed")
        return real_lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
