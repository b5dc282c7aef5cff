import threading
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core import clock
from lahetti.core.cache import Cached


class Source:
    """Counts how often it is read; fails while it is down."""

    def __init__(self) -> None:
        self.reads = 0
        self.is_down = False

    def read(self) -> int:
        if self.is_down:
            raise ConnectionError
        self.reads += 1
        return self.reads


class Watch:
    now = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(clock, "now", lambda: watch.now)
    return watch


def test_a_value_is_read_again_once_it_is_too_old(watch: Watch) -> None:
    cached = Cached(Source().read, seconds=60)

    first, watch.now = cached.get(), watch.now + timedelta(seconds=60)
    second, watch.now = cached.get(), watch.now + timedelta(seconds=1)
    assert (first, second, cached.get()) == (1, 1, 2)


def test_a_clock_that_is_set_back_does_not_keep_a_value_for_ever(watch: Watch) -> None:
    cached = Cached(Source().read, seconds=60)
    cached.get()

    watch.now -= timedelta(hours=1)
    assert cached.get() == 2


def test_a_value_that_was_just_written_is_kept_and_a_cleared_one_is_not(watch: Watch) -> None:
    cached = Cached(Source().read, seconds=60)

    cached.set(7)
    assert cached.get() == 7
    cached.clear()
    assert cached.get() == 1


def test_nothing_is_kept_of_a_read_that_failed(watch: Watch) -> None:
    source = Source()
    cached = Cached(source.read, seconds=60)
    source.is_down = True
    with pytest.raises(ConnectionError):
        cached.get()

    source.is_down = False
    assert cached.get() == 1


def test_threads_that_need_a_value_at_the_same_time_read_it_once() -> None:
    source = Source()
    cached = Cached(source.read, seconds=60)
    start = threading.Barrier(8)

    def need() -> None:
        start.wait()
        cached.get()

    threads = [threading.Thread(target=need) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert source.reads == 1
