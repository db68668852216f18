"""What the portal writes in its log: lines for an operator, in which no person can be found.

Two things would carry what people typed into a log: the address of a request (a sender's secret link is one) and the
message of an exception (a database says which value was double). So a line names the route that was taken, and an
exception is told by its kind and by the lines of code it came through.
"""

import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Plain(logging.Formatter):
    """One line: moment (UTC, ISO 8601), level, logger, number of the request, what happened; then the lines of code."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        request: Any = getattr(record, "request", None)
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        number = getattr(request, "request_id", "-")
        said = _of_request(request, record) if hasattr(request, "META") else record.getMessage()
        line = f"{moment} {record.levelname} {record.name} {number} {said}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  the name of the standard library
        """The kinds of the exceptions and the lines they came through; never their messages."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            where = [f"  {row.filename}:{row.lineno} {row.name}" for row in traceback.extract_tb(error.__traceback__)]
            lines[:0] = [*where, f"{type(error).__module__}.{type(error).__qualname__}"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _of_request(request: Any, record: logging.LogRecord) -> str:
    match = getattr(request, "resolver_match", None)
    route = f"/{match.route}" if match is not None else "(no route)"
    return f"{getattr(record, 'status_code', '-')} {request.method} {route}"
