"""Somebody whom no file told of enters the procedure, by hand: who they are, then their dossier.

Born as those whom a table brings: to be oriented, or where an orientation already led them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from rules.actors import Actor, may
from rules.facts import entering
from rules.fields import Field, Kind, read
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.words import Office
from states.forms import TYPE_FACULTATIF
from states.page import Machine
from states.procedure import PROCEDURE
from workflow.access.perimeter import Reader
from workflow.acts import admissions, placing, receipts, service_views
from workflow.acts.receipts import Repeatable
from workflow.database.store import Store, Tx
from workflow.people import doubles, from_tables, register
from workflow.people.matching import dialled
from workflow.trail import journal
from workflow.trail.journal import Entry

CREATE = "creer_personne"
_ORIGIN = "manuelle"
"""webRSA's code of an orientation that is neither its algorithm's nor a réorientation."""

WHO = (
    Field(name="nom", label="le nom de naissance", personal=True),
    Field(name="prenom", label="le prénom", personal=True),
    Field(
        name="date_naissance",
        label="la date de naissance",
        kind=Kind.DATE,
        personal=True,
        past=True,
    ),
    Field(
        name="numero_demande_rsa", label="le numéro de demande RSA", required=False, personal=True
    ),
    Field(name="numero_caf", label="le matricule CAF ou MSA", required=False, personal=True),
    Field(name="telephone", label="le téléphone", required=False, personal=True),
)
"""What somebody is looked for by, before they are created."""
FIELDS = (
    *WHO,
    Field(name="adresse", label="l’adresse", required=False, personal=True),
    Field(name="code_postal", label="le code postal", required=False, personal=True),
    Field(name="ville", label="la commune", personal=True),
    Field(name="email", label="le courriel", kind=Kind.COURRIEL, required=False, personal=True),
    Field(
        name="service",
        label="le service référent, si la personne est déjà orientée",
        kind=Kind.SERVICE,
        required=False,
    ),
    TYPE_FACULTATIF,
    Field(
        name="oriente_le",
        label="la date de son orientation",
        kind=Kind.DATE,
        required=False,
        past=True,
    ),
    Field(
        name="accompagne_le",
        label="la date du début de son accompagnement, s’il a commencé",
        kind=Kind.DATE,
        required=False,
        past=True,
    ),
)
_IDENTITY = (*(one.name for one in WHO), "adresse", "code_postal", "ville", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Repeatable):
    """The person, and the dossier that was born."""

    personne_id: int
    dossier_id: int


class Doubtful(Exception):
    """People who may be the same were not looked at: nothing was written."""

    def __init__(self, found: list[doubles.Double]) -> None:
        self.found = found
        super().__init__("des personnes semblables sont déjà connues")


def may_create(actor: Actor) -> bool:
    """Whether they may give birth to a dossier by hand."""
    birth = PROCEDURE.births[Machine.DOSSIER]["naitre_a_orienter"]
    return any(may(actor, who, service_id=None, circonscription=None) for who in birth.who)


def not_allowed(rulebook: Rulebook, actor: Actor) -> tuple[Refusal, ...]:
    """Why they may not create anybody; empty when they may."""
    if may_create(actor):
        return ()
    return (
        Refusal(
            code="acteur_non_autorise",
            sentence="Un dossier n’est créé que par"
            f" {rulebook.words.office(Office.BOP)}, ou par un import.",
            remedy=f"Demandez {rulebook.words.to(Office.BOP)} de créer cette personne.",
        ),
    )


def said(fields: Collection[Field], act: Act) -> dict[str, object]:
    """What was typed in these fields, as the registry keeps it. Raises Refused."""
    values, refusals = read(tuple(fields), act.data or {})
    today = act.occurred.date()
    for one in fields:
        day = values.get(one.name)
        if one.past and isinstance(day, date) and day > today:
            refusals.append(_to_come(one))
    if refusals:
        raise Refused(CREATE, tuple(refusals))
    return {
        name: value.isoformat() if isinstance(value, date) and name == "date_naissance" else value
        for name, value in values.items()
    }


def create(
    store: Store,
    rulebook: Rulebook,
    act: Act,
    *,
    reader: Reader,
    dismissed: Collection[int],
    key: str | None = None,
) -> Created:
    """Creates the person of whom that is typed, and their dossier. ``dismissed``: those of whom was
    said that it is not them. Raises Refused, and Doubtful when somebody like them was not."""
    act = replace(act, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    values = said(FIELDS, act)
    left = [
        one for one in doubles.doubles(store, reader, values) if one.personne_id not in dismissed
    ]
    if left and (key is None or not _repeated(store, key)):
        raise Doubtful(left)
    return store.attempt(
        lambda tx: receipts.once(
            tx,
            key,
            act,
            ("personne",),
            Created,
            lambda: _create(tx, rulebook, act, values, dismissed),
        )
    )


def _create(
    tx: Tx,
    rulebook: Rulebook,
    act: Act,
    values: Mapping[str, object],
    dismissed: Collection[int],
) -> Created:
    identity = {name: values[name] for name in _IDENTITY if name in values}
    if "telephone" in identity:
        identity["telephone"] = dialled(str(identity["telephone"]))
    place = _place(tx, rulebook, act, values)
    personne_id = from_tables.register(tx, identity, circonscription=place, droit="ouvert")
    event, data, dates = _birth(tx, act, values)
    occurred = max(dates.values(), default=act.occurred)
    outcome = admissions.admit(
        tx,
        rulebook,
        replace(act, event=event, data=data, occurred=occurred),
        personne_id=personne_id,
        circonscription=place,
        droit="ouvert",
        occurred=dates,
        newcomer=register.described(identity),
    )
    journal.append(
        tx,
        journal.lock(tx, Subject(SubjectKind.PERSONNE, personne_id)),
        Entry(
            act=CREATE,
            actor=act.actor,
            occurred=act.occurred,
            known=act.known,
            body={"dossier": outcome.dossier_id, "ecartes": sorted(dismissed)},
            personal={"identite": identity},
        ),
    )
    if place is None:
        placing.wait(tx, personne_id, outcome.dossier_id, values.get("service"), act)
    return Created(personne_id=personne_id, dossier_id=outcome.dossier_id)


def _place(tx: Tx, rulebook: Rulebook, act: Act, values: Mapping[str, object]) -> str | None:
    """The circonscription of the commune, else the only sector of the service; None where an agent
    is to say which of several. Raises Refused."""
    territory, today = rulebook.territory, rulebook.local_day(act.known)
    place = territory.of_commune(str(values["ville"]), today)
    if place is not None:
        return place
    if not territory.sectors(today):
        raise Refused(
            CREATE,
            (
                Refusal(
                    code="commune_inconnue",
                    sentence="Cette commune n’est d’aucune circonscription du département.",
                    remedy="Vérifiez son nom ; une personne d’ailleurs n’est pas suivie ici.",
                    field="ville",
                ),
            ),
        )
    number = values.get("service")
    named = service_views.service(tx, number) if isinstance(number, int) else None
    return None if named is None else territory.sector_among(named.circonscriptions, today)


def _birth(
    tx: Tx, act: Act, values: Mapping[str, object]
) -> tuple[str, dict[str, object], Mapping[str, datetime]]:
    """The event, its form, and when its facts happened. Raises Refused."""
    service, oriented = values.get("service"), values.get("oriente_le")
    since = values.get("accompagne_le")
    if not isinstance(service, int):
        if oriented is not None or since is not None:
            raise Refused(CREATE, (_lacks("service", "le service référent"),))
        return "naitre_a_orienter", {}, {"flux_transmis": act.occurred}
    if not isinstance(oriented, date):
        raise Refused(CREATE, (_lacks("oriente_le", "la date de son orientation"),))
    data: dict[str, object] = {
        "service": service,
        "type_orientation": values.get("type_orientation") or from_tables.type_of(tx, service),
        "origine": _ORIGIN,
    }
    at = _noon(act, oriented)
    dates = dict.fromkeys(("orientation_validee", "orientation_notifiee"), at)
    if not isinstance(since, date):
        return "importer_oriente", data, {**dates, entering("notifie"): at}
    begun = _noon(act, since)
    facts = dict.fromkeys((entering("accompagnement"), "accompagnement_commence"), begun)
    return "importer_accompagne", data, {**dates, **facts}


def _noon(act: Act, day: date) -> datetime:
    if day == act.occurred.date():
        return act.occurred
    return datetime.combine(day, time(12), tzinfo=act.occurred.tzinfo)


def _repeated(store: Store, key: str) -> bool:
    """Whether that very form was taken already: the one whom it resembles is whom it created."""
    with store.glance() as tx:
        return receipts.served(tx, key)


def _lacks(field: str, words: str) -> Refusal:
    return Refusal(
        code="champ_manquant",
        sentence=f"Il manque : {words}.",
        remedy="Complétez, ou videz ce qui est dit de l’orientation.",
        to_enter=True,
        field=field,
    )


def _to_come(field: Field) -> Refusal:
    return Refusal(
        code="date_a_venir",
        sentence=f"Ce jour est à venir : {field.label}.",
        remedy="Donnez un jour passé.",
        field=field.name,
    )
