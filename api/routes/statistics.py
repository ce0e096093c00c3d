"""Statistics for the supervisor: registrations, finance, volume towards the zones' goals, and what cases took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import Ledger, LedgerDep, PastParameters, readable, tagged
from api.language import locale_of
from api.problem_types import READ, also, problems
from api.schemas.statistics import (
    CasesStatistics,
    FinanceStatistics,
    RegistrationStatistics,
    VolumeStatistics,
)
from api.statistics import By, ByRegister, Months, Statistics, table_of
from ledger.sheets.export import MEDIA_CSV, csv_of

router = APIRouter(tags=["statistics"])


class StatisticsParameters(PastParameters):
    first: str | None = Field(None, max_length=7, description="The first month that counts.", examples=["2026-01"])
    last: str | None = Field(None, max_length=7, description="The last month that counts.", examples=["2026-11"])
    format: Literal["json", "csv"] = Field("json", description="CSV has the titles of `lang`, and opens in Excel.")


class RegistrationParameters(StatisticsParameters):
    by: By = Field("month", description="By what: a zone is the region in the numbers, an industry a section.")


class FinanceParameters(RegistrationParameters):
    least: int = Field(1, ge=1, le=100, description="A sum that rests on fewer deeds is withheld: for publication.")


class CasesParameters(StatisticsParameters):
    by: ByRegister = Field("all", description="By what: months are those of the submissions.")


@router.get(
    "/v1/statistics/registrations", response_model=RegistrationStatistics, responses=problems(*READ) | also("text/csv")
)  # fmt: skip
def registrations(
    asked: Annotated[RegistrationParameters, Query()], ledger: LedgerDep, request: Request
) -> Response:  # fmt: skip
    """
    What was registered, renewed, ended, frozen and objected to in each zone, regime, register, centre, industry,
    division of industry or month, with the volume of the data.

    Of the present, the answer may be of a block some moments ago: of a large ledger, at most ten minutes.
    """
    with statistics(ledger, request, asked) as found:
        return _answered(request, asked, found.registrations(asked.by))


@router.get("/v1/statistics/finance", response_model=FinanceStatistics, responses=problems(*READ) | also("text/csv"))
def finance(asked: Annotated[FinanceParameters, Query()], ledger: LedgerDep, request: Request) -> Response:
    """
    Deals, pledges, valuations, bookings and contributions of each group, and their sums; banks are not told apart.

    A value above 1 for `least` withholds sums that rest on few deeds, and of each such column one more where the
    total would tell the only one withheld.
    """
    with statistics(ledger, request, asked) as found:
        return _answered(request, asked, found.finance(asked.by, asked.least))


@router.get("/v1/statistics/volume", response_model=VolumeStatistics, responses=problems(*READ) | also("text/csv"))
def volume(asked: Annotated[StatisticsParameters, Query()], ledger: LedgerDep, request: Request) -> Response:
    """How much data the certificates in force of each zone have, by their documents, and the zone's goal."""
    with statistics(ledger, request, asked) as found:
        return _answered(request, asked, found.volume())


@router.get("/v1/statistics/cases", response_model=CasesStatistics, responses=problems(*READ) | also("text/csv"))
def cases(asked: Annotated[CasesParameters, Query()], ledger: LedgerDep, request: Request) -> Response:
    """What became of the cases that were submitted, why some were refused, and how many working days they took."""
    with statistics(ledger, request, asked) as found:
        return _answered(request, asked, found.cases(asked.by))


@contextmanager
def statistics(ledger: Ledger, request: Request, asked: StatisticsParameters) -> Iterator[Statistics]:
    """Give the statistics of the present or of a past state.  Raises `InvalidInput` for months that are none."""
    months = Months.read(asked.first, asked.last)
    with ledger.read(request, asked) as view:
        past = asked.is_of_the_past
        counted = ledger.almanac.at(view.session, view.at.number, view.instant, past=past)
        yield Statistics(view.session, ledger.documents, counted, ledger.settings.zones, months)


def _answered(request: Request, asked: StatisticsParameters, found: Any) -> Response:
    if asked.format == "json":
        return readable(request, found)
    content = csv_of(*table_of(found, locale_of(request.scope)))
    name = request.url.path.rsplit("/", 1)[-1]
    return tagged(request, content, MEDIA_CSV, {"Content-Disposition": f'attachment; filename="{name}.csv"'})
