"""No place takes all that there is: neither the threads nor the room to wait.

A place is an address, as when wrong passwords are counted. Behind a web server that
does not say who asks (OPUS_BEHIND_PROXY) everybody is at one place: half has to do.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary


def half(number: int) -> int:
    """One if there is one."""
    return (number + 1) // 2


class Turns:
    """Of each place so many go on at once; its others wait for their turn."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._turns = WeakValueDictionary[str, asyncio.Semaphore]()

    def of(self, place: str) -> asyncio.Semaphore:
        """What to hold meanwhile; it is forgotten when nobody of the place is there."""
        turn = self._turns.get(place)
        if turn is None:
            turn = self._turns[place] = asyncio.Semaphore(self.most)
        return turn


class Room:
    """Each place has room for so many; its others are turned away."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._inside = Counter[str]()

    @contextmanager
    def at(self, place: str) -> Iterator[bool]:
        """Whether there is room; it is taken until the end of the block."""
        if self._inside.get(place, 0) >= self.most:
            yield False
            return
        self._inside[place] += 1
        try:
            yield True
        finally:
            self._inside[place] -= 1
            if not self._inside[place]:
                del self._inside[place]
