from contextlib import suppress
from datetime import UTC, date, datetime

import pytest

from console.framework.form import LARGEST_FORM, URLENCODED, Form, read_form
from lahetti.core.errors import Invalid, TooLarge, UnknownMediaType
from tests.hostile_sizes import PUBLIC_PATH, at_most, megabyte

BOUNDARY = "----WebKitFormBoundaryabc"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(*parts: tuple[str, bytes]) -> bytes:
    lines = [f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body for head, body in parts]
    return b"\r\n".join(lines) + f"\r\n--{BOUNDARY}--\r\n".encode()


def test_fields_are_read_with_their_repetitions_and_our_line_ends() -> None:
    form = read_form(URLENCODED, b"title=Tilinumero+%C3%A4&topic=a&topic=b&why=1%0D%0A2")

    assert form.text("title") == "Tilinumero ä"
    assert form.texts("topic") == ("a", "b")
    assert form.text("why") == "1\n2"
    assert form.text("absent") == ""


def test_files_and_fields_of_a_multipart_form_are_told_apart() -> None:
    body = multipart(
        ('name="action"', b"upload"),
        ('name="note"', "Hyvää työtä".encode()),
        ('name="codes"; filename="koodit.csv"\r\nContent-Type: text/csv', b"\xef\xbb\xbfA-1\r\nB-2\r\n"),
        ('name="other"; filename=""', b""),
    )

    form = read_form(MULTIPART, body)

    assert (form.action, form.text("note")) == ("upload", "Hyvää työtä")
    upload = form.upload("codes")
    assert upload is not None
    assert (upload.name, upload.content) == ("koodit.csv", b"\xef\xbb\xbfA-1\r\nB-2\r\n")
    assert form.upload("other") is None


def test_no_body_is_an_empty_form() -> None:
    assert read_form(MULTIPART, b"") == Form()


NESTED = multipart(('name="a"\r\nContent-Type: multipart/mixed; boundary=y', b"--y\r\n\r\nx\r\n--y--"))


@pytest.mark.parametrize("body", [b"--", b"no parts", multipart(("broken", b"x")), multipart(("", b"x"))])
def test_a_multipart_body_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        read_form(MULTIPART, body)


def test_parts_within_parts_are_text() -> None:
    assert read_form(MULTIPART, NESTED).text("a").startswith("--y")


def test_without_a_boundary_nothing_is_read() -> None:
    with pytest.raises(Invalid):
        read_form("multipart/form-data", multipart(('name="a"', b"b")))


EMPTY_PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n'


@pytest.mark.parametrize(
    "unit",
    [
        EMPTY_PART,
        f"--{BOUNDARY}\r\n\r\n",
        f"--{BOUNDARY}\r\nContent-Type: multipart/mixed; boundary={BOUNDARY}\r\n\r\n",
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"{"; b=c" * 900}\r\n\r\n\r\n',
        f"\r\n--{BOUNDARY[:-1]}",
        "\r\n",
        "\r",
    ],
    ids=["empty parts", "bare parts", "parts in parts", "many options", "nearly boundaries", "lines", "returns"],
)
def test_a_hostile_megabyte_of_parts_is_refused_at_once(unit: str) -> None:
    with at_most(PUBLIC_PATH), pytest.raises((Invalid, TooLarge)):
        read_form(MULTIPART, megabyte(unit, LARGEST_FORM))


@pytest.mark.parametrize("unit", [f"{EMPTY_PART}{EMPTY_PART}A: b\r\n", f"--{BOUNDARY}\r\n" + "A: b\r\n" * 9])
def test_heads_of_parts_are_counted_too(unit: str) -> None:
    with pytest.raises((Invalid, TooLarge)):
        read_form(MULTIPART, megabyte(unit, 10_000))


@pytest.mark.parametrize("unit", ["&", "a&", "a=%C3%A4%&", "=", "%", "+"])
def test_a_hostile_megabyte_of_fields_is_read_or_refused_at_once(unit: str) -> None:
    with at_most(PUBLIC_PATH), suppress(TooLarge):
        read_form(URLENCODED, megabyte(unit, LARGEST_FORM))


def test_what_is_too_large_or_no_form_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_form(URLENCODED, b"a" * (LARGEST_FORM + 1))
    with pytest.raises(TooLarge):
        read_form(URLENCODED, b"a=1&" * 2001)
    with pytest.raises(UnknownMediaType):
        read_form("application/json", b"{}")


def test_times_of_a_form_are_those_of_the_programmes_zone() -> None:
    form = Form({"at": ("2026-11-24T08:30",), "day": ("2026-12-31",), "empty": ("",)})

    assert form.moment("at") == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert form.day("day") == date(2026, 12, 31)
    assert form.moment("empty") is None


@pytest.mark.parametrize("text", ["x", "2026-13-01T08:00", "0001-01-01T00:00"])
def test_what_is_no_time_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Form({"at": (text,)}).moment("at")

    assert (refused.value.field, refused.value.reason) == ("at", "no_moment")


@pytest.mark.parametrize(("text", "number"), [("12", 12), (" 3 480 ", 3480), ("\u22125", -5), ("", None)])
def test_a_number_is_read_as_people_write_it(text: str, number: int | None) -> None:
    assert Form({"n": (text,)}).number("n") == number


@pytest.mark.parametrize("text", ["x", "1.5", "--1", "٣", "9" * 40, "-"])
def test_what_is_no_whole_number_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Form({"n": (text,)}).number("n")

    assert (refused.value.field, refused.value.reason) == ("n", "no_number")


def test_the_name_of_a_file_is_one_line() -> None:
    upload = read_form(MULTIPART, multipart(('name="file"; filename="a%0D%0Ab\x07.csv"', b"x"))).upload("file")

    assert upload is not None
    assert upload.name == "a b .csv"
