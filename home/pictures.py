"""Pictures of the library in the size in which a page shows them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from wagtail.images import get_image_model
from wagtail.images.models import Filter

CARD = "fill-480x360|format-jpeg"
"""All of one shape, so that a row of them stands straight."""


@dataclass(frozen=True)
class Picture:
    """A file that visitors get: its address on this site, its size in pixels."""

    url: str
    width: int
    height: int


def cards(numbers: Collection[int]) -> dict[int, Picture]:
    """Pictures as cards, by their number in the library, those that are there; made when they were not yet.

    Two queries for those that were made before, none for no numbers.
    """
    if not numbers:
        return {}
    images = get_image_model().objects.filter(pk__in=numbers).prefetch_renditions(CARD)
    found = {image.pk: _made(image) for image in images}
    return {number: Picture(made.url, made.width, made.height) for number, made in found.items()}


def _made(image: Any) -> Any:
    """The card of a picture; one that is there is not asked of Wagtail, which fills its cache each time."""
    card = Filter(spec=CARD)
    own = card.get_cache_key(image)  # another one once an editor says what must stay in sight
    made = (one for one in image.prefetched_renditions if one.focal_point_key == own)
    return next(made, None) or image.get_rendition(card)
