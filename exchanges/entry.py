"""A person enters the procedure where webRSA has them: the birth of their dossier."""

from collections.abc import Mapping
from datetime import datetime

from exchanges.reading import Reading
from exchanges.webrsa.person import Orientation
from rules.actors import WEBRSA
from rules.facts import entering
from rules.refusals import Refused
from rules.situation import Act
from workflow.acts import admissions
from workflow.database.store import Tx


def enter(tx: Tx, reading: Reading) -> None:
    """Gives birth to the dossier, its facts at the dates that the file gives them."""
    orientation = reading.orientation
    if orientation is None:
        _not_oriented(tx, reading)
        return
    oriented = reading.instant(orientation.date_orient)
    data: dict[str, object] = {
        "service": orientation.structure_referente,
        "type_orientation": orientation.type_orient,
    }
    if orientation.rang is not None:
        data["rang"] = orientation.rang
    if orientation.tag_entretien_diag:
        data["service"] = reading.ali(orientation)
        dates = {entering("diagnostic_attendu"): oriented}
        _birth(tx, reading, "importer_diagnostic", data, dates, oriented, orientation)
        return
    data["origine"] = reading.origin(orientation)
    dates = dict.fromkeys(("orientation_validee", "orientation_notifiee"), oriented)
    signed = reading.signed(orientation)
    if signed is None:
        dates[entering("notifie")] = oriented
        _birth(tx, reading, "importer_oriente", data, dates, oriented, orientation)
        return
    since = reading.instant(signed)
    dates |= dict.fromkeys(
        (entering("accompagnement"), "accompagnement_commence", "contrat_signe"), since
    )
    more = ("contrat_signe",)
    _birth(tx, reading, "importer_accompagne", data, dates, since, orientation, more)


def _not_oriented(tx: Tx, reading: Reading) -> None:
    allocataire = reading.record.allocataire
    assert allocataire is not None
    opened = reading.instant(allocataire.date_demande_rsa)
    _birth(tx, reading, "naitre_a_orienter", {}, {"flux_transmis": opened}, opened)


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
        "referent": reading.referent(orientation),
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
            newcomer=reading.newcomer,
            around=reading.around,
            batch=reading.batch,
        )
    except Refused as refused:
        reading.refuse(None, event, refused)
        return
    reading.born = outcome.state
