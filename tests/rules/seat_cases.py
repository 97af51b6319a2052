"""The guards of who sits and who is invited, each once satisfied, once not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rules.actors import Genre
from rules.guards import invites, presences, sieges
from rules.refusals import Refusal
from rules.seances.guests import Guest, Guests, Whom
from rules.seances.seats import Answer, Participant, Presence, Quorum, Seat
from rules.situation import Act, Situation
from tests.situations import (
    DONE,
    DOSSIER,
    FRANCE_TRAVAIL,
    ICL,
    KIND_GRENOBLE,
    KIND_VISITED,
    NOW,
    vary,
)

PARTNER = Guest(id=4, whom=Whom.PARTENAIRE, confirmed=False)
PERSON = Guest(id=5, whom=Whom.ALLOCATAIRE, confirmed=False)
ANA = replace(PARTNER, name="Ana Tuteur")
SECTOR = Seat(code="secteur", label="chargée de secteur")
PRESCRIBER = Seat(
    code="prescripteur",
    label="référent qui prescrit",
    genres=frozenset({Genre.FRANCE_TRAVAIL}),
    permanent=False,
    in_person=True,
)
KIND = replace(
    KIND_GRENOBLE,
    said_seats=(SECTOR, PRESCRIBER),
    quorum=Quorum(least=1, required=frozenset({"secteur"})),
)
HOLDER = Participant(id=1, seat="secteur", member=10, deputies=frozenset({11}))
REFERENT = Participant(id=2, seat="prescripteur", service=FRANCE_TRAVAIL, referent=77)
HERE = replace(HOLDER, presence=Presence.PRESENT)


def inviting(*guests: Guest, allowed: bool | None = None, **values: object) -> Situation:
    """A line with these guests, and a form."""
    return vary(guests=Guests(guests=guests, allowed=allowed), kind=KIND, values=values)


def sitting(*participants: Participant, **values: object) -> Situation:
    """A séance for which these are awaited, and a form."""
    awaited = participants or (HOLDER, REFERENT)
    return vary(
        seance=ICL, kind=KIND, participants=awaited, guests=Guests(guests=(PARTNER,)), values=values
    )


def presented(*participants: Participant, referent: int | None = 77) -> Situation:
    """A line that the référent 77 of France Travail presents."""
    dossier = replace(DOSSIER, service_id=FRANCE_TRAVAIL, referent=referent)
    return vary(dossier=dossier, kind=KIND, participants=participants)


def signed(presence: Presence, **changes: Any) -> Participant:
    """The référent who presents it, as the sheet says them."""
    return replace(REFERENT, presence=presence, **changes)


TODAYS = replace(ICL, held=NOW)
_REPLACED = {"participant": 1, "reponse": Answer.REMPLACE.value}

# guard, a situation that satisfies it, one that does not, the code of the refusal
SEAT_CASES: list[tuple[Callable[[Situation, Act], Refusal | None], Situation, Situation, str]] = [
    (
        invites.venue_accordee,
        inviting(allowed=True, qui="allocataire"),
        inviting(qui="allocataire"),
        "venue_sans_accord",
    ),
    (
        invites.venue_accordee,
        inviting(allowed=False, qui="partenaire"),
        inviting(allowed=False, qui="allocataire"),
        "venue_refusee",
    ),
    (
        invites.partenaire_nomme,
        inviting(qui="partenaire", nom="A"),
        inviting(qui="partenaire"),
        "invite_sans_nom",
    ),
    (
        invites.allocataire_invite_une_fois,
        inviting(PARTNER, qui="allocataire"),
        inviting(PERSON, qui="allocataire"),
        "allocataire_deja_invite",
    ),
    (
        invites.partenaire_invite_une_fois,
        inviting(ANA, qui="partenaire", nom="Ana Tutrice"),
        inviting(ANA, qui="partenaire", nom="TUTEUR ana"),
        "partenaire_deja_invite",
    ),
    (
        invites.invite_de_la_ligne,
        inviting(PARTNER, invite=4),
        inviting(PARTNER, invite=5),
        "invite_inconnu",
    ),
    (
        invites.venue_pas_encore_acceptee,
        inviting(PERSON, accord=True),
        inviting(PERSON, accord=False),
        "allocataire_deja_invite",
    ),
    (
        invites.liste_demandee,
        vary(kind=KIND_VISITED),
        vary(kind=KIND_GRENOBLE),
        "liste_non_demandee",
    ),
    (invites.sans_invite_declare, inviting(), inviting(PARTNER), "ligne_avec_invites"),
    (
        invites.pas_encore_sans_invite,
        vary(guests=Guests(guests=(PARTNER,), said_none=True)),
        vary(guests=Guests(said_none=True), already={"dire_sans_invite": DONE}),
        "sans_invite_deja_dit",
    ),
    (
        invites.partenaire_a_confirmer,
        inviting(PARTNER),
        inviting(replace(PARTNER, confirmed=True), PERSON),
        "rien_a_confirmer",
    ),
    (
        sieges.participant_attendu,
        sitting(participant=1),
        sitting(participant=9),
        "participant_inconnu",
    ),
    (
        sieges.pour_ses_invites,
        sitting(participant=2),
        sitting(participant=1),
        "reponse_d_un_autre",
    ),
    (
        sieges.siege_en_personne,
        sitting(participant=2, reponse=Answer.DECLINE.value),
        sitting(participant=2, reponse=Answer.REMPLACE.value),
        "siege_en_personne",
    ),
    (
        sieges.remplacant_dit,
        sitting(**_REPLACED, remplacant="A"),
        sitting(**_REPLACED),
        "remplacant_manquant",
    ),
    (
        sieges.remplacant_dit,
        sitting(participant=1, reponse=Answer.CONFIRME.value),
        sitting(participant=1, reponse=Answer.CONFIRME.value, suppleant=11),
        "remplacant_de_trop",
    ),
    (
        sieges.suppleant_du_membre,
        sitting(**_REPLACED, suppleant=11),
        sitting(**_REPLACED, suppleant=12),
        "suppleant_inconnu",
    ),
    (presences.presences_dites, sitting(presents=(1,)), sitting(), "emargement_vide"),
    (
        presences.participants_connus,
        sitting(presents=(1,), departs=((2, "10:00"),), invites=(4,)),
        sitting(departs=((9, "10:00"),)),
        "participant_inconnu",
    ),
    (
        presences.participants_connus,
        sitting(invites=(4,)),
        sitting(invites=(5,)),
        "invite_inconnu",
    ),
    (
        presences.une_seule_presence,
        sitting(presents=(1,), absents=(2,)),
        sitting(presents=(1,), absents=(1,)),
        "presence_contradictoire",
    ),
    (
        presences.heures_de_presents,
        sitting(HERE, arrivees=((1, "10:00"),)),
        sitting(HERE, excuses=(1,), arrivees=((1, "10:00"),)),
        "heure_sans_presence",
    ),
    (
        presences.heures_venues,
        replace(sitting(HERE, departs=((1, "00:30"),)), seance=TODAYS),
        replace(sitting(HERE, departs=((1, "23:30"),)), seance=TODAYS),
        "heure_a_venir",
    ),
    (
        presences.depart_apres_arrivee,
        sitting(HERE, arrivees=((1, "10:00"),), departs=((1, "10:00"),)),
        sitting(HERE, arrivees=((1, "10:00"),), departs=((1, "09:59"),)),
        "depart_avant_arrivee",
    ),
    (
        presences.depart_apres_arrivee,
        sitting(replace(HERE, arrived="10:00", left="09:00"), departs=((2, "09:00"),)),
        sitting(replace(HERE, arrived="10:00"), departs=((1, "09:00"),)),
        "depart_avant_arrivee",
    ),
    (
        presences.depart_apres_arrivee,
        sitting(replace(HERE, left="09:00"), arrivees=((1, "10:00"),), departs=((1, "11:00"),)),
        sitting(replace(HERE, left="09:00"), arrivees=((1, "10:00"),)),
        "depart_avant_arrivee",
    ),
    (sieges.siege_du_genre, sitting(siege="secteur"), sitting(siege="maire"), "siege_inconnu"),
    (sieges.quorum_atteint, sitting(HERE), sitting(HOLDER), "quorum_manquant"),
    (sieges.quorum_manque, sitting(replace(HERE, left="11:00")), sitting(HERE), "quorum_atteint"),
    (
        sieges.prescripteur_present,
        presented(signed(Presence.PRESENT, left="11:00")),
        presented(signed(Presence.EXCUSE)),
        "prescripteur_absent",
    ),
    (
        sieges.prescripteur_present,
        presented(signed(Presence.PRESENT, referent=None), referent=None),
        presented(REFERENT, signed(Presence.PRESENT, referent=78)),
        "prescripteur_non_emarge",
    ),
]
