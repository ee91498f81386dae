"""Frozen dataclasses that cost a process little: what they can do is made when first done; not for what they hold.

The standard `dataclass` writes and compiles six methods for each class, a third of a millisecond a class, and a query
imports fifty. `noun` makes a class that is a dataclass to everybody (`fields`, `replace`, `match`), with slots, whose
`__init__` is compiled when the first object is made; comparing, hashing and printing need no code of their own.
A noun may be derived from a plain class, not from another noun; it has no `__post_init__` and no ClassVar, and each
field is a parameter of `__init__`, by place or by name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import MISSING, FrozenInstanceError
from inspect import get_annotations
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def noun(cls: _Class) -> _Class:
    """Make a class a dataclass whose objects are never changed; errors: TypeError for what it cannot be."""
    fields = {name: _field(name, cls) for name in get_annotations(cls)}
    _refuse(cls, fields)
    own = {name: value for name, value in cls.__dict__.items() if name not in _OF_EACH and name not in fields}
    told = {"__match_args__": (*fields,), **own, "__slots__": (*fields,), "__qualname__": cls.__qualname__}
    made = type(cls)(cls.__name__, cls.__bases__, told)
    asked = {name: _Asked(name, made, fields) for name in ("__dataclass_fields__", "__dataclass_params__")}
    for name, method in {**_FROZEN, **asked, "__init__": _init(made, fields), **_comparing(fields.values())}.items():
        if name not in own:
            setattr(made, name, method)
    noun: _Class = made
    return noun


_OF_EACH = ("__dict__", "__weakref__")
"""What every class is given, and one with slots has otherwise."""


def _field(name: str, cls: type) -> Any:
    value = cls.__dict__.get(name, MISSING)
    field: Any = value if isinstance(value, dataclasses.Field) else dataclasses.field(default=value)
    field.name = name
    return field


class _Asked:
    """Have a noun say what `dataclasses` says of it, found out when it is asked, be it by several threads at once."""

    def __init__(self, name: str, noun: Any, fields: Mapping[str, Any]) -> None:
        self._name, self._noun, self._fields = name, noun, fields

    def __get__(self, _: object, cls: type) -> Any:
        own = {name: copy(field) for name, field in self._fields.items()}  # `dataclass` writes into what it is given
        same = type(cls.__name__, (), {"__annotations__": self._noun.__annotations__, **own})
        known = getattr(dataclasses.dataclass(init=False, repr=False, eq=False)(same), self._name)
        setattr(self._noun, self._name, known)
        return known


def _refuse(cls: Any, fields: Mapping[str, Any]) -> None:
    """Refuse what would be ignored without a word."""
    wanted = ["__post_init__"] * hasattr(cls, "__post_init__") + ["__slots__"] * ("__slots__" in vars(cls))
    wanted += [f"fields of {base.__qualname__}" for base in cls.__mro__[1:] if "__dataclass_fields__" in vars(base)]
    loose = (name for name, value in vars(cls).items() if isinstance(value, dataclasses.Field) and name not in fields)
    wanted += [f"{name} (without a type)" for name in loose]
    for name, field in fields.items():
        wanted += [f"{name} ({why})" for why in _odd(field, cls.__annotations__[name])]
    if wanted:
        raise TypeError(f"a noun has no {', '.join(wanted)}: make {cls.__qualname__} a frozen dataclass with slots")


def _odd(field: Any, annotation: object) -> Iterator[str]:
    """Say why a field is none of a noun."""
    if annotation is dataclasses.KW_ONLY or str(annotation).partition("[")[0].rpartition(".")[2] in _SPECIAL:
        yield "KW_ONLY" if annotation is dataclasses.KW_ONLY else str(annotation)
    if not field.init:
        yield "init=False"
    if field.kw_only is True:
        yield "kw_only"
    if type(field.default).__hash__ is None:
        yield "one default for all: give a default_factory"


_SPECIAL = ("KW_ONLY", "ClassVar", "InitVar")
"""Names of what is no field, or none that is given by its place."""


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

    def __replace__(self, **changes: Any) -> Any:
        return dataclasses.replace(self, **changes)  # type: ignore[type-var]

    def __getstate__(self) -> list[Any]:
        return [getattr(self, field.name) for field in dataclasses.fields(self)]  # type: ignore[arg-type]

    def __setstate__(self, state: list[Any]) -> None:
        for field, value in zip(dataclasses.fields(self), state, strict=True):  # type: ignore[arg-type]
            object.__setattr__(self, field.name, value)


_FROZEN: Mapping[str, Any] = {name: made for name, made in vars(_Frozen).items() if callable(made)}


def _init(cls: Any, fields: Mapping[str, Any]) -> Callable[..., None]:
    """Give an `__init__` that is compiled, and put in its own place, by its first call."""

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        cls.__init__ = _compiled(cls, fields)
        cls.__init__(self, *args, **kwargs)

    return init


def _compiled(cls: Any, fields: Mapping[str, Any]) -> Any:
    """Write `__init__` with a parameter for each field."""
    given: dict[str, Any] = {}
    parameters, lines = ["self"], ["pass"]
    for name, field in fields.items():
        default = f"_default_{name}"
        factory = field.default_factory is not MISSING
        if factory or field.default is not MISSING:
            given[default] = field.default_factory if factory else field.default
        parameters.append(f"{name}={default}" if default in given else name)
        value = f"{default}() if {name} is {default} else {name}" if factory else name
        given[f"_set_{name}"] = getattr(cls, name).__set__  # what holds the slot: quicker than to look it up by name
        lines.append(f"_set_{name}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines), given)  # noqa: S102 - names of fields alone
    return given["__init__"]


def _comparing(fields: Iterable[Any]) -> Mapping[str, Callable[..., Any]]:
    """Give the methods that compare and hash objects of a class by the values of its fields."""
    compared = [field for field in fields if field.compare]
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
