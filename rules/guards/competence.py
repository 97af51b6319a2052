"""The services that an act names, and those who act for them."""

from rules.actors import Genre, Role, Who
from rules.refusals import Refusal
from rules.situation import Act, ServiceView, Situation
from rules.words import Topic

_NAMED_BY = ("service", "service_souhaite")


def _named(situation: Situation) -> tuple[str, object] | None:
    """The field and the number by which the act names a service."""
    for name in _NAMED_BY:
        if name in situation.values:
            return name, situation.values[name]
    return None


def service_competent(situation: Situation, act: Act) -> Refusal | None:
    """« le service choisi est en activité et compétent pour la circonscription » S0, branche 1;
    webRSA's zones géographiques. A service without circonscription serves them all."""
    named = _named(situation)
    if named is None:
        return None
    field, number = named
    service = situation.service
    if service is None or service.id != number:
        return Refusal(
            code="service_inconnu",
            sentence=f"Le service n° {number} n’existe pas.",
            remedy="Choisissez un service du référentiel.",
            field=field,
        )
    return _not_competent(service, field, situation, act)


def accueil_competent(situation: Situation, act: Act) -> Refusal | None:
    """« à défaut d’un autre, le service souhaité est toujours en activité et compétent » S0 C.3;
    webRSA's zones géographiques: the person may have moved since the request."""
    if _named(situation) is not None or situation.wished is None:
        return None
    return _not_competent(situation.wished, "service", situation, act)


def _not_competent(
    service: ServiceView, field: str, situation: Situation, act: Act
) -> Refusal | None:
    if act.actor.role is Role.IMPORT:
        return None  # what webRSA has decided is a fact, not a request
    if not service.active:
        return Refusal(
            code="service_inactif",
            sentence=f"Le service « {service.label} » n’est plus en activité.",
            remedy="Choisissez un service en activité.",
            source="webRSA, structures référentes actives",
            field=field,
        )
    here = situation.dossier.circonscription if situation.dossier is not None else None
    if here is None or not service.circonscriptions or here in service.circonscriptions:
        return None
    return Refusal(
        code="service_incompetent",
        sentence=f"Le service « {service.label} » n’est pas compétent pour la circonscription"
        f" {here}.",
        remedy="Choisissez un service compétent pour la commune de la personne.",
        source="webRSA, zones géographiques",
        field=field,
    )


def service_different(situation: Situation, act: Act) -> Refusal | None:
    """« le service souhaité n’est pas déjà le service référent » otherwise nothing is asked."""
    dossier, named = situation.dossier, _named(situation)
    if dossier is None or named is None or dossier.service_id is None:
        return None
    field, number = named
    if number != dossier.service_id:
        return None
    return Refusal(
        code="service_identique",
        sentence="Le service souhaité est déjà le service référent de la personne.",
        remedy="Choisissez un autre service.",
        source=situation.words.text(Topic.PRESAISINE),
        field=field,
    )


def service_ali(situation: Situation, act: Act) -> Refusal | None:
    """« le service chargé du diagnostic est une ALI » S0, branche 1."""
    service = situation.service
    if "service" not in situation.values or service is None or service.genre is Genre.ALI:
        return None
    return Refusal(
        code="diagnostic_hors_ali",
        sentence=f"Le diagnostic est fait par {situation.words.who(Who.ALI_TERRITOIRE)}, ce que"
        f" « {service.label} » n’est pas.",
        remedy="Choisissez un service qui fait le diagnostic.",
        source=situation.words.text(Topic.DIAGNOSTIC),
        field="service",
    )


def pour_son_service(situation: Situation, act: Act) -> Refusal | None:
    """« un agent d’un service n’agit que pour son service » S0 A.2, A.3: each sends and answers."""
    own, named = act.actor.service_id, situation.values.get("service")
    if own is None or named is None or named == own:
        return None
    return Refusal(
        code="service_d_un_autre",
        sentence="Vous ne pouvez agir que pour votre service.",
        remedy="Choisissez votre service.",
        source=situation.words.text(Topic.TABLEAU),
        field="service",
    )


def coordonnees_connues(situation: Situation, act: Act) -> Refusal | None:
    """« les coordonnées du service référent sont connues » S0 C.3: the letter carries them."""
    service = situation.service
    if service is not None and service.reachable:
        return None
    name = f"du service « {service.label} »" if service is not None else "du service référent"
    return Refusal(
        code="coordonnees_inconnues",
        sentence=f"Les coordonnées {name} ne sont pas connues : le courrier doit les porter.",
        remedy="Complétez la fiche du service dans le référentiel.",
        source=situation.words.text(Topic.EP),
    )
