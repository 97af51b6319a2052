"""What a person's record of webRSA means here: the acts that follow from it, and the differences.

The order matters: who the person is, where they live, what their right is, then where they are
oriented. webRSA's word is a fact; what the procedure refuses all the same is listed as a
difference and nothing is lost.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum, auto

from exchanges.entry import enter
from exchanges.reading import Reading
from exchanges.webrsa.person import Orientation
from rules.actors import WEBRSA
from rules.facts import entering
from rules.parameters import Master
from rules.refusals import Refused
from rules.situation import Act
from workflow.acts import commands, placing
from workflow.acts.commands import Command
from workflow.database.store import Tx
from workflow.people import links, register
from workflow.people.register import LastDossier

REORIENTATION = "reorientation"
MOVE = "demenagement"
DIAGNOSTIC = "entdiag"

# Where a tag « Entretien diag » read in a file opens the diagnostic.
_TAGGABLE = frozenset({"notifie", "accompagnement"})

# The ALI has the dossier for the time of the diagnostic, whatever the service of the orientation.
_DIAGNOSING = frozenset(
    {"diagnostic_attendu", "diagnostic_absence", "diagnostic_sans_suite", "diagnostic_realise"}
)

# The person is no longer of the procedure, and webRSA may not know it yet.
_ENDED_HERE = frozenset({"clos_mutation", "clos_deces", "clos_doublon"})


class _Standing(Enum):
    """webRSA's newest orientation beside the one that is followed here."""

    SAME = auto()
    OTHER_SERVICE = auto()
    AHEAD_HERE = auto()
    NEWER_THERE = auto()


def reconcile(tx: Tx, reading: Reading) -> None:
    """Brings the person's dossier to what the record says, in the open transaction."""
    last = reading.last
    if last is None:
        if reading.right != "ferme":
            enter(tx, reading)
        return
    if not last.open:
        back = _come_back(tx, reading, last)
        if back is None:
            return
        last = back
    if reading.right == "ferme":
        _act(tx, reading, last, "fermer_droit", {}, dated=True)
        return
    _follow_right(tx, reading, last)
    _follow_move(tx, reading, last)
    _follow_orientation(tx, reading, last)
    now = register.last_dossier(tx, reading.personne_id)
    if now is None or not now.open:
        return
    _await_sector(tx, reading, now)
    if _standing(reading, now) is _Standing.SAME:
        _recognise(tx, reading, now)
        _follow_accompaniment(tx, reading, now)


def look_again(reading: Reading) -> frozenset[str]:
    """For a record that says nothing new: lists what was decided here since it was last read.

    The natures of differences that it may put an end to.
    """
    last = reading.last
    seen_again = frozenset({"absent_du_stock"})
    if last is None or not last.open or not reading.tells_orientations:
        return seen_again
    standing = _standing(reading, last)
    if standing is _Standing.NEWER_THERE:
        return seen_again
    _differ(reading, last, standing)
    return seen_again | {"service_different", "rang_en_avance"}


def _come_back(tx: Tx, reading: Reading, last: LastDossier) -> LastDossier | None:
    """The dossier reopened with the right. Somebody who left the département is back when webRSA
    orients them anew; otherwise an end recorded here is not undone by a right still open there."""
    if reading.right == "ferme":
        return None
    orientation = reading.orientation
    anew = orientation is not None and (orientation.rang or 0) > (last.rank or 0)
    if last.state == "clos_droit_ferme":
        _act(tx, reading, last, "rouvrir", {"motif": "droit ouvert"}, dated=True)
        again = register.last_dossier(tx, reading.personne_id)
        return again if again is not None and again.open else None
    if last.state not in _ENDED_HERE or (last.state == "clos_mutation" and anew):
        enter(tx, reading)
    else:
        reading.gaps["clos_ici"] = (last.id, {"etat": last.state})
    return None


def _follow_right(tx: Tx, reading: Reading, last: LastDossier) -> None:
    if last.droit == "ouvert" and reading.right == "suspendu":
        _act(tx, reading, last, "suspendre_droit", {}, dated=True)
    elif last.droit == "suspendu" and reading.right == "ouvert":
        _act(tx, reading, last, "reprendre_droit", {}, dated=True)


def _follow_move(tx: Tx, reading: Reading, last: LastDossier) -> None:
    here = reading.circonscription
    if here is not None and reading.places:
        _act(tx, reading, last, "attribuer_secteur", {"circonscription": here})
    elif here is not None and here != last.circonscription:
        _act(tx, reading, last, "demenager_intra", {"circonscription": here}, dated=True)


def _await_sector(tx: Tx, reading: Reading, now: LastDossier) -> None:
    """Somebody left to a service of several other sectors waits to be told of which."""
    rulebook, here = reading.counter.rulebook, now.circonscription
    if placing.disputed(tx, rulebook, now.service_id, here, rulebook.local_day(reading.now)):
        reading.gaps[placing.AWAITED] = (now.id, placing.detail(now.service_id))


