"""Deadlines, journal, messages, letters, pieces."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.leaves import (
    Agent,
    Answer,
    Anything,
    Code,
    Count,
    Day,
    Flag,
    Id,
    Instant,
    Label,
    Sentence,
    Subject,
    Token,
)

_Rule = Annotated[str, Field(examples=["3-PRESAISINE"])]
_Status = Annotated[str, Field(examples=["ouverte"])]
_Role = Annotated[str, Field(examples=["referent"])]
_Event = Annotated[str, Field(examples=["consulter"])]


class Deadline(Answer):
    """A deadline."""

    echeance: Id
    regle: _Rule
    version_regle: Annotated[str, Field(examples=["2024-11"])]
    sujet: Subject
    concerne: Label
    dossier: Id | None
    seance: Id | None
    ouverte_le: Instant
    ancre: Instant | None
    terme: Instant | None
    prochaine_alerte: Instant | None
    statut: _Status
    nee_en_retard: Flag
    generation: Count
    close_le: Instant | None
    tenue_dans_le_delai: Flag | None
    ajustement: Annotated[str, Field(examples=["suspendue"])] | None
    ouverture: Annotated[str, Field(examples=["etat:presaisine"])]


class Deadlines(Answer):
    """The deadlines that run."""

    echeances: list[Deadline]


class CountedDay(Answer):
    """A day of an account. ``raison``: why it does not count, or moves the end."""

    jour: Day
    compte: Flag
    numero: Count | None
    minutes: Count | None
    raison: Sentence | None


class Account(Answer):
    """How a date was reached, day by day."""

    phrase: Sentence
    terme: Instant
    report: Sentence | None
    jours: list[CountedDay]


class Cause(Answer):
    """The act that gave a date."""

    acte: _Event
    acteur: Agent
    role: _Role
    sujet: Subject
    numero: Count
    raisons: list[Sentence]


class Generation(Answer):
    """A date that the deadline had."""

    echeance: Id
    generation: Count
    depuis_le: Instant
    statut: _Status
    version_regle: Annotated[str, Field(examples=["2024-11"])]
    calendrier: Annotated[str, Field(examples=["a3f1…"])] | None
    ancre: Instant | None
    terme: Instant | None
    ajustement: Annotated[str, Field(examples=["suspendue"])] | None
    cause: Cause | None


class Rung(Answer):
    """An alert that fired."""

    niveau: Annotated[str, Field(examples=["rappel"])]
    prevue: Instant
    envoyee: Instant
    issue: Annotated[str, Field(examples=["dit"])]


class ExplainedDeadline(Deadline):
    """A deadline with the count of its date, the dates that it had, its alerts."""

    source: Sentence
    calendrier: Annotated[str, Field(examples=["a3f1…"])] | None
    compte: Account | None
    modifications: Anything
    notes: list[Sentence]
    dates: list[Generation]
    alertes: list[Rung]


class Entry(Answer):
    """An entry of the journal. ``contenu`` is the text that is hashed, ``personnel`` what stands
    beside it, null when it was erased or is none."""

    sujet: Subject
    numero: Count
    acte: _Event
    refus: Flag
    survenu_le: Instant
    su_le: Instant
    acteur: Agent
    role: _Role
    service: Id | None
    de: Code | None
    vers: Code | None
    version: Count
    formulaire: Anything
    contenu: Anything
    personnel: Anything | None
    efface: Flag


class Entries(Answer):
    """Entries, newest first. ``suite``: the cursor of the next ones, null when there are none."""

    entrees: list[Entry]
    suite: Token | None


class Delivery(Answer):
    """A message on its way to somebody."""

    message: Id
    envoi: Id | None
    sujet: Subject
    occasion: Annotated[str, Field(examples=["echeance_manquee"])]
    destinataire: Annotated[str, Field(examples=["service:1"])]
    agent: Id | None
    nom: Agent | None
    adresse: Annotated[str, Field(examples=["samira.haddad@cd93.example"])] | None
    canal: Annotated[str, Field(examples=["courriel"])] | None
    statut: Annotated[str, Field(examples=["envoye"])]
    recapitulatif: Annotated[str, Field(examples=["quotidien"])] | None
    ecrit_le: Instant
    part_a_compter_du: Instant
    envoye_le: Instant | None
    essais: Count
    erreur: Sentence | None


class Deliveries(Answer):
    """The last messages, newest first."""

    messages: list[Delivery]


class Remedy(Answer):
    """The time in which a recours may be lodged."""

    notifiee_le: Day
    jusqu_au: Day


class Letter(Answer):
    """A letter, and where the post has it."""

    lettre: Id
    dossier: Id | None
    membre: Id | None
    invite: Id | None
    nom: Annotated[str, Field(examples=["DUPONT"])]
    prenom: Annotated[str, Field(examples=["Marie"])] | None
    modele: Annotated[str, Field(examples=["reorientation_acceptee"])]
    etat: Annotated[str, Field(examples=["envoyee"])]
    ligne: Id | None
    seance: Id | None
    decidee_le: Day
    produite_le: Instant
    par: Agent
    imprimee_le: Instant | None
    lot: Id | None
    canal: Annotated[str, Field(examples=["recommande"])] | None
    suivi: Annotated[str, Field(examples=["2C12345678901"])] | None
    envoyee_le: Day | None
    presentee_le: Day | None
    recue_le: Day | None
    revenue_le: Day | None
    retour: Annotated[str, Field(examples=["npai"])] | None
    sha256: Annotated[str, Field(examples=["9f86d081884c7d65"])]
    recours: Remedy | None


class Letters(Answer):
    """The letters of a dossier that are open to whoever asks."""

    lettres: list[Letter]


class Consultation(Answer):
    """Something that was opened or taken away. ``lignes``: how many left in a file."""

    le: Instant
    acteur: Agent
    role: _Role
    service: Id | None
    droit: Annotated[str, Field(examples=["voir_dossier"])]
    sujet: Subject | None
    circonscription: Annotated[str, Field(examples=["93-03"])] | None
    lignes: Count | None


class Consultations(Answer):
    """The access log, the latest first."""

    consultations: list[Consultation]
