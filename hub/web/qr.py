"""A link as a QR code (ISO/IEC 18004), drawn as SVG that stands in the page."""

from markupsafe import Markup

BORDER = 4
"""The quiet zone that the standard asks for, in modules."""


def svg(link: str) -> Markup:
    """Dark on white in every theme: cameras read it that way."""
    import segno

    code = segno.make(link, error="m", micro=False)
    drawn = code.svg_inline(border=BORDER, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn)
