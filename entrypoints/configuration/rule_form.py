"""The form of a delay, of a ladder's rung and of a rule: what can be checked line by line."""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field, Strict, ValidationInfo, field_validator, model_validator

from entrypoints.configuration.kinds import Day, Form, Hour, Text, wrong
from entrypoints.configuration.periods import check_period
from entrypoints.configuration.problems import among, perhaps
from rules.days.calendar import Direction, Roll, Unit
from rules.deadlines.adjustments import least
from rules.deadlines.rule import ANCHOR_OPENING, Allowance, Level, Rung, Target
from rules.delays.delay import HOURS, LONGEST, Delay, ImpossibleDelay, WeekMode
from rules.procedures.catalogue import BY_CODE
from rules.wording import NBSP, quoted


class Origin(StrEnum):
    """Where a rule's number comes from: a document, the law, or a default of ours."""

    DOCUMENT = "document"
    LOI = "loi"
    DEFAUT = "defaut"


class IncompleteRule(ValueError):
    """An active rule that does not say all it should."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(
            f"Une règle active dit aussi {', '.join(missing)} (sinon, {quoted('actif: false')})."
        )


class ImpossibleExtension(ValueError):
    """An extension that the delay cannot take."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(
            f"Ce délai ne peut être prolongé de plus de {most} en tout."
            if most > 0
            else "Ce délai ne peut être prolongé : il est déjà le plus court qui soit."
        )


class ImpossibleTargets(ValueError):
    """Shares whose periods do not follow one another."""


class RungForm(Form):
    a: Annotated[
        int, Field(ge=-LONGEST, le=LONGEST, description="Écart à l’échéance ; négatif : avant")
    ]
    unite: Annotated[Annotated[Unit, Strict(False)], Field(description="Unité de l’écart")] = (
        Unit.JOUR_OUVRE
    )
    niveau: Annotated[Annotated[Level, Strict(False)], Field(description="Niveau d’alerte")]
    heure: Annotated[
        Hour | None, Field(description="Heure locale ; rien : celle de l’échéance")
    ] = None

    @model_validator(mode="after")
    def _can_be_counted(self) -> "RungForm":
        direction = Direction.AVANT if self.a < 0 else Direction.APRES
        Delay(n=abs(self.a), unit=self.unite, direction=direction)
        if self.heure is not None and self.unite in HOURS:
            raise ImpossibleDelay("Une alerte comptée en heures n’a pas d’autre heure.")
        return self

    def rung(self) -> Rung:
        """The rung as the rules know it."""
        return Rung(level=self.niveau, offset=self.a, unit=self.unite, hour=self.heure)


class DelayForm(Form):
    n: Annotated[int, Field(ge=0, le=LONGEST, description="Nombre d’unités")]
    unite: Annotated[Annotated[Unit, Strict(False)], Field(description="Unité comptée")]
    sens: Annotated[
        Annotated[Direction, Strict(False)], Field(description="Avant ou après le point de départ")
    ] = Direction.APRES
    heure: Annotated[Hour | None, Field(description="Heure limite ; rien : 23:59")] = None
    roulement: Annotated[
        Annotated[Roll, Strict(False)],
        Field(description="Où va une fin qui tombe un jour non ouvré"),
    ] = Roll.AUCUN
    stricte: Annotated[bool, Field(description="« Moins de » : un jour plus tôt")] = False
    variante: Annotated[
        Annotated[WeekMode, Strict(False)],
        Field(description="Semaines : sept jours, ou le vendredi de la semaine suivante"),
    ] = WeekMode.SEPT_JOURS
    jour: Annotated[
        int | None,
        Field(ge=1, le=31, description="Mois calendaire : jour du mois ; rien : le dernier"),
    ] = None

    @model_validator(mode="after")
    def _can_be_counted(self) -> "DelayForm":
        self.delay()
        return self

    def delay(self) -> Delay:
        """The delay as the rules know it; raises ``ImpossibleDelay``."""
        return Delay(
            n=self.n,
            unit=self.unite,
            direction=self.sens,
            hour=self.heure,
            roll=self.roulement,
            strict=self.stricte,
            week_mode=self.variante,
            month_day=self.jour,
        )


class SeuilForm(Form):
    n: Annotated[int, Field(ge=0, le=LONGEST, description="Nombre d’unités")]
    unite: Annotated[Annotated[Unit, Strict(False)], Field(description="Unité comptée")]

    @model_validator(mode="after")
    def _can_be_counted(self) -> "SeuilForm":
        self.delay()
        return self

    def delay(self) -> Delay:
        """The age as the rules know it; raises ``ImpossibleDelay``."""
        return Delay(n=self.n, unit=self.unite)


class ProlongationForm(Form):
    max: Annotated[
        int, Field(ge=1, le=LONGEST, description="Unités ajoutées en tout, dans l’unité du délai")
    ]
    nombre: Annotated[int, Field(ge=1, le=LONGEST, description="Combien de fois")] = 1

    def allowance(self) -> Allowance:
        """The same as the rules know it."""
        return Allowance(most=self.max, times=self.nombre)


class CibleForm(Form):
    part: Annotated[int, Field(ge=0, le=100, description="Part à tenir dans le délai, en pourcent")]
    au: Annotated[Day | None, Field(description="Dernier jour ; rien : jusqu’à nouvel ordre")] = (
        None
    )


