"""Files that leave with a mail, as they arrive."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from notifications.channels.contract import Enclosure, Parcel
from notifications.channels.mail import mail_of


def test_a_file_arrives_whole_under_its_name_beside_the_words(parcel: Parcel) -> None:
    content = bytes(range(256)) * 300
    file = Enclosure(name="tableau-séance-12.xlsx", media="application/vnd.x", content=content)
    sent = mail_of(replace(parcel, files=(file,))).as_bytes()
    read = message_from_bytes(sent, policy=default)
    assert isinstance(read, EmailMessage)
    body = read.get_body()
    (attached,) = read.iter_attachments()

    assert body is not None
    assert body.get_content().splitlines() == parcel.text.body.splitlines()
    assert attached.get_filename() == "tableau-séance-12.xlsx"
    assert attached.get_content() == content
    assert max(map(len, sent.splitlines())) < 998
