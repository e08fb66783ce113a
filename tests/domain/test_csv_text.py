"""CSV files: what is written is read back, and no spreadsheet takes a cell for a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.csv_text import csv_lines, harmless

# A lone half of a pair can not be written to a file; newlines in cells are normalized by readers.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"))


@given(st.lists(st.lists(CELLS, min_size=1), min_size=1))
def test_a_reader_finds_the_cells_that_were_written(rows: list[list[str]]) -> None:
    found = list(csv.reader(io.StringIO(csv_lines(rows), newline="")))
    assert found == [[harmless(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://evil.example","Click")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "  =1+1",
        "＝1+1",
    ],
)
def test_a_formula_becomes_a_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Maria", "a=b", "5 - 3", "maria@example.com", "'quoted'"])
def test_plain_texts_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_every_cell_is_quoted_and_every_line_ends_as_the_standard_says() -> None:
    assert csv_lines([["a", 'say "hi"'], ["x,y", "two\nlines"]]) == (
        '"a","say ""hi"""\r\n"x,y","two\nlines"\r\n'
    )
