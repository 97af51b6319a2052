"""The programme of a year as a spreadsheet: to sort, filter, copy from and print."""

from datetime import datetime
from pathlib import Path

from exchanges.documents.programme import Printed, PrintedYear
from exchanges.printed_lists import Column, Form, PrintedList, write_list
from rules.wording import named, quantity

_COLUMNS = (
    Column(key="date", heading="Date", width=12, form=Form.DATE),
    Column(key="jour", heading="Jour", width=11),
    Column(key="debut", heading="Début", width=9, form=Form.HEURE),
    Column(key="fin", heading="Fin", width=9, form=Form.HEURE),
    Column(key="seance", heading="Séance", width=14),
    Column(key="circonscription", heading="Circ.", width=9),
    Column(key="territoire", heading="Territoire", width=26),
    Column(key="lieu", heading="Lieu", width=40),
    Column(key="tableau", heading="Tableau à transmettre avant", width=19, form=Form.INSTANT),
    Column(key="etape", heading="Étape", width=19),
    Column(key="note", heading="À savoir", width=36),
    Column(key="numero", heading="N°", width=8),
)


def write_sheet(path: Path, year: PrintedYear) -> Path:
    """Writes the file, which appears at ``path`` only when whole."""
    count = quantity(len(year.seances), "séance", "séances")
    return write_list(
        path,
        PrintedList(
            title=year.title,
            subtitle=year.subtitle,
            note=f"{count}. {year.up_to_date}.",
            tab=year.title,
            produced=year.updated,
            columns=_COLUMNS,
            lines=[_line(one) for one in year.seances],
            mark=year.up_to_date,
        ),
    )


def _line(one: Printed) -> dict[str, str | int | None]:
    return {
        "date": one.starts.date().isoformat(),
        "jour": named(one.starts, "dddd"),
        "debut": f"{one.starts:%H:%M}",
        "fin": f"{one.ends:%H:%M}",
        "seance": one.kind,
        "circonscription": one.circonscription,
        "territoire": one.where,
        "lieu": one.place,
        "tableau": None if one.tableau is None else _local(one.tableau),
        "etape": one.state,
        "note": one.note,
        "numero": one.number,
    }


def _local(moment: datetime) -> str:
    """A spreadsheet knows no offset: its instants are local."""
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")
