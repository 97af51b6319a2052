"""Decisions of the président du conseil départemental after an EP, one dossier after the other: the
form is that of the EP's avis (webRSA fills the second level with the first)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import SubjectKind
from workflow.acts import commands
from workflow.acts.commands import Command, StaleDossier
from workflow.acts.recording import Outcome
from workflow.database.store import Store
from workflow.seances.commands import UnknownSeance
from workflow.tables.columns import table
from workflow.tables.subjects import Demande, Dossier, Passage, Personne, Seance, Service
from workflow.tables.trail import FactRow

ACCEPT, REFUSE = "decider_accepter", "decider_refuser"
FOLLOWS = {ACCEPT: "accepte", REFUSE: "refuse"}
"""The avis of the EP, by the state of its line, that each decision follows."""

_PASSAGE, _DOSSIER, _PERSONNE = table(Passage), table(Dossier), table(Personne)
_DEMANDE, _SERVICE, _SEANCE = table(Demande), table(Service), table(Seance)
_FACT = table(FactRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecide:
    """A dossier on which the EP gave its avis (``avis``: accepte or refuse) and nobody decided yet.
    ``type_orientation`` and ``service`` are those of the avis, None when it gave none."""

    dossier_id: int
    version: int
    nom: str
    prenom: str
    avis: str
    wished: str | None
    type_orientation: int | None = None
    service: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of one: its outcome, or why not."""

    one: ToDecide
    outcome: Outcome | None = None
    refusals: tuple[Refusal, ...] = ()
    stale: StaleDossier | None = None


def awaited(store: Store, seance_id: int) -> list[ToDecide]:
    """Those of an EP, in the order of its agenda. Raises UnknownSeance."""
    query = (
        select(
            *(_DOSSIER.c.id, _DOSSIER.c.version, _PERSONNE.c.nom, _PERSONNE.c.prenom),
            *(_PASSAGE.c.state, _SERVICE.c.libelle),
        )
        .join_from(_PASSAGE, _DOSSIER, _DOSSIER.c.id == _PASSAGE.c.dossier_id)
        .join(_PERSONNE, _PERSONNE.c.id == _DOSSIER.c.personne_id)
        .outerjoin(_DEMANDE, _DEMANDE.c.id == _PASSAGE.c.demande_id)
        .outerjoin(_SERVICE, _SERVICE.c.id == _DEMANDE.c.service_souhaite)
        .where(
            _PASSAGE.c.seance_id == seance_id,
            _PASSAGE.c.state.in_(FOLLOWS.values()),
            _DOSSIER.c.state == "attente_decision",
            _DEMANDE.c.closed_at.is_(None),
        )
        .order_by(_PASSAGE.c.rank.is_(None), _PASSAGE.c.rank, _PASSAGE.c.id)
    )
    with store.read() as connection:
        there = select(_SEANCE.c.id).where(_SEANCE.c.id == seance_id)
        if connection.execute(there).first() is None:
            raise UnknownSeance(seance_id)
        rows = connection.execute(query).all()
        told = connection.execute(
            select(_FACT.c.subject_id, _FACT.c.data)
            .where(
                _FACT.c.kind == SubjectKind.DOSSIER.value,
                _FACT.c.code == "avis_ep_rendu",
                _FACT.c.annulled_by.is_(None),
                _FACT.c.subject_id.in_([row.id for row in rows]),
            )
            .order_by(_FACT.c.seq)
        ).all()
    avis = {dossier: json.loads(data) for dossier, data in told}
    return [
        ToDecide(
            dossier_id=row.id,
            version=row.version,
            nom=row.nom,
            prenom=row.prenom,
            avis=row.state,
            wished=row.libelle,
            type_orientation=avis.get(row.id, {}).get("type_orientation"),
            service=avis.get(row.id, {}).get("service"),
        )
        for row in rows
    ]


def decide(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    dossiers: Sequence[ToDecide],
    *,
    key: str | None = None,
    trial: bool = False,
) -> Iterator[Decided]:
    """The same decision for each, what the form leaves unsaid being that of the EP's avis.
    ``trial``: nothing is written. With a ``key``, a lot begun again goes on where it was."""
    for one in dossiers:
        command = _command(act, one, key)
        try:
            if trial:
                refusals = commands.objections(store, rulebook, command)
                yield Decided(one=one, refusals=refusals)
            else:
                yield Decided(one=one, outcome=commands.perform(store, rulebook, command))
        except Refused as refused:
            yield Decided(one=one, refusals=refused.refusals)
        except StaleDossier as stale:
            yield Decided(one=one, stale=stale)


def _command(act: Act, one: ToDecide, key: str | None) -> Command:
    data = dict(act.data or {})
    if act.event == ACCEPT:
        avis = {"type_orientation": one.type_orientation, "service": one.service}
        data = {name: value for name, value in avis.items() if value is not None} | data
    return Command(
        dossier_id=one.dossier_id,
        act=replace(act, data=data),
        expected_version=one.version,
        key=None if key is None else f"{key}-{one.dossier_id}",
        batch=key,
    )
