"""Frozen dataclasses that cost a process little: what they can do is made when first done; not for what they hold.

The standard `dataclass` writes and compiles six methods for each class, a third of a millisecond a class, and a query
imports fifty. `noun` makes a class that is a dataclass to everybody (`fields`, `replace`, `match`), with slots, whose
`__init__` is compiled when the first object is made; comparing, hashing and printing need no code of their own.
A noun may be derived from a plain class, not from another noun; it has no `__post_init__`, and each field is a
parameter of `__init__`, by place or by name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
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
    own = {name: value for name, value in cls.__dict__.items() if name not in _OF_ITS_OWN and name not in fields}
    asked = {"__dataclass_fields__": _Asked(cls, "fields"), "__dataclass_params__": _Asked(cls, "params")}
    made = type(cls)(
        cls.__name__, cls.__bases__, {**own, **asked, "__slots__": (*fields,), "__match_args__": (*fields,)}
    )
    for name, method in {**_FROZEN, "__init__": _init(made, fields), **_comparing(fields.values())}.items():
        if name not in own:
            setattr(made, name, method)
    noun: _Class = made
    return noun


_OF_ITS_OWN = ("__dict__", "__weakref__")
"""What each class is given that says nothing of its slots."""


def _field(name: str, cls: type) -> Any:
    value = cls.__dict__.get(name, MISSING)
    field: Any = value if isinstance(value, dataclasses.Field) else dataclasses.field(default=value)
    field.name = name
    return field


class _Asked:
    """Have a class say what `dataclasses` says of it, found out when it is first asked."""

    def __init__(self, cls: type, what: str) -> None:
        self._cls, self._what = cls, f"__dataclass_{what}__"

    def __get__(self, _: object, cls: type) -> Any:
        known = getattr(dataclasses.dataclass(init=False, repr=False, eq=False)(self._cls), self._what)
        setattr(cls, self._what, known)
        return known


def _refuse(cls: Any, fields: Mapping[str, Any]) -> None:
    """Refuse what would be ignored without a word."""
    wanted = ["__post_init__"] if hasattr(cls, "__post_init__") else []
    for name, field in fields.items():
        special = str(cls.__annotations__[name]).partition("[")[0].rpartition(".")[2] in _SPECIAL
        wanted += [f"{name} (init=False)"] * (not field.init)
        wanted += [f"{name} ({cls.__annotations__[name]})"] * special
        wanted += [f"{name} (kw_only)"] * (field.kw_only is True)
        wanted += [f"{name} (a default that is shared)"] * (type(field.default).__hash__ is None)
    if wanted:
        raise TypeError(f"a noun has no {', '.join(wanted)}: make {cls.__qualname__} a frozen dataclass with slots")


_SPECIAL = ("KW_ONLY", "ClassVar", "InitVar")
"""What is no field, or none that is given by its place."""


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
