"""A WebSocket that hands over all messages that have come, not one at a time.

`websockets` takes 6 µs for a message, most of it to pass it from thread to thread; nearly every frame of a server is a
whole message, unmasked, and can be cut out of what was received in half of one. Opening, pings, closing and every
other frame stay with `websockets`.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.sync.client import ClientConnection

RECEIVED = 256 * 2**10  # bytes at once
LONGEST = 256 * 2**10  # bytes of one message; a longer one is for `websockets` to refuse
HELD = 4 * 2**20  # bytes of messages that nobody took yet; then the server waits
FEW, PAUSE = 32 * 2**10, 0.02  # bytes, seconds: where less comes at once, more is waited for, and taken together
MAX_HEAD = 64 * 2**10  # bytes of the answer that opens
# RFC 6455, 5.2: the first byte of a whole message of text or of bytes, without extensions; the bit of control frames.
_TEXT, _BINARY, _CONTROL = 0x81, 0x82, 0x08
_MAX_CONTROL = 125  # bytes; 5.5


class Messages(ClientConnection):
    """A connection for `websockets.sync.client.connect(create_connection=Messages)`."""

    recv_bufsize = RECEIVED

    def __init__(self, socket: Any, protocol: ClientProtocol, **settings: Any) -> None:  # noqa: ANN401 - as there
        self._changed = threading.Condition()
        self._messages: list[tuple[bytes, bool]] = []
        self._held = 0
        self._rest = b""
        self._is_cut = True  # False once frames came that only `websockets` understands
        self._is_over = False
        self._pass_on = protocol.receive_data
        protocol.receive_data = self._receive  # type: ignore[method-assign,assignment]
        super().__init__(socket, protocol, **settings)

    def take(self, timeout: float) -> list[tuple[bytes, bool]]:
        """The messages that have come, each with whether it is text; [] when none came in so many seconds.

        Raises: ConnectionClosed once the connection is over and all was taken.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._messages or self._is_over or not self._is_cut, timeout)
            messages, self._messages, self._held = self._messages, [], 0
            self._changed.notify_all()
        if messages or (self._is_cut and not self._is_over):
            return messages
        try:
            received = self.recv(timeout=timeout)
        except TimeoutError:
            return []
        return [(received.encode(), True) if isinstance(received, str) else (received, False)]

    def recv_events(self) -> None:
        """Read until the connection is over."""
        try:
            super().recv_events()
        finally:
            self._end()

    def close(self, *words: Any, **more: Any) -> None:  # noqa: ANN401 - as there
        """Close; what nobody took is thrown away."""
        self._end()
        super().close(*words, **more)

    def _end(self) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _receive(self, data: bytes) -> None:
        """Take what was received, in place of the protocol."""
        is_opening = self.protocol.state is State.CONNECTING
        if is_opening:
            self._rest += data
            end = self._rest.find(b"\r\n\r\n") + 4
            if end < 4 and len(self._rest) <= MAX_HEAD:
                return
            head, data, self._rest = self._rest[:end], self._rest[end:], b""
            self._pass_on(head)
        if self.protocol.state is not State.OPEN or not self._is_cut:
            if data:
                self._pass_on(data)
            return
        messages = self._cut(data)
        with self._changed:
            self._messages += messages
            self._held += sum(len(message) for message, _ in messages)
            self._changed.notify_all()
            if not is_opening:  # whoever opens waits until this call is over
                self._changed.wait_for(lambda: self._held < HELD or self._is_over)
        if len(data) < FEW:
            time.sleep(PAUSE)

    def _cut(self, data: bytes) -> list[tuple[bytes, bool]]:
        """The messages that are whole now; other frames are passed on where they stand between these."""
        data = self._rest + data
        messages = []
        at, size = 0, len(data)
        while size - at >= 2:
            kind, length, begin = data[at], data[at + 1], at + 2
            if length == 126:
                begin += 2
                length = int.from_bytes(data[at + 2 : begin])
            elif length == 127:
                begin += 8
                length = int.from_bytes(data[at + 2 : begin])
            end = begin + length
            is_message = kind in {_TEXT, _BINARY} and length <= LONGEST
            if not is_message and not (kind & _CONTROL and length <= _MAX_CONTROL):
                self._is_cut = False
                self._pass_on(data[at:])
                at = size
            elif end > size:
                break
            elif is_message:
                messages.append((data[begin:end], kind == _TEXT))
                at = end
            else:
                self._pass_on(data[at:end])
                at = end
        self._rest = data[at:]
        return messages
