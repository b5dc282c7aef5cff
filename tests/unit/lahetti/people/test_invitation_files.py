from datetime import UTC, datetime

import pytest

from lahetti.core.errors import Busy, Invalid
from lahetti.core.languages import INTERFACE
from lahetti.core.texts import LANGUAGES, Texts
from lahetti.people import invitation_files, inviting
from lahetti.people import items as people_items
from lahetti.people.invitation_files import (
    InvitationLine,
    InvitationOutcome,
    NameOrder,
    foresee,
    from_text,
    invite_all,
    judge,
    read_people,
    to_text,
)
from lahetti.people.model import Invitation, Role
from lahetti.people.seats import SeatsFull
from lahetti.security import identity
from lahetti.settings import versions as settings_versions
from tests.hostile_sizes import ADMINS_FILE, at_most, megabyte
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.workbooks import workbook

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEAMS = (("itä", named("Itäinen tiimi")), ("skatt", named("Skatterådgivning")))
CHANNELS = (("blogi", "Verona-blogi"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_may_be_called_what_the_console_calls_it(language: str) -> None:
    texts = Texts("console", language)

    assert all(texts(f"column.{column}").lower() in names for column, names in invitation_files.COLUMNS.items())


def read(text: str, names: NameOrder | None = None) -> list[InvitationLine]:
    return judge(from_text(to_text(read_people(text.encode()).people)), TEAMS, CHANNELS, names)


@pytest.mark.parametrize(
    "text",
    [
        "email;name;language;role;teams;channels\na@vero.fi;Aino Mäki;sv;editor;itä|skatt;blogi\n",
        (
            "\ufeffSähköposti;Nimi;Kieli;Rooli;Tiimit;Kanavat\r\n"
            "A@Vero.fi;Aino  Mäki ;ruotsi;Sisältövastaava;ITÄ|skatterådgivning;Verona-Blogi\r\n"
        ),
        "roll,namn,e-post,språk,kanal,team\ninnehållsansvarig,Aino Mäki,a@vero.fi,svenska,blogi,itä | skatt\n",
        '\n\nName\tE-mail\tRole\tLanguage\tTeam\tChannel\n"Aino Mäki"\ta@vero.fi\tEditor\tSwedish\titä|skatt\tblogi',
    ],
)
def test_a_file_is_read_with_heads_in_three_languages_and_any_usual_delimiter(text: str) -> None:
    (line,) = read(text)

    assert line.invitation == Invitation("a@vero.fi", "Aino Mäki", Role.EDITOR, "sv", ("itä", "skatt"), ("blogi",))
    assert line.outcome is None


def test_what_is_left_out_is_an_ambassador_who_reads_finnish() -> None:
    (line,) = read("name,email\nAino Mäki,aino@vero.fi\n")

    assert line.invitation == Invitation("aino@vero.fi", "Aino Mäki")


@pytest.mark.parametrize(
    ("row", "field", "value", "limit"),
    [
        ("aino;Aino;;;", "email", None, 254),
        ("a@vero.fi;;;;", "name", None, 80),
        (f"a@vero.fi;{'x' * 81};;;", "name", None, 80),
        ("a@vero.fi;Aino;de;;", "language", "de", list(INTERFACE)),
        ("a@vero.fi;Aino;;boss;", "role", "boss", ["ambassador", "editor", "admin"]),
        ("a@vero.fi;Aino;;;itä|pohjoinen", "teams", "pohjoinen", ["Itäinen tiimi", "Skatterådgivning"]),
    ],
)
def test_a_line_that_is_wrong_names_field_value_and_limit_and_leaves_the_others_be(
    row: str, field: str, value: object, limit: object
) -> None:
    wrong, right = read(f"email;name;language;role;teams\n{row}\nb@vero.fi;Bertta;;;itä\n")

    assert (wrong.number, wrong.outcome, wrong.invitation) == (2, InvitationOutcome.WRONG, None)
    assert isinstance(wrong.problem, Invalid)
    assert (wrong.problem.field, wrong.problem.value, wrong.problem.limit) == (field, value, limit)
    assert right.invitation is not None


def test_no_channel_of_an_editor_with_fifty_is_cut_off() -> None:
    channels = tuple((f"k{number}", f"Kanava {number} ".ljust(80, "x")) for number in range(50))
    names = "|".join(name for _, name in channels)
    people = read_people(f"email;name;role;channels\na@vero.fi;Aino;editor;{names}\n".encode()).people

    (line,) = judge(from_text(to_text(people)), TEAMS, channels, None)

    assert line.problem is None
    assert line.invitation is not None
    assert line.invitation.channels == tuple(channel for channel, _ in channels)


def test_only_an_editor_has_channels() -> None:
    (line,) = read("email;name;channels\na@vero.fi;Aino;blogi\n")

    assert line.problem is not None
    assert line.problem.field == "channels"


def test_the_second_line_of_an_address_names_the_first() -> None:
    lines = read("email;name\na@vero.fi;Aino\n\nb@vero.fi;Bertta\nA@VERO.FI;Aino Toinen\n")

    assert [(line.number, line.outcome, line.first) for line in lines] == [
        (2, None, None),
        (4, None, None),
        (5, InvitationOutcome.TWICE, 2),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "column_missing"),
        ("email\na@vero.fi\n", "column_missing"),
        ("email;etunimi\na@vero.fi;Aino\n", "column_missing"),
        ("a@vero.fi;Aino\n", "column_missing"),
        ("email;name;nimi\na@vero.fi;Aino;Aino\n", "column_twice"),
        ("email;e-post;nimi\na@vero.fi;a@vero.fi;Aino\n", "column_twice"),
        ("email;name\n\n", "empty"),
        ('email;name\na@vero.fi;"Aino\n', "csv"),
        ("email;name\n" + "".join(f"a{n}@vero.fi;Aino\n" for n in range(501)), "lines"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as error:
        read(text)

    assert (error.value.field, error.value.reason) == ("file", reason)


@pytest.mark.parametrize(
    "text",
    [
        ",",
        '"',
        "a;b\n",
        "\n",
        "\r",
        "email;name\n",
        'a@vero.fi;"""";x\n',
        "a|",
    ],
)
@pytest.mark.parametrize("head", ["", "email;name;teams\n", 'email;name;teams\na@vero.fi;Aino;"'])
def test_a_hostile_megabyte_of_a_file_is_refused_at_once(head: str, text: str) -> None:
    with at_most(ADMINS_FILE), pytest.raises(Invalid):
        read((head + megabyte(text).decode())[: 2**20])


@pytest.mark.parametrize(
    "text",
    [
        "Sähköpostiosoite;Sukunimi;Kutsumanimi;Etunimet;Osoite\na@vero.fi;Mäkelä;Päivi;Päivi Maria;Katu 1\n",
        "E-postadress,Förnamn,Efternamn\na@vero.fi,Päivi,Mäkelä\n",
        "Last name\tFirst name\tWork email\nMäkelä\tPäivi\ta@vero.fi\n",
    ],
)
def test_first_and_last_name_may_stand_in_two_columns(text: str) -> None:
    (line,) = read(text)

    assert line.invitation == Invitation("a@vero.fi", "Päivi Mäkelä")


@pytest.mark.parametrize("heading", ["Etu- ja sukunimi", "Työntekijän nimi", "För- och efternamn", "Etunimi Sukunimi"])
def test_headings_of_systems_of_personnel_are_known_with_what_they_add_in_brackets(heading: str) -> None:
    (line,) = read(f"Sähköpostiosoite (työ);{heading}\na@vero.fi;Päivi Mäkelä\n")

    assert line.invitation == Invitation("a@vero.fi", "Päivi Mäkelä")


@pytest.mark.parametrize("department", ["Yksikkö", "Osasto", "Avdelning"])
def test_columns_that_nobody_knows_are_left_aside_and_named(department: str) -> None:
    found = read_people(f"Henkilönumero;Nimi;Sähköposti;{department};Kengännumero\n1;Aino;a@vero.fi;itä;41\n".encode())

    assert found.ignored == ("Henkilönumero", "Kengännumero")
    assert judge(found.people, TEAMS, CHANNELS)[0].invitation == Invitation("a@vero.fi", "Aino", teams=("itä",))


def test_a_workbook_is_read_as_a_file_of_text_is() -> None:
    found = read_people(workbook([["Nimi", "Sähköposti"], ["Päivi Mäkelä", "a@vero.fi"]]))

    assert judge(found.people, (), ())[0].invitation == Invitation("a@vero.fi", "Päivi Mäkelä")


COMMAS = 'nimi,email\nMäkelä, Päivi,a@vero.fi\n"Mäkelä, Matti",b@vero.fi\nAino Mäki,c@vero.fi\n'


def test_a_name_with_a_comma_is_asked_about_and_not_guessed() -> None:
    lines = read(COMMAS)

    assert [line.outcome for line in lines] == [InvitationOutcome.ASKED, InvitationOutcome.ASKED, None]
    assert [line.problem.value for line in lines if line.problem] == ["Mäkelä, Päivi", "Mäkelä, Matti"]
    assert [line.email for line in lines] == ["a@vero.fi", "b@vero.fi", "c@vero.fi"]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (NameOrder.LAST_FIRST, ["Päivi Mäkelä", "Matti Mäkelä", "Aino Mäki"]),
        (NameOrder.AS_WRITTEN, ["Mäkelä, Päivi", "Mäkelä, Matti", "Aino Mäki"]),
    ],
)
def test_names_with_a_comma_are_read_as_was_answered(order: NameOrder, names: list[str]) -> None:
    assert [line.invitation.name for line in read(COMMAS, order) if line.invitation] == names


def test_a_line_with_cells_too_many_is_wrong() -> None:
    (line,) = read("email,nimi,tiimi\na@vero.fi,Mäkelä,Päivi,itä,x\n")

    assert (line.outcome, line.problem and line.problem.field) == (InvitationOutcome.WRONG, "line")


@pytest.mark.parametrize("text", ["", "x", "{}", "[1]", "[[1]]", '[["x","a","b","c","d","e","f",0]]', "[]", "null"])
def test_lines_that_did_not_come_along_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        from_text(text)


class Programme:
    """People by their address; for some there is no time to make a sign-in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.busy: set[str] = set()
        monkeypatch.setattr(identity, "create_sign_in", self.create_sign_in)
        inviting.invite(Invitation("c@vero.fi", "Cecilia"), "admin", NOW)

    def create_sign_in(self, _: str, email: str) -> None:
        if email in self.busy:
            raise Busy("Too many sign-ins are made at a time.")

    @property
    def people(self) -> set[str]:
        return people_items.known_emails(["a@vero.fi", "b@vero.fi", "c@vero.fi", "nobody"])


@pytest.fixture
def programme(database: MemoryDynamoDb, monkeypatch: pytest.MonkeyPatch) -> Programme:
    return Programme(monkeypatch)


FILE = "email;name\na@vero.fi;Aino\nnobody;X\nb@vero.fi;Bertta\na@vero.fi;Aino\nc@vero.fi;Cecilia\n"


def test_each_line_says_what_became_of_it_and_the_same_file_again_invites_nobody(programme: Programme) -> None:
    first = [line.outcome for line in invite_all(read(FILE), "admin", NOW)]
    again = [line.outcome for line in invite_all(read(FILE), "admin", NOW)]

    assert first == [
        InvitationOutcome.INVITED,
        InvitationOutcome.WRONG,
        InvitationOutcome.INVITED,
        InvitationOutcome.TWICE,
        InvitationOutcome.KNOWN,
    ]
    assert again == [
        InvitationOutcome.KNOWN,
        InvitationOutcome.WRONG,
        InvitationOutcome.KNOWN,
        InvitationOutcome.TWICE,
        InvitationOutcome.KNOWN,
    ]
    assert programme.people == {"a@vero.fi", "b@vero.fi", "c@vero.fi"}


def test_the_preview_foresees_what_becomes_of_each_line_and_invites_nobody(programme: Programme) -> None:
    settings_versions.change_settings({"seats": 2}, "admin", NOW)

    lines = foresee(read(FILE))

    assert [line.outcome for line in lines] == [
        InvitationOutcome.NEW,
        InvitationOutcome.WRONG,
        InvitationOutcome.SEATS_FULL,
        InvitationOutcome.TWICE,
        InvitationOutcome.KNOWN,
    ]
    assert programme.people == {"c@vero.fi"}


def test_the_first_lines_get_the_free_seats(programme: Programme) -> None:
    settings_versions.change_settings({"seats": 2}, "admin", NOW)

    lines = invite_all(read(FILE), "admin", NOW)

    assert [line.outcome for line in lines] == [
        InvitationOutcome.INVITED,
        InvitationOutcome.WRONG,
        InvitationOutcome.SEATS_FULL,
        InvitationOutcome.TWICE,
        InvitationOutcome.KNOWN,
    ]
    assert isinstance(lines[2].problem, SeatsFull)
    assert programme.people == {"a@vero.fi", "c@vero.fi"}


def test_once_the_time_is_over_nobody_more_is_invited_and_the_same_lines_finish_the_rest(programme: Programme) -> None:
    first = [line.outcome for line in invite_all(read(FILE), "admin", NOW, is_over=lambda: True)]
    before = set(programme.people)
    again = [line.outcome for line in invite_all(read(FILE), "admin", NOW)]

    assert InvitationOutcome.INVITED not in first
    assert first.count(InvitationOutcome.LATER) == again.count(InvitationOutcome.INVITED) == 2
    assert before == {"c@vero.fi"}
    assert programme.people == {"a@vero.fi", "b@vero.fi", "c@vero.fi"}


def test_a_line_for_which_there_was_no_time_is_said_so_and_the_others_are_done(programme: Programme) -> None:
    programme.busy = {"b@vero.fi"}

    first = [line.outcome for line in invite_all(read(FILE), "admin", NOW)]
    programme.busy = set()
    again = [line.outcome for line in invite_all(read(FILE), "admin", NOW)]

    assert first == [
        InvitationOutcome.INVITED,
        InvitationOutcome.WRONG,
        InvitationOutcome.LATER,
        InvitationOutcome.TWICE,
        InvitationOutcome.KNOWN,
    ]
    assert again == [
        InvitationOutcome.KNOWN,
        InvitationOutcome.WRONG,
        InvitationOutcome.INVITED,
        InvitationOutcome.TWICE,
        InvitationOutcome.KNOWN,
    ]
