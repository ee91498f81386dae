"""Documents made in worker processes, in order and with bounded memory; not how one is made (`making`).

A process that dies takes the articles that it was at with it: they are made again, each by itself, and one at which a
process dies again is given up, with the reason. Workers end with the process that started them, however that ends.
"""

from __future__ import annotations

import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from operator import attrgetter
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from traceback import format_exc
from typing import Any

from searchkit.errors import SearchkitError
from searchkit.making import Made, Maker, Making, characters
from searchkit.model import Article, Document, Origin, Value

BATCH = 64_000
"""Characters of text that go to a worker at once."""

ALONE = 8 * BATCH
"""Characters that are made in this process before workers are started, which takes a moment."""

AHEAD = 2
"""Batches that a worker has at most: one to make, one to go on with."""

_Values = tuple[str, str, Mapping[str, Value], str, Mapping[str, Value]]
_Answer = list[list[_Values | Any]] | BaseException | None
"""Documents of a batch, what went wrong, or None: the process is ready.

Plain tuples go from process to process: dataclasses with slots take three times as long to pickle.
"""
_ARTICLE = tuple(each.name for each in fields(Article) if each.name != "origin")
_parts: Callable[[Article], tuple[Any, ...]] = attrgetter(*_ARTICLE, "origin.file", "origin.line")


@dataclass(slots=True, eq=False)
class _Batch:
    """Hold some articles on their way; `again`: a process died at them."""

    articles: list[Article] = field(default_factory=list)
    size: int = 0
    again: bool = False
    made: list[Made] | None = None


class _Worker:
    """Run one process, which answers batches in the order in which it gets them."""

    def __init__(self, making: Making) -> None:
        context = get_context("spawn")
        self.connection, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(other, making), daemon=True)
        with _uninterrupted():
            self.process.start()
        other.close()
        self.batches: deque[_Batch] = deque()
        self.ready = False

    def takes(self, batch: _Batch) -> bool:
        """Say whether a batch may be sent now; one that a process died at goes alone, so that it is known for it."""
        alone = batch.again or any(each.again for each in self.batches)
        return self.ready and len(self.batches) < (1 if alone else AHEAD)

    def send(self, batch: _Batch) -> None:
        self.batches.append(batch)
        with suppress(OSError):  # it has died, which is seen when it is next listened to
            self.connection.send(list(map(_parts, batch.articles)))

    def end(self) -> str:
        """Stop the process; say how it ended."""
        self.connection.close()
        self.process.terminate()
        self.process.join()
        code = self.process.exitcode or 0
        return f"signal {-code}" if code < 0 else f"exit code {code}"


