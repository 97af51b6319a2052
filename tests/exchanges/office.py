"""webRSA on one side, the registry on the other: files written by hand, imported, looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from entrypoints.configuration.settings import Settings, load
from entrypoints.counter import counter_of
from exchanges.counter import Counter
from exchanges.imports import import_files
from exchanges.reports import FileReport
from exchanges.webrsa import formats
from exchanges.webrsa.filenames import FileName, Flow
from exchanges.webrsa.referentiel import Referentiel, read_referentiel
from exchanges.webrsa.values import PARIS
from exchanges.webrsa.writer import write_records
from rules.actors import Actor, Genre, Role
from tests.workflow.build import BOP, EP, PRESIDENT, World, rows_of
from tests.workflow.invariants import broken, reconciled
from workflow.database.store import Store
from workflow.organisations import referential
from workflow.tables.post import Gap
from workflow.tables.subjects import Dossier, Personne
from workflow.tables.trail import JournalRow

Values = dict[str, Any]

ALI_HERE, ALI_ELSEWHERE = 41, 48
"""The numbers that webRSA gives, in the headers, to the ALI of Bobigny and of Saint-Denis."""

HERE, ELSEWHERE = "93-01", "93-02"
IMPORTED = "2026-02-02"
"""The day of the first file of most tests, a Monday, a month after the start of service."""

LATER = "2026-03-20"
"""The day of a later file, once a request was brought somewhere."""


@cache
def settings() -> Settings:
    """The configuration that the project ships."""
    return load(Path(__file__).resolve().parents[2] / "config.yaml", {})


@dataclass(kw_only=True)
class Office:
    """A registry that read webRSA's lists, and webRSA's own hand."""

    store: Store
    folder: Path
    codes: Referentiel
    lists: Sequence[Path]
    counter: Counter = field(default_factory=lambda: counter_of(settings()))

    def __post_init__(self) -> None:
        rulebook = self.counter.rulebook
        self.world = World(store=self.store, rulebook=rulebook, now=at_eight("2026-01-02"))
        self.ali = self.service("ALI Bobigny–Noisy-le-Sec")
        self.ali_elsewhere = self.service("ALI Saint-Denis")
        self.france_travail = self.service("France Travail Bobigny")
        self.social = self.service("Service social – Bobigny–Noisy-le-Sec")
        self.agent = Actor(name="agent", role=Role.REFERENT, service_id=self.ali, genre=Genre.ALI)

    def service(self, label: str) -> int:
        """The identifiant of a structure, by its label."""
        return next(s.identifiant for s in self.codes.structures.values() if s.libelle == label)

    def code(self, liste: str, code: str) -> int:
        """The identifiant of a code."""
        line = self.codes.by_code(liste, code)
        assert line is not None, (liste, code)
        return line.identifiant

    # --- webRSA's hand

    def orientation(
        self,
        service: int,
        day: str,
        *,
        rang: int = 1,
        origin: str = "cohorte",
        tag: bool = False,
    ) -> Values:
        """An orientation that webRSA holds."""
        return {
            "id_orient_webrsa": 7_000 + 10 * rang + service % 10,
            "date_orient": date.fromisoformat(day),
            "origine_orient": self.code("orient_origine", origin),
            "statut_orient": self.code("orient_statut", "Orienté"),
            "type_orient": self.codes.structures[service].type_orient,
            "rang_orient": rang,
            "structure_referente": service,
            "tag_entretien_diag": tag,
        }

    def contract(self, service: int, day: str, status: str = "99valide") -> Values:
        """A CER with a service, from that day."""
        return {
            "id_cer_webrsa": 51,
            "structure_referente": service,
            "statut": self.code("cer_statut", status),
            "date_debut": date.fromisoformat(day),
        }

    def person(
        self,
        number: int,
        *orientations: Values,
        contracts: Sequence[Values] = (),
        right: str = "2",
        role: str = "DEM",
        due: bool = True,
        asked: str = "2025-12-10",
        **who: Any,
    ) -> Values:
        """A person as a stock file has them."""
        values: Values = {
            "id_personne": number,
            "allocataire": {
                "civilite": self.code("civilite", "MME"),
                "nom": f"NOM{number}",
                "prenom": "Zoé",
                "numero_caf": "0041213",
                "date_naissance": date(1985, 1, 31),
                "numero_voie": "3",
                "type_voie": "rue",
                "nom_voie": "des Lilas",
                "code_postal": "93000",
                "ville": "Bobigny",
                "date_demande_rsa": date.fromisoformat(asked),
                "numero_demande_rsa": f"2512{number:07d}",
                "etat_droit": self.code("etatdos", right),
                "soumis_droits_devoirs": due,
                "role_personne": self.code("rolepers", role),
                "nb_enfants_foyer": 0,
                "situation_familiale": self.code("sitfam", "CEL"),
                **who,
            },
            "modes_contact": {"telephone_1": "0199000001", "email": "zoe@exemple.fr"},
        }
        if orientations:
            values["orientations"] = {"orientation": list(orientations)}
        if contracts:
            values["cers"] = {"cer": list(contracts)}
        return values

    def accompanied(self, number: int, *more: Values, **said: Any) -> Values:
        """Somebody whom the ALI of Bobigny accompanies since November 2025."""
        first = self.orientation(self.ali, "2025-11-03")
        contract = self.contract(self.ali, "2025-11-20")
        return self.person(number, first, *more, contracts=[contract], asked="2025-10-01", **said)

    def reoriented(self, service: int, day: str = "2026-03-18", **said: Any) -> Values:
        """The rang 2 of somebody."""
        return self.orientation(service, day, rang=2, **{"origin": "reorientation", **said})

    def file(self, day: str, *people: Values, ali: int = ALI_HERE, stock: bool = True) -> Path:
        """A people file written that day at six."""
        instant = datetime.combine(date.fromisoformat(day), time(6), tzinfo=PARIS)
        name = FileName(flow=Flow.PEOPLE, ali_id=ali, stock=stock, at=instant)
        path = self.folder / str(name)
        label = {ALI_HERE: "ALI Bobigny–Noisy-le-Sec", ALI_ELSEWHERE: "ALI Saint-Denis"}[ali]
        header = {
            "date_generation": instant,
            "id_structure_ali": ali,
            "libelle_ali": label,
            "fichier_stock": stock,
        }
        write_records(path, formats.people(), header, people)
        return path

    # --- the counter

    def take(self, *paths: Path, trial: bool = False, at: str | None = None) -> FileReport:
        """Imports these files at eight on the day of the last one; the report of the last."""
        day = at or paths[-1].stem[-19:-9]
        self.world.now = max(self.world.now, at_eight(day))
        return self.reports(*paths, trial=trial)[-1]

    def reports(self, *paths: Path, trial: bool = False) -> list[FileReport]:
        """Imports these files now."""
        return list(import_files(self.store, self.counter, paths, now=self.world.now, trial=trial))

    def stock(self, day: str, *people: Values, ali: int = ALI_HERE) -> FileReport:
        """A stock file of that day, imported."""
        return self.take(self.file(day, *people, ali=ali))

    def diff(self, day: str, *people: Values, ali: int = ALI_HERE) -> FileReport:
        """A diff of that day, imported."""
        return self.take(self.file(day, *people, ali=ali, stock=False))

    @property
    def emploi(self) -> int:
        """The type of orientation of its France Travail."""
        found = self.codes.structures[self.france_travail].type_orient
        assert found is not None
        return found

    # --- looking

    def personne(self, number: int) -> Values:
        """The only row of a person."""
        (row,) = rows_of(self.store, Personne, webrsa_id=number)
        return row

    def dossiers(self, number: int) -> list[Values]:
        """The dossiers of a person, oldest first."""
        return rows_of(self.store, Dossier, personne_id=self.personne(number)["id"])

    def last(self, number: int) -> Values:
        """The newest dossier of a person."""
        return self.dossiers(number)[-1]

    def facts(self, number: int) -> dict[str, str]:
        """The local day and hour of each fact of the newest dossier."""
        return {
            fact.code: f"{fact.occurred.astimezone(PARIS):%Y-%m-%d %H:%M}"
            for fact in self.world.facts(self.last(number)["id"])
        }

    def gaps(self, number: int) -> list[str]:
        """The natures of the differences still open."""
        found = rows_of(self.store, Gap, personne_id=self.personne(number)["id"], settled_at=None)
        return sorted(row["nature"] for row in found)

    def everything(self, *but: str) -> dict[str, list[Values]]:
        """Every row of every table, without these columns."""
        found = {}
        with self.store.read() as connection:
            for table in SQLModel.metadata.sorted_tables:
                columns = [c for c in table.c if f"{table.name}.{c.name}" not in but]
                if table.name not in but:
                    query = sa.select(*columns).order_by(*table.primary_key)
                    found[table.name] = [dict(r) for r in connection.execute(query).mappings()]
        return found


def open_office(store: Store, folder: Path, lists: Sequence[Path]) -> Office:
    """A registry with its circonscriptions and webRSA's lists, and nobody yet."""
    with store.write() as tx:
        referential.install_circonscriptions(tx, settings().territory.labels.items())
    office = Office(store=store, folder=folder, codes=read_referentiel(lists[0]), lists=lists)
    office.reports(lists[0])
    return office


