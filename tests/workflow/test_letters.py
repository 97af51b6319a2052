"""Letters made, kept and posted: none twice, none after a death, none that no longer says what is
recorded; the days of the post told by acts that a correction undoes."""

import hashlib
import json
from datetime import date, timedelta

import pytest

from rules.letters.kinds import Channel, Kind, Return, Standing
from rules.letters.remedies import remedy
from rules.refusals import Refused
from rules.wording import day_of_month
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    BAT,
    BOP,
    EP,
    FRANCE_TRAVAIL,
    PRESIDENT,
    World,
    execute,
)
from tests.workflow.letterpress import Press, made, moved, shown, told
from tests.workflow.together import at_once
from workflow.letters import batches, standings
from workflow.letters.news import Arrived, Returned, Sent
from workflow.letters.posting import UnknownLetter
from workflow.reading import letters
from workflow.tables.letters import Letter, LetterSource
from workflow.tables.post import Outbox
from workflow.tables.subjects import Demande, Dossier, Passage
from workflow.tables.tableau import FileContent
from workflow.tables.trail import DeadlineRow, JournalRow


def a_notifier(world: World) -> int:
    return journeys.reoriente(world)[1]


def oriented(world: World, origine: str = "manuelle", service: int = ALI) -> int:
    """Somebody whose first orientation is to be told."""
    dossier = world.dossier("naitre_a_orienter", service=None, rank=None)
    world.act(dossier, "orienter", BOP, service=service, type_orientation="5", origine=origine)
    return dossier


def refused(world: World) -> int:
    stage = journeys.attente_decision(world)
    world.wait(days=1)
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="SECRET")
    return stage.dossier


def sent(world: World, letter: int, channel: Channel = Channel.RECOMMANDE) -> None:
    told(
        world,
        letter,
        Sent(day=world.now.date(), channel=channel, tracking="1A 234".replace(" ", "")),
    )


def standing(world: World, letter: int) -> Standing:
    with world.store.glance() as tx:
        seen = [shown(world, letter).letter]
        return standings.of_letters(tx, world.rulebook, Press(world), seen, world.now)[letter]


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in caught.value.refusals]


def test_a_letter_is_chosen_printed_and_told_by_its_digest_alone(world: World) -> None:
    dossier = a_notifier(world)
    version = world.row(Dossier, dossier)["version"]
    done = made(world, dossier)

    line = shown(world, done.letter)
    (entry,) = world.rows(JournalRow, act="produire_lettre")
    assert done.kind == Kind.REORIENTATION_ACCEPTEE_FRANCE_TRAVAIL
    content = letters.content(world.store, done.letter)
    assert hashlib.sha256(content).hexdigest() == line.sha256
    assert json.loads(entry["body"])["valeurs"]["sha256"] == line.sha256
    assert "SECRETE" not in entry["body"]
    assert "1 RUE SECRETE" in entry["personal"]
    assert line.decided == world.now.date()
    assert world.row(Dossier, dossier)["version"] == version
    assert standing(world, done.letter) is Standing.A_ENVOYER
    assert world.flaws() == []


def test_the_same_letter_is_made_once(world: World) -> None:
    dossier = a_notifier(world)
    first, again = made(world, dossier), made(world, dossier)

    assert (again.letter, again.repeated, first.repeated) == (first.letter, True, False)
    assert len(world.rows(Letter)) == 1


def test_what_letters_are_printed_from_is_kept_once(world: World) -> None:
    for _ in range(2):
        made(world, oriented(world))

    assert len(world.rows(LetterSource)) == 1
    assert len(world.rows(FileContent)) == 2


def test_another_letter_than_the_one_that_is_called_for_is_refused_with_the_right_one(
    world: World,
) -> None:
    with pytest.raises(Refused) as caught:
        made(world, a_notifier(world), Kind.REORIENTATION_REFUSEE)

    assert codes(caught) == ["lettre_non_appelee"]
    assert "reorientation_acceptee_france_travail" in caught.value.refusals[0].remedy


