"""The settings: where they are found, which one counts, and what is said about a wrong one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from searchkit import config
from searchkit.cluster import Cluster, reread, with_secrets
from searchkit.config import Config, coloring, load
from searchkit.errors import ConfigError
from searchkit.settings import OPENSEARCH, SETTINGS

ROOT = Path(__file__).parents[1]
KNOWN = {
    "engine": lambda: ["tantivy", "whoosh"],
    "keys": lambda: ["title", "published"],
    "annotators": lambda: {"names": (), "spacy": ("model",), "dates": ()},
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(text: str, environ: Mapping[str, str] | None = None, **flags: str | None) -> Config:
    Path("config.yaml").write_text(text, encoding="utf-8")
    return load(None, flags, environ or {}, KNOWN)


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return str(caught.value)


def test_the_table_has_what_a_config_has() -> None:
    assert [field.name for field in fields(Config)] == [*SETTINGS, "file"]


def test_without_anything_there_are_defaults() -> None:
    made = load(None, {}, {})
    assert made == Config(Path("index"), (), None, None, None, None, None, None, {}, 10, "auto", None)


def test_every_setting_is_read() -> None:
    made = read(
        "searchkit:\n  index: i\n  paths: [a, b/c]\n  engine: whoosh\n  language: german\n  timezone: Europe/Berlin\n"
        "  annotators: []\n  entities: e.yml\n  keys: {hed: title}\n  limit: all\n  color: never\n"
    )
    assert made.index == Path("i") and made.paths == ("a", "b/c") and made.engine == "whoosh"
    assert (
        made.language == "german"
        and made.timezone == "Europe/Berlin"
        and (made.annotators, made.entities) == ({}, Path("e.yml"))
    )
    assert made.keys == {"hed": "title"} and made.limit is None and made.color == "never"
    assert made.file == Path("config.yaml")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("dates", {"dates": {}}),
        ("[names, dates, names]", {"names": {}, "dates": {}}),
        ("{}", {}),
        ("{spacy: {model: desk}, dates: {}}", {"spacy": {"model": "desk"}, "dates": {}}),
        ("[spacy: {model: desk}, dates]", {"spacy": {"model": "desk"}, "dates": {}}),
        ("{dates: , spacy: }", {"dates": {}, "spacy": {}}),
    ],
)
def test_annotators_are_a_list_or_a_mapping_to_their_options(text: str, wanted: Mapping[str, object]) -> None:
    made = read(f"searchkit:\n  annotators: {text}\n").annotators
    assert made == wanted and list(made) == list(wanted)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/my.yaml").write_text("searchkit:\n  index: i\n  paths: news\n")
    made = load("there/my.yaml", {}, {})
    assert made.index == Path("there/i") and made.paths == ("there/news",)
    assert load(None, {}, {"SEARCHKIT_CONFIG": "there/my.yaml"}) == made


def test_a_flag_comes_before_a_variable_before_the_file() -> None:
    text = "searchkit:\n  index: a\n  limit: 3\n"
    assert read(text).index == Path("a")
    assert read(text, {"SEARCHKIT_INDEX": "b"}).index == Path("b")
    assert read(text, {"SEARCHKIT_INDEX": "b"}, index="c").index == Path("c")
    assert read(text, {"SEARCHKIT_INDEX": ""}, index=None).index == Path("a")
    assert read(text, limit="5").limit == 5 and read(text, limit="all").limit is None


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, "never"),
        ({"NO_COLOR": ""}, None),
        ({"FORCE_COLOR": "1"}, "always"),
        ({"FORCE_COLOR": "0"}, None),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "never"),
    ],
)
def test_colour_in_the_environment(environ: Mapping[str, str], wanted: str | None) -> None:
    assert coloring(environ) == wanted
    assert read("searchkit: {color: always}", environ).color == (wanted or "always")
    assert read("searchkit:\n  color: always", environ, color="auto").color == "auto"


@pytest.mark.parametrize(
    "text",
    ["site_name: docs\n", "a: [1\n", "nested:\n  searchkit:\n    limit: x\n", "# searchkit: no\n", "", "- a\n", "\x00"],
)
def test_another_programs_file_is_left_alone(text: str) -> None:
    assert read(text).file is None


@pytest.mark.parametrize(
    "text", ["searchkit:\n", '"searchkit": {}\n', "{searchkit: {}, other: 1}\n", "\ufeffsearchkit:\n"]
)
def test_a_file_with_our_key_is_ours(text: str) -> None:
    assert read(text).file == Path("config.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "searchkit:\n  limit: 3\n  engin: tantivy\n",
            "config.yaml:3: there is no setting 'engin'; did you mean engine?",
        ),
        # one loader read the tab, the other one, which looked for the line, ended in an error of its own
        (
            "searchkit:\n  paths: [n\tews]\n  limt: 2\n",
            "config.yaml:3: there is no setting 'limt'; did you mean limit?",
        ),
        ("searchkit:\n  5: x\n", "config.yaml:2: there is no setting 5; allowed: annotators, color"),
        ("searchkit:\n  engine: tantvy\n", "config.yaml:2: engine knows no 'tantvy'; did you mean tantivy?"),
        ("searchkit:\n  engine: [a]\n", "config.yaml:2: engine wants the name of an engine, not ['a']"),
        ("searchkit:\n  language: no\n", "put quotes around it"),
        ("searchkit:\n  limit: 0\n", "config.yaml:2: limit wants a number from 1 on, or all, not 0"),
        ("searchkit:\n  limit: true\n", "limit wants a number"),
        ("searchkit:\n  limit: 1.5\n", "limit wants a number"),
        ("searchkit:\n  index: 3\n", "index wants a folder, not 3"),
        ("searchkit:\n  paths: [1]\n", "paths wants a list"),
        ("searchkit:\n  keys: [a]\n", "keys wants a mapping"),
        ("searchkit:\n  keys:\n    hed: titel\n", "config.yaml:2: keys knows no 'titel'; did you mean title?"),
        ("searchkit:\n  annotators: [name]\n", "annotators knows no 'name'; did you mean names?"),
        ("searchkit:\n  annotators: {spcy: {}}\n", "annotators knows no 'spcy'; did you mean spacy?"),
        (
            "searchkit:\n  limit: 3\n  annotators:\n    spacy: {modle: x}\n",
            "config.yaml:3: annotators knows no option 'modle' of spacy; did you mean model?",
        ),
        ("searchkit:\n  annotators: [dates: {zone: x}]\n", "knows no option 'zone' of dates; dates has none"),
        ("searchkit:\n  annotators: {spacy: {model: 3}}\n", "wants a list of names, or a mapping of names to their"),
        ("searchkit:\n  annotators: {spacy: small}\n", "wants a list of names, or a mapping of names to their"),
        ("searchkit:\n  annotators: [spacy: {model: a}, spacy: {model: b}]\n", "wants a list of names, or a mapping"),
        ("searchkit:\n  timezone: Europe/Berln\n", "timezone wants a time zone, such as Europe/Berlin"),
        ("searchkit:\n  timezone: Europe\n", "timezone wants a time zone"),
        ("searchkit:\n  timezone: ../etc\n", "timezone wants a time zone"),
        ("searchkit:\n  color: blue\n", "color wants auto, always or never, not 'blue'"),
        ("searchkit:\n  - limit\n", "config.yaml:1: searchkit wants settings below it"),
        ("searchkit:\n  limit: [1\n", "config.yaml:3: no valid YAML"),
        ("searchkit:\n\tlimit: 1\n", "config.yaml:2: no valid YAML"),
        ("searchkit: !!python/object:os.system {}\n", "config.yaml:1: no valid YAML"),
        ("searchkit:\n  limit: \x01\n", "config.yaml: no valid YAML"),
        ("searchkit:\n  limit: 2023-13-45\n", "config.yaml: no valid YAML"),
        ("searchkit: " + "[" * 5000 + "\n", "no valid YAML"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(text: str, said: str) -> None:
    message = refused(text)
    assert said in message and "\n" not in message


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_was_named_has_to_be_there(name: str) -> None:
    with pytest.raises(ConfigError, match="cannot read the configuration"):
        load(name, {}, {})


def test_a_file_that_was_named_has_to_have_our_key() -> None:
    Path("other.yaml").write_text("limit: 3\n")
    with pytest.raises(ConfigError, match="no top-level key `searchkit:`"):
        load("other.yaml", {}, {})


def test_a_wrong_flag_or_variable_is_called_by_its_name() -> None:
    with pytest.raises(ConfigError, match=r"^--limit wants a number from 1 on, or all, not 'x'"):
        load(None, {"limit": "x"}, {})
    with pytest.raises(ConfigError, match=r"^--engine knows no 'tantvy'; did you mean tantivy"):
        load(None, {"engine": "tantvy"}, {}, KNOWN)
    with pytest.raises(ConfigError, match=r"^SEARCHKIT_INDEX wants a folder"):
        load(None, {}, {"SEARCHKIT_INDEX": " "})


def test_names_are_only_looked_up_where_they_are_used() -> None:
    def never() -> list[str]:
        raise AssertionError

    known: dict[str, Callable[[], list[str]]] = {"engine": never}
    Path("config.yaml").write_text("searchkit:\n  limit: 3\n  engine:\n")
    assert load(None, {}, {}, known).engine is None


def test_the_file_of_this_repository_is_read_and_speaks_of_every_setting() -> None:
    made = load(str(ROOT / config.FILE), {}, {})
    assert made.paths == (str(ROOT / "examples"),) and made.index == ROOT / "index"
    text = (ROOT / config.FILE).read_text()
    assert not [name for name in SETTINGS if f" {name}:" not in text]


def test_what_it_comments_out_is_right_too(tmp_path: Path) -> None:
    text = (ROOT / config.FILE).read_text().replace("  # ", "  ")
    lines = [line for line in text.splitlines() if line[:1] == "s" or (line[:2] == "  " and ":" in line.split()[0])]
    made = read("\n".join(lines))
    assert made.engine == "tantivy" and made.keys == {"hed": "title", "pub_date": "published"}


# --- a cluster

CLUSTER = """\
searchkit:
  opensearch:
    hosts: [https://one.example.org:9200, https://two.example.org:9200]
    prefix: news-2
    user: desk
    password_file: secrets/password
    ca: ca.pem
    verify: true
    timeout: 30
    shards: 4
    replicas: 1
"""


def test_how_a_cluster_is_reached_is_read_as_one_value() -> None:
    made = read(CLUSTER).opensearch
    assert made is not None and made.hosts == ("https://one.example.org:9200", "https://two.example.org:9200")
    assert (made.prefix, made.user, made.timeout, made.shards, made.replicas) == ("news-2", "desk", 30.0, 4, 1)
    assert (made.password_file, made.ca, made.verify) == ("secrets/password", "ca.pem", True)
    assert reread(made.shown) == made


def test_the_table_of_a_cluster_has_all_but_the_secrets() -> None:
    assert {field.name for field in fields(Cluster)} == {*OPENSEARCH, "password", "token"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("hots: http://a", "config.yaml:3: there is no setting 'hots' of opensearch; did you mean hosts?"),
        ("hosts: search.example.org", "config.yaml:3: 'search.example.org' is no address; write it as https://"),
        ("hosts: ftp://search.example.org", "is no address"),
        ("hosts: http://[", "is no address"),
        ("hosts: []", "config.yaml:3: hosts wants a list of addresses, not []"),
        ("prefix: News*", "config.yaml:3: prefix wants a name of small letters, digits, - and _, not 'News*'"),
        ("verify: 'no'", "verify wants true or false, not 'no'"),
        ("timeout: 0", "timeout wants seconds, not 0"),
        ("shards: 0", "shards wants a number from 1 to 1000, not 0"),
        ("shards: true", "shards wants a number"),
        ("replicas: -1", "replicas wants a number from 0 to 20, not -1"),
    ],
)
def test_what_is_wrong_with_a_cluster_is_said_with_its_line(line: str, says: str) -> None:
    assert says in refused(f"searchkit:\n  opensearch:\n    {line}\n")


@pytest.mark.parametrize("value", ["a", "[]", "3"])
def test_a_cluster_is_a_mapping(value: str) -> None:
    assert "opensearch wants settings below it" in refused(f"searchkit:\n  opensearch: {value}\n")


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("password: tulip", "password_file, or into SEARCHKIT_OPENSEARCH_PASSWORD"),
        ("token: tulip", "token_file, or into SEARCHKIT_OPENSEARCH_TOKEN"),
        (
            "hosts: https://desk:tulip@a.example.org",  # pragma: allowlist secret
            "set SEARCHKIT_OPENSEARCH_USER and SEARCHKIT_OPENSEARCH_PASSWORD",
        ),
    ],
)
def test_no_secret_stands_in_the_configuration_nor_in_what_is_said_of_it(line: str, instead: str) -> None:
    said = refused(f"searchkit:\n  opensearch:\n    {line}\n")
    assert instead in said and "tulip" not in said


def test_secrets_come_from_the_environment_or_from_files_and_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("tulip\n", encoding="utf-8")
    cluster = Cluster(user="desk", password_file=str(tmp_path / "password"))
    known = with_secrets(cluster, {})
    assert known.password == "tulip"  # pragma: allowlist secret
    other = {"SEARCHKIT_OPENSEARCH_PASSWORD": "rose"}  # pragma: allowlist secret
    assert with_secrets(cluster, other).password == "rose"  # pragma: allowlist secret
    assert with_secrets(Cluster(), {"SEARCHKIT_OPENSEARCH_TOKEN": "rose"}).token == "rose"
    assert "tulip" not in f"{known!r} {known.shown} {known.where}"


def test_the_environment_names_servers_and_user() -> None:
    environ = {
        "SEARCHKIT_OPENSEARCH_HOSTS": "http://a:1, http://b:2",
        "SEARCHKIT_OPENSEARCH_USER": "desk",
        "SEARCHKIT_OPENSEARCH_PASSWORD": "tulip",  # pragma: allowlist secret
    }
    made = with_secrets(Cluster(), environ)
    assert made.hosts == ("http://a:1", "http://b:2") and (made.user, made.password) == ("desk", "tulip")


@pytest.mark.parametrize(
    ("cluster", "says"),
    [
        (Cluster(user="desk"), "the user desk has no password"),
        (
            Cluster(password_file="nowhere"),  # pragma: allowlist secret
            "password_file: nowhere cannot be read: No such file",
        ),
        (Cluster(token_file="."), "token_file: . cannot be read"),
        (Cluster(ca="nowhere.pem"), "ca: there is no file nowhere.pem"),
    ],
)
def test_what_is_wrong_with_secrets_is_said(cluster: Cluster, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        with_secrets(cluster, {})