def at_eight(day: str) -> datetime:
    """Eight o'clock in Paris."""
    return datetime.combine(date.fromisoformat(day), time(8), tzinfo=PARIS)


# --- requests brought to a state by real acts, between the first file and mid-March

WAITING = (
    "presaisine",
    "en_icl",
    "a_reinscrire",
    "desaccord",
    "saisine_a_faire",
    "saisine_recue",
    "saisine_incomplete",
    "attente_ep",
    "inscrit_ep",
    "attente_decision",
)


def bring(office: Office, number: int, state: str) -> int:
    """A request of that person for France Travail, brought to that state; the dossier."""
    world, agent, dossier = office.world, office.agent, int(office.last(number)["id"])
    steps = WAITING.index(state)
    world.act(
        dossier,
        "ouvrir_reorientation",
        agent,
        motif_code=office.codes.lists["reorientation_motifs"][0].identifiant,
        service_souhaite=office.france_travail,
    )
    if steps == 0:
        return dossier
    world.act(dossier, "consulter", agent, date=world.now.date().isoformat(), accord="oui")
    icl = world.seance("2026-02-10", circonscription=HERE)
    world.act(dossier, "inscrire", agent, seance=icl)
    if state == "en_icl":
        return dossier
    world.sit(icl)
    if state == "a_reinscrire":
        world.act(dossier, "ajourner", agent, motif="à revoir")
        return dossier
    if state == "desaccord":
        world.act(dossier, "rendre_desaccord", agent, raisons="les avis diffèrent")
        return dossier
    world.act(dossier, "rendre_favorable", agent, methode="liste", accord_accueil="oui")
    world.wait(days=1)
    if steps >= WAITING.index("saisine_recue"):
        world.act(dossier, "deposer_saisine", agent, canal="mail")
    if state == "saisine_incomplete":
        world.act(dossier, "demander_piece", BOP, piece="l’avis du service d’accueil")
    elif steps >= WAITING.index("attente_ep"):
        world.act(dossier, "declarer_recevable", BOP)
    if steps >= WAITING.index("inscrit_ep"):
        ep = world.seance("2026-03-10", genre="ep", circonscription=None)
        world.act(dossier, "inscrire_ep", BOP, seance=ep)
        if state == "attente_decision":
            world.sit(ep, BOP)
            world.act(dossier, "accepter", EP, type_orientation=office.emploi)
    return dossier


