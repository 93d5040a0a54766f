"""Texts in cells of a workbook, which a spreadsheet never takes for formulas."""

from typing import Any

from shared.texts import for_cell

# A spreadsheet takes a text for a formula if it is typed or pasted and begins with one of these.
_FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")


def write_text(cell: Any, text: str) -> None:
    """Writes a text into a cell; the prefix keeps it a text when somebody edits the cell."""
    cell.value = for_cell(text)
    cell.data_type = "s"
    cell.quotePrefix = cell.value.startswith(_FORMULA_LIKE)
