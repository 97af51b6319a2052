"""The acts on an account, their forms, and why one is refused."""

from collections.abc import Mapping

from rules.access.grants import Right
from rules.access.policy import closed
from rules.actors import Actor
from rules.fields import Field, Kind
from rules.refusals import Refusal
from rules.wording import numbered

FIRST = "creer_premier_administrateur"
INVITED, RESET = "inviter_compte", "reinitialiser_compte"
LOCKED, UNLOCKED = "verrouiller_compte", "deverrouiller_compte"
REVOKED = "revoquer_sessions"
OPENED, CHANGED = "ouvrir_compte", "changer_mot_de_passe"
"""The acts on an account. Stored in the agent's chain: never renamed."""

LOG_IN, SESSION, USE_LINK = "se_connecter", "suivre_session", "utiliser_lien"
"""What is refused without a trace in a chain: nobody is known to have asked."""

LABELS: Mapping[str, str] = {
    FIRST: "Créer le premier administrateur",
    INVITED: "Inviter à ouvrir un compte",
    RESET: "Réinitialiser un mot de passe",
    LOCKED: "Verrouiller un compte",
    UNLOCKED: "Déverrouiller un compte",
    REVOKED: "Fermer des sessions",
    OPENED: "Choisir son mot de passe par un lien",
    CHANGED: "Changer son mot de passe",
}

MOTIF = Field(name="motif", label="le motif", personal=True)
SESSION_FIELD = Field(
    name="session",
    label="le numéro de la session ; rien : toutes",
    kind=Kind.ENTIER,
    required=False,
)
FORMS: Mapping[str, tuple[Field, ...]] = {
    INVITED: (),
    RESET: (),
    LOCKED: (MOTIF,),
    UNLOCKED: (MOTIF,),
    REVOKED: (SESSION_FIELD,),
}

NO_ENTRY = Refusal(
    code="connexion_refusee",
    sentence="Ce courriel et ce mot de passe n’ouvrent pas de compte, ou trop d’essais viennent "
    "d’échouer.",
    remedy="Vérifiez-les, attendez quelques minutes ; sinon, demandez un lien à l’administrateur.",
)
"""One sentence for all: it tells neither whether the account exists nor whether it must wait."""

LOCKED_ACCOUNT = Refusal(
    code="compte_verrouille",
    sentence="Votre compte est verrouillé.",
    remedy="Voyez avec l’administrateur de l’application.",
)
SESSION_OVER = Refusal(
    code="session_fermee",
    sentence="Votre session est fermée.",
    remedy="Connectez-vous de nouveau.",
)
SESSION_EXPIRED = Refusal(
    code="session_expiree",
    sentence="Votre session s’est fermée d’elle-même.",
    remedy="Connectez-vous de nouveau.",
)
LINK_OVER = Refusal(
    code="lien_ferme",
    sentence="Ce lien n’ouvre rien : il a servi, il a expiré, ou un autre l’a remplacé.",
    remedy="Demandez-en un autre à l’administrateur.",
)
WRONG_PASSWORD = Refusal(
    code="mot_de_passe_inexact",
    sentence="Le mot de passe actuel n’est pas celui-là, ou trop d’essais viennent d’échouer.",
    remedy="Vérifiez-le, attendez quelques minutes ; sinon, demandez un lien à l’administrateur.",
    field="actuel",
)
SAME_PASSWORD = Refusal(
    code="mot_de_passe_inchange",
    sentence="Le nouveau mot de passe est l’ancien.",
    remedy="Choisissez-en un autre.",
    field="mot_de_passe",
)
NOT_A_CAPACITY = Refusal(
    code="qualite_non_habilitee",
    sentence="Vous n’êtes pas habilité à agir ainsi aujourd’hui.",
    remedy="Choisissez parmi vos habilitations.",
    field="role",
)
NO_ACCOUNT = Refusal(
    code="sans_compte",
    sentence="Cet agent n’a pas de compte.",
    remedy="Invitez-le : « compte inviter ».",
)
ALREADY_OPEN = Refusal(
    code="compte_deja_ouvert",
    sentence="Cet agent a déjà un compte et un mot de passe.",
    remedy="S’il l’a oublié : « compte reinitialiser ».",
)
NEVER_OPENED = Refusal(
    code="compte_jamais_ouvert",
    sentence="Cet agent n’a pas encore choisi de mot de passe.",
    remedy="Invitez-le de nouveau : « compte inviter ».",
)
ALREADY_LOCKED = Refusal(
    code="deja_verrouille",
    sentence="Ce compte est déjà verrouillé.",
    remedy="Il n’y a rien à faire.",
)
NOT_LOCKED = Refusal(
    code="non_verrouille",
    sentence="Ce compte n’est pas verrouillé.",
    remedy="Il n’y a rien à faire.",
)
NOT_IN_OFFICE = Refusal(
    code="agent_inactif",
    sentence="Cet agent n’est plus en fonction.",
    remedy="Remettez-le en fonction d’abord : « agent modifier », actif=oui.",
)
THERE_IS_ONE = Refusal(
    code="administrateur_deja_la",
    sentence="Un administrateur est déjà en fonction.",
    remedy="Il peut en habiliter un autre : « agent habiliter », role=administrateur.",
)


def not_allowed(event: str, actor: Actor) -> Refusal | None:
    """Accounts are kept by whoever the policy says."""
    if not closed(actor, Right.COMPTES):
        return None
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"« {LABELS[event]} » ne vous est pas ouvert.",
        remedy="Demandez-le à l’administrateur de l’application.",
    )


def unknown_session(number: int) -> Refusal:
    """A session that is another's, or over."""
    return Refusal(
        code="session_inconnue",
        sentence=f"La session {numbered(number)} n’est pas de ce compte, ou elle est fermée.",
        remedy="« compte sessions » donne celles qui sont ouvertes.",
        field="session",
    )
