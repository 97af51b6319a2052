"""What a person's record of webRSA means here: the acts that follow from it, and the differences.

The order matters: who the person is, where they live, what their right is, then where they are
oriented. webRSA's word is a fact; what the procedure refuses all the same is listed as a
difference and nothing is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from exchanges.counter import Counter
from exchanges.webrsa.person import Orientation, PersonRecord
from exchanges.webrsa.referentiel import Referentiel
from rules.actors import WEBRSA
from rules.facts import entering
from rules.parameters import Master
from rules.refusals import Refused
from rules.situation import Act
from workflow import admissions, commands, links, people
from workflow.commands import Command
from workflow.people import LastDossier
from workflow.store import Tx

REORIENTATION = "reorientation"
MOVE = "demenagement"

# Where a tag « Entretien diag » read in a file opens the diagnostic.
_TAGGABLE = frozenset({"notifie", "accompagnement"})


Differences = dict[str, tuple[int | None, Mapping[str, object]]]
"""Differences found: nature → the dossier concerned, the detail in codes and numbers."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """One person's record being reconciled, and what came of it.

    ``gaps``: nature → (dossier, detail). ``acts`` are the events that were carried out.
    """

    record: PersonRecord
    referentiel: Referentiel
    counter: Counter
    now: datetime
    generated: datetime
    batch: str
    circonscription: str | None
    right: str
    personne_id: int
    acts: list[str] = field(default_factory=list)
    born: str | None = None
    gaps: Differences = field(default_factory=dict)

    def instant(self, day: date) -> datetime:
        """Noon of a day read in the file, never after the file itself."""
        zone = self.counter.rulebook.calendar.tz
        return min(datetime.combine(day, time(12), tzinfo=zone), self.generated)


def reconcile(tx: Tx, reading: Reading) -> None:
    """Brings the person's dossier to what the record says, in the open transaction."""
    last = people.last_dossier(tx, reading.personne_id)
    if last is None or (not last.open and last.state != "clos_droit_ferme"):
        if reading.right != "ferme":
            _admit(tx, reading)
        return
    if not last.open:
        if reading.right == "ferme":
            return
        _act(tx, reading, last, "rouvrir", {"date": _day(reading), "motif": "droit ouvert"})
        last = people.last_dossier(tx, reading.personne_id)
        if last is None or not last.open:
            return
    if reading.right == "ferme":
        _act(tx, reading, last, "fermer_droit", {"date": _day(reading)})
        return
    _follow_right(tx, reading, last)
    _follow_move(tx, reading, last)
    _follow_orientation(tx, reading, last)
    last = people.last_dossier(tx, reading.personne_id)
    if last is not None and last.open:
        _follow_accompaniment(tx, reading, last)


def _admit(tx: Tx, reading: Reading) -> None:
    """The birth of a dossier where webRSA has the person."""
    record = reading.record
    orientation = record.current_orientation
    if orientation is None:
        assert record.allocataire is not None
        opened = reading.instant(record.allocataire.date_demande_rsa)
        _birth(tx, reading, "naitre_a_orienter", {}, {"flux_transmis": opened}, opened)
        return
    oriented = reading.instant(orientation.date_orient)
    data: dict[str, object] = {
        "service": orientation.structure_referente,
        "type_orientation": orientation.type_orient,
    }
    if orientation.rang is not None:
        data["rang"] = orientation.rang
    if orientation.tag_entretien_diag:
        event = "importer_diagnostic"
        data["service"] = _ali(reading, orientation)
        dates = {entering("diagnostic_attendu"): oriented}
        _birth(tx, reading, event, data, dates, oriented, orientation)
        return
    data["origine"] = _origin(reading, orientation)
    dates = dict.fromkeys(("orientation_validee", "orientation_notifiee"), oriented)
    signed = _signed(record, orientation)
    if signed is None:
        dates[entering("notifie")] = oriented
        _birth(tx, reading, "importer_oriente", data, dates, oriented, orientation)
        return
    since = reading.instant(signed)
    dates |= dict.fromkeys(
        (entering("accompagnement"), "accompagnement_commence", "contrat_signe"), since
    )
    _birth(tx, reading, "importer_accompagne", data, dates, since, orientation, ("contrat_signe",))


def _birth(
    tx: Tx,
    reading: Reading,
    event: str,
    data: Mapping[str, object],
    dates: Mapping[str, datetime],
    since: datetime,
    orientation: Orientation | None = None,
    more_facts: tuple[str, ...] = (),
) -> None:
    act = Act(event=event, actor=WEBRSA, occurred=since, known=reading.now, data=data)
    columns = {
        "webrsa_orientation": None if orientation is None else orientation.id_orient_webrsa,
        "referent": _referent(reading.record, orientation),
    }
    try:
        outcome = admissions.admit(
            tx,
            reading.counter.rulebook,
            act,
            personne_id=reading.personne_id,
            circonscription=reading.circonscription,
            droit=reading.right,
            occurred=dates,
            more_facts=more_facts,
            columns=columns,
            batch=reading.batch,
        )
    except Refused as refused:
        _refused(reading, None, event, refused)
        return
    reading.born = outcome.state


def _follow_right(tx: Tx, reading: Reading, last: LastDossier) -> None:
    if last.droit == "ouvert" and reading.right == "suspendu":
        _act(tx, reading, last, "suspendre_droit", {"date": _day(reading)})
    elif last.droit == "suspendu" and reading.right == "ouvert":
        _act(tx, reading, last, "reprendre_droit", {"date": _day(reading)})


def _follow_move(tx: Tx, reading: Reading, last: LastDossier) -> None:
    here = reading.circonscription
    if here is not None and here != last.circonscription:
        data = {"circonscription": here, "date": _day(reading)}
        _act(tx, reading, last, "demenager_intra", data)


