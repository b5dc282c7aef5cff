"""Operations on tables, drawn and done alike in memory and on another DynamoDB: their answers are to be the same."""

import operator
import random
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    VersionAttribute,
)
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from lahetti.dynamodb.batches import (
    batch_get,
    batch_get_by_pk,
    batch_put,
    batch_save_if_current,
)
from lahetti.dynamodb.models import ProgrammeItem, TrafficItem, TransientItem
from lahetti.dynamodb.paging import Span, page_of_index, page_of_table
from lahetti.dynamodb.transactions import (
    Check,
    Delete,
    Put,
    TransactionConflict,
    Update,
    save_if_current,
    transact,
    try_write,
)
from tests.memory_dynamodb.client import MemoryDynamoDb

STEPS = 40
PLACES = [f"place {number}" for number in range(6)]


class SampleItem(ProgrammeItem, discriminator="sample of both"):
    """An item with a version and a value of every type."""

    version = VersionAttribute()
    number = NumberAttribute(null=True)
    text = UnicodeAttribute(null=True)
    words = UnicodeSetAttribute(null=True)
    lines: ListAttribute[str] = ListAttribute(null=True)
    flag = BooleanAttribute(null=True)
    content = BinaryAttribute(legacy_encoding=False, null=True)
    fields: MapAttribute[str, Any] = MapAttribute(null=True)


class OtherItem(ProgrammeItem, discriminator="other of both"):
    """An item of another kind, in the same partitions, without a version."""

    number = NumberAttribute(null=True)


class RowItem(TrafficItem, discriminator="row of both"):
    name = UnicodeAttribute(null=True)
    points = NumberAttribute(null=True)
    hidden = UnicodeAttribute(null=True)


class SetItem(TransientItem, discriminator="set of both"):
    words = UnicodeSetAttribute(null=True)


