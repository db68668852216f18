"""An SVG that does nothing but draw."""

from xml.etree import ElementTree

from home.refusals import Refused

SVG = "{http://www.w3.org/2000/svg}"
MOST_CHARACTERS = 100_000
SHAPES = frozenset(
    ["svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline"]
    + ["polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask"]
)


def check(text: str) -> None:
    """Whether `text` is an SVG of shapes alone: no script, no style sheet, nothing from elsewhere.

    :raises Refused: `not_a_drawing`.
    """
    if len(text) > MOST_CHARACTERS or "<!" in text.replace("<!--", ""):
        raise Refused("not_a_drawing")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  no document type, so no entities to expand
    except (ElementTree.ParseError, ValueError) as error:
        raise Refused("not_a_drawing") from error
    if root.tag != f"{SVG}svg" or not all(_is_shape(element) for element in root.iter()):
        raise Refused("not_a_drawing")


def _is_shape(element: "ElementTree.Element[str]") -> bool:
    name = element.tag.removeprefix(SVG)
    return name in SHAPES and all(_is_harmless(key, value) for key, value in element.attrib.items())


def _is_harmless(key: str, value: str) -> bool:
    name = key.rpartition("}")[2].lower()
    if name.startswith("on") or name == "style":
        return False
    if name == "href":
        return value.startswith("#")
    return "url(" not in value.replace("url(#", "")
