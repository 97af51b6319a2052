"""The birth of a dossier: from a file, from the counter, or of the decision that ends another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.actors import Genre
from rules.facts import Fact, entering
from rules.rulebook import Rulebook
from rules.situation import Act, ServiceView
from rules.subjects import Subject, SubjectKind
from states.page import BirthsNext
from states.procedure import PROCEDURE
from workflow.acts import placing, rows
from workflow.acts.cases import Case
from workflow.acts.drafts import Draft
from workflow.acts.service_views import service
from workflow.database.instants import from_micros, to_micros
from workflow.database.store import Tx
from workflow.trail import facts, journal
from workflow.trail.journal import Chain, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Newborn:
    """A dossier just inserted, with the facts of its first entry."""

    id: int
    state: str
    event: str
    columns: Mapping[str, object]
    facts: Sequence[Fact]

    @property
    def subject(self) -> Subject:
        """The dossier as a subject."""
        return Subject(SubjectKind.DOSSIER, self.id)


def next_dossier(
    tx: Tx, rulebook: Rulebook, case: Case, made: Draft, act: Act, birth: BirthsNext
) -> Newborn:
    """The dossier that replaces the one of the case, already closed in the database; in the sector
    of its service, when it has one only."""
    wished = None if made.demande is None else made.demande["service_souhaite"]
    rank = made.dossier["rank"]
    service_id, here = made.values.get("service", wished), made.dossier["circonscription"]
    day = rulebook.local_day(act.known)
    there = placing.led_to(tx, rulebook, service_id, here, day)
    columns = {
        "personne_id": case.personne_id,
        "rank": made.values.get("rang", rank + 1 if isinstance(rank, int) else 1),
        "service_id": service_id,
        "type_orientation": made.values.get("type_orientation"),
        "origine": birth.origin,
        "circonscription": there or here,
        "droit": made.dossier["droit"],
        "previous_id": case.id,
    }
    found = _service(tx, service_id)
    definition = PROCEDURE.birth_of(birth)
    newborn = bear(
        tx,
        event=definition.event,
        state=birth.state,
        codes=definition.facts,
        columns=columns,
        genre=None if found is None else found.genre,
        act=act,
    )
    if there is not None:
        placing.place(tx, case, there, replace(act, event=placing.ATTRIBUTE))
    elif placing.disputed(tx, rulebook, service_id, here, day):
        placing.wait(tx, case.personne_id, newborn.id, service_id, act)
    return newborn


def bear(
    tx: Tx,
    *,
    event: str,
    state: str,
    codes: Sequence[str],
    columns: Mapping[str, object],
    genre: Genre | None,
    act: Act,
    occurred: Mapping[str, datetime] | None = None,
) -> Newborn:
    """Inserts a dossier and the facts of its birth. ``genre`` is that of its service; ``occurred``
    dates those facts that happened at another instant than the act (an orientation read in a file).
    """
    state_since = (occurred or {}).get(entering(state), act.occurred)
    complete: dict[str, object] = {
        "version": 1,
        "seq": 1,
        "head": "",
        "droit": "ouvert",
        **columns,
        "state": state,
        "born_at": to_micros(state_since),
    }
    dossier_id = rows.insert_dossier(tx, complete)
    place = {
        "service_referent": complete.get("service_id"),
        "genre": None if genre is None else genre.value,
        "origine": complete.get("origine"),
    }
    known = {name: value for name, value in place.items() if value is not None}
    subject = Subject(SubjectKind.DOSSIER, dossier_id)
    born = [
        Fact(
            code=code,
            occurred=from_micros(to_micros((occurred or {}).get(code, act.occurred))),
            known=act.known,
            subject=subject,
            seq=1,
            rank=rank,
            data=known,
        )
        for rank, code in enumerate((entering(state), *codes))
    ]
    personne_id = complete["personne_id"]
    assert isinstance(personne_id, int)
    facts.write(tx, born, personne_id=personne_id, seance_id=None)
    return Newborn(id=dossier_id, state=state, event=event, columns=complete, facts=born)


def announce(
    tx: Tx,
    newborn: Newborn,
    act: Act,
    *,
    echeances: Sequence[str],
    previous_id: int | None = None,
    batch: str | None = None,
) -> None:
    """The first entry of the newborn's chain."""
    columns = {
        name: [None, value]
        for name, value in newborn.columns.items()
        if value not in (None, "") and name not in ("version", "seq", "head")
    }
    journal.append(
        tx,
        Chain(subject=newborn.subject, version=0, seq=0, head=""),
        Entry(
            act=newborn.event,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={
                "de": None,
                "vers": newborn.state,
                "precedent": previous_id,
                "modifs": {"dossier": columns},
                "faits": [fact.code for fact in newborn.facts],
                "echeances": list(echeances),
            },
            batch=batch,
        ),
    )


def _service(tx: Tx, service_id: object) -> ServiceView | None:
    return service(tx, service_id) if isinstance(service_id, int) else None