def test_a_dossier_that_awaits_no_letter_says_so(world: World) -> None:
    with pytest.raises(Refused) as caught:
        made(world, world.dossier())

    assert codes(caught) == ["aucune_lettre_attendue"]
    (entry,) = world.rows(JournalRow, act="refus")
    assert json.loads(entry["body"])["evenement"] == "produire_lettre"


def test_only_the_bop_makes_the_letter_of_a_decision(world: World) -> None:
    with pytest.raises(Refused) as caught:
        made(world, a_notifier(world), actor=BAT)

    assert codes(caught) == ["acteur_non_autorise"]


def test_a_letter_that_would_lack_something_is_refused_and_leaves_nothing(world: World) -> None:
    dossier = a_notifier(world)
    execute(world.store, "UPDATE personne SET adresse = NULL")
    with pytest.raises(Refused) as caught:
        made(world, dossier)

    assert codes(caught) == ["lettre_incomplete"]
    assert world.rows(Letter) == []


def test_sending_the_letter_of_a_decision_notifies_it(world: World) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    sent(world, letter)

    line = shown(world, letter)
    assert world.state(dossier) == "notifie"
    assert (line.letter.sent, line.channel, line.tracking) == (
        world.now.date(),
        "recommande",
        "1A234",
    )
    assert standing(world, letter) is Standing.ENVOYEE


def test_the_letter_of_a_refusal_closes_the_request_when_it_leaves(world: World) -> None:
    dossier = refused(world)
    letter = made(world, dossier)
    assert letter.kind == Kind.REORIENTATION_REFUSEE
    sent(world, letter.letter, Channel.POSTAL)

    assert world.state(dossier) == "accompagnement"
    assert [row["issue"] for row in world.rows(Demande, dossier_id=dossier)] == ["refusee"]


def test_a_letter_leaves_once_and_never_before_it_was_made(world: World) -> None:
    dossier = a_notifier(world)
    world.wait(days=2)
    letter = made(world, dossier).letter
    with pytest.raises(Refused) as early:
        told(world, letter, Sent(day=date(2026, 4, 24), channel=Channel.POSTAL))
    sent(world, letter)
    with pytest.raises(Refused) as twice:
        sent(world, letter)

    assert codes(early) == ["envoi_avant_production"]
    assert "lettre_deja_envoyee" in codes(twice)


def test_a_correction_of_the_sending_takes_its_dates_back(world: World) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    sent(world, letter)
    world.correct(dossier)

    assert shown(world, letter).letter.sent is None
    assert shown(world, letter).channel is None
    assert standing(world, letter) is Standing.A_ENVOYER


def test_a_new_address_makes_the_letter_that_waits_out_of_date_and_the_next_annuls_it(
    world: World,
) -> None:
    dossier = a_notifier(world)
    former = made(world, dossier).letter
    moved(world, dossier, "2 RUE NOUVELLE")
    was = standing(world, former)
    next_ = made(world, dossier)

    assert was is Standing.PERIMEE
    assert (next_.replaces, next_.repeated) == (former, False)
    assert standing(world, former) is Standing.ANNULEE
    with pytest.raises(Refused) as caught:
        sent(world, former)
    assert "lettre_annulee" in codes(caught)
    assert len(letters.content(world.store, former)) > 0


def test_a_letter_that_is_out_of_date_does_not_leave_unless_it_already_did(world: World) -> None:
    dossier = oriented(world)
    letter = made(world, dossier).letter
    moved(world, dossier, "2 RUE NOUVELLE")
    with pytest.raises(Refused) as caught:
        sent(world, letter)
    told(world, letter, Sent(day=world.now.date(), channel=Channel.POSTAL, gone=True))

    assert codes(caught) == ["lettre_perimee"]
    assert world.state(dossier) == "notifie"


def test_a_decision_that_is_corrected_takes_its_letter_s_ground_away(world: World) -> None:
    dossier = refused(world)
    letter = made(world, dossier).letter
    world.correct(dossier)

    assert standing(world, letter) is Standing.SANS_OBJET
    with pytest.raises(Refused):
        sent_by_the_act(world, dossier, letter)


