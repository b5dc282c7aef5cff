"""A text as a QR code: rows of modules, which a client draws as it likes.

segno is imported by the first code that is made; most shares never need one.
"""


def modules(text: str) -> tuple[str, ...]:
    """Return the rows of the code, each a string of 1 (dark) and 0 (light), without the quiet zone around them."""
    import segno

    code = segno.make_qr(text, error="m", boost_error=False)
    return tuple("".join("1" if module else "0" for module in row) for row in code.matrix)
