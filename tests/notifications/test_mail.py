"""What a mail’s headers say is what is read on the other side."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notifications.channels.contract import Parcel, Text
from notifications.channels.mail import mail_of

WORDS = st.sampled_from(
    ["Convocation", "–", "ICL-I", "du", "jeudi", "mai", "2026", "à", "9\N{NO-BREAK SPACE}h", "(é)"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it is never changed
@example(words=["Convocation", "–", "ICL-I du jeudi 7 mai 2026", "à", "9 h 30 (séance 12)"])
@given(words=st.lists(WORDS, min_size=1, max_size=25))
def test_a_subject_is_read_as_it_was_written_however_long_it_is(
    parcel: Parcel, words: list[str]
) -> None:
    subject = " ".join(words)
    sent = mail_of(replace(parcel, text=Text(subject=subject, body="…"))).as_bytes()
    assert message_from_bytes(sent, policy=default)["Subject"] == subject
    assert max(map(len, sent.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