def sent_by_the_act(world: World, dossier: int, letter: int) -> None:
    world.act(
        dossier, "notifier_refus", BOP, date=str(world.now.date()), canal="postal", lettre=letter
    )


def test_the_letter_of_an_earlier_decision_does_not_notify_the_present_one(world: World) -> None:
    dossier = a_notifier(world)
    former = made(world, dossier).letter
    sent(world, former)
    world.wait(days=3)
    told(world, former, Returned(day=world.now.date(), reason=Return.NPAI))
    world.act(dossier, "retrouver_adresse", BOP, adresse="SECRET")
    moved(world, dossier, "2 RUE NOUVELLE")
    again = made(world, dossier)

    assert again.letter != former
    assert world.state(dossier) == "a_notifier"
    with pytest.raises(Refused) as caught:
        world.act(
            dossier, "notifier", BOP, date=str(world.now.date()), canal="postal", lettre=former
        )
    assert "lettre_d_une_autre_decision" in codes(caught)
    sent(world, again.letter)
    assert world.state(dossier) == "notifie"


def test_nothing_is_made_while_the_address_is_to_be_found(world: World) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    sent(world, letter)
    told(world, letter, Returned(day=world.now.date(), reason=Return.NPAI))
    with pytest.raises(Refused) as caught:
        made(world, dossier)

    assert world.state(dossier) == "adresse_a_retrouver"
    assert codes(caught) == ["adresse_a_retrouver"]
    assert standing(world, letter) is Standing.REVENUE


def test_a_refusal_that_came_back_is_still_to_be_told_though_the_dossier_went_on(
    world: World,
) -> None:
    dossier = refused(world)
    letter = made(world, dossier).letter
    sent(world, letter)
    world.wait(days=4)
    told(world, letter, Returned(day=world.now.date(), reason=Return.NPAI))
    (awaited,) = batches.missing(world.store, world.rulebook, world.now)
    moved(world, dossier, "2 RUE NOUVELLE")
    again = made(world, dossier).letter
    sent(world, again)

    assert (awaited.dossier_id, awaited.call.kind) == (dossier, Kind.REORIENTATION_REFUSEE)
    assert world.state(dossier) == "accompagnement"
    assert shown(world, again).letter.sent == world.now.date()
    assert batches.missing(world.store, world.rulebook, world.now) == []


def test_the_delay_to_contest_runs_from_the_reception_never_from_the_sending(world: World) -> None:
    calendar = world.rulebook.calendar
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    sent(world, letter, Channel.POSTAL)
    on_its_way = remedy(shown(world, letter).letter, calendar)
    world.wait(days=3)
    told(world, letter, Arrived(received=world.now.date()))
    opened = remedy(shown(world, letter).letter, calendar)

    assert on_its_way is None
    assert opened is not None
    assert opened.notified == date(2026, 4, 27)
    assert opened.until == date(2026, 6, 29)  # the 27th of June is a Saturday
    assert not opened.late(date(2026, 6, 29))
    assert opened.late(date(2026, 6, 30))


@pytest.mark.parametrize("reason", [Return.NON_RECLAME, Return.REFUSE])
def test_a_letter_that_nobody_took_is_notified_at_its_first_presentation(
    world: World, reason: Return
) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    sent(world, letter)
    world.wait(days=2)
    told(world, letter, Arrived(presented=world.now.date()))
    presented = remedy(shown(world, letter).letter, world.rulebook.calendar)
    world.wait(days=16)
    told(world, letter, Returned(day=world.now.date(), reason=reason))
    opened = remedy(shown(world, letter).letter, world.rulebook.calendar)

    assert presented is None
    assert opened is not None
    assert opened.notified == date(2026, 4, 26)
    assert world.state(dossier) == "notifie"