class Steps:
    """Draws an operation and does it. What is drawn depends on nothing that is read."""

    def __init__(self, chance: random.Random, prefix: str) -> None:
        self.chance, self.prefix = chance, prefix

    def pk(self) -> str:
        return f"{self.prefix}{self.chance.choice('AB')}"

    def sample(self) -> SampleItem:
        draw = self.chance
        sk = draw.choice(PLACES)
        item = SampleItem(self.pk(), sk)
        if draw.random() < 0.6:
            item.version = draw.choice([1, 1, 2, 3])
        if draw.random() < 0.7:
            item.gsi1pk, item.gsi1sk = f"{self.prefix}{draw.choice('IJ')}", sk
            item.view1 = {"number": draw.randint(0, 3)}
        if draw.random() < 0.5:
            item.gsi2pk, item.gsi2sk = f"{self.prefix}K", draw.choice(["equal", "äquals", "last"])
        for name, values in self.values().items():
            if draw.random() < 0.7:
                setattr(item, name, draw.choice(values))
        return item

    def values(self) -> dict[str, list[Any]]:
        return {
            "number": [0, 1, 2, -7, 10**12, 1.5, 0.25],
            "text": ["", "a", "ab", "äö", "Z", "\U0001f600"],
            "words": [{"a"}, {"b", "a"}, {"ä", "c", "b"}],
            "lines": [[], ["a"], ["a", "b"]],
            "flag": [True, False],
            "content": [b"", b"\x00\xff", b"abc"],
            "fields": [{}, {"a": 1}, {"a": 2, "b": {"c": ["x"]}}],
        }

    def condition(self, *, filtering: bool = False) -> Condition:
        draw = self.chance
        leaf: list[Callable[[], Condition]] = [
            lambda: SampleItem.pk.exists(),
            lambda: SampleItem.pk.does_not_exist(),
            lambda: Path(["sk"]) < Path(["gsi2sk"]),
            lambda: size(SampleItem.sk) > 0,
            lambda: SampleItem.text.does_not_exist(),
            lambda: SampleItem.text == draw.choice(["", "a", "äö"]),
            lambda: SampleItem.text != "a",
            lambda: SampleItem.text < "b",
            lambda: SampleItem.text.startswith("a"),
            lambda: SampleItem.text.contains("b"),
            lambda: SampleItem.number == draw.choice([0, 1, 1.5]),
            lambda: SampleItem.number >= draw.choice([0, 2]),
            lambda: SampleItem.number.between(0, 2),
            lambda: SampleItem.number.is_in(0, 1, 2),
            lambda: SampleItem.words.contains("a"),
            lambda: SampleItem.lines.contains("b"),
            lambda: SampleItem.words == {"a", "b"},
            lambda: size(SampleItem.words) <= 2,
            lambda: size(SampleItem.content) == 2,
            lambda: size(SampleItem.lines) > 0,
            lambda: SampleItem.flag == True,  # noqa: E712 (an expression, not a comparison)
            lambda: SampleItem.content == b"abc",
            lambda: Path(["fields", "a"]) == 1,
            lambda: Path(["fields", "b", "c[0]"]) == "x",
            lambda: SampleItem.number.is_type(),
        ]
        one = draw.choice(leaf[4:] if filtering else leaf)()
        match draw.randint(0, 5):
            case 0:
                return one & draw.choice(leaf[4:])()
            case 1:
                return one | draw.choice(leaf[4:])()
            case 2:
                return ~one
        return one

    def maybe(self, *, filtering: bool = False) -> Condition | None:
        return self.condition(filtering=filtering) if self.chance.random() < 0.5 else None

    def actions(self) -> list[Action]:
        draw = self.chance
        by_name: dict[str, list[Callable[[], Action]]] = {
            "number": [
                lambda: SampleItem.number.set(draw.choice([3, 0.5])),
                lambda: SampleItem.number.set(SampleItem.number + 2),
                lambda: SampleItem.number.set((SampleItem.number | 5) - 1),
                lambda: SampleItem.number.add(draw.choice([1, -3])),
                lambda: SampleItem.number.remove(),
            ],
            "text": [
                lambda: SampleItem.text.set("b"),
                lambda: SampleItem.text.set(SampleItem.gsi2sk),
                lambda: SampleItem.text.remove(),
            ],
            "words": [
                lambda: SampleItem.words.add({"a", "z"}),
                lambda: SampleItem.words.delete({"a"}),
                lambda: SampleItem.words.set({"q"}),
                lambda: SampleItem.words.remove(),
            ],
            "lines": [
                lambda: SampleItem.lines.set(SampleItem.lines.append(["n"])),
                lambda: SampleItem.lines.set((SampleItem.lines | []).prepend(["m"])),
            ],
            "fields": [
                lambda: Path(["fields", "a"]).set(7),
                lambda: SampleItem.fields.set({"a": 0}),
            ],
            "gsi1pk": [lambda: SampleItem.gsi1pk.remove(), lambda: SampleItem.gsi1pk.set(f"{self.prefix}I")],
        }
        drawn = [draw.choice(by_name[name])() for name in draw.sample(sorted(by_name), draw.randint(1, 3))]
        return [*drawn, SampleItem.kind.set(SampleItem)]

    # --- each of these is one operation; it returns what is to be the same

    def do_save(self) -> Any:
        return save_if_current(self.sample())

    def do_save_with_condition(self) -> Any:
        item, condition = self.sample(), self.condition()
        return try_write(lambda: item.save(condition))

    def do_change(self) -> Any:
        item, actions, condition = self.sample(), self.actions(), self.maybe()
        done = try_write(lambda: item.update(actions, condition, add_version_condition=self.chance.random() < 0.5))
        return done, raw([item]) if done else None

    def do_delete(self) -> Any:
        item, condition, checked = self.sample(), self.maybe(), self.chance.random() < 0.5
        item.delete(condition, add_version_condition=checked)

    def do_put_many(self) -> Any:
        # one item once: DynamoDB refuses a batch that writes an item twice
        batch_put({(item.pk, item.sk): item for item in (self.sample() for _ in range(30))}.values())

    def do_put_twice(self) -> Any:
        item = self.sample()
        batch_put([item, item])

    def do_save_many(self) -> Any:
        items = {(item.pk, item.sk): item for item in (self.sample() for _ in range(5))}.values()
        return batch_save_if_current(list(items))

    def do_get_many(self) -> Any:
        pairs = [(self.pk(), sk) for sk in self.chance.sample(PLACES, 4)]
        return raw(batch_get(ProgrammeItem, pairs, consistent=True), in_any_order=True)

    def do_write_together(self) -> Any:
        writes: list[Any] = []
        for _ in range(self.chance.randint(1, 4)):
            item = self.sample()
            writes.append(
                self.chance.choice(
                    [
                        lambda item=item: Put(item, self.maybe()),
                        lambda item=item: Update(item, self.actions(), self.maybe()),
                        lambda item=item: Delete(item, self.maybe()),
                        lambda item=item: Check(item, self.condition()),
                    ]
                )()
            )
        if self.chance.random() < 0.9:
            writes = list({(write.item.pk, write.item.sk): write for write in writes}.values())
        transact(*writes)

    def do_query(self) -> Any:
        draw = self.chance
        bound = draw.choice(
            [
                None,
                SampleItem.sk > "place 2",
                SampleItem.sk <= "place 3",
                SampleItem.sk == "place 1",
                SampleItem.sk.between("place 1", "place 4"),
                SampleItem.sk.startswith("place"),
                SampleItem.sk.startswith("nothing"),
            ]
        )
        kind = draw.choice([SampleItem, ProgrammeItem])
        passes = self.maybe(filtering=True) if kind is SampleItem else None
        found = kind.query(
            self.pk(),
            bound,
            passes,
            consistent_read=True,
            scan_index_forward=draw.random() < 0.5,
            limit=draw.choice([None, 1, 2, 5]),
            page_size=draw.choice([None, 1, 2]),
        )
        return raw(found)

    def do_query_index(self) -> Any:
        draw = self.chance
        if draw.random() < 0.3:
            found = ProgrammeItem.gsi2.query(
                f"{self.prefix}K",
                draw.choice([None, ProgrammeItem.gsi2sk == "equal"]),
                page_size=draw.choice([None, 1]),
            )
            return raw(found, in_any_order=True)
        bound = draw.choice([None, ProgrammeItem.gsi1sk > "place 2", ProgrammeItem.gsi1sk.startswith("place 1")])
        passes = draw.choice([None, Path(["view1", "number"]) > 1])
        # Two partitions of the table meet in one of the index, where their items may have the same sort key.
        found = ProgrammeItem.gsi1.query(
            f"{self.prefix}{draw.choice('IJ')}",
            bound,
            passes,
            scan_index_forward=draw.random() < 0.5,
            page_size=draw.choice([None, 1, 2]),
        )
        return raw(found, in_any_order=True)

    def do_count(self) -> Any:
        if self.chance.random() < 0.5:
            return SampleItem.count(
                self.pk(), SampleItem.sk > "place 1", self.maybe(filtering=True), consistent_read=True
            )
        return ProgrammeItem.gsi1.count(f"{self.prefix}I", ProgrammeItem.gsi1sk.between("place 1", "place 4"))

    def do_pages(self) -> Any:
        found: list[list[dict[str, Any]]] = []
        cursor, newest_first, pk = None, self.chance.random() < 0.5, self.pk()
        while True:
            items, cursor = page_of_table(SampleItem, pk, Span(cursor, 2), newest_first=newest_first)
            found.append(raw(items))
            if cursor is None:
                return found

    def do_pages_of_index(self) -> Any:
        found: list[ProgrammeItem] = []
        cursor, index, sizes = None, self.chance.choice([ProgrammeItem.gsi1, ProgrammeItem.gsi2]), []
        letter = "I" if index is ProgrammeItem.gsi1 else "K"
        while True:
            items, cursor = page_of_index(index, f"{self.prefix}{letter}", Span(cursor, 3))
            sizes.append(len(items))
            found += items
            if cursor is None:
                return sizes, raw(found, in_any_order=True)

    def do_rows(self) -> Any:
        draw = self.chance
        row = RowItem(f"{self.prefix}R", draw.choice(PLACES))
        place = draw.choice([RowItem.place.remove(), RowItem.place.set(f"{row.sk} {draw.randint(0, 2)}")])
        row.update(
            [
                RowItem.race.set(f"{self.prefix}R"),
                place,
                RowItem.points.add(1),
                RowItem.hidden.set("x"),
                RowItem.kind.set(RowItem),
            ]
        )
        found = TrafficItem.standings.query(f"{self.prefix}R", scan_index_forward=False, limit=draw.choice([None, 2]))
        return raw(found), TrafficItem.standings.count(f"{self.prefix}R", TrafficItem.place < "place 4")

    def do_sets(self) -> Any:
        draw = self.chance
        item = SetItem(f"{self.prefix}S{draw.randint(0, 1)}")
        action = draw.choice([SetItem.words.add({"a", draw.choice("bcd")}), SetItem.words.delete({"a", "b"})])
        item.update([action, SetItem.kind.set(SetItem)])
        return raw(
            batch_get_by_pk(SetItem, [f"{self.prefix}S0", f"{self.prefix}S1"], consistent=True), in_any_order=True
        )

    def do_other_kind(self) -> Any:
        other = OtherItem(self.pk(), self.chance.choice(PLACES), number=1)
        return try_write(lambda: other.save(OtherItem.pk.does_not_exist()))

    def do_wrong(self) -> Any:
        """Something that is refused whatever is there."""
        item = self.sample()
        too_many = [Put(OtherItem(item.pk, str(number))) for number in range(101)]
        return self.chance.choice(
            [
                lambda: item.update([Path(["sk"]).set("x")]),
                lambda: item.update([Path(["nothing", "there"]).set("x")]),
                lambda: transact(*too_many),
                lambda: transact(Put(item), Delete(item)),
                lambda: OtherItem(item.pk, "empty", gsi1pk="", gsi1sk="x").save(),
                lambda: OtherItem(item.pk, "large", view1={"x": "y" * 410_000}).save(),
            ]
        )()


