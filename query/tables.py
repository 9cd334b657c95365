"""Reading a CSV file that an office hands over: named columns, row numbers as a spreadsheet shows them."""

import csv
from pathlib import Path

LARGEST_FILE = 20 * 1024 * 1024


class FileRefused(ValueError):
    """A file of which nothing was taken: every reason, in Chinese."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


def read_text(path) -> str:
    """The file's text; UTF-8 with or without a byte order mark.

    :raises FileRefused: when it is absent, too large, not UTF-8 or holds NUL.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileRefused([f"文件太大，最多{LARGEST_FILE // 1024 // 1024}MB：{path.name}"])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileRefused([f"读不到文件：{path}（{error.strerror}）"]) from error
    except UnicodeDecodeError as error:
        raise FileRefused([f"不是UTF-8编码的文件：{path.name}"]) from error
    if "\0" in text:
        raise FileRefused([f"文件里有空字符，可能不是文本文件：{path.name}"])
    return text


def read_csv(path, columns) -> list[tuple[int, dict[str, str]]]:
    """Each row as (row number, {column: stripped text}); the header is row 1, blank rows are left out.

    :param columns: names that the header must have; others are read too.
    :raises FileRefused: for a file or header that cannot be read, or rows longer than the header.
    """
    name = Path(path).name
    try:
        rows = list(csv.reader(read_text(path).splitlines(keepends=True), strict=True))
    except csv.Error as error:
        raise FileRefused([f"不是完好的CSV文件：{name}（{error}）"]) from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    problems = [f"{name} 缺少列：{column}" for column in columns if column not in header]
    problems += [f"{name} 的列名重复：{column}" for column in dict.fromkeys(header) if header.count(column) > 1]
    problems += [
        f"{name} 第{number}行：比表头多出{len(row) - len(header)}格"
        for number, row in enumerate(rows[1:], 2)
        if len(row) > len(header)
    ]
    if problems:
        raise FileRefused(problems)
    return [
        (number, dict.fromkeys(header, "") | {column: cell.strip() for column, cell in zip(header, row, strict=False)})
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    ]