def test_an_unclaimed_letter_needs_the_day_of_its_first_presentation(world: World) -> None:
    letter = made(world, a_notifier(world)).letter
    sent(world, letter)
    with pytest.raises(Refused) as caught:
        told(world, letter, Returned(day=world.now.date(), reason=Return.NON_RECLAME))

    assert codes(caught) == ["champ_manquant"]


def test_a_reason_names_the_day_as_the_news_of_the_letter_does(world: World) -> None:
    letter = made(world, a_notifier(world)).letter
    sent(world, letter)
    today = world.now.date()
    tomorrow = today + timedelta(days=1)
    wrong = (
        (Arrived(presented=tomorrow), "presentee"),
        (Returned(day=today, reason=Return.NON_RECLAME, presented=tomorrow), "presentee"),
        (Returned(day=tomorrow, reason=Return.NON_RECLAME, presented=today), "date"),
    )
    for news, name in wrong:
        with pytest.raises(Refused) as refused:
            told(world, letter, news)
        named = {(one.code, one.field, one.remedy) for one in refused.value.refusals}
        assert ("date_a_venir", name, f"Corrigez « {name} ».") in named


def test_a_letter_handed_over_is_received_as_it_leaves(world: World) -> None:
    letter = made(world, a_notifier(world)).letter
    sent(world, letter, Channel.REMISE)

    assert shown(world, letter).letter.received == world.now.date()
    assert standing(world, letter) is Standing.RECUE


def test_news_of_the_post_follow_one_another(world: World) -> None:
    letter = made(world, a_notifier(world)).letter
    today = world.now.date()
    with pytest.raises(Refused) as not_sent:
        told(world, letter, Arrived(received=today))
    sent(world, letter)
    told(world, letter, Arrived(presented=today))
    with pytest.raises(Refused) as again:
        told(world, letter, Arrived(presented=today))
    told(world, letter, Arrived(received=today))
    with pytest.raises(Refused) as back:
        told(world, letter, Returned(day=today, reason=Return.REFUSE, presented=today))
    with pytest.raises(UnknownLetter):
        told(world, 99, Arrived(received=today))

    assert codes(not_sent) == ["courrier_non_envoye"]
    assert codes(again) == ["lettre_deja_presentee"]
    assert codes(back) == ["lettre_deja_recue"]


def test_news_that_say_two_things_are_told_whole_or_not_at_all(world: World) -> None:
    letter = made(world, a_notifier(world)).letter
    sent(world, letter)
    today = world.now.date()
    world.wait(days=2)
    with pytest.raises(Refused) as caught:
        told(world, letter, Arrived(presented=world.now.date(), received=today))

    assert codes(caught) == ["reception_avant_presentation"]
    assert shown(world, letter).letter.presented is None


def test_a_registered_letter_without_news_is_asked_about_after_three_weeks(world: World) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    sent(world, letter)
    waiting = world.deadline("I-RECOMMANDE")["status"]
    world.wait(days=5)
    told(world, letter, Arrived(received=world.now.date()))

    assert waiting == "ouverte"
    assert world.deadline("I-RECOMMANDE")["status"] == "tenue"


def test_a_plain_letter_gives_no_news_of_itself_and_nobody_waits_for_any(world: World) -> None:
    letter = made(world, a_notifier(world)).letter
    sent(world, letter, Channel.POSTAL)

    assert world.rows(DeadlineRow, rule="I-RECOMMANDE") == []


def test_after_a_death_nothing_is_made_nor_sent(world: World) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    world.wait(days=1)
    world.act(dossier, "deceder", BOP, date=str(world.now.date()))
    world.wait(days=1)
    with pytest.raises(Refused) as produced:
        made(world, dossier)
    with pytest.raises(Refused) as posted:
        sent(world, letter)

    assert codes(produced) == ["courrier_arrete"]
    assert codes(posted) == ["courrier_arrete"]
    assert standing(world, letter) is Standing.ARRETEE
    assert batches.missing(world.store, world.rulebook, world.now) == []


