"""
Titles of a table's columns, and the application that a row of such a table makes.

A title is Chinese or the field's own path.  A second holder or source has its number behind the title: 权利人2名称 is
`holders[1].name.zh`.  A sum's unit may stand in its title: 账面价值（万元）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.domain.certificates import WHOLE
from ledger.domain.money import UNITS
from ledger.domain.shapes import HOLDERS_MAX
from ledger.errors import InvalidInput
from ledger.sheets import cells
from ledger.sheets.cells import Reader

REMARKS = "数契备注"
"""Title of the column that a file comes back with; it is passed over when the file is given again."""

Step = str | int


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of column: its titles in Chinese, the field's path, and how a cell is read."""

    titles: tuple[str, ...]
    path: str
    reader: Reader
    required: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: where it stands from 0, its title as written, and what it fills."""

    place: int
    title: str
    path: str
    steps: tuple[Step, ...]
    reader: Reader


KINDS = (
    Kind(("登记制度", "登记制度类型"), "regime", cells.word(cells.REGIME_WORDS)),
    Kind(("登记类型",), "registrationType", cells.word(cells.TYPE_WORDS), required=False),
    Kind(("证书编号", "原证书编号"), "number", cells.code, required=False),
    Kind(("权利人统一社会信用代码", "统一社会信用代码"), "holders[0].uscc", cells.uscc),
    Kind(("权利人名称",), "holders[0].name.zh", cells.text),
    Kind(("权利人英文名称",), "holders[0].name.en", cells.text),
    Kind(("权利人权利", "权利配置"), "holders[0].rights", cells.words(cells.RIGHT_WORDS)),
    Kind(("权利人份额", "份额"), "holders[0].share", cells.share, required=False),
    Kind(("数据名称",), "dataName.zh", cells.text),
    Kind(("数据英文名称",), "dataName.en", cells.text),
    Kind(("数据概述",), "overview.zh", cells.text),
    Kind(("数据英文概述",), "overview.en", cells.text),
    Kind(("数据形态类别",), "objectKind", cells.word(cells.OBJECT_WORDS)),
    Kind(("所属行业",), "industry", cells.code),
    Kind(("数据来源",), "sources[0].kind", cells.word(cells.SOURCE_WORDS)),
    Kind(("来源授权截止日", "数据来源授权截止日"), "sources[0].authorisationEnds", cells.day, required=False),
    Kind(("地域范围",), "spatialScope", cells.word(cells.SPATIAL_WORDS)),
    Kind(("时域起", "时域起始日"), "temporalFrom", cells.day, required=False),
    Kind(("时域止", "时域截止日"), "temporalTo", cells.day, required=False),
    Kind(("更新频率",), "updateFrequency", cells.word(cells.FREQUENCY_WORDS)),
    Kind(("数据条数",), "volume.records", cells.integer, required=False),
    Kind(("数据字节数",), "volume.bytes", cells.integer, required=False),
    Kind(("数据分级",), "grade", cells.word(cells.GRADE_WORDS)),
    Kind(("个人信息状态",), "personalInformation", cells.word(cells.PERSONAL_WORDS)),
    Kind(("数据指纹",), "fingerprint.value", cells.digest),
    Kind(("有效期起",), "validFrom", cells.day, required=False),
    Kind(("有效期止", "最后有效日"), "lastValidDay", cells.day, required=False),
    Kind(("资产分类代码",), "classification.assetClass", cells.code, required=False),
    Kind(("一般数据级别",), "classification.level", cells.integer, required=False),
    Kind(("公共数据登记码",), "codes.publicRegistration", cells.code, required=False),
    Kind(("地域范围说明",), "spatialText.zh", cells.text, required=False),
    Kind(("地域范围英文说明",), "spatialText.en", cells.text, required=False),
    Kind(("数据量说明",), "volume.text.zh", cells.text, required=False),
    Kind(("数据量英文说明",), "volume.text.en", cells.text, required=False),
    Kind(("数据形态",), "form.media", cells.words(cells.MEDIA_WORDS), required=False),
    Kind(("数据结构",), "form.structure", cells.word(cells.STRUCTURE_WORDS), required=False),
    Kind(("转售限制",), "restrictions.resale", cells.word(cells.PERMISSION_WORDS), required=False),
    Kind(("出境限制",), "restrictions.crossBorder", cells.word(cells.PERMISSION_WORDS), required=False),
    Kind(("限制说明",), "restrictions.text.zh", cells.text, required=False),
    Kind(("限制英文说明",), "restrictions.text.en", cells.text, required=False),
    Kind(("应用场景",), "useScenarios.zh", cells.text, required=False),
    Kind(("应用场景英文",), "useScenarios.en", cells.text, required=False),
    Kind(("样例摘要",), "samples.sampleDigest", cells.digest, required=False),
    Kind(("自编号",), "key", cells.text, required=False),
    Kind(("账面价值",), "reference.bookValueFen", cells.amount(None), required=False),
)

_BY_TITLE = {title: kind for kind in KINDS for title in (*kind.titles, kind.path)}
_NUMBERED = re.compile(r"(权利人|数据来源|来源)([2-9]|1[0-6])(.*)")
_PLACE = re.compile(r"\[(\d+)\]")
_UNIT = re.compile(r"(.+?)[(（]([^()（）]+)[)）]")

assert HOLDERS_MAX == 16, "the numbers behind titles go to 16"


def columns_of(titles: Sequence[Any]) -> list[Column]:
    """
    Read the row of titles.

    Raises `InvalidInput`, each with all the titles that it is about: TitlesUnknown, TitlesTwice, TitlesMissing.
    """
    columns, unknown, seen, twice = [], [], set(), []
    for place, given in enumerate(titles):
        title = cells.tidy(given)
        if title is None or title == REMARKS:
            continue
        column = _column(place, str(title))
        if column is None:
            unknown.append(str(title))
        elif column.path in seen:
            twice.append(str(title))
        else:
            seen.add(column.path)
            columns.append(column)
    missing = [kind.titles[0] for kind in KINDS if kind.required and kind.path not in seen]
    if unknown:
        raise InvalidInput("TitlesUnknown", "titles", given="、".join(unknown[:20]), count=len(unknown))
    if twice:
        raise InvalidInput("TitlesTwice", "titles", given="、".join(twice[:20]))
    if missing:
        raise InvalidInput("TitlesMissing", "titles", expected="、".join(missing))
    return columns


def _column(place: int, title: str) -> Column | None:
    """Return the column of a title, none for an unknown one."""
    given = "".join(title.split())
    unit = None
    if (match := _UNIT.fullmatch(given)) and match[2] in UNITS:
        given, unit = match[1], match[2]
    number = 1
    if match := _NUMBERED.fullmatch(given):
        given, number = match[1] + match[3], int(match[2])
    elif match := _PLACE.search(given):
        given, number = _PLACE.sub("[0]", given), int(match[1]) + 1
    kind = _BY_TITLE.get(given)
    if kind is None or number > HOLDERS_MAX or (number > 1 and "[0]" not in kind.path):
        return None
    is_sum = kind.path.endswith("Fen")
    if unit is not None and not is_sum:
        return None
    path = kind.path.replace("[0]", f"[{number - 1}]")
    steps = tuple(int(part) if part.isdigit() else part for part in re.split(r"[.\[\]]+", path) if part)
    return Column(place, title, path, steps, cells.amount(unit) if is_sum else kind.reader)


def application_of(columns: Sequence[Column], row: Sequence[Any]) -> tuple[dict[str, Any], list[InvalidInput]]:
    """
    Return the application that a row's cells make, and what is wrong with the cells.

    A faulty cell stands in the application as it was given, so that it is not missed beside.
    """
    found: dict[tuple[Step, ...], Any] = {}
    faults = []
    for column in columns:
        value = cells.tidy(row[column.place]) if column.place < len(row) else None
        if value is None:
            continue
        try:
            found[column.steps] = cells.read(column.reader, value, column.title)
        except InvalidInput as error:
            found[column.steps] = value
            faults.append(error)
    return _nested(found), faults


def _nested(found: Mapping[tuple[Step, ...], Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "dataName": {}, "overview": {}, "temporalFrom": None, "temporalTo": None,
        "volume": {"records": None, "bytes": None}, "fingerprint": {"algorithm": "sha-256"},
    }  # fmt: skip
    lists: dict[str, dict[int, dict[str, Any]]] = {
        "holders": {0: {"name": {}}},
        "sources": {0: {"authorisationEnds": None}},
    }
    for steps, value in found.items():
        at: Any = made
        rest = steps
        if isinstance(steps[0], str) and steps[0] in lists:
            empty: dict[str, Any] = {"name": {}} if steps[0] == "holders" else {"authorisationEnds": None}
            at = lists[steps[0]].setdefault(int(steps[1]), empty)
            rest = steps[2:]
        for step in rest[:-1]:
            at = at.setdefault(step, {})
        at[rest[-1]] = value
    for name, parts in lists.items():
        made[name] = [parts[place] for place in sorted(parts)]
    if len(made["holders"]) == 1:
        made["holders"][0].setdefault("share", WHOLE)
    return made


def titled(error: InvalidInput, columns: Sequence[Column]) -> InvalidInput:
    """Return a fault with the title of its column in the place of the field's path, if a column has that path."""
    title = next((each.title for each in columns if each.path == error.field), None)
    if title is None:
        return error
    facts = {name: value for name, value in error.facts.items() if name != "field"}
    return InvalidInput(error.code, title, **facts)


def titles_of() -> Iterator[tuple[str, str]]:
    """Return each column's first title with its field's path, in the order of a template."""
    for kind in KINDS:
        yield kind.titles[0], kind.path
