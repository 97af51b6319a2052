"""Invented letters, as real ones are: to show a model, and to try every page before it serves."""

from dataclasses import replace
from datetime import UTC, date, datetime

from notifications.letters.letterhead import (
    AlgorithmNotice,
    Court,
    Letterhead,
    Logo,
    Privacy,
    Registration,
    Remedies,
    Sender,
    Signatory,
    Signatures,
)
from notifications.letters.models import Act, Audience, Model, Need, Part
from notifications.letters.wording import Fields, fields
from rules.actors import Genre
from rules.seances.kinds import NATURE_LABELS, Body, Nature
from workflow.reading.letter_facts import (
    AgendaItem,
    Decision,
    Host,
    LetterFacts,
    Recipient,
    References,
    Sitting,
)

DAY = date(2026, 5, 18)
"""The day of every specimen."""

_ALI = Host(
    label="Agence locale d’insertion de Bobigny",
    genre=Genre.ALI,
    address=("12, rue de la République", "93000 Bobigny"),
    telephone="01 48 95 00 00",
    email="accueil@ali-bobigny.example",
    hours="du lundi au vendredi, de 9 h à 12 h",
)
_AGENCY = Host(
    label="France Travail Bobigny",
    genre=Genre.FRANCE_TRAVAIL,
    address=("1, promenade Jean-Rostand", "93000 Bobigny"),
    telephone="39 49",
    email=None,
    hours="du lundi au vendredi, de 8 h 30 à 12 h 30",
)
_SOCIAL = Host(
    label="Service social départemental de Bobigny",
    genre=Genre.SERVICE_SOCIAL,
    address=("10, rue du 8-Mai-1945", "93000 Bobigny"),
    telephone="01 43 93 10 00",
    email="service-social-bobigny@departement.example",
    hours="du lundi au vendredi, de 9 h à 17 h",
)
_EP = Sitting(
    id=31,
    genre="ep",
    kind="EP",
    body=Body.DECISION,
    held=datetime(2026, 5, 12, 7, 30, tzinfo=UTC),
    place="Bobigny, hôtel du département, salle 204",
)
_GRANTED = Decision(taken=datetime(2026, 5, 14, 9, tzinfo=UTC), motive=None, seance=_EP)
_GIVEN_UP = Decision(
    taken=datetime(2026, 5, 12, 9, tzinfo=UTC),
    motive="Vous avez repris un emploi à mi-temps et choisi de garder votre référente.",
    seance=_EP,
)
_NEXT_EP = replace(_EP, id=32, held=datetime(2026, 6, 9, 7, 30, tzinfo=UTC))
_ICL = Sitting(
    id=27,
    genre="icl",
    kind="ICL-I",
    body=Body.CONCERTATION,
    held=datetime(2026, 6, 11, 7, 30, tzinfo=UTC),
    place="Bobigny, hôtel du département, salle 204",
)
_PERSON = Recipient(
    civilite="Madame",
    name="Amina DIALLO-LEFÈVRE",
    address=("Chez M. Œuvrard", "Bâtiment B, escalier 3", "27, avenue de la Paix", "93000 BOBIGNY"),
)
_MEMBER = Recipient(
    civilite="Monsieur",
    name="Karim BENALI",
    address=("1, promenade Jean-Rostand", "93000 BOBIGNY"),
    quality="directeur adjoint",
    organisation="France Travail Bobigny",
)
_PARTNER = Recipient(
    civilite=None,
    name="Vanessa ROUX",
    address=("4, rue des Écoles", "93000 BOBIGNY"),
    quality="éducatrice",
    organisation="Centre de soins La Passerelle",
)
_WHOLE = LetterFacts(
    recipient=_PERSON,
    references=References(
        dossier=1204, webrsa=447812, caf="1234567", demande_rsa="00000012345", letter=41
    ),
    origin="reorientation",
    type="Socioprofessionnelle – ALI",
    service=_ALI,
    former=_SOCIAL,
    wished=_ALI,
    referent="Paul Durand",
    decision=Decision(
        taken=datetime(2026, 5, 14, 9, tzinfo=UTC),
        motive="Votre santé vous empêche aujourd’hui de chercher un emploi : le service social "
        "peut d’abord vous aider à vous soigner et à garder votre logement.",
        seance=_EP,
    ),
    seance=_EP,
    next=_NEXT_EP,
    seat="France Travail",
    agenda=(
        AgendaItem(dossier=1204, asked=NATURE_LABELS[Nature.REORIENTATION], service=_SOCIAL.label),
        AgendaItem(dossier=1377, asked=NATURE_LABELS[Nature.SOUTIEN], service=_ALI.label),
        AgendaItem(dossier=None, asked="présentation de l’offre « Mobilité »", service=None),
    ),
)
_CALLED_TO_AN_EP = ("convocation", "convocation_membre")
_OF_AN_ICL = ("information_passage", "invitation", "ordre_du_jour", "confirmation_partenaire")
_KEEPS_ITS_SERVICE = ("reorientation_refusee", "reorientation_annulee", "reorientation_reportee")
_TO = {Audience.MEMBRE: _MEMBER, Audience.PARTENAIRE: _PARTNER}