class Validite(Form):
    du: Annotated[Day | None, Field(description="Premier jour")] = None
    au: Annotated[Day | None, Field(description="Dernier jour, compris")] = None

    @model_validator(mode="after")
    def _in_order(self) -> "Validite":
        check_period(self.du, self.au)
        return self


def _known(code: str) -> str:
    if code not in BY_CODE:
        hint = perhaps(code, BY_CODE)
        raise wrong(code, f"n’est pas une règle de la procédure{f' ({hint})' if hint else ''}.")
    return code


class RuleForm(Form):
    code: Annotated[str, AfterValidator(_known), Field(description="Code de la règle")]
    actif: Annotated[bool, Field(description="false : la règle n’ouvre aucune échéance")] = True
    source: Annotated[Text | None, Field(description="Texte d’où vient le délai")] = None
    origine: Annotated[
        Annotated[Origin, Strict(False)] | None,
        Field(description="document, loi, ou defaut quand aucun texte ne donne le délai"),
    ] = None
    delai: Annotated[DelayForm | None, Field(description="Le délai")] = None
    ancre: Annotated[
        str | None,
        Field(
            validate_default=True,
            description="Point de départ, parmi ceux de la règle ; rien : le premier",
        ),
    ] = None
    echelle: Annotated[str | None, Field(description="Nom d’une échelle d’alertes")] = None
    validite: Annotated[
        Validite | None, Field(description="Période ; rien : depuis toujours, sans fin")
    ] = None
    cible: Annotated[
        int | None, Field(ge=0, le=100, description="Part à tenir dans le délai, en pourcent")
    ] = None
    cibles: Annotated[
        list[CibleForm],
        Field(default_factory=list, description="Parts à tenir, période après période"),
    ]
    prolongation: Annotated[
        ProlongationForm | None,
        Field(description="Jusqu’où le délai se prolonge ; rien : il ne se prolonge pas"),
    ] = None
    seuil: Annotated[
        SeuilForm | None,
        Field(description="Âge que la règle compare, pour celles qui en demandent un"),
    ] = None

    @field_validator("ancre")
    @classmethod
    def _of_the_procedure(cls, anchor: str | None, info: ValidationInfo) -> str | None:
        if (code := info.data.get("code")) is None:
            return anchor
        choices = BY_CODE[code].anchors
        if anchor is not None and anchor not in choices:
            raise wrong(anchor, f"n’est pas un point de départ de cette règle ({among(choices)}).")
        delay = info.data.get("delai")
        if delay and delay.sens is Direction.AVANT and (anchor or choices[0]) == ANCHOR_OPENING:
            raise ImpossibleDelay("Un délai ne se compte pas en remontant depuis ce qui l’ouvre.")
        return anchor

    @field_validator("prolongation")
    @classmethod
    def _that_the_delay_can_take(
        cls, extension: ProlongationForm | None, info: ValidationInfo
    ) -> ProlongationForm | None:
        form = info.data.get("delai")
        if extension is None or form is None:
            return extension
        delay = form.delay()
        backward = delay.direction is Direction.AVANT
        most = delay.n - least(delay) if backward else LONGEST - delay.n
        if extension.max > most:
            raise ImpossibleExtension(most)
        return extension

    @field_validator("seuil")
    @classmethod
    def _of_a_rule_that_compares(
        cls, threshold: SeuilForm | None, info: ValidationInfo
    ) -> SeuilForm | None:
        code = info.data.get("code")
        if threshold is not None and code is not None and not BY_CODE[code].wants_threshold:
            raise wrong(code, f"ne compare aucun âge{NBSP}: elle n’a pas de seuil.")
        return threshold

    @field_validator("cibles")
    @classmethod
    def _one_after_the_other(
        cls, targets: list[CibleForm], info: ValidationInfo
    ) -> list[CibleForm]:
        if targets and info.data.get("cible") is not None:
            raise ImpossibleTargets("Dites « cible » ou « cibles », pas les deux.")
        for before, after in pairwise(targets):
            if before.au is None or (after.au is not None and after.au <= before.au):
                raise ImpossibleTargets(
                    "Les cibles se suivent : chacune finit après la précédente, la dernière seule"
                    " peut ne pas finir."
                )
        return targets

    @model_validator(mode="after")
    def _whole(self) -> "RuleForm":
        wanted = ["source", "origine", "delai", "echelle"]
        if BY_CODE[self.code].wants_threshold:
            wanted.append("seuil")
        missing = [quoted(key) for key in wanted if getattr(self, key) is None]
        if self.actif and missing:
            raise IncompleteRule(missing)
        return self

    @property
    def anchor(self) -> str:
        """What the delay is counted from."""
        return self.ancre or BY_CODE[self.code].anchors[0]

    @property
    def targets(self) -> tuple[Target, ...]:
        """The shares to be met, oldest first."""
        alone = () if self.cible is None else (Target(share=self.cible),)
        return alone or tuple(Target(share=one.part, until=one.au) for one in self.cibles)

    @property
    def period(self) -> Validite:
        """The period of validity, open where nothing is said."""
        return self.validite or Validite()
