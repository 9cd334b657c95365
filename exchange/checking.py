"""Checking an upload: read, laid over what the account may edit, and told as a preview."""

from pathlib import Path

from exchange.cells import shown
from exchange.laying import Laying, Sheet, SheetRow
from exchange.problems import FileUnreadable, Problem
from exchange.sheets import HEADER_WITHIN, MOST_ROWS, find_header, opened


def check(
    resource, path: Path, user, *, name: str = "", empty_clears: bool = False, is_writing: bool = False
) -> Laying:
    """What a file would change, for an account.

    :raises FileUnreadable: when there is nothing to lay: a dangerous or damaged file, or one without the list's header.
    """
    sheet = _read(resource, path, name)
    laying = resource.laying(resource, sheet, user, empty_clears=empty_clears, is_writing=is_writing)
    laying.run()
    return laying


def _read(resource, path, name) -> Sheet:
    with opened(path, name) as sheets:
        found = find_header(sheets, resource.columns, resource.is_header)
        if found is None:
            usual = "、".join(column.header for column in resource.readable_columns()[:6])
            raise FileUnreadable(
                f"前 {HEADER_WITHIN} 行里没有找到“{resource.label}”的表头。",
                f"表头是：{usual}等。建议先下载一份，在它上面改。",
            )
        header, below = found
        sheet = Sheet(header, problems=list(header.problems))
        for number, cells in below:
            if len(sheet.rows) == MOST_ROWS:
                sheet.problems.append(Problem(f"超过 {MOST_ROWS} 行。", "请分成几个文件。", header.sheet, number))
                break
            sheet.rows.append(
                SheetRow(
                    number,
                    {
                        column.field: cells[index]
                        for index, column in header.places.items()
                        if index < len(cells) and cells[index] is not None and shown(cells[index])
                    },
                )
            )
    if not sheet.rows:
        raise FileUnreadable("表头下面没有内容。", "请在表头下面填上资料，再上传。")
    return sheet