def _follow_orientation(tx: Tx, reading: Reading, last: LastDossier) -> None:
    """Where webRSA's newest rang meets what was decided here (DOMAIN.md §0.3)."""
    orientation = reading.record.current_orientation
    if orientation is None or orientation.rang is None:
        return
    rank = last.rank or 0
    same_service = orientation.structure_referente == last.service_id
    if orientation.rang == rank and same_service:
        links.tie(tx, last.id, orientation.id_orient_webrsa, reading.now)
    elif orientation.rang == rank:
        _gap(reading, "service_different", last, orientation)
    elif orientation.rang < rank:
        _gap(reading, "rang_en_avance", last, orientation)
    else:
        _newer_rank(tx, reading, last, orientation)


def _newer_rank(tx: Tx, reading: Reading, last: LastDossier, orientation: Orientation) -> None:
    data: dict[str, object] = {
        "service": orientation.structure_referente,
        "type_orientation": orientation.type_orient,
        "rang": orientation.rang,
    }
    origin = _origin(reading, orientation)
    if last.state == "a_orienter":
        if orientation.tag_entretien_diag:
            event, data = "demander_diagnostic", {"service": _ali(reading, orientation)}
        else:
            event, data = "constater_orientation", {**data, "origine": origin}
        _act(tx, reading, last, event, data, on=orientation.date_orient)
        return
    wished = orientation.structure_referente == last.service_souhaite
    if last.demande_id is not None and origin == REORIENTATION and wished:
        parameters = reading.counter.rulebook.parameters_at(orientation.date_orient)
        if parameters.maitre_decisions is Master.HERE:
            _gap(reading, "decision_webrsa", last, orientation)
        _act(tx, reading, last, "constater_decision_webrsa", data, on=orientation.date_orient)
        return
    if last.demande_id is not None:
        _gap(reading, "autre_service", last, orientation)
    elif origin != MOVE:
        _gap(reading, "remplace", last, orientation)
    _act(tx, reading, last, "remplacer", data, on=orientation.date_orient)


def _follow_accompaniment(tx: Tx, reading: Reading, last: LastDossier) -> None:
    """The tag that opens a diagnostic, the contract that shows the accompagnement has begun."""
    orientation = reading.record.current_orientation
    if orientation is None or orientation.structure_referente != last.service_id:
        return
    if orientation.tag_entretien_diag and last.state in _TAGGABLE:
        if not links.has_fact(tx, last.id, "diagnostic_realise"):
            data = {"service": _ali(reading, orientation)}
            _act(tx, reading, last, "taguer_diagnostic", data)
        return
    signed = _signed(reading.record, orientation)
    if signed is None:
        return
    if links.has_fact(tx, last.id, "contrat_signe", reading.instant(signed)):
        return
    contract = {"nature": "cer", "date": signed}
    _act(tx, reading, last, "signer_contrat", contract, on=signed)
    if last.state == "notifie":
        contact = {"contact_effectif": signed}
        _act(tx, reading, last, "prendre_en_charge", contact, on=signed)


def _act(
    tx: Tx,
    reading: Reading,
    last: LastDossier,
    event: str,
    data: Mapping[str, object],
    *,
    on: date | None = None,
) -> None:
    occurred = reading.generated
    if on is not None:
        since = links.in_state_since(tx, last.id)
        occurred = reading.instant(on) if since is None else max(reading.instant(on), since)
    act = Act(event=event, actor=WEBRSA, occurred=occurred, known=reading.now, data=data)
    command = Command(dossier_id=last.id, act=act, batch=reading.batch)
    try:
        commands.carry_out(tx, reading.counter.rulebook, command)
    except Refused as refused:
        _refused(reading, last.id, event, refused)
    else:
        reading.acts.append(event)


def _refused(reading: Reading, dossier_id: int | None, event: str, refused: Refused) -> None:
    codes = [refusal.code for refusal in refused.refusals]
    reading.gaps["acte_refuse"] = (dossier_id, {"acte": event, "refus": codes})


def _gap(reading: Reading, nature: str, last: LastDossier, orientation: Orientation) -> None:
    reading.gaps[nature] = (
        last.id,
        {
            "rang_webrsa": orientation.rang,
            "service_webrsa": orientation.structure_referente,
            "rang_ici": last.rank,
            "service_ici": last.service_id,
            "service_souhaite": last.service_souhaite,
        },
    )


def _origin(reading: Reading, orientation: Orientation) -> str:
    code = reading.referentiel.code("orient_origine", orientation.origine)
    return code or str(orientation.origine)


def _ali(reading: Reading, orientation: Orientation) -> int:
    """The ALI that diagnoses: that of the file when the referential names it."""
    ali = reading.referentiel.ali
    return orientation.structure_referente if ali is None else ali.identifiant


def _signed(record: PersonRecord, orientation: Orientation) -> date | None:
    """The day of the last contract with the service of the orientation, None when there is none."""
    days = [
        cer.date_debut
        for cer in record.cers
        if cer.date_debut is not None
        and cer.structure_referente == orientation.structure_referente
        and cer.date_debut >= orientation.date_orient
    ]
    return max(days, default=None)


def _referent(record: PersonRecord, orientation: Orientation | None) -> int | None:
    """The référent designated today in the service of the orientation."""
    if orientation is None:
        return None
    return next(
        (
            one.id_referent
            for one in record.referents_parcours
            if one.date_fin is None
            and one.id_structure_referente == orientation.structure_referente
        ),
        None,
    )


def _day(reading: Reading) -> date:
    return reading.counter.rulebook.local_day(reading.generated)