def _standing(reading: Reading, last: LastDossier) -> _Standing:
    orientation = reading.orientation
    diagnosing = last.state in _DIAGNOSING
    if orientation is None or orientation.rang is None:
        oriented = last.service_id is not None and not diagnosing
        return _Standing.AHEAD_HERE if oriented else _Standing.SAME
    rank = last.rank or 0
    if orientation.rang > rank:
        return _Standing.NEWER_THERE
    if orientation.rang < rank:
        return _Standing.AHEAD_HERE
    if diagnosing or orientation.structure_referente == last.service_id:
        return _Standing.SAME
    return _Standing.OTHER_SERVICE


def _follow_orientation(tx: Tx, reading: Reading, last: LastDossier) -> None:
    """Where webRSA's newest rang meets what was decided here (DOMAIN.md §0.3)."""
    if not reading.tells_orientations:
        return
    standing, orientation = _standing(reading, last), reading.orientation
    if standing is _Standing.NEWER_THERE and orientation is not None:
        _newer_rank(tx, reading, last, orientation)
    else:
        _differ(reading, last, standing)


def _differ(reading: Reading, last: LastDossier, standing: _Standing) -> None:
    if standing is _Standing.OTHER_SERVICE:
        reading.differ("service_different", last)
    elif standing is _Standing.AHEAD_HERE:
        reading.differ("rang_en_avance", last)


def _newer_rank(tx: Tx, reading: Reading, last: LastDossier, orientation: Orientation) -> None:
    data: dict[str, object] = {
        "service": orientation.structure_referente,
        "type_orientation": orientation.type_orient,
        "rang": orientation.rang,
    }
    day, origin = orientation.date_orient, reading.origin(orientation)
    if last.state == "a_orienter":
        _act(tx, reading, last, "constater_orientation", {**data, "origine": origin}, on=day)
    elif _is_echo(last, orientation, origin):
        links.tie(tx, last.id, orientation.id_orient_webrsa, reading.now, rank=orientation.rang)
    elif last.demande_id is None:
        if origin != MOVE:
            reading.differ("remplace", last)
        _act(tx, reading, last, "remplacer", data, on=day)
    elif orientation.structure_referente == last.service_souhaite and origin != REORIENTATION:
        # There already, without the decision that was asked for: the request has lost its ground.
        reading.differ("remplace", last)
        _act(tx, reading, last, "remplacer", data, on=day)
    elif origin == MOVE:
        _act(tx, reading, last, "constater_transfert", data, on=day)
    elif orientation.structure_referente == last.service_souhaite:
        parameters = reading.counter.rulebook.parameters_at(day)
        if parameters.maitre_decisions is Master.HERE:
            reading.differ("decision_webrsa", last)
        _act(tx, reading, last, "constater_decision_webrsa", data, on=day)
    else:
        reading.differ("autre_service", last)
        _act(tx, reading, last, "remplacer", data, on=day)


def _is_echo(last: LastDossier, orientation: Orientation, origin: str) -> bool:
    """Whether webRSA's newer rang is what was decided here before it bore that rang there."""
    unknown_there = last.webrsa_orientation is None
    if last.state in _DIAGNOSING:
        return unknown_there and orientation.tag_entretien_diag
    confirmed = last.origine == "diagnostic" and origin == DIAGNOSTIC
    return (unknown_there or confirmed) and orientation.structure_referente == last.service_id


def _recognise(tx: Tx, reading: Reading, now: LastDossier) -> None:
    """webRSA knows the orientation that the dossier follows."""
    orientation = reading.orientation
    if orientation is not None and now.webrsa_orientation is None:
        links.tie(tx, now.id, orientation.id_orient_webrsa, reading.now)


def _follow_accompaniment(tx: Tx, reading: Reading, last: LastDossier) -> None:
    """The tag that opens a diagnostic, the contract that shows the accompagnement has begun."""
    orientation = reading.orientation
    if orientation is None or orientation.structure_referente != last.service_id:
        return
    if (
        orientation.tag_entretien_diag
        and last.state in _TAGGABLE
        and not links.has_fact(tx, last.id, entering("diagnostic_attendu"))
    ):
        _act(tx, reading, last, "taguer_diagnostic", {"service": reading.ali(orientation)})
        return
    signed = reading.signed(orientation)
    if signed is None or links.has_fact(tx, last.id, "contrat_signe", reading.morning(signed)):
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
    dated: bool = False,
) -> None:
    """One act of webRSA on the dossier, on that day or at the instant of the file, never before
    the dossier entered its state. ``dated``: the form asks for the day."""
    occurred = reading.generated if on is None else reading.instant(on)
    since = links.in_state_since(tx, last.id)
    if since is not None:
        occurred = max(occurred, since)
    if dated:
        data = {**data, "date": reading.day_of(occurred)}
    act = Act(event=event, actor=WEBRSA, occurred=occurred, known=reading.now, data=data)
    command = Command(dossier_id=last.id, act=act, batch=reading.batch)
    try:
        commands.carry_out(tx, reading.counter.rulebook, command)
    except Refused as refused:
        reading.refuse(last.id, event, refused)
    else:
        reading.acts.append(event)