def raw(items: Iterable[Any], *, in_any_order: bool = False) -> list[dict[str, Any]]:
    """Return items as they are stored, the elements of sets in order."""
    found = [{name: sort_sets(value) for name, value in item.serialize().items()} for item in items]
    return sorted(found, key=repr) if in_any_order else found


def sort_sets(value: dict[str, Any]) -> dict[str, Any]:
    return {kind: sorted(part) if kind in ("SS", "NS", "BS") else part for kind, part in value.items()}


STEP_NAMES = [name for name in vars(Steps) if name.startswith("do_")]


def outcome(name: str, seed: str, prefix: str) -> Any:
    """Do a step; return what it answered, or how it was refused."""
    try:
        return getattr(Steps(random.Random(seed), prefix), name)()
    except TransactionConflict as conflict:
        return "conflict", sorted((item.pk, item.sk) for item in conflict.items)
    except PynamoDBException as error:
        return type(error).__name__, error.cause_response_code


def differences(seed: int, alike: Callable[[Any, Any], bool] = operator.eq) -> list[str]:
    """Do some steps here and there; return the first whose answers are not alike, with both."""
    prefix = f"BOTH#{uuid.uuid4()}#"
    memory = MemoryDynamoDb()
    chance = random.Random(seed)
    for number in range(STEPS):
        name = chance.choice(STEP_NAMES)
        there = outcome(name, f"{seed} {number}", prefix)
        with memory.installed():
            here = outcome(name, f"{seed} {number}", prefix)
        if not alike(here, there):
            return [f"{name}, step {number} of {seed}", f"in memory: {here}", f"there: {there}"]
    return []