class Workers:
    """Make documents in several processes; the first ones in this, so that a small run starts none."""

    def __init__(self, making: Making, jobs: int, here: Maker) -> None:
        self._making, self._jobs, self._here = making, jobs, here
        self._workers: list[_Worker] = []
        self._filling = _Batch()
        self._order: deque[_Batch] = deque()
        self._waiting: deque[_Batch] = deque()
        self._alone = 0

    def put(self, article: Article) -> Iterator[Made]:
        """Take one more article; give what is ready."""
        if self._alone < ALONE:
            yield from self._made_here(article)
            return
        self._filling.articles.append(article)
        self._filling.size += characters(article)
        if self._filling.size >= BATCH:
            self._hand_out()
            yield from self._ready(most=self._jobs * AHEAD)

    def _made_here(self, article: Article) -> Iterator[Made]:
        """Make documents in this process; all of them before the first that are made in others."""
        self._alone += characters(article)
        yield from self._here.put(article)
        if self._alone >= ALONE:
            yield from self._here.rest()

    def rest(self) -> Iterator[Made]:
        """Give all that was put in and not given yet."""
        yield from self._here.rest()
        if self._filling.articles:
            self._hand_out()
        yield from self._ready(most=0)

    def close(self) -> None:
        """Stop the processes, and drop what was not given."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _hand_out(self) -> None:
        self._order.append(self._filling)
        self._waiting.append(self._filling)
        self._filling = _Batch()
        if not self._workers:
            self._workers = [_Worker(self._making) for _ in range(self._jobs)]

    def _ready(self, most: int) -> Iterator[Made]:
        """Give what is made, in order; wait while more than so many batches are on their way."""
        while self._order:
            self._feed()
            self._listen(None if len(self._order) > most else 0.0)
            self._feed()
            while self._order and (made := self._order[0].made) is not None:
                self._order.popleft()
                yield from made
            if len(self._order) <= most:
                return

    def _feed(self) -> None:
        """Give the worker that has least to do the next batch, as long as one has little."""
        while self._waiting:
            worker = min(self._workers, key=lambda each: (not each.ready, len(each.batches)))
            if not worker.takes(self._waiting[0]):
                return
            worker.send(self._waiting.popleft())

    def _listen(self, timeout: float | None) -> None:
        if self._order and self._order[0].made is not None:
            timeout = 0.0
        connections = {worker.connection: worker for worker in self._workers if worker.batches or not worker.ready}
        for connection in wait(list(connections), timeout) if connections else ():
            worker = connections[connection]  # type: ignore[index]
            try:
                self._take(worker, worker.connection.recv())
            except (EOFError, OSError):
                self._died(worker)

    def _take(self, worker: _Worker, answer: _Answer) -> None:
        worker.ready = True
        if isinstance(answer, BaseException):
            raise answer
        if answer is None:
            return
        batch = worker.batches.popleft()
        batch.made = list(map(Made, batch.articles, (list(map(_document, several)) for several in answer)))

    def _died(self, worker: _Worker) -> None:
        """Start another process, and have made what this one was at: it answers in order, so it was at the first."""
        how = worker.end()
        if not worker.ready:
            raise SearchkitError(
                f"a process that was to help ended before it began ({how}): use one (--jobs 1), or, in a program of "
                'yours, call searchkit below `if __name__ == "__main__":`'
            )
        self._workers[self._workers.index(worker)] = _Worker(self._making)
        blamed, *others = worker.batches
        self._waiting.extendleft(reversed(others))
        if blamed.again:
            reason = f"the process that worked on it ended twice ({how}), so it was left out"
            blamed.made = [Made(article, [], reason) for article in blamed.articles]
            return
        alone = [_Batch([article], again=True) for article in blamed.articles]
        place = self._order.index(blamed)
        self._order.remove(blamed)
        for step, batch in enumerate(alone):
            self._order.insert(place + step, batch)
        self._waiting.extendleft(reversed(alone))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start a process deaf to an interruption of the whole group, and whole: here, it is handled afterwards."""
    caught: list[int] = []
    ours = current_thread() is main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: caught.append(number)) if ours else None
    try:
        with _deaf():
            yield
    finally:
        if ours:
            signal.signal(signal.SIGINT, handler)
    if caught:
        signal.raise_signal(signal.SIGINT)


@contextmanager
def _deaf() -> Iterator[None]:
    """Block interruptions for this thread, and for the processes that it starts."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # which a first start does otherwise, and then it unblocks the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, making: Making) -> None:
    """Make documents until nobody asks any more."""
    maker = Maker(making)
    asked: SimpleQueue[list[tuple[Any, ...]] | None] = SimpleQueue()
    # What is sent is always read, so that two processes never wait for each other with full pipes.
    Thread(target=_receive, args=(connection, asked.put), daemon=True).start()
    with suppress(OSError):  # nobody listens any more
        connection.send(None)
        while (articles := asked.get()) is not None:
            connection.send(_answer(maker, list(map(_article, articles))))


def _answer(maker: Maker, articles: list[Article]) -> _Answer:
    try:
        return [list(map(_values, made)) for made in maker.documents(articles)]
    except SearchkitError as error:
        return error
    except Exception as error:  # whatever it is, the other process reports it; it may not travel as it is
        told = RuntimeError(f"{type(error).__name__}: {error}")
        told.add_note(format_exc())
        return told


def _article(parts: tuple[Any, ...]) -> Article:
    *values, file, line = parts
    return Article(**dict(zip(_ARTICLE, values, strict=True)), origin=Origin(file, line))


def _values(document: Document | Any) -> _Values | Any:
    """Take a document apart; what is packed goes as it is, and is no tuple."""
    if isinstance(document, Document):
        return document.id, document.article, document.own, document.stored, document.shared
    return document


def _document(values: _Values | Any) -> Document | Any:
    return Document(*values) if isinstance(values, tuple) else values


def _receive(connection: Connection, put: Callable[[list[tuple[Any, ...]] | None], None]) -> None:
    try:
        while True:
            put(connection.recv())
    except (EOFError, OSError):
        put(None)
