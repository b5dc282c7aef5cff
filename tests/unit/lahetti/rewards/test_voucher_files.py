import base64
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lahetti.core.errors import Conflict, Invalid
from lahetti.core.table_files.reading import read_table, read_text
from lahetti.dynamodb.transactions import transact
from lahetti.rewards import items, voucher_files, vouchers
from lahetti.rewards.model import CodeColumn, Offer, Reward, Supply, Trouble, Way
from lahetti.security import encryption, secrets
from tests.hostile_sizes import ADMINS_FILE, at_most
from tests.memory_dynamodb.client import MemoryDynamoDb
from tests.names import named
from tests.workbooks import workbook

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
REWARD = Reward("r1", Offer(Way.TOP, named("Elokuvaliput"), 1450, 10, race="W2026-49"), Supply(10, 0))


def turned(text: bytes) -> bytes:
    return bytes(byte ^ 0x5A for byte in text)


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """A stand-in for KMS that hides a text and holds it to its context."""
    seen: list[dict[str, str]] = []

    def encrypt(plain: bytes, **context: str) -> bytes:
        assert len(plain) <= 4096
        seen.append(context)
        return repr(sorted(context.items())).encode() + b"\n" + turned(plain)

    def decrypt(sealed: bytes, **context: str) -> bytes:
        head, _, hidden = sealed.partition(b"\n")
        assert head == repr(sorted(context.items())).encode()
        return turned(hidden)

    monkeypatch.setattr(encryption, "encrypt", encrypt)
    monkeypatch.setattr(encryption, "decrypt", decrypt)
    monkeypatch.setattr(secrets, "voucher_key", lambda: b"key")
    return seen


@pytest.fixture
def reward(database: MemoryDynamoDb, contexts: list[dict[str, str]]) -> Reward:
    transact(items.put_reward(REWARD))
    found = items.find_reward("r1")
    assert found is not None
    return found


def columns(reward: Reward, text: str) -> list[CodeColumn]:
    return voucher_files.columns(reward, voucher_files.read_codes(read_text(text, voucher_files.CODE_NAMES)))


def test_a_file_of_one_column_has_no_question(reward: Reward) -> None:
    (column,) = columns(reward, "KOODI-0001\nKOODI-0002\nkaksi sanaa\nKOODI-0001\n")

    assert (column.place, column.heading, column.sample, column.new, column.known) == (0, "", "KO…01", 2, 0)
    assert [(problem.line, problem.trouble) for problem in column.problems] == [
        (3, Trouble.SPACE),
        (4, Trouble.DOUBLED),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Sarjanumero;Koodi;Arvo\n1;AB-1234-X;10\n2;AB-1235-X;10\n",
        "sep=,\nVoucher code,Value\nAB-1234-X,10\nAB-1235-X,10\n",
        "Numero\tLahjakortin tunnus\n1\tAB-1234-X\n2\tAB-1235-X\n",
    ],
)
def test_of_several_columns_each_that_may_hold_the_codes_is_shown_the_likeliest_first(
    reward: Reward, text: str
) -> None:
    found = columns(reward, text)

    assert len(found) > 1
    assert all(column.new + len(column.problems) == 2 for column in found)
    assert "AB…-X" in [column.sample for column in found]
    if "Koodi" in text or "code" in text:
        assert found[0].sample == "AB…-X"


def test_a_heading_is_no_code_and_a_first_code_no_heading(reward: Reward) -> None:
    assert columns(reward, "Koodi\nAAAA1111\n")[0].new == 1
    assert columns(reward, "ABCDEFGH\nIJKLMNOP\n")[0].new == 2


def test_codes_that_were_taken_in_before_are_told(reward: Reward) -> None:
    vouchers.upload_vouchers("r1", "AAAA1111\nBBBB2222", "admin", NOW)
    found = items.find_reward("r1")
    assert found is not None

    (column,) = columns(found, "AAAA1111\nCCCC3333\n")

    assert (column.new, column.known, column.wrong) == (1, 1, 0)


def test_a_workbook_is_read_and_a_rounded_number_is_no_code(reward: Reward) -> None:
    table = read_table(workbook([["Koodi"], ["AAAA1111"], [1234567890123456]]))

    (column,) = voucher_files.columns(reward, voucher_files.read_codes(table))

    assert [problem.trouble for problem in column.problems] == [Trouble.ROUNDED]
    assert column.new == 1


@pytest.mark.parametrize(("text", "reason"), [("", "none"), ("\n\n", "none"), ("a b\nc d\n", "none")])
def test_a_file_without_a_code_is_refused(reward: Reward, text: str, reason: str) -> None:
    with pytest.raises(Invalid) as error:
        columns(reward, text)

    assert error.value.reason == reason


def test_more_than_a_thousand_rows_are_refused(reward: Reward) -> None:
    with pytest.raises(Invalid) as error:
        columns(reward, "Koodi;Arvo\n" + "".join(f"K{n};1\n" for n in range(1001)))

    assert (error.value.reason, error.value.value) == ("too_many", 1001)


def test_a_file_is_kept_encrypted_for_an_hour_and_then_taken_in(
    reward: Reward, database: MemoryDynamoDb, contexts: list[dict[str, str]]
) -> None:
    codes = [f"SALAINEN-{number:06d}" for number in range(1000)]
    file = voucher_files.read_codes(read_text("Koodi;Arvo\n" + "".join(f"{code};10\n" for code in codes)))

    with at_most(ADMINS_FILE):
        token = voucher_files.keep("r1", file, NOW)

    assert all(set(context) == {"voucher_file", "part"} for context in contexts)
    stored = items.CodeFileItem.find(f"CODEFILE#r1#{token}", consistent=True)
    assert stored is not None
    assert b"SALAINEN" not in base64.b64decode(stored.parts.split(".")[0])
    assert stored.expires == (NOW + timedelta(hours=1)).timestamp()
    assert voucher_files.find("r1", token, NOW + timedelta(minutes=59)) == file
    assert [code for _, code in file.lines(0)] == codes
    for reward_id, moment in (("r1", NOW + timedelta(hours=1)), ("r2", NOW)):
        with pytest.raises(Conflict, match="an hour ago"):
            voucher_files.find(reward_id, token, moment)

    voucher_files.forget("r1", token)

    with pytest.raises(Conflict, match="an hour ago"):
        voucher_files.find("r1", token, NOW)


def test_a_thousand_of_the_longest_codes_fit_and_a_file_that_does_not_is_refused(reward: Reward) -> None:
    letters = random.Random(7)
    text = "".join("".join(letters.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=100)) + "\n" for _ in range(1000))
    file = voucher_files.read_codes(read_text(text))

    assert voucher_files.find("r1", voucher_files.keep("r1", file, NOW), NOW) == file
    noise = tuple(
        replace(row, cells=(*row.cells, *(letters.randbytes(200).hex() for _ in range(2)))) for row in file.rows
    )
    with pytest.raises(Invalid) as error:
        voucher_files.keep("r1", replace(file, rows=noise), NOW)
    assert error.value.reason == "too_big"