_COURT = Court(
    name="tribunal administratif de Montreuil",
    address=("7, rue Catherine-Puig", "93558 Montreuil Cedex"),
    delay="deux mois",
    site="citoyens.telerecours.fr",
)
_REMEDIES = Remedies(
    authority="Monsieur le président du conseil départemental",
    address=("Hôtel du département", "93006 Bobigny Cedex"),
    email="recours@departement.example",
    delay="deux mois",
    answer="deux mois",
    court=_COURT,
)
_SIGNATORY = Signatory(
    name="Camille Martin",
    quality="la responsable du bureau de l’orientation et des parcours",
    delegation="Pour le président du conseil départemental et par délégation",
)
_SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>'

HEAD = Letterhead(
    departement="Département d’essai",
    sender=Sender(
        service="Direction de l’insertion",
        address=("Hôtel du département", "93006 Bobigny Cedex"),
        telephone="01 43 93 00 00",
        email="insertion@departement.example",
        hours="du lundi au vendredi, de 9 h à 17 h",
    ),
    place="Bobigny",
    signatures=Signatures(of_acts=dict.fromkeys(Act, _SIGNATORY)),
    remedies=dict.fromkeys(Act, _REMEDIES),
    privacy=Privacy(
        controller="Le département",
        purpose="organiser votre accompagnement",
        recipients="les services qui vous accompagnent",
        kept="deux ans après votre dernier contact avec nous",
        contact="dpo@departement.example",
    ),
    wish="Dites-le au service qui vous accompagne, ou à nous.",
    tz=UTC,
    algorithm=AlgorithmNotice(
        purpose="proposer un service",
        published="departement.example/algorithmes",
        contact="insertion@departement.example",
    ),
    registration=Registration(site="www.francetravail.fr", telephone="39 49"),
    logo=Logo(name="logo.svg", content=_SQUARE, alternative="Le département"),
)
"""The letterhead of no département, where nothing is left out."""


def whole(model: Model) -> LetterFacts:
    """Facts of which a letter of that model can tell everything."""
    facts = replace(_WHOLE, recipient=_TO.get(model.to, _PERSON))
    if model.code.endswith("france_travail"):
        facts = replace(facts, service=_AGENCY, wished=_AGENCY, referent="Sonia Petit")
    if model.code in _KEEPS_ITS_SERVICE:
        facts = replace(facts, service=_SOCIAL, former=None, referent="Sonia Petit")
    if Part.DIAGNOSTIC in model.parts:
        facts = replace(facts, origin="diagnostic")
    if model.code in _OF_AN_ICL:
        facts = replace(facts, seance=_ICL)
    if model.code in _CALLED_TO_AN_EP:
        facts = replace(facts, seance=_NEXT_EP)
    if model.act is Act.REORIENTATION:
        facts = replace(facts, decision=_GRANTED)
    if model.code == "reorientation_annulee":
        facts = replace(facts, decision=_GIVEN_UP)
    return facts if model.to is Audience.ALLOCATAIRE else replace(facts, references=None)


def bare(model: Model) -> LetterFacts:
    """The facts without which a letter of that model could not be, and no other."""
    all_of_it, needs = whole(model), frozenset(model.needs)
    host, seance = all_of_it.service, all_of_it.seance
    assert host is not None
    assert seance is not None
    lone = replace(host, genre=None, email=None, hours=None)
    if Need.COORDONNEES not in needs:
        lone = replace(lone, address=(), telephone=None)
    decided = Need.DECISION in needs and all_of_it.decision
    return LetterFacts(
        recipient=replace(
            all_of_it.recipient,
            civilite=None,
            quality=None,
            organisation=None,
            address=all_of_it.recipient.address[-2:] if Need.ADRESSE in needs else (),
        ),
        service=lone if Need.SERVICE in needs else None,
        decision=replace(
            decided, seance=None, motive=decided.motive if Need.MOTIF in needs else None
        )
        if decided
        else None,
        seance=replace(seance, place=seance.place if Need.LIEU in needs else None)
        if Need.SEANCE in needs
        else None,
        seat=all_of_it.seat if Need.SIEGE in needs else None,
        agenda=all_of_it.agenda[-1:] if Need.ORDRE_DU_JOUR in needs else (),
    )


def sparse(head: Letterhead) -> Letterhead:
    """The same letterhead, with nothing that may be left out; what some letters cannot do without
    is kept."""
    return replace(
        head,
        sender=replace(head.sender, telephone=None, email=None, hours=None),
        signatures=head.signatures.in_their_own_name(),
        remedies={},
        logo=None,
        algorithm=head.algorithm or HEAD.algorithm,
    )


def shape(model: Model) -> Fields:
    """The fields of a model where none is empty: every key that its page may use."""
    known = fields(model, whole(model), HEAD, day=DAY)
    if Part.FRANCE_TRAVAIL in model.parts:
        to_work = replace(whole(model), service=_AGENCY)
        known |= {
            key: value
            for key, value in fields(model, to_work, HEAD, day=DAY).items()
            if known[key] is None
        }
    return known