def test_the_bop_is_told_which_letters_a_death_stops(world: World) -> None:
    silent = oriented(world)
    world.act(silent, "deceder", BOP, date=str(world.now.date()))
    nothing = world.rows(Outbox, occasion="courriers_arretes")
    dossier = oriented(world)
    letter = made(world, dossier).letter
    world.act(dossier, "deceder", BOP, date=str(world.now.date()))
    (message,) = world.rows(Outbox, occasion="courriers_arretes")

    assert nothing == []
    assert message["recipient"] == "role:bop"
    assert json.loads(message["data"])["lettres"] == str(letter)
    assert "SECRET" not in message["data"]


def test_a_death_stops_the_letters_of_every_dossier_of_the_person(world: World) -> None:
    former, dossier = journeys.reoriente(world)
    world.act(dossier, "deceder", BOP, date=str(world.now.date()))
    with pytest.raises(Refused) as caught:
        made(world, former)

    assert codes(caught) == ["courrier_arrete"]


def test_what_left_before_the_death_is_told_at_its_day(world: World) -> None:
    dossier = a_notifier(world)
    letter, posted = made(world, dossier).letter, world.now.date()
    world.wait(days=1)
    world.act(dossier, "deceder", BOP, date=str(world.now.date()))
    told(world, letter, Sent(day=posted, channel=Channel.POSTAL))

    assert shown(world, letter).letter.sent == posted
    assert world.state(dossier) == "clos_deces"


def test_what_left_before_the_death_was_learnt_is_told_and_nothing_of_that_day_or_after(
    world: World,
) -> None:
    dossier = a_notifier(world)
    letter, died = made(world, dossier).letter, str(world.now.date())
    left = world.wait(days=2).now.date()
    learnt = world.wait(days=2).now.date()
    world.act(dossier, "deceder", BOP, date=died)
    on_that_day = Sent(day=learnt, channel=Channel.POSTAL, gone=True)
    with pytest.raises(Refused) as caught:
        told(world, letter, on_that_day)
    told(world, letter, Sent(day=left, channel=Channel.POSTAL))

    assert codes(caught) == ["courrier_arrete"]
    assert f"(appris le {day_of_month(learnt)})" in caught.value.refusals[0].sentence
    assert shown(world, letter).letter.sent == left


def test_what_left_on_the_day_that_a_death_is_learnt_is_told_before_the_death_or_not_at_all(
    world: World,
) -> None:
    dossier = a_notifier(world)
    letter, today = made(world, dossier).letter, world.now.date()
    world.act(dossier, "deceder", BOP, date=str(today))
    with pytest.raises(Refused):
        sent(world, letter)
    world.correct(dossier)
    sent(world, letter)
    world.act(dossier, "deceder", BOP, date=str(today))

    assert shown(world, letter).letter.sent == today
    assert world.state(dossier) == "clos_deces"


def test_a_death_that_was_an_error_lets_the_letter_leave_again(world: World) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    world.act(dossier, "deceder", BOP, date=str(world.now.date()))
    world.correct(dossier)
    sent(world, letter)

    assert world.state(dossier) == "notifie"


def test_a_closed_right_takes_the_letter_s_ground_away_and_its_return_gives_it_back(
    world: World,
) -> None:
    dossier = a_notifier(world)
    letter = made(world, dossier).letter
    world.act(dossier, "fermer_droit", BOP, date=str(world.now.date()))
    closed = standing(world, letter)
    with pytest.raises(Refused) as caught:
        made(world, dossier)
    world.wait(days=1)
    world.act(dossier, "rouvrir", BOP, date=str(world.now.date()), motif="repris")

    assert closed is Standing.SANS_OBJET
    assert codes(caught) == ["aucune_lettre_attendue"]
    assert world.state(dossier) == "a_notifier"
    assert made(world, dossier).replaces == letter


