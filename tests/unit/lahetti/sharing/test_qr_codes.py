import subprocess
import sys

from lahetti.sharing import qr_codes

LINK = "https://go.virasto.example/0123456789"


def test_a_code_is_a_square_with_the_three_corners_of_the_standard() -> None:
    rows = qr_codes.modules(LINK)

    corner = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    assert {len(row) for row in rows} == {len(rows)}
    assert (len(rows) - 17) % 4 == 0
    assert [row[:7] for row in rows[:7]] == corner
    assert [row[-7:] for row in rows[:7]] == corner
    assert [row[:7] for row in rows[-7:]] == corner


def test_the_same_link_gives_the_same_code_and_another_one_another() -> None:
    assert qr_codes.modules(LINK) == qr_codes.modules(LINK)
    assert qr_codes.modules(LINK) != qr_codes.modules(LINK[:-1] + "8")


def test_the_encoder_is_not_loaded_before_a_code_is_made() -> None:
    program = "import sys, lahetti.sharing; sys.exit('segno' in sys.modules)"

    finished = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)})

    assert finished.returncode == 0
