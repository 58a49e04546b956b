"""Words are data: a language is added by a file of words, without code, as docs/languages.md shows by docs/examples/japanese."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from roadloom.cli import app
from roadloom.errors import InputError
from roadloom.graph.model import Roadmap
from roadloom.sources import read
from roadloom.sources.names import is_name
from roadloom.sources.words import tables, use, words

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "japanese"


@pytest.fixture(autouse=True)
def only_ours() -> Iterator[None]:
    """Leave the words as they were."""
    yield
    use()


@pytest.fixture
def roadmap() -> Roadmap:
    """Read the example with its words."""
    use([EXAMPLE / "ja.yaml"])
    (found,) = read([EXAMPLE / "plan.md"]).roadmaps
    return found


def test_stages_with_their_numbers_and_durations(roadmap: Roadmap) -> None:
    """Units of stages and of time are the language's own."""
    stages = [
        (phase.ordinal, phase.name, phase.duration and (phase.duration.min, phase.duration.max, phase.duration.unit))
        for phase in roadmap.phases
    ]
    assert stages == [("第1週目", "手びねり", (2.0, 2.0, "week")), ("第2週目", "釉薬", (1.0, 2.0, "month"))]
    assert [goal.text for goal in roadmap.phases[0].goal] == ["小さな器を作れるようになる"]


def test_topics_works_and_tasks_stand_under_their_labels(roadmap: Roadmap) -> None:
    """Labels with fillers before them announce what follows; names in kana alone are names; advice yields nothing."""
    assert {topic.name for topic in roadmap.topics if not topic.subject} == {
        "土練り",
        "ひも作り",
        "玉作り",
        "電動ろくろ",
        "灰釉",
        "ガラス",
        "焼成",
    }
    assert [(work.title, work.media, work.must) for work in roadmap.resources] == [
        ("手びねりの本", "book", True),
        ("『土と火』という記事", "article", False),
    ]
    assert [project.name for project in roadmap.projects] == ["湯のみを三つ作る"]


def test_words_of_order_state_what_comes_first(roadmap: Roadmap) -> None:
    """Sentences and the label of prerequisites are stated order."""
    said = {(s.line, s.before.name, s.after.name) for s in roadmap.statements if s.rule == "stated"}
    assert said == {(3, "手びねり", "電動ろくろ"), (26, "土練り", "釉薬"), (34, "焼成", "灰釉")}


def test_the_language_is_told_by_its_own_characters() -> None:
    """Kana make a document Japanese; without the file it counts as Chinese."""
    use([EXAMPLE / "ja.yaml"])
    assert read([EXAMPLE / "plan.md"]).sources[0].language == "ja"
    use()
    assert read([EXAMPLE / "plan.md"]).sources[0].language.startswith("zh")


def test_without_the_file_its_words_say_nothing() -> None:
    """What the file adds is not known otherwise, and is gone when it is not used any more."""
    use([EXAMPLE / "ja.yaml"])
    use()
    assert words().label("おすすめの資料") is None
    (found,) = read([EXAMPLE / "plan.md"]).roadmaps
    assert not any(work.must for work in found.resources) and not found.projects


def test_roadloom_yaml_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """`words: [ja.yaml]` beside the inputs is all that a user writes."""
    shutil.copytree(EXAMPLE, tmp_path / "plans")
    monkeypatch.chdir(tmp_path / "plans")
    assert app.run(["check", "--json"]) == 0
    (checked,) = json.loads(capfd.readouterr().out)["roadmaps"]
    assert checked["counts"] == {"phase": 2, "topic": 10, "resource": 2, "project": 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "language"),
        ("language: ja\n", "labels"),
        ("labels: [a\n", "no valid YAML"),
        ("language: ja\nlabels: {goal: 5}\n", "no list of words"),
        ("language: ja\nlabels: {}\norder: ['(']\n", "no list of words"),
        ("language: ja\nlabels: {}\nscript: 'z-a'\n", "no list of words"),
        ("language: ja\nlabels: {}\nunits: [a]\n", "no list of words"),
        ("language: ja\nlabels: {}\ndurations: {units: {hour: 5}}\n", "no list of words"),
        ("language: ja\nlabels: {}\ndurations: 5\n", "no list of words"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    """A file of words with a mistake in it ends in an error that names the file, and changes nothing."""
    (tmp_path / "ja.yaml").write_text(text, encoding="utf-8")
    before = tables()
    for path in ("ja.yaml", "missing.yaml"):
        with pytest.raises(InputError, match=said if path == "ja.yaml" else "cannot be read") as raised:
            use([tmp_path / path])
        assert path in str(raised.value) and "docs/languages.md" in str(raised.value)
    assert tables() == before


def test_the_document_explains_the_keys_of_the_example() -> None:
    """docs/languages.md has a row for each key of the example, and every key that it explains is one."""
    rows = re.findall(r"^\| (`.+?`) \|", (ROOT / "docs" / "languages.md").read_text(encoding="utf-8"), re.MULTILINE)
    explained = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    example = set(yaml.safe_load((EXAMPLE / "ja.yaml").read_text(encoding="utf-8")))
    assert example <= explained
    assert explained <= example.union(*tables())


@pytest.mark.parametrize("name", ["ニューラルネット", "Нейронные сети", "신경망", "réseau neuronal", "深度学习"])
def test_names_of_every_script_are_names(name: str) -> None:
    """No alphabet is needed for a name."""
    assert is_name(name)