def test_the_ep_convenes_the_person_of_each_line(world: World) -> None:
    stage = journeys.saisine_recue(world)
    world.act(stage.dossier, "declarer_recevable", BOP)
    ep = world.seance("2026-04-23", genre="ep", circonscription=None)
    world.act(stage.dossier, "inscrire_ep", BOP, seance=ep)
    letter = made(world, stage.dossier, actor=EP)
    sent(world, letter.letter, Channel.SUIVI)

    world.until("2026-04-24")

    assert letter.kind == Kind.CONVOCATION
    assert shown(world, letter.letter).letter.seance_id == ep
    with pytest.raises(Refused) as late:
        made(world, stage.dossier, Kind.CONVOCATION)
    assert codes(late) == ["lettre_non_appelee"]
    assert world.state(stage.dossier) == "inscrit_ep"
    assert [f.code for f in world.facts(stage.dossier)][-1] == "autre_courrier_envoye"


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("reporter", Kind.REORIENTATION_REPORTEE),
        ("annuler_ligne", Kind.REORIENTATION_ANNULEE),
    ],
)
def test_a_line_put_off_or_given_up_by_the_ep_calls_for_its_letter(
    world: World, act: str, kind: Kind
) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, act, EP, motif="SECRET")

    assert made(world, stage.dossier).kind == kind


@pytest.mark.parametrize(
    ("origine", "service", "kind"),
    [
        ("algorithme", ALI, Kind.ORIENTATION_ALGORITHME),
        ("algorithme", FRANCE_TRAVAIL, Kind.ORIENTATION_ALGORITHME),
        ("manuelle", ALI, Kind.ORIENTATION),
        ("manuelle", FRANCE_TRAVAIL, Kind.ORIENTATION_FRANCE_TRAVAIL),
    ],
)
def test_a_first_orientation_is_told_by_the_letter_of_its_origin(
    world: World, origine: str, service: int, kind: Kind
) -> None:
    assert made(world, oriented(world, origine, service)).kind == kind


def test_the_allocataire_whose_coming_was_agreed_is_invited(world: World) -> None:
    stage = journeys.en_icl(world)
    before = batches.missing(world.store, world.rulebook, world.now)
    world.act(stage.dossier, "accorder_venue", BAT, accord="oui")
    world.act(stage.dossier, "inviter", AGENT_ALI, qui="allocataire")
    letter = made(world, stage.dossier, actor=BAT)
    asked = made(world, stage.dossier, Kind.INFORMATION_PASSAGE, actor=BAT)

    assert before == []
    assert letter.kind == Kind.INVITATION
    assert asked.letter != letter.letter


def test_a_seance_that_moves_after_the_letter_left_calls_for_another(world: World) -> None:
    stage = journeys.en_icl(world)
    world.act(stage.dossier, "accorder_venue", BAT, accord="oui")
    world.act(stage.dossier, "inviter", AGENT_ALI, qui="allocataire")
    letter = made(world, stage.dossier, actor=BAT).letter
    world.wait(hours=1)
    world.convene(stage.icl, "deplacer", date_seance="2026-04-16", heure="14:00")
    unsent = standing(world, letter)
    told(world, letter, Sent(day=world.now.date(), channel=Channel.POSTAL, gone=True))
    (missing,) = batches.missing(world.store, world.rulebook, world.now)
    again = made(world, stage.dossier, actor=BAT)

    assert unsent is not Standing.SANS_OBJET
    assert missing.call.kind == Kind.INVITATION
    assert (again.letter == letter, again.replaces) == (False, None)
    assert standing(world, letter) is Standing.ENVOYEE
    told(world, again.letter, Sent(day=world.now.date(), channel=Channel.POSTAL))
    assert batches.missing(world.store, world.rulebook, world.now) == []


def test_each_of_two_lines_has_its_own_letter(world: World) -> None:
    stage = journeys.en_icl(world)
    later = world.seance("2026-05-21")
    world.act(stage.dossier, "inscrire_ligne", AGENT_ALI, seance=later, nature="soutien")
    lines = [row["id"] for row in world.rows(Passage, dossier_id=stage.dossier)]
    first, second = (
        made(world, stage.dossier, Kind.INFORMATION_PASSAGE, BAT, line) for line in lines
    )
    again = made(world, stage.dossier, Kind.INFORMATION_PASSAGE, BAT, lines[0])

    assert (first.replaces, second.replaces) == (None, None)
    assert (again.letter, again.repeated) == (first.letter, True)
    assert [shown(world, one.letter).letter.line for one in (first, second)] == lines


