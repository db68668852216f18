"""What the editor's page sends for a form, made from plain blocks by the blocks themselves."""

from collections.abc import Mapping
from typing import Any

from wagtail import blocks

from forms_app.models import Form

Plain = list[dict[str, Any]]
SETTINGS = ("title", "key", "audience", "default_category", "urgent_mode", "receipt_text", "closed_text", "draft_days")
SETTINGS += ("submission_days", "retention", "offered_from")


def typed(form: Form, steps: Plain | None = None, urgent_if: Plain | None = None, **more: str) -> dict[str, str]:
    """The whole page: the form as it stands, with other steps or settings when given."""
    posted: dict[str, str] = {name: str(getattr(form, name)) for name in SETTINGS}
    posted |= dict.fromkeys(("opens_at", "closes_at", "deadline_at", "go_live_at", "expire_at"), "")
    for name, own in (("steps", steps), ("urgent_if", urgent_if)):
        plain = getattr(form, name).get_prep_value() if own is None else own
        posted |= dict(_stream(Form._meta.get_field(name).stream_block, plain, name))
    return posted | more


def _any(block: Any, value: Any, name: str) -> Any:
    if isinstance(block, blocks.StreamBlock):
        yield from _stream(block, value or [], name)
    elif isinstance(block, blocks.ListBlock):
        yield from _list(block, value or [], name)
    elif isinstance(block, blocks.StructBlock):
        for inner, child in block.child_blocks.items():
            yield from _any(child, value.get(inner, child.get_default()), f"{name}-{inner}")
    elif isinstance(block, blocks.BooleanBlock):
        if value:
            yield name, "on"
    else:
        yield name, "" if value is None else str(value)


def _stream(block: Any, plain: Plain, name: str) -> Any:
    yield f"{name}-count", str(len(plain))
    for index, row in enumerate(plain):
        yield from _marks(row, index, name)
        yield f"{name}-{index}-type", row["type"]
        yield from _any(block.child_blocks[row["type"]], row["value"], f"{name}-{index}-value")


def _list(block: Any, plain: Plain, name: str) -> Any:
    yield f"{name}-count", str(len(plain))
    for index, row in enumerate(plain):
        yield from _marks(row, index, name)
        yield from _any(block.child_block, row["value"], f"{name}-{index}-value")


def _marks(row: Mapping[str, Any], index: int, name: str) -> Any:
    yield f"{name}-{index}-deleted", ""
    yield f"{name}-{index}-order", str(index)
    yield f"{name}-{index}-id", row.get("id") or ""
