"""A département to measure in: its services, its people in accompagnement, its séances."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from entrypoints.configuration import settings
from rules.actors import WEBRSA, Actor, Genre, Role
from rules.rulebook import Rulebook
from rules.situation import Act
from workflow.acts import births, commands
from workflow.acts.commands import Command
from workflow.database.statements import insert_into
from workflow.database.store import Store, Tx
from workflow.seances import conduct
from workflow.seances.commands import SeanceCommand
from workflow.tables.subjects import Circonscription, Personne, Service

CONFIG = Path(__file__).resolve().parent.parent / "config.yaml"
PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 2, 2, 9, 0, tzinfo=PARIS)
PLACE = "93-01"

REFERENT = Actor(name="referent", role=Role.REFERENT, service_id=1, genre=Genre.ALI)
BAT = Actor(name="bat", role=Role.BAT)
BOP = Actor(name="bop", role=Role.BOP)

_INSERT_PLACE = insert_into(Circonscription, "code", "libelle", "version", "seq", "head")
_INSERT_SERVICE = insert_into(
    Service,
    *("id", "libelle", "genre", "circonscriptions", "adresse", "active"),
    *("version", "seq", "head"),
)
_INSERT_PERSONNE = insert_into(
    Personne,
    *("id", "webrsa_id", "nom", "prenom", "date_naissance", "circonscription"),
    *("droit", "version", "seq", "head"),
)
_UNCHAINED = {"version": 0, "seq": 0, "head": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act to be asked of a dossier, with the version that its operator would have seen."""

    dossier_id: int
    event: str
    actor: Actor
    at: datetime
    version: int
    data: dict[str, object]

    def command(self) -> Command:
        """The command, as a form would send it: a key, and the version it was opened at."""
        act = Act(
            event=self.event, actor=self.actor, occurred=self.at, known=self.at, data=self.data
        )
        return Command(
            dossier_id=self.dossier_id,
            act=act,
            expected_version=self.version,
            key=f"{self.event}-{self.dossier_id}",
        )


def rulebook() -> Rulebook:
    """The rules, calendar and parameters of the configuration that is delivered."""
    return settings.load(CONFIG, {}).rulebook


def settle(tx: Tx, people: int) -> None:
    """The circonscription, three services and ``people`` persons, without any dossier."""
    tx.run(_INSERT_PLACE, {"code": PLACE, "libelle": "Bobigny", **_UNCHAINED})
    genres = (Genre.ALI, Genre.FRANCE_TRAVAIL, Genre.SERVICE_SOCIAL)
    tx.many(
        _INSERT_SERVICE,
        [
            {
                "id": number,
                "libelle": f"Service {number}",
                "genre": genre.value,
                "circonscriptions": f'["{PLACE}"]',
                "adresse": "1 place de la Mairie",
                "active": 1,
                **_UNCHAINED,
            }
            for number, genre in enumerate(genres, start=1)
        ],
    )
    tx.many(
        _INSERT_PERSONNE,
        [
            {
                "id": number,
                "webrsa_id": 10_000 + number,
                "nom": f"Nom{number}",
                "prenom": "Prénom",
                "date_naissance": "1980-01-01",
                "circonscription": PLACE,
                "droit": "ouvert",
                **_UNCHAINED,
            }
            for number in range(1, people + 1)
        ],
    )


def accompany(store: Store, rules: Rulebook, people: int) -> list[int]:
    """Gives each person a dossier in accompagnement with the facts of two months; their numbers."""
    with store.write() as tx:
        dossiers = [_bear(tx, number) for number in range(1, people + 1)]
    for dossier_id in dossiers:
        for asked in _past(dossier_id):
            commands.perform(store, rules, asked.command())
    return dossiers


def _bear(tx: Tx, personne_id: int) -> int:
    act = Act(event="importer_accompagne", actor=WEBRSA, occurred=START, known=START)
    newborn = births.bear(
        tx,
        event="importer_accompagne",
        state="accompagnement",
        codes=("orientation_validee", "accompagnement_commence"),
        columns={
            "personne_id": personne_id,
            "rank": 1,
            "service_id": 1,
            "circonscription": PLACE,
            "origine": "manuelle",
        },
        genre=Genre.ALI,
        act=act,
    )
    births.announce(tx, newborn, act, echeances=[])
    return newborn.id


def _past(dossier_id: int) -> Iterator[Asked]:
    day = dossier_id % 7
    acts: list[tuple[str, dict[str, object]]] = [
        ("fixer_rdv", {"date_rdv": f"2026-02-{3 + day:02}", "date": f"2026-02-{3 + day:02}"}),
        ("manquer_rdv", {"date": f"2026-02-{3 + day:02}"}),
        ("relancer", {"nature": "courrier"}),
        ("honorer_rdv", {"date": f"2026-02-{10 + day:02}"}),
        ("signer_contrat", {"nature": "cer", "date": f"2026-02-{11 + day:02}"}),
    ]
    for rank, (event, data) in enumerate(acts):
        yield Asked(
            dossier_id=dossier_id,
            event=event,
            actor=REFERENT,
            at=START + timedelta(days=20, minutes=rank, seconds=dossier_id),
            version=1 + rank,
            data=data,
        )


def programme(store: Store, rules: Rulebook, *, day: str, at: datetime) -> int:
    """An ICL-I of the circonscription at half past nine that day; its number."""
    data = {"genre": "icl", "circonscription": PLACE, "date_seance": day, "heure": "09:30"}
    return of_seance(store, rules, None, "programmer", at, by=BAT, **data)


def of_seance(
    store: Store,
    rules: Rulebook,
    number: int | None,
    event: str,
    at: datetime,
    *,
    by: Actor = BAT,
    **data: str,
) -> int:
    """An act of whoever coordinates a séance; its number."""
    act = Act(event=event, actor=by, occurred=at, known=at, data=data)
    return conduct.perform(store, rules, SeanceCommand(seance_id=number, act=act)).seance_id
