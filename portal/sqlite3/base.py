"""Django's SQLite, whose writers take turns: within a process they wait in a row instead of trying now and then.

One can write at a time. Who finds somebody writing is put off by SQLite itself, up to a tenth of a second each time,
and whoever happens to try at the right moment is next: among many at once some wait until they are refused ("database
is locked") while the database stands idle in between. Here the next of the row begins the moment the one before it is
done, and only one of each process tries.
"""

import os
import threading
from collections import deque
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError


class Row:
    """Who writes, and who waits for it, in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def enter(self, seconds: float) -> bool:
        """Waits for its turn, at most so long; whether it came."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it was handed over at the last moment

    def leave(self) -> None:
        """Lets the next one in."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


_rows: dict[str, Row] = {}
os.register_at_fork(after_in_child=_rows.clear)  # who waited stayed behind in the other process


_Django: Any = base.DatabaseWrapper  # the stubs know none of the methods between which a transaction stands


class DatabaseWrapper(_Django):
    """A connection that waits for its turn before a transaction that will write, and gives it up when that ends."""

    _row: Row | None = None

    def _start_transaction_under_autocommit(self) -> None:
        # Private methods of Django: only these know where a transaction begins and ends.
        if self.transaction_mode == "IMMEDIATE" and not self.is_in_memory_db():
            row = _rows.setdefault(str(self.settings_dict["NAME"]), Row())
            if not row.enter(float(self.settings_dict["OPTIONS"].get("timeout", 5))):
                raise OperationalError("database is locked: its turn did not come")
            self._row = row
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> Any:
        super()._commit()  # what fails is rolled back, and leaves then
        self._leave()

    def _rollback(self) -> Any:
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self) -> Any:
        try:
            super()._close()
        finally:
            self._leave()

    def _leave(self) -> None:
        row, self._row = self._row, None
        if row is not None:
            row.leave()