def test_a_batch_makes_each_letter_once_and_one_refusal_stops_no_other(world: World) -> None:
    good, lost = oriented(world), oriented(world)
    moved(world, lost, "")
    execute(world.store, "UPDATE personne SET adresse = NULL WHERE adresse = ''")
    act = world.asked("", BOP, {})

    def run() -> batches.Batch:
        found = batches.missing(world.store, world.rulebook, world.now)
        return batches.make(world.store, world.rulebook, Press(world), act, found)

    first, again = run(), run()

    assert [one.awaited.dossier_id for one in first.left] == [lost]
    assert [one.code for one in first.left[0].refusals] == ["lettre_incomplete"]
    assert [one.repeated for one in first.letters] == [False]
    assert [one.repeated for one in again.letters] == [True]
    assert first.number == again.number
    assert len(world.rows(Letter, dossier_id=good)) == 1
    assert shown(world, first.letters[0].letter).printed == world.now


def test_a_batch_that_is_only_tried_leaves_nothing(world: World) -> None:
    a_notifier(world)
    found = batches.missing(world.store, world.rulebook, world.now)
    act = world.asked("", BOP, {})
    tried = batches.make(world.store, world.rulebook, Press(world), act, found, kept=False)

    assert (tried.number, len(tried.letters)) == (None, 1)
    assert world.rows(Letter) == world.rows(FileContent) == []


def test_the_letters_of_an_ep_are_those_of_what_it_decided(world: World) -> None:
    stage = journeys.attente_decision(world)
    world.act(stage.dossier, "decider_accepter", PRESIDENT, type_orientation="5")
    oriented(world)
    found = batches.missing(world.store, world.rulebook, world.now, stage.ep)

    assert len(found) == 1
    assert found[0].dossier_id is not None
    assert world.row(Dossier, found[0].dossier_id)["previous_id"] == stage.dossier


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE piece_content SET content = {blob}", "n’est plus celle qui a été imprimée"),
        ("UPDATE lettre_source SET content = 'autre'", "n’a plus le modèle"),
        ("UPDATE lettre SET produced_by = 'x', dossier_id = dossier_id, entree = 0", None),
        ("DELETE FROM lettre", "a disparu"),
    ],
)
def test_the_verification_of_the_journal_reads_the_letters_too(
    world: World, statement: str, why: str | None
) -> None:
    made(world, a_notifier(world))
    blob = "X'78'" if world.store.dialect == "sqlite" else "'x'::bytea"
    execute(world.store, statement.format(blob=blob))
    found = world.flaws()

    assert ("lettre n° 1" in " ".join(found)) is (why is not None)
    assert why is None or why in found[0]


def test_two_batches_at_once_make_each_letter_once(world: World) -> None:
    dossiers = [oriented(world) for _ in range(4)]

    def run(own: World) -> batches.Batch:
        found = batches.missing(own.store, own.rulebook, own.now)
        act = own.asked("", BOP, {})
        return batches.make(own.store, own.rulebook, Press(own), act, found)

    answers = at_once(world, [run, run])

    assert [len(one.letters) for one in answers if isinstance(one, batches.Batch)] == [4, 4]
    assert sorted(row["dossier_id"] for row in world.rows(Letter)) == dossiers
    assert world.flaws() == []


def test_two_who_post_the_same_letter_notify_once(world: World) -> None:
    dossier = oriented(world)
    letter = made(world, dossier).letter

    def run(own: World) -> None:
        sent(own, letter)

    answers = at_once(world, [run, run])

    (refused,) = (one for one in answers if isinstance(one, Exception))
    assert isinstance(refused, Refused)
    assert "hors_etat" in [one.code for one in refused.refusals] or "lettre_deja_envoyee" in [
        one.code for one in refused.refusals
    ]
    assert [f.code for f in world.facts(dossier)].count("courrier_envoye") == 1