def diagnosed(office: Office, *numbers: int) -> None:
    """These people, oriented to the service social by the ALI after their diagnostic."""
    tagged = office.orientation(office.ali, "2026-01-20", tag=True)
    office.stock(IMPORTED, *(office.person(number, tagged) for number in numbers))
    world, agent = office.world, office.agent
    for number in numbers:
        dossier, day = int(office.last(number)["id"]), world.now.date().isoformat()
        referent = office.codes.lists["referents"][0].identifiant
        world.act(dossier, "designer_referent", agent, date=day, referent=referent)
        world.act(dossier, "realiser_diagnostic", agent, date=day, organisme="ALI")
        kind = office.codes.structures[office.social].type_orient
        world.act(dossier, "orienter", agent, service=office.social, type_orientation=kind)


def decided_here(office: Office) -> Values:
    """Somebody réorienté to France Travail here, whom webRSA does not know so yet."""
    office.stock(IMPORTED, office.accompanied(1))
    dossier = bring(office, 1, "attente_decision")
    office.world.wait(days=1)
    office.world.act(dossier, "decider_accepter", PRESIDENT, type_orientation=office.emploi)
    return office.last(1)


def acts_of(office: Office, number: int) -> list[str]:
    """The acts in the journal of the newest dossier of that person."""
    dossier = office.last(number)["id"]
    entries = office.world.rows(JournalRow, kind="dossier", subject_id=dossier)
    return [row["act"] for row in entries]


def sound(office: Office) -> bool:
    """Whether the registry keeps its promises."""
    return not (office.world.flaws() or broken(office.world) or reconciled(office.world))


def spoil(path: Path, old: str, new: str) -> Path:
    """The same file with one text replaced, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path
