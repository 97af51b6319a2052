"""The tableau commun of a séance, as whoever looks at it sees it (S0 A.2 to A.4).

A service sees its own lines always and, where it sits, those of another from the moment that it
shares them, and all of them once the agenda is settled; whoever coordinates sees everything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from rules.access.bearers import Bearer, Guest
from rules.access.grants import Right
from rules.rulebook import Rulebook
from rules.seances import lateness
from rules.seances.agenda import Candidate
from rules.seances.lateness import Lateness
from rules.seances.sight import Sight
from rules.situation import SeanceView
from states.procedure import PROCEDURE
from workflow.access.perimeter import visible
from workflow.acts.sitting import SHARED
from workflow.database.instants import from_micros
from workflow.database.store import Store
from workflow.reading import answers, line_facts, pieces
from workflow.reading.answers import Answer
from workflow.reading.dossiers import MOTIVES
from workflow.reading.line_facts import NOTHING, LineFacts, Motivated, Told
from workflow.reading.pieces import PieceLine
from workflow.seances.commands import UnknownSeance
from workflow.seances.outcomes.results import Awaited
from workflow.seances.tableau import candidates
from workflow.tables.columns import table
from workflow.tables.subjects import (
    CodeLine,
    Demande,
    Dossier,
    Passage,
    Personne,
    Seance,
    SeanceService,
    Service,
)

_SEANCE, _SITS, _PASSAGE = table(Seance), table(SeanceService), table(Passage)
_DOSSIER, _PERSONNE, _DEMANDE = table(Dossier), table(Personne), table(Demande)
_SERVICE, _CODES = table(Service), table(CodeLine)
_WISHED = _SERVICE.alias("wished")

_GONE = frozenset({"reporte", "retire"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TableauLine:
    """A line. ``version`` is its dossier's; ``rank`` its place on the agenda, ``gone`` whether it
    was taken off or put off.

    ``service`` presents it; ``asked`` is the day of its request; ``wished`` is the service asked
    for, ``motive`` (webRSA's number ``motive_code``) why, both None when the line bears no request;
    ``consulted`` is the day on which the person was, accords are None until they are known.
    ``priority`` is its place among those of its service, ``urgent`` what the service said of it or,
    when it did, what whoever coordinates made of it. ``guests``: how many come for it. ``told``:
    the person was told of it. ``late``: what was late at the cut-off; ``admitted``: it is kept all
    the same. ``added``: it was inscribed séance tenante.
    """

    id: int
    dossier_id: int
    version: int
    rank: int | None
    state: str
    gone: bool
    nom: str
    prenom: str
    born: date | None
    numero_demande_rsa: str | None
    ville: str | None
    service_id: int | None
    service: str | None
    nature: str
    asked: date
    motive_code: int | None
    motive: str | None
    wished_id: int | None
    wished: str | None
    consulted: date | None
    accord: bool | None
    welcome: bool | None
    priority: int | None
    urgent: bool
    guests: int
    methode: str | None
    issue: str | None
    inscribed: datetime
    answers: tuple[Answer, ...]
    told: Told | None
    late: tuple[Lateness, ...]
    admitted: Motivated | None
    added: Motivated | None
    pieces: tuple[PieceLine, ...]

    @property
    def decided(self) -> bool:
        """Whether its result was recorded."""
        return PROCEDURE.states[self.state].final

    @property
    def collegial_asked(self) -> bool:
        """Whether a service took it off the list; its result says how it was examined in the
        end."""
        return self.methode == "collegiale" and not self.decided

    def answer_of(self, service: int) -> Answer | None:
        """What that service answered last."""
        return next((one for one in self.answers if one.service_id == service), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """The tableau of a séance. ``sitting``: the services that sit, by number, with their names;
    ``shared``: those that shared their lines. ``hidden`` counts the lines that the viewer does not
    see yet. Lines are in the order of the agenda, else of their inscription."""

    seance_id: int
    version: int
    genre: str
    body: str
    circonscription: str | None
    held: datetime
    place: str | None
    state: str
    sitting: Mapping[int, str]
    shared: frozenset[int]
    lines: tuple[TableauLine, ...]
    hidden: int

    @property
    def seance(self) -> SeanceView:
        """The séance itself."""
        return SeanceView(
            id=self.seance_id,
            genre=self.genre,
            circonscription=self.circonscription,
            held=self.held,
            state=self.state,
        )

    @property
    def sight(self) -> Sight:
        """Whose lines of it a service sees."""
        return Sight(state=self.state, sitting=self.sitting, shared=self.shared)

    def late_words(self, line: TableauLine) -> list[str]:
        """What was late of a line of it, in words."""
        return list(lateness.words(line.late, self.sitting))


def tableau(
    store: Store, rulebook: Rulebook, seance_id: int, *, viewer: int | None = None
) -> Tableau:
    """The tableau as the service ``viewer`` sees it, as whoever coordinates does for None. Raises
    UnknownSeance."""
    with store.glance() as tx:
        weighed = candidates.standing(tx, rulebook, seance_id)
    claims = {one.candidate.line: one.candidate for one in weighed}
    with store.read() as connection:
        seance = connection.execute(select(_SEANCE).where(_SEANCE.c.id == seance_id)).first()
        if seance is None:
            raise UnknownSeance(seance_id)
        sitting, shared = _sitting(connection, seance_id), _shared(connection, seance_id)
        sight = Sight(state=seance.state, sitting=sitting, shared=shared)
        rows = connection.execute(_lines(seance_id)).all()
        shown = [row for row in rows if viewer is None or sight.shows(row.service_id, viewer)]
        return Tableau(
            seance_id=seance_id,
            version=seance.version,
            genre=seance.genre,
            body=seance.instance,
            circonscription=seance.circonscription,
            held=from_micros(seance.held_at),
            place=seance.lieu,
            state=seance.state,
            sitting=sitting,
            shared=shared,
            lines=tuple(_told_of(connection, seance_id, shown, claims)),
            hidden=len(rows) - len(shown),
        )


def open_to(store: Store, rulebook: Rulebook, seance_id: int, bearer: Bearer) -> Tableau:
    """The tableau as the policy opens it to whoever bears that capacity: their service's sight, a
    guest's own lines, an office's once they are shared. Raises UnknownSeance."""
    viewer = (
        None
        if bearer is None
        else bearer.service
        if isinstance(bearer, Guest)
        else bearer.service_id
    )
    found = tableau(store, rulebook, seance_id, viewer=viewer)
    its = _PASSAGE.c.seance_id == seance_id
    query = select(_PASSAGE.c.id).where(its, visible(bearer, Right.LIGNE, its))
    with store.read() as connection:
        opened = set(connection.execute(query).scalars())
    shown = tuple(one for one in found.lines if one.id in opened)
    return replace(found, lines=shown, hidden=found.hidden + len(found.lines) - len(shown))


def awaited(line: TableauLine, *, version: int) -> Awaited:
    """The line as its result is given to it, at the ``version`` of its dossier that was read."""
    return Awaited(
        passage_id=line.id,
        dossier_id=line.dossier_id,
        version=version,
        nom=line.nom,
        prenom=line.prenom,
        nature=line.nature,
        methode=line.methode,
        wished=line.wished,
        usual_type=None,
    )


def seance_of(store: Store, line: int) -> int | None:
    """The séance of a line; None when there is no such line."""
    with store.read() as connection:
        query = select(_PASSAGE.c.seance_id).where(_PASSAGE.c.id == line)
        return connection.execute(query).scalar()


def _shared(connection: Connection, seance_id: int) -> frozenset[int]:
    return frozenset(connection.execute(SHARED, {"id": seance_id}).scalars())


def _sitting(connection: Connection, seance_id: int) -> Mapping[int, str]:
    query = (
        select(_SERVICE.c.id, _SERVICE.c.libelle)
        .join(_SITS, _SITS.c.service_id == _SERVICE.c.id)
        .where(_SITS.c.seance_id == seance_id)
        .order_by(_SERVICE.c.id)
    )
    return {row.id: row.libelle for row in connection.execute(query)}


def _lines(seance_id: int) -> Select[Any]:
    return (
        select(
            *(_PASSAGE.c[name] for name in ("id", "dossier_id", "rank", "state", "nature")),
            *(_PASSAGE.c[name] for name in ("priorite", "methode", "issue", "hors_delai")),
            _PASSAGE.c.inscribed_at,
            *(_DOSSIER.c.version, _DOSSIER.c.service_id),
            *(_PERSONNE.c[name] for name in ("nom", "prenom", "date_naissance", "ville")),
            *(_PERSONNE.c.numero_demande_rsa, _SERVICE.c.libelle),
            *(_DEMANDE.c[name] for name in ("motif_code", "service_souhaite")),
            *(_DEMANDE.c[name] for name in ("consulted", "accord_allocataire", "accord_accueil")),
            *(_WISHED.c.libelle.label("wished"), _CODES.c.libelle.label("motive")),
        )
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DOSSIER.c.service_id)
        .outerjoin(_DEMANDE, _DEMANDE.c.id == _PASSAGE.c.demande_id)
        .outerjoin(_WISHED, _WISHED.c.id == _DEMANDE.c.service_souhaite)
        .outerjoin(
            _CODES,
            and_(_CODES.c.liste == MOTIVES, _CODES.c.identifiant == _DEMANDE.c.motif_code),
        )
        .where(_PASSAGE.c.seance_id == seance_id)
        .order_by(_PASSAGE.c.rank.is_(None), _PASSAGE.c.rank, _PASSAGE.c.id)
    )


def _told_of(
    connection: Connection,
    seance_id: int,
    rows: Sequence[Row[Any]],
    claims: Mapping[int, Candidate],
) -> Iterator[TableauLine]:
    """The lines of these rows, with what was said of each."""
    mine = [row.id for row in rows]
    given = answers.of_lines(connection, _PASSAGE.c.id.in_(mine))
    joined = pieces.of_lines(connection, mine)
    said = line_facts.of_seance(connection, seance_id, [row.dossier_id for row in rows])
    for row in rows:
        claim = claims.get(row.id)
        if claim is not None:  # inscribed since
            yield _line(
                row,
                claim,
                said.get(row.dossier_id, NOTHING),
                given.get(row.id, ()),
                joined.get(row.id, ()),
            )


def _line(
    row: Row[Any],
    claim: Candidate,
    said: LineFacts,
    given: tuple[Answer, ...],
    joined: tuple[PieceLine, ...],
) -> TableauLine:
    return TableauLine(
        id=row.id,
        dossier_id=row.dossier_id,
        version=row.version,
        rank=row.rank,
        state=row.state,
        gone=row.state in _GONE,
        nom=row.nom,
        prenom=row.prenom,
        born=date.fromisoformat(row.date_naissance) if row.date_naissance else None,
        numero_demande_rsa=row.numero_demande_rsa,
        ville=row.ville,
        service_id=row.service_id,
        service=row.libelle,
        nature=row.nature,
        asked=claim.requested,
        motive_code=row.motif_code,
        motive=row.motive or (None if row.motif_code is None else f"n° {row.motif_code}"),
        wished_id=row.service_souhaite,
        wished=row.wished,
        consulted=None if row.consulted is None else date.fromisoformat(row.consulted),
        accord=_yes_or_no(row.accord_allocataire),
        welcome=_yes_or_no(row.accord_accueil),
        priority=row.priorite,
        urgent=claim.urgent,
        guests=claim.guests,
        methode=row.methode,
        issue=row.issue,
        inscribed=from_micros(row.inscribed_at),
        answers=given,
        told=said.told,
        late=lateness.read(row.hors_delai),
        admitted=said.admitted,
        added=said.added,
        pieces=joined,
    )


def _yes_or_no(value: int | None) -> bool | None:
    return None if value is None else bool(value)
