"""What comes from outside in six months: webRSA's later files, a move, a death, the snow."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from entrypoints.demo import cast
from entrypoints.demo.cast import BAT, BOP
from entrypoints.demo.stage import Stage
from exchanges.tables.reader import Format
from exchanges.tables.sample import write_table_sample
from exchanges.webrsa.people import read_people
from exchanges.webrsa.person import PersonRecord
from exchanges.webrsa.referentiel import read_referentiel
from exchanges.webrsa.sample.answers import NextOrientation, PersonChange, write_diff
from rules.actors import Genre
from workflow.people.register import webrsa_numbers
from workflow.reading import dossiers

# The month in which webRSA decides a réorientation that is still under way here.
_DECIDED_THERE = 3

_LAST_MONTH = 7
"""The month of the file whose differences nobody has settled yet."""

TABLE_SEED = 93
"""That of the tables of France Travail, which know the same people."""
_IN_THE_TABLE = 8


def diff_of_webrsa(stage: Stage, samples: list[Path], *, month: int) -> None:
    """webRSA's diff of the month: rights closed, a move, an orientation decided there."""
    referentiels = [path for path in samples if path.name.startswith("referentiels")]
    people = [path for path in samples if path.name.startswith("export")]
    referentiel = read_referentiel(referentiels[0])
    known = [
        record.id_personne
        for record in read_people(people[0], referentiel).records()
        if isinstance(record, PersonRecord)
    ]
    with stage.store.read() as connection:
        numbers = webrsa_numbers(connection)
    waiting = {
        numbers[one.personne_id]: one
        for one in stage.dossiers
        if one.state in ("attente_ep", "en_icl", "saisine_recue")
        and numbers.get(one.personne_id) in known
    }
    changes = [
        PersonChange(id_personne=known[month * 7], etat_droit="5"),
        PersonChange(id_personne=known[month * 7 + 2], moved_to=("93170", "Bagnolet")),
    ]
    taken = {change.id_personne for change in changes}
    decided = next((number for number in waiting if number not in taken), None)
    if decided is not None and month == _DECIDED_THERE:
        wished = waiting[decided].service_souhaite
        if wished is not None:
            orientation = NextOrientation(structure=wished, date_orient=stage.today)
            changes.append(PersonChange(id_personne=decided, orientation=orientation))
    if month == _LAST_MONTH:
        changes.extend(_of_the_last_month(stage, known, taken))
    path = write_diff(
        stage.folder / "entrees",
        referentiel=referentiel,
        earlier=people,
        at=stage.now,
        changes=changes,
    )
    stage.receive(path)


def _of_the_last_month(stage: Stage, known: list[int], taken: set[int]) -> Iterator[PersonChange]:
    """A commune that no circonscription has, a rang that webRSA wrote by itself."""
    with stage.store.read() as connection:
        numbers = webrsa_numbers(connection)
    followed = [
        (numbers[one.personne_id], one)
        for one in stage.dossiers
        if one.state == "accompagnement" and numbers.get(one.personne_id) in known
    ]
    free = [(number, one) for number, one in followed if number not in taken]
    (moved, _), (led, here), *_ = free
    yield PersonChange(id_personne=moved, moved_to=("93999", "Sainte-Colline-les-Prés"))
    other = stage.other_service(here)
    if other is not None:
        orientation = NextOrientation(structure=other.id, date_orient=stage.today)
        yield PersonChange(id_personne=led, orientation=orientation)


def table_of_france_travail(stage: Stage) -> bool:
    """France Travail sends its own people, who are in no ALI's file, with what it knows of them."""
    path = write_table_sample(
        stage.folder / "entrees",
        Format.CSV,
        people=_IN_THE_TABLE,
        seed=TABLE_SEED,
        agencies=2,
        at=stage.now,
    )
    stage.receive_table(path, "france-travail")
    return True


def move_during_request(stage: Stage) -> bool:
    """Somebody whose request stands before an ICL-I moves to another circonscription."""
    places = [place.code for place in stage.settings.territory.on(stage.today)]
    here = {seance.circonscription for seance in stage.programme(stage.now + timedelta(days=400))}
    for one in stage.standing("en_icl"):
        other = next((c for c in places if c in here and c != one.circonscription), None)
        if other is not None:
            stage.act(
                one.dossier_id, "demenager_intra", BOP, circonscription=other, date=stage.today
            )
            stage.tell(
                f"dossier {one.dossier_id} : déménagement, la demande passe de la circonscription "
                f"{one.circonscription} à {other}"
            )
            return True
    return False


def death(stage: Stage) -> bool:
    """Somebody dies: everything stops, no letter leaves."""
    for one in stage.standing("presaisine", "en_icl", "saisine_recue", "notifie"):
        stage.act(one.dossier_id, "deceder", BOP, date=stage.today)
        stage.tell(f"dossier {one.dossier_id} : décès enregistré, aucun courrier")
        return True
    return False


def returned_letter(stage: Stage) -> bool:
    """A letter comes back (NPAI); the address is found."""
    for one in stage.standing("notifie"):
        stage.act(one.dossier_id, "constater_npai", BOP)
        stage.act(one.dossier_id, "retrouver_adresse", BOP, adresse="adresse de la CAF")
        stage.tell(f"dossier {one.dossier_id} : pli revenu, adresse retrouvée")
        return True
    return False


def postpone_next_seance(stage: Stage) -> bool:
    """The next ICL-I that has lines is postponed: they stand in the séance that replaces it."""
    for seance in stage.programme(stage.now + timedelta(days=20)):
        held = seance.held.date()
        if (
            seance.genre != "icl"
            or held <= stage.today
            or seance.state not in ("preparee", "arretee")
        ):
            continue
        if not stage.lines(seance.id):
            continue
        data: dict[str, object] = {
            "genre": "icl",
            "circonscription": seance.circonscription,
            "date_seance": held + timedelta(days=7),
            "heure": "14:00",
            "motif": "séance de remplacement",
        }
        successor = stage.seance("programmer", BAT, None, **data)
        if successor is None:
            continue
        done = stage.seance(
            "reporter",
            BAT,
            seance.id,
            motif="salle indisponible",
            seance_remplacante=successor.seance_id,
        )
        if done is not None:
            lines = len(stage.lines(successor.seance_id))
            stage.tell(
                f"séance {seance.id} reportée sur la séance {successor.seance_id} : "
                f"{lines} ligne(s) réinscrite(s)"
            )
        return True
    return False


def full_mailbox(stage: Stage) -> bool:
    """The mailbox of an association is full: what is sent to it comes back."""
    found = cast.of_genre(dossiers.services(stage.store), Genre.ASSOCIATION)
    assert found is not None  # the sample has one
    stage.full.add(found.email or "")
    stage.tell(f"boîte de courriel pleine : {found.label}")
    return True


def technical_support(stage: Stage) -> bool:
    """A line without request: the services look at a situation together."""
    for one in stage.standing("accompagnement", days=10):
        seance = stage.next_seance("icl", one.circonscription)
        if seance is not None:
            stage.act(
                one.dossier_id,
                "inscrire_ligne",
                stage.referent(one),
                seance=seance.id,
                nature="soutien",
            )
            stage.tell(f"dossier {one.dossier_id} : soutien technique demandé à l’ICL-I")
            return True
    return False
