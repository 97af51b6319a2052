"""What is accepted and must be told: « inconnu » from a service that should know the person."""

from dataclasses import replace

import pytest

from rules.anomalies import inconnu_du_service_concerne
from rules.situation import Situation
from tests.situations import (
    ALI,
    DEMANDE,
    FRANCE_TRAVAIL,
    PASSAGE,
    SERVICE_SOCIAL,
    SITUATION,
    vary,
)


def answered(service: object, reponse: object, **changes: object) -> Situation:
    """France Travail follows the person, the request wishes the ALI."""
    said = {"service": service, "reponse": reponse}
    return vary(**{"demande": DEMANDE, "passage": PASSAGE, "values": said, **changes})


@pytest.mark.parametrize("service", [FRANCE_TRAVAIL, ALI])
def test_inconnu_from_the_initial_or_the_proposed_service_is_an_anomaly(service: int) -> None:
    assert inconnu_du_service_concerne(answered(service, "inconnu"))


def test_inconnu_from_any_other_service_is_a_normal_answer() -> None:
    assert not inconnu_du_service_concerne(answered(SERVICE_SOCIAL, "inconnu"))


@pytest.mark.parametrize("reponse", ["connu", "suivi", None])
def test_any_other_answer_of_the_initial_service_is_normal(reponse: str | None) -> None:
    assert not inconnu_du_service_concerne(answered(FRANCE_TRAVAIL, reponse))


def test_a_line_without_request_has_no_proposed_service() -> None:
    soutien = replace(PASSAGE, nature="soutien", demande_id=None)

    assert not inconnu_du_service_concerne(answered(ALI, "inconnu", passage=soutien))
    assert inconnu_du_service_concerne(answered(FRANCE_TRAVAIL, "inconnu", passage=soutien))


def test_without_a_form_nothing_is_an_anomaly() -> None:
    assert not inconnu_du_service_concerne(SITUATION)
