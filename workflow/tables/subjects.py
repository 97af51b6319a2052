"""What the procedure is about: people, services, dossiers, requests, séances, lines."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from workflow.tables.columns import bare, big, identity, index, instant, ref, table, words


class Chained(SQLModel):
    """A subject with a journal chain: ``version`` is the form's, ``seq``, ``head`` the chain's."""

    version: int = Field(default=0)
    seq: int = Field(default=0)
    head: str = words(default="")


class Personne(Chained, table=True):
    """A person, as webRSA names them; ``PersonneWord`` is what they are looked for by.
    ``reference`` is the département's own number. The last five are what breakdowns need:
    ``enfants``, how many live in the foyer; ``demande_le``, the day on which the RSA was asked for.
    webRSA's files say all of them but ``sexe``, that tables alone tell."""

    __tablename__ = "personne"

    id: int | None = identity()
    webrsa_id: int | None = big(default=None, unique=True, nullable=True)
    civilite: str | None = words(null=True)
    nom: str = words()
    prenom: str = words()
    date_naissance: str = words()
    numero_caf: str | None = words(null=True)
    numero_demande_rsa: str | None = words(null=True, index=True)
    role: str | None = words(null=True)
    adresse: str | None = words(null=True)
    code_postal: str | None = words(null=True)
    ville: str | None = words(null=True)
    telephone: str | None = words(null=True)
    email: str | None = words(null=True)
    circonscription: str | None = words(null=True)
    droit: str = words(default="ouvert")
    import_digest: str | None = words(null=True)
    seen_in: int | None = big(default=None, nullable=True)
    seen_at: int | None = instant(null=True)
    reference: str | None = words(null=True)
    sexe: str | None = words(null=True)
    situation_familiale: str | None = words(null=True)
    enfants: int | None = Field(default=None, nullable=True)
    niveau_etude: str | None = words(null=True)
    demande_le: str | None = words(null=True)


class PersonneWord(SQLModel, table=True):
    """A word by which a person is found: of their name, folded, or a number of theirs, bare."""

    __tablename__ = "personne_word"

    personne_id: int = big(primary_key=True, foreign_key="personne.id")
    word: str = bare(primary_key=True)


class Service(Chained, table=True):
    """A structure référente; ``id`` is its identifiant in webRSA's referential.
    ``circonscriptions``: JSON list of codes, empty for the whole département. ``horaires``: its
    opening hours, as letters tell them; webRSA does not know them."""

    __tablename__ = "service"

    id: int | None = identity()
    libelle: str = words()
    genre: str | None = words(null=True)
    type_orientation: int | None = big(default=None, nullable=True)
    circonscriptions: str = words(default="[]")
    adresse: str | None = words(null=True)
    telephone: str | None = words(null=True)
    email: str | None = words(null=True)
    active: int = Field(default=1)
    horaires: str | None = words(null=True)


class Circonscription(Chained, table=True):
    """A circonscription de service social: the perimeter of one ICL-I."""

    __tablename__ = "circonscription"

    id: int | None = identity()
    code: str = words(unique=True)
    libelle: str = words()


class CodeLine(SQLModel, table=True):
    """A line of a list of webRSA's referential. ``extra``: the other fields, JSON."""

    __tablename__ = "code_line"

    liste: str = words(primary_key=True)
    identifiant: int = big(primary_key=True)
    code: str | None = words(null=True)
    libelle: str = words()
    active: int = Field(default=1)
    extra: str = words(default="{}")


