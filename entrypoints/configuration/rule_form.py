"""The form of a delay, of a ladder's rung and of a rule: what can be checked line by line."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, Strict, ValidationInfo, field_validator, model_validator

from entrypoints.configuration.kinds import Day, Form, Hour, Text, wrong
from entrypoints.configuration.problems import among, perhaps
from rules.calendar import Direction, Roll, Unit
from rules.catalogue import BY_CODE
from rules.delays import HOURS, LONGEST, Delay, ImpossibleDelay, WeekMode
from rules.rule import ANCHOR_OPENING, Level, Rung
from rules.wording import day_of_month, quoted


class Origin(StrEnum):
    """Where a rule's number comes from: a document, the law, or a default of ours."""

    DOCUMENT = "document"
    LOI = "loi"
    DEFAUT = "defaut"


class ImpossiblePeriod(ValueError):
    """A period of validity that ends before it begins."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.last = last
        super().__init__(
            f"Une période ne peut aller du {day_of_month(first)} au {day_of_month(last)}."
        )


class IncompleteRule(ValueError):
    """An active rule that does not say all it should."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(
            f"Une règle active dit aussi {', '.join(missing)} (sinon, {quoted('actif: false')})."
        )


def check_period(first: date | None, last: date | None) -> None:
    """Raises ``ImpossiblePeriod``; a missing end is open."""
    if first is not None and last is not None and last < first:
        raise ImpossiblePeriod(first, last)


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

    @model_validator(mode="after")
    def _whole(self) -> "RuleForm":
        wanted = ("source", "origine", "delai", "echelle")
        missing = [quoted(key) for key in wanted if getattr(self, key) is None]
        if self.actif and missing:
            raise IncompleteRule(missing)
        return self

    @property
    def anchor(self) -> str:
        """What the delay is counted from."""
        return self.ancre or BY_CODE[self.code].anchors[0]

    @property
    def period(self) -> Validite:
        """The period of validity, open where nothing is said."""
        return self.validite or Validite()
