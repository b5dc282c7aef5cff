"""Workbooks as .xlsx holds them, made by hand, so that a test may break any part of one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 (a sheet knows no zones)
_DAY, _MOMENT = 1, 2
"""Numbers of the styles below."""

Cell = str | int | float | date | None


def workbook(rows: Sequence[Sequence[Cell]], parts: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook of one sheet; `parts` stand instead of those of their path."""
    strings: list[str] = []
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(number, place, cell, strings) for place, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    whole = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Taulukko1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(strings)}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" '
        'formatCode="[$-40B]d\\.m\\.yyyy h:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>',
        **(parts or {}),
    }
    return zipped({path: text.encode() for path, text in whole.items()})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of these files."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return packed.getvalue()


def sheet(rows: str) -> dict[str, str]:
    """Return a sheet whose rows are written out."""
    return {"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"}


def _cell(row: int, place: int, cell: Cell, strings: list[str]) -> str:
    where = f"{chr(ord('A') + place)}{row}"
    if cell is None:
        return ""
    if isinstance(cell, str):
        strings.append(f"<si><t>{escape(cell)}</t></si>")
        return f'<c r="{where}" t="s"><v>{len(strings) - 1}</v></c>'
    if isinstance(cell, datetime):
        return f'<c r="{where}" s="{_MOMENT}"><v>{(cell - _FIRST_DAY).total_seconds() / 86_400}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{where}" s="{_DAY}"><v>{(cell - _FIRST_DAY.date()).days}</v></c>'
    return f'<c r="{where}"><v>{cell}</v></c>'
