"""What an editor puts on a page."""

from home.blocks.content import (
    BringBlock,
    ContactBlock,
    HeadingBlock,
    PanelBlock,
    ParagraphBlock,
    StepsBlock,
    WordBlock,
)
from home.blocks.media import PictureBlock, VideoBlock
from home.blocks.municipality import MunicipalityBlock

__all__ = [
    "BringBlock",
    "ContactBlock",
    "HeadingBlock",
    "MunicipalityBlock",
    "PanelBlock",
    "ParagraphBlock",
    "PictureBlock",
    "StepsBlock",
    "VideoBlock",
    "WordBlock",
]
