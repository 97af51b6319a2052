"""The accounts in the configuration: how long sessions and links last, what failures cost, how
passwords are kept."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from entrypoints.configuration.document import Document
from entrypoints.configuration.kinds import Form
from rules.accounts.attempts import Lockout
from rules.accounts.lasting import LONGEST_LOG, SHORTEST_LOG, Lasting
from rules.wording import quoted
from workflow.accounts.hashing import Cost


class ComptesForm(Form):
    inactivite_minutes: Annotated[
        int, Field(ge=5, le=240, description="Minutes sans rien faire, et la session se ferme")
    ] = 30
    session_heures: Annotated[
        int, Field(ge=1, le=24, description="Heures après lesquelles elle se ferme en tout cas")
    ] = 12
    invitation_jours: Annotated[
        int, Field(ge=1, le=30, description="Jours pendant lesquels une invitation peut servir")
    ] = 7
    reinitialisation_heures: Annotated[
        int, Field(ge=1, le=168, description="Heures où un lien de réinitialisation peut servir")
    ] = 24
    navigateur_connu_jours: Annotated[
        int,
        Field(ge=1, le=366, description="Jours où un navigateur reste connu après une connexion"),
    ] = 90
    essais: Annotated[
        int, Field(ge=3, le=20, description="Échecs à partir desquels chaque essai fait attendre")
    ] = 5
    attente_minutes: Annotated[
        int, Field(ge=1, le=60, description="Première attente, doublée à chaque nouvel échec")
    ] = 1
    attente_max_minutes: Annotated[
        int, Field(ge=1, le=1440, description="La plus longue attente")
    ] = 60
    oubli_heures: Annotated[
        int, Field(ge=1, le=168, description="Heures après lesquelles les échecs sont oubliés")
    ] = 24
    consultations_mois: Annotated[
        int,
        Field(
            ge=SHORTEST_LOG,
            le=LONGEST_LOG,
            description="Mois pendant lesquels on garde qui a consulté quoi",
        ),
    ] = LONGEST_LOG
    argon2_passes: Annotated[
        int, Field(ge=1, le=20, description="Passes d’argon2id, pour chaque mot de passe")
    ] = 3
    argon2_memoire_mio: Annotated[
        int, Field(ge=19, le=1024, description="Mémoire qu’il prend, en Mio")
    ] = 64
    argon2_voies: Annotated[int, Field(ge=1, le=16, description="Calculs menés de front")] = 4


def lasting_of(form: ComptesForm, document: Document) -> Lasting:
    """How long things last; the longest wait is not shorter than the first."""
    if form.attente_max_minutes < form.attente_minutes:
        document.refuse(
            ("comptes", "attente_max_minutes"),
            f"la plus longue attente est au moins {quoted('attente_minutes')}.",
        )
    return Lasting(
        idle=timedelta(minutes=form.inactivite_minutes),
        lifetime=timedelta(hours=form.session_heures),
        invitation=timedelta(days=form.invitation_jours),
        reset=timedelta(hours=form.reinitialisation_heures),
        known=timedelta(days=form.navigateur_connu_jours),
        log_months=form.consultations_mois,
        lockout=Lockout(
            free=form.essais,
            first=timedelta(minutes=form.attente_minutes),
            longest=timedelta(minutes=form.attente_max_minutes),
            forgotten=timedelta(hours=form.oubli_heures),
        ),
    )


def cost_of(form: ComptesForm) -> Cost:
    """What a password costs to whoever tries one."""
    return Cost(
        passes=form.argon2_passes,
        memory_kib=form.argon2_memoire_mio * 1024,
        lanes=form.argon2_voies,
    )
