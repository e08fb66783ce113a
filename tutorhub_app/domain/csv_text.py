"""Text of CSV files (RFC 4180) that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""Without it at the beginning, spreadsheets read names with accents wrongly."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_lines(rows: Iterable[Iterable[str]]) -> str:
    """The rows as lines, each cell quoted and harmless."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula: an apostrophe says that it is text.

    Blanks before the sign do not hide it from all of them.
    """
    begins = cell.lstrip(" \u00a0")
    return f"'{cell}" if cell.startswith(_FORMULA) or begins.startswith(_FORMULA) else cell
