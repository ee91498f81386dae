"""A noun is to everybody what a frozen dataclass with slots is."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from searchkit.cluster import Cluster
from searchkit.nouns import noun


class Thing:
    """Be a plain class to derive from."""

    __slots__ = ()


@noun
class Light(Thing):
    """Hold a name and more."""

    name: str
    size: int = 3
    tags: list[str] = field(default_factory=list)
    at: int = field(default=0, compare=False, repr=False)

    @property
    def twice(self) -> int:
        return self.size * 2


@dataclass(frozen=True, slots=True)
class Heavy(Thing):
    """Hold the same."""

    name: str
    size: int = 3
    tags: list[str] = field(default_factory=list)
    at: int = field(default=0, compare=False, repr=False)


@noun
class Pair:
    """Hold two things that can be hashed."""

    one: str
    other: int = field(default=0, compare=False)


@noun
class Noted:
    """Hold a name, and what cannot be hashed."""

    name: str
    more: dict[str, int] = field(hash=False)


@noun
class Empty:
    """Hold nothing."""


class Outer:
    """Hold a noun."""

    @noun
    class Inner:
        """Hold a number."""

        number: int


class Checked:
    """Check itself."""

    def __post_init__(self) -> None:
        raise AssertionError


class Counted:
    """Have a field that nobody gives."""

    number: int = field(default=0, init=False)


class Spoken:
    """Have a field that is given by name alone."""

    _: dataclasses.KW_ONLY
    name: str = field(kw_only=True)


_NAMES: list[str] = []


class Shared:
    """Have what all objects share."""

    all: ClassVar[int] = 3
    names: list[str] = _NAMES


class Derived(Pair):
    """Have the fields of another noun."""

    more: int


class Slotted:
    """Have slots of its own."""

    __slots__ = ("name",)


class Loose:
    """Have a field without a type."""

    name: str
    size = field(default=3)


@pytest.mark.parametrize(
    ("cls", "told"),
    [
        (Checked, "__post_init__"),
        (Counted, r"number \(init=False\)"),
        (Spoken, r"_ \(dataclasses\.KW_ONLY\), name \(kw_only\)"),
        (Shared, r"all \(ClassVar\[int\]\), names \(one default for all: give a default_factory\)"),
        (Derived, "fields of Pair"),
        (Slotted, "__slots__"),
        (Loose, r"size \(without a type\)"),
    ],
)
def test_what_a_noun_cannot_do_is_refused(cls: type, told: str) -> None:
    with pytest.raises(TypeError, match=rf"a noun has no {told}: make {cls.__name__} a frozen dataclass with slots"):
        noun(cls)


@pytest.mark.parametrize("args", [("a",), ("a", 4), ("a", 4, ["x"]), ("a", 4, ["x"], 9)], ids=repr)
def test_objects_are_made_and_shown_as_those_of_a_dataclass(args: tuple[Any, ...]) -> None:
    light, heavy = Light(*args), Heavy(*args)
    assert dataclasses.astuple(light) == dataclasses.astuple(heavy)
    assert repr(light) == repr(heavy).replace("Heavy", "Light")
    assert Light(**dataclasses.asdict(light)) == light
    assert dataclasses.replace(light, size=7) == Light(args[0], 7, *args[2:])
    assert dataclasses.replace(light, size=7).twice == 14


def told(cls: Any) -> list[tuple[Any, ...]]:
    """Give what `dataclasses` says of the fields of a class."""
    facts = "name type default default_factory compare hash repr init".split()
    return [tuple(getattr(each, fact) for fact in facts) for each in dataclasses.fields(cls)]


@pytest.mark.parametrize("asked", ["__dataclass_fields__", "__dataclass_params__"])
def test_who_asks_is_told_what_a_dataclass_tells(asked: str) -> None:
    """What was asked second was told without what `field` had said: what is not to be shown was shown."""
    made = noun(type("Light", (), {"__annotations__": Heavy.__annotations__, **given()}))
    assert getattr(made, asked) and told(made) == told(Heavy)
    assert dataclasses.is_dataclass(made) and vars(made)["__match_args__"] == vars(Heavy)["__match_args__"]


def test_threads_that_ask_first_are_told_the_same() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(50):
            made = noun(type("Light", (), {"__annotations__": Heavy.__annotations__, **given()}))
            with ThreadPoolExecutor(4) as threads:
                assert list(threads.map(told, [made] * 8)) == [told(Heavy)] * 8
    finally:
        sys.setswitchinterval(before)


def test_a_secret_is_not_shown_whatever_was_asked_before() -> None:
    assert Cluster.__dataclass_params__  # type: ignore[attr-defined]
    assert "hunter2" not in repr(Cluster(password="hunter2", token="hunter2"))  # pragma: allowlist secret


def given() -> dict[str, Any]:
    """Give the defaults of `Heavy`, made anew."""
    return {
        "size": 3,
        "tags": field(default_factory=list),
        "at": field(default=0, compare=False, repr=False),
    }


def test_objects_are_equal_by_the_fields_that_are_compared() -> None:
    assert Light("a", at=1) == Light("a", at=2) != Light("b", at=2)
    assert Light("a") != Heavy("a")
    assert hash(Pair("a", 1)) == hash(Pair("a", 2)) and len({Pair("a"), Pair("a", 2), Pair("b")}) == 2
    assert Empty() == Empty() and hash(Empty()) == hash(Empty())
    with pytest.raises(TypeError, match="unhashable"):
        hash(Light("a"))


def test_a_field_may_count_in_a_comparison_and_not_in_the_hash() -> None:
    """A hit was no key of a dict: what else its source says of it is one itself."""
    one, other = Noted("a", {"desk": 1}), Noted("a", {"desk": 2})
    assert one != other and hash(one) == hash(other) and len({one, other, Noted("a", {"desk": 1})}) == 2


def test_each_object_has_a_default_of_its_own() -> None:
    one, other = Light("a"), Light("b")
    one.tags.append("x")
    assert other.tags == []


def test_nothing_is_changed_or_added() -> None:
    one = Light("a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="'name' of Light"):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="'more' of Light"):
        one.more = "b"  # type: ignore[attr-defined]
    with pytest.raises(dataclasses.FrozenInstanceError, match="'name' of Light"):
        del one.name
    assert not hasattr(one, "__dict__")


@pytest.mark.parametrize("args", [(), ("a", 1, [], 0, 5)], ids=len)
def test_wrong_arguments_are_refused(args: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="argument"):
        Light(*args)
    with pytest.raises(TypeError, match="argument"):
        Light("a", colour="red")  # type: ignore[call-arg]


def test_objects_are_copied_pickled_and_taken_apart() -> None:
    one = Light("a", 5, ["x"], 8)
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301
        assert other == one and other.at == 8
    inner = Outer.Inner(3)
    assert pickle.loads(pickle.dumps(inner)) == inner and repr(inner) == "Outer.Inner(number=3)"  # noqa: S301
    match one:
        case Light(name, size):
            assert (name, size) == ("a", 5)
        case _:
            pytest.fail("a noun was not taken apart")
