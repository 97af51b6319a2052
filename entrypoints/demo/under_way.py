"""What is under way when the story stops: an ICL-I held three days before, saisines that wait in
the mail, recours without an answer, people who have just come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from entrypoints.demo import cast
from entrypoints.demo.cast import BAT, BOP
from entrypoints.demo.stage import Stage
from rules.actors import Genre
from rules.situation import Act
from rules.wording import long_date
from workflow.files import settled_gaps
from workflow.people import by_hand
from workflow.reading import dossiers, gaps, letters
from workflow.reading.standings import Standing

_PLACE = "93-01"
_SUPPLEMENT = date(2026, 7, 1)

_LATE = (date(2026, 6, 24), date(2026, 7, 1), date(2026, 7, 1))
"""When the BOP enters the saisines of services that take their time, after the ICL-I of June: one
is inscribed before the story stops, one lacks a piece, one may be inscribed."""
_FORGOTTEN = date(2026, 7, 8)
"""When the ALI would remember the one that it forgot: the story stops before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newcomer:
    """Somebody who is in no file and comes with a paper of the CAF. ``diagnosed``: an interview is
    asked for before they are oriented."""

    on: date
    nom: str
    prenom: str
    born: date
    ville: str
    code_postal: str
    adresse: str
    matricule: str
    diagnosed: bool = False


_NEWCOMERS = (
    _Newcomer(
        on=date(2026, 6, 24),
        nom="Tournesol",
        prenom="Aglaé",
        born=date(1988, 3, 14),
        ville="Bobigny",
        code_postal="93000",
        adresse="3 allée des Songes",
        matricule="9300417",
    ),
    _Newcomer(
        on=date(2026, 6, 29),
        nom="Belle-Étoile",
        prenom="Marcellin",
        born=date(1971, 11, 2),
        ville="Noisy-le-Sec",
        code_postal="93130",
        adresse="12 rue du Chat-qui-Pêche",
        matricule="9300533",
        diagnosed=True,
    ),
    _Newcomer(
        on=date(2026, 7, 2),
        nom="Passepartout",
        prenom="Rosalie",
        born=date(1995, 7, 30),
        ville="Bobigny",
        code_postal="93000",
        adresse="8 place de la Lune",
        matricule="9300648",
        diagnosed=True,
    ),
    _Newcomer(
        on=date(2026, 7, 3),
        nom="Sansregret",
        prenom="Blaise",
        born=date(2000, 1, 9),
        ville="Saint-Denis",
        code_postal="93200",
        adresse="1 impasse du Vent",
        matricule="9300702",
    ),
)


def supplementary_seance(stage: Stage) -> bool:
    """The coordination adds an ICL-I to the programme, three weeks ahead."""
    data = {"genre": "icl", "circonscription": _PLACE, "date_seance": _SUPPLEMENT, "heure": "14:00"}
    motif = "séance supplémentaire : trop de demandes pour une seule"
    if stage.seance("programmer", BAT, None, **data, motif=motif) is not None:
        stage.tell(f"ICL-I supplémentaire programmée le {long_date(_SUPPLEMENT)} : {_PLACE}")
    return True


def supplement_is_complete(stage: Stage) -> bool:
    """Whoever comes from now on waits for the séance of the month."""
    until = stage.now.replace(month=_SUPPLEMENT.month, day=_SUPPLEMENT.day, hour=23)
    stage.complete.update(
        one.id for one in stage.programme(until) if one.held.date() == _SUPPLEMENT
    )
    return True


def late_saisines(stage: Stage) -> bool:
    """The first saisines that are due after the ICL-I of June will take their time."""
    due = [one.dossier_id for one in stage.standing("saisine_a_faire")]
    slow = [number for number in due if number not in stage.late]
    stage.late.update(zip(slow, _LATE, strict=False))
    stage.lacking.update(slow[1:2])
    return bool(slow)


def forgotten_saisine(stage: Stage) -> bool:
    """An ALI forgets one: it goes up to whoever heads it."""
    team = cast.responsable(dossiers.services(stage.store)).service_id
    for one in stage.standing("saisine_a_faire"):
        if one.service_id == team:
            stage.late[one.dossier_id] = _FORGOTTEN
            return True
    return False


def gap_settled(stage: Stage) -> bool:
    """The BOP settles the difference that webRSA's file of March told."""
    for one in gaps.listing(stage.store):
        motif = "webRSA corrigé : l’orientation d’ici était la bonne"
        act = Act(
            event="",
            actor=BOP,
            occurred=stage.now,
            known=stage.now,
            data={"motif": motif},
        )
        settled_gaps.settle(stage.store, act, one.id)
        return True
    return False


def recours(stage: Stage) -> bool:
    """Somebody contests a decision, a refusal if there is one: the letter that left the latest."""
    for one in _contestable(stage):
        received = stage.today - timedelta(days=1)
        if stage.act(one.dossier_id, "recevoir_recours", BOP, date=received) is not None:
            stage.contesting.append(one.dossier_id)
            stage.tell(f"dossier {one.dossier_id} : recours administratif reçu")
            return True
    return False


def recours_answered(stage: Stage) -> bool:
    """The first one has its answer."""
    motif = "la décision suit l’avis de l’équipe pluridisciplinaire"
    stage.act(stage.contesting[0], "repondre_recours", BOP, issue="rejete", motif=motif)
    return True


def _contestable(stage: Stage) -> Iterator[Standing]:
    here = {one.dossier_id: one for one in stage.dossiers}
    tz = stage.rulebook.calendar.tz
    since = stage.today - timedelta(days=50)
    sent = letters.letters(stage.store, tz, since=since, unsent=False)
    for line in sorted(sent, key=lambda one: (one.letter.kind != "refus", -one.letter.id)):
        number = line.letter.dossier_id
        if number in here and number not in stage.contesting:
            yield here[number]


def newcomers(stage: Stage) -> None:
    """Those who come that day are registered; an interview is asked for some."""
    for one in _NEWCOMERS:
        if one.on != stage.today:
            continue
        act = Act(
            event=by_hand.CREATE,
            actor=BOP,
            occurred=stage.now,
            known=stage.now,
            data={
                "nom": one.nom,
                "prenom": one.prenom,
                "date_naissance": one.born,
                "numero_caf": one.matricule,
                "adresse": one.adresse,
                "code_postal": one.code_postal,
                "ville": one.ville,
            },
        )
        made = by_hand.create(stage.store, stage.rulebook, act, reader=BOP, dismissed=())
        stage.tell(f"dossier {made.dossier_id} : personne enregistrée à la main")
        ali = next(
            found
            for found in stage.services
            if found.genre is Genre.ALI and _PLACE in found.circonscriptions
        )
        if one.diagnosed:
            stage.act(made.dossier_id, "demander_diagnostic", BOP, service=ali.id)