class Dossier(Chained, table=True):
    """The life of one orientation (webRSA's *rang*, None before the first orientation). ``due_at``
    is its nearest open deadline, or its person's as long as it is open, kept by
    ``workflow.deadlines.standing``; ``written_at`` when its journal was last written in."""

    __tablename__ = "dossier"

    id: int | None = identity()
    personne_id: int = ref("personne.id")
    state: str = words()
    previous_state: str | None = words(null=True)
    rank: int | None = Field(default=None, nullable=True)
    service_id: int | None = ref("service.id", null=True)
    referent: int | None = big(default=None, nullable=True)
    type_orientation: int | None = big(default=None, nullable=True)
    origine: str | None = words(null=True)
    circonscription: str | None = words(null=True)
    droit: str = words(default="ouvert")
    address_changed: str | None = words(null=True)
    webrsa_orientation: int | None = big(default=None, nullable=True)
    previous_id: int | None = ref("dossier.id", null=True)
    maitre_id: int | None = big(default=None, nullable=True)
    born_at: int = instant()
    closed_at: int | None = instant(null=True)
    due_at: int | None = instant(null=True)
    written_at: int | None = instant(null=True)


class Demande(SQLModel, table=True):
    """A request for réorientation: its data and its issue. It has no state of its own."""

    __tablename__ = "demande"

    id: int | None = identity()
    dossier_id: int = ref("dossier.id")
    personne_id: int = ref("personne.id")
    motif_code: int | None = big(default=None, nullable=True)
    service_souhaite: int | None = ref("service.id", null=True)
    accord_allocataire: int | None = Field(default=None, nullable=True)
    accord_accueil: int | None = Field(default=None, nullable=True)
    motif_refus_accueil: str | None = words(null=True)
    consulted: str | None = words(null=True)
    consultation_impossible: int = Field(default=0)
    urgent: int = Field(default=0)
    canal: str | None = words(null=True)
    numero_webrsa: str | None = words(null=True)
    saisie_le: str | None = words(null=True)
    opened_at: int = instant()
    issue: str | None = words(null=True)
    closed_at: int | None = instant(null=True)


class Seance(Chained, table=True):
    """A séance: the code of its kind and what that kind does (``instance``, a ``Body``), its
    territory, instant, place and state. ``creneau``: what a programme wanted it for, « icl 93-01
    2026-05-14 », the day being the one that the rule names; None when no programme gave it.
    ``a_la_suite_de``: the séance right after which it is held, the same day (note 2024-045)."""

    __tablename__ = "seance"

    id: int | None = identity()
    genre: str = words()
    instance: str = words()
    circonscription: str | None = words(null=True)
    held_at: int = instant()
    state: str = words()
    remplacee_par: int | None = ref("seance.id", null=True)
    lieu: str | None = words(null=True)
    creneau: str | None = words(null=True)
    a_la_suite_de: int | None = big(default=None, nullable=True)


class SeanceService(SQLModel, table=True):
    """A service that sits in a séance."""

    __tablename__ = "seance_service"

    seance_id: int = big(primary_key=True, foreign_key="seance.id")
    service_id: int = big(primary_key=True, foreign_key="service.id")


class Passage(SQLModel, table=True):
    """A line of a séance's tableau and what became of it. ``open`` is 0 once its state is final.

    ``priorite`` is its place among those of its service, ``urgent`` what whoever coordinates made
    of it, ``venue`` whether they agreed to the allocataire's coming, ``sans_invite`` that nobody is
    invited for it: None as long as nobody said so. ``rank`` is its place on the agenda,
    ``arbitrage`` why it is there, or why it was put off, in the codes of ``rules.seances.reasons``;
    ``hors_delai`` what was late of it at the cut-off, in those of ``rules.seances.lateness``.
    """

    __tablename__ = "passage"

    id: int | None = identity()
    seance_id: int = ref("seance.id")
    dossier_id: int = ref("dossier.id")
    demande_id: int | None = ref("demande.id", null=True)
    nature: str = words()
    state: str = words()
    open: int = Field(default=1)
    methode: str | None = words(null=True)
    issue: str | None = words(null=True)
    priorite: int | None = Field(default=None, nullable=True)
    urgent: int | None = Field(default=None, nullable=True)
    venue: int | None = Field(default=None, nullable=True)
    sans_invite: int | None = Field(default=None, nullable=True)
    rank: int | None = Field(default=None, nullable=True)
    arbitrage: str | None = words(null=True)
    hors_delai: str | None = words(null=True)
    inscribed_at: int = instant()


