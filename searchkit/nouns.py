"""Frozen dataclasses that cost a process little: what they can do is made when first done; not for what they hold.

The standard `dataclass` writes and compiles six methods for each class, a third of a millisecond a class, and a query
imports fifty. `noun` makes a class that is a dataclass to everybody (`fields`, `replace`, `match`), with slots, whose
`__init__` is compiled when the first object is made; comparing, hashing and printing need no code of their own.
A noun may be derived from a plain class, not from another noun; it has no `__post_init__`, and each field is a
parameter of `__init__`, by place or by name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def noun(cls: _Class) -> _Class:
    """Make a class a dataclass whose objects are never changed; errors: TypeError for what it cannot be."""
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    _refuse(made)
    for name, method in {**_FROZEN, "__init__": _init(made), **_comparing(made)}.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    noun: _Class = made
    return noun


def _refuse(cls: Any) -> None:
    """Refuse what would be ignored without a word."""
    wanted = ["__post_init__"] if hasattr(cls, "__post_init__") else []
    for field in dataclasses.fields(cls):
        wanted += [f"{field.name} (init=False)"] * (not field.init) + [f"{field.name} (kw_only)"] * bool(field.kw_only)
    if wanted:
        raise TypeError(f"a noun has no {', '.join(wanted)}: make {cls.__qualname__} a frozen dataclass with slots")


class _Frozen:
    """Hold the methods that are the same for all."""

    def __repr__(self) -> str:
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields if field.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r} of {type(self).__qualname__}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r} of {type(self).__qualname__}")

    def __getstate__(self) -> list[Any]:
        return [getattr(self, field.name) for field in dataclasses.fields(self)]  # type: ignore[arg-type]

    def __setstate__(self, state: list[Any]) -> None:
        for field, value in zip(dataclasses.fields(self), state, strict=True):  # type: ignore[arg-type]
            object.__setattr__(self, field.name, value)


_FROZEN: Mapping[str, Any] = {name: made for name, made in vars(_Frozen).items() if callable(made)}


def _init(cls: Any) -> Callable[..., None]:
    """Give an `__init__` that is compiled, and put in its own place, by its first call."""

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        cls.__init__ = _compiled(cls)
        cls.__init__(self, *args, **kwargs)

    return init


def _compiled(cls: Any) -> Any:
    """Write `__init__` with a parameter for each field."""
    given: dict[str, Any] = {}
    parameters, lines = ["self"], ["pass"]
    for field in dataclasses.fields(cls):
        name, default = field.name, f"_default_{field.name}"
        factory = field.default_factory is not MISSING
        if factory or field.default is not MISSING:
            given[default] = field.default_factory if factory else field.default
        parameters.append(f"{name}={default}" if default in given else name)
        value = f"{default}() if {name} is {default} else {name}" if factory else name
        given[f"_set_{name}"] = getattr(cls, name).__set__  # what holds the slot: quicker than to look it up by name
        lines.append(f"_set_{name}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines), given)  # noqa: S102 - names of fields alone
    return given["__init__"]


def _comparing(cls: Any) -> Mapping[str, Callable[..., Any]]:
    """Give the methods that compare and hash objects of a class by the values of its fields."""
    compared = [field for field in dataclasses.fields(cls) if field.compare]
    values = _values([field.name for field in compared])
    hashable = _values([field.name for field in compared if field.hash is not False])

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(hashable(self))

    return {"__eq__": equal, "__hash__": hashed}


def _values(names: list[str]) -> Callable[[Any], Any]:
    """Give what reads some attributes of an object as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)