class Offre(Chained, table=True):
    """An offer of accompagnement, as its latest fact has it. ``service_id`` is the operator when it
    is a service référent, ``operateur`` its name otherwise. ``places``: those left, None when
    nobody counts them. Instants are those of the first publication, of the last update, of the
    withdrawal."""

    __tablename__ = "offre"

    id: int | None = identity()
    libelle: str = words()
    service_id: int | None = ref("service.id", null=True)
    operateur: str | None = words(null=True)
    genre: str = words()
    circonscription: str | None = words(null=True)
    capacite: int = Field(default=0)
    places: int | None = Field(default=None, nullable=True)
    contingent: int = Field(default=0)
    published_at: int = instant()
    updated_at: int = instant()
    withdrawn_at: int | None = instant(null=True)


_FINAL = (
    "state IN ('clos_reoriente', 'clos_corrige', 'clos_remplace', 'clos_droit_ferme', "
    "'clos_mutation', 'clos_deces', 'clos_doublon')"
)
table(Dossier).append_constraint(
    CheckConstraint(f"({_FINAL}) = (closed_at IS NOT NULL)", name="closed_when_final")
)
table(Demande).append_constraint(
    CheckConstraint("(issue IS NULL) = (closed_at IS NULL)", name="issue_when_closed")
)

# One open dossier and one open request per person; one open line of réorientation per dossier.
index("one_open_dossier", Dossier, "personne_id", where="closed_at IS NULL", unique=True)
index("one_open_demande", Demande, "personne_id", where="closed_at IS NULL", unique=True)
index(
    "one_open_reorientation",
    Passage,
    "dossier_id",
    where="open = 1 AND nature = 'reorientation'",
    unique=True,
)
index("one_open_line", Passage, "dossier_id", "seance_id", where="open = 1", unique=True)
index("personne_by_name", Personne, "nom", "prenom", "id")
index("personne_word_found", PersonneWord, "word", "personne_id")
index("dossier_of_personne", Dossier, "personne_id", "rank")
index(
    "dossier_by_place",
    Dossier,
    *("circonscription", "state", "id"),
    beside=("closed_at", "due_at"),
)
index(
    "dossier_open_by_place",
    Dossier,
    *("circonscription", "due_at", "id"),
    where="closed_at IS NULL",
    beside=("state",),
)
index("dossier_open_by_due", Dossier, "due_at", "id", where="closed_at IS NULL")
index("dossier_open_by_state", Dossier, "state", "due_at", "id", where="closed_at IS NULL")
index("dossier_open_by_service", Dossier, "service_id", "due_at", "id", where="closed_at IS NULL")
index(
    "dossier_unfollowed",
    Dossier,
    *("circonscription", "due_at", "id"),
    where="closed_at IS NULL AND service_id IS NULL",
)
index(
    "dossier_by_writing",
    Dossier,
    *("written_at", "id"),
    beside=("state", "service_id", "circonscription", "closed_at"),
)
index("dossier_by_birth", Dossier, "born_at", "id")
index("dossier_open_by_birth", Dossier, "born_at", "id", where="closed_at IS NULL")
index("dossier_by_service", Dossier, "service_id", "state", "id")
index("dossier_by_previous", Dossier, "previous_id", where="previous_id IS NOT NULL")
index("demande_of_dossier", Demande, "dossier_id")
index("demande_by_wish", Demande, "service_souhaite", where="closed_at IS NULL")
index("demande_by_number", Demande, "numero_webrsa", where="closed_at IS NULL")
index("personne_by_caf", Personne, "numero_caf", "date_naissance")
index("seance_service_of_service", SeanceService, "service_id", "seance_id")
index("passage_of_seance", Passage, "seance_id", "rank")
index("passage_of_dossier", Passage, "dossier_id")
index("passage_of_demande", Passage, "demande_id")
index("seance_by_place", Seance, "circonscription", "genre", "held_at")
index("one_seance_a_slot", Seance, "creneau", unique=True)
