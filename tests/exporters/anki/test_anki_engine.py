"""The deck as the real Anki takes it."""

from __future__ import annotations

import copy
import html
import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from roadloom.exporters.anki import AnkiExporter, model
from roadloom.exporters.anki.kinds import KINDS
from roadloom.exporters.anki.markup import flat, occurs
from roadloom.exporters.base import Options
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.weaving import weave
from roadloom.sources import read

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HOSTILE = (
    "</script><script>window.hit=1</script><img src=x onerror='window.hit=2'><svg onload=window.hit=3> "
    "{{Front}} [sound:a.mp3] [latex]x[/latex]"
)


def edited(graph, topic, text):
    other = copy.deepcopy(graph)
    other.nodes[topic]["definition"][0]["text"] = text
    return other


def test_every_note_arrives_and_a_second_import_changes_nothing(engine, export, course):
    """All notes are new the first time; the second time all are duplicates and nothing is written."""
    deck = export(course)
    first = engine.take(deck)
    before = engine.collection.db.all("select * from notes"), engine.collection.db.all("select id, nid, did, due, mod from cards")
    assert first["new"] == len(engine.notes()) > 30 and first["conflicting"] == 0
    assert engine.take(deck) == {"new": 0, "updated": 0, "duplicate": first["new"], "conflicting": 0}
    assert (engine.collection.db.all("select * from notes"), engine.collection.db.all("select id, nid, did, due, mod from cards")) == before


def test_the_collection_is_sound_after_import(engine, export, course):
    """Anki's own check of the database finds nothing to mend, and no card is empty."""
    engine.take(export(course))
    assert engine.collection.fix_integrity()[1]
    assert not engine.collection.get_empty_cards().notes


def test_siblings_are_served_apart(engine, export, course):
    """No card follows another one of its topic: definition, reason and reverse, and the parts of one list, are spread."""
    engine.take(export(course))
    notes = [card.note() for card in engine.served("Plan")]
    about = [note["Id"].split()[2] for note in notes]
    assert len(about) > 30 and len(set(about)) > 10
    ends = 6  # where no other topics are left to stand between them
    assert [one for one, other in pairwise(about[:-ends]) if one == other] == []


@pytest.fixture(scope="module")
def bundled():
    return weave(read([Path(str(files("roadloom") / "data" / "curriculum"))]), title="Bundled", lexicon=Lexicon.load(None))


@pytest.mark.parametrize(("lang", "extra"), [("en", {}), ("zh", {}), ("en", {"lang": "both"})])
def test_the_bundled_curriculum_is_a_sound_deck(engine, bundled, lang, extra):
    """All its notes arrive; every card has two sides, the question holds no answer, no question comes twice, and new cards follow ranks."""
    ((_, deck),) = AnkiExporter().export(bundled, Options(lang=lang, extra=extra))
    took = engine.take(deck)
    assert took["new"] == engine.collection.note_count() > 500 and took["conflicting"] == took["duplicate"] == 0
    assert engine.collection.fix_integrity()[1] and not engine.collection.get_empty_cards().notes
    questions = set()
    for note in engine.notes():
        kind, front, back = note["Id"].split()[0], shown(note["Front"]), shown(note["Back"])
        assert flat(front) and (kind, flat(front)) not in questions and note["Source"] and note["Area"], note["Id"]
        questions.add((kind, flat(front)))
        assert kind == "parts" or (flat(back) and not occurs(back, front)), note["Id"]
    served = [card.note()["Id"].split() for card in engine.served("Bundled")]
    ranks = [bundled.nodes[words[2]]["rank"] for words in served if words[0] == "definition"]
    assert len(served) == took["new"] and ranks == sorted(ranks)  # further cards of a list come on later days


def shown(field):
    return html.unescape(re.sub(r"<[^>]+>", " ", field)).strip()


@pytest.mark.parametrize("shape", ["nested", "flat"])
def test_new_cards_are_served_in_learning_order(engine, export, course, shape):
    """The scheduler serves the cards by their places over the whole deck tree, and each topic's first card in the order of ranks."""
    engine.take(export(course, decks=shape))
    served = engine.served("Plan")
    assert [card.due for card in served] == sorted(card.due for card in served)
    first = [card.note()["Id"].split()[2] for card in served if card.note()["Id"].startswith("definition")]
    assert first == sorted(first, key=lambda topic: course.nodes[topic]["rank"]) and len(first) == 12


def test_a_flat_deck_keeps_the_order_without_presets(engine, export, course):
    """Whoever imports without deck presets gets the learning order from a flat deck."""
    engine.take(export(course, decks="flat"), presets=False)
    definitions = [card.due for card in engine.served("Plan") if card.note()["Id"].startswith("definition")]
    assert definitions == sorted(definitions)


def test_every_card_has_a_place_of_its_own(engine, export, course):
    """Places are 0, 1, 2, … over all decks, deletions of one list included."""
    engine.take(export(course))
    assert [card.due for card in engine.cards()] == list(range(engine.collection.card_count()))


def test_an_edit_updates_in_place_and_keeps_the_scheduling(engine, export, course):
    """A definition that was studied and then edited shows the new text, with interval, due date and reviews as they were."""
    deck = export(course)
    engine.take(deck)
    card = engine.note("definition en topic/idea-0").cards()[0]
    card.start_timer()
    engine.collection.sched.answerCard(card, 4)
    card.load()
    studied = (card.id, card.type, card.queue, card.due, card.ivl, card.reps)
    count = engine.collection.note_count()

    result = engine.take(
        export(edited(course, "topic/idea-0", "It now says something else, and says it at greater length."), previous=deck)
    )
    card.load()
    assert result["new"] == 0 and result["conflicting"] == 0 and engine.collection.note_count() == count
    assert "something else" in engine.note("definition en topic/idea-0")["Back"]
    assert (card.id, card.type, card.queue, card.due, card.ivl, card.reps) == studied
    assert engine.collection.db.scalar("select count() from revlog") == 1


def test_the_users_notes_and_tags_survive_an_update(engine, export, course):
    """Given the deck as Anki exports it, an update keeps what the user wrote into My notes and the user's tags."""
    engine.take(export(course))
    note = engine.note("definition en topic/idea-3")
    note["My notes"] = "seen on page 12"
    note.tags.append("exam")
    engine.collection.update_note(note)

    from anki.collection import DeckIdLimit, ExportAnkiPackageOptions

    path = engine.folder / "mine.apkg"
    limit = DeckIdLimit(engine.collection.decks.id_for_name("Plan"))
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, legacy=True)
    engine.collection.export_anki_package(out_path=str(path), options=options, limit=limit)

    changed = edited(course, "topic/idea-3", "It now says something else, and says it at greater length.")
    assert engine.take(export(changed, previous=path.read_bytes()))["updated"] == 2
    note.load()
    assert "something else" in note["Back"] and note["My notes"] == "seen on page 12" and "exam" in note.tags


def test_a_path_and_the_whole_share_their_notes(engine, export, course):
    """Importing the deck of a path and then the whole deck adds only the cards that the path had not."""
    some = engine.take(export(course, targets=("topic/idea-4",)))
    rest = engine.take(export(course))
    assert some["new"] > 5 and rest["new"] > 5 and rest["duplicate"] == some["new"]
    assert len({note["Id"] for note in engine.notes()}) == engine.collection.note_count() == some["new"] + rest["new"]


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "把“会续写”变成“能按指令做事”——𠮷野家 👩‍🔬 です",
        "vector<int> a[3] = {{1}, {2}}; \"quoted\" & 'single' \\n C++::std",
        "The loss is \\(\\sum_i {x_i}^{2}\\) and {{c1::not a cloze}} at all }}",
        "long " + "文" * 10_000,
        "control\x1f\x00\u202e\ud800 characters and a tab\tand\nlines of text",
    ],
)
def test_any_text_survives(engine, export, builder, text):
    """Code, formulas, quotes, Chinese, emoji, long texts and Anki's own marks come out as the words that went in."""
    builder.topic("Thing", text)
    engine.take(export(builder.graph))
    shown = html.unescape(re.sub(r"<[^>]+>", " ", engine.note("definition").cards()[0].answer()))
    wanted = "".join(character for character in text if character not in "\x1f\x00\u202e\ud800")
    assert " ".join(wanted.split()) in " ".join(shown.split())


def test_hostile_names_stay_in_their_place(engine, export, builder):
    """A hostile name in list, area, deck and tag makes no card, deck or tag of its own."""
    builder.graph.graph["areas"] = {"x": {"en": HOSTILE + '::"a" b'}}
    whole = builder.topic(HOSTILE, "Words that define it well enough for a card.", area="x")
    line = {"source": "plan", "line": 9, "rule": "containment", "text": f"{HOSTILE}: {{{{c9::a}}}}, b::c", "for": True}
    for name in ("{{c9::a}}", "b::c"):
        builder.edge(builder.topic(name, area="x"), "part_of", whole, line)
    engine.take(export(builder.graph))
    assert sorted(card.ord for card in engine.note("parts").cards()) == [0, 1]
    names = [deck.name for deck in engine.collection.decks.all_names_and_ids()]
    assert len([name for name in names if name.startswith("Plan")]) == 2
    assert all(tag.startswith("roadloom") for tag in engine.collection.tags.all())
    assert engine.collection.fix_integrity()[1]


@pytest.mark.parametrize("night", ["", "nightMode night_mode"])
def test_hostile_text_cannot_act_in_a_browser(engine, export, builder, chromium, night):
    """Cards of every kind with hostile text run no script, ask for nothing from the network and show the text, by day and by night."""
    _hostile(builder)
    engine.take(export(builder.graph, vault=HOSTILE, page='https://example.org/"><script>window.hit=6</script>'))
    assert {note["Id"].split()[0] for note in engine.notes()} == set(KINDS)
    page, asked, said = chromium.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for card in engine.cards():
        for side in (card.question(), card.answer()):
            page.set_content(f"<body class='card {night}'>{side}</body>")
            page.mouse.move(300, 200)
            page.wait_for_timeout(20)
            assert page.evaluate("window.hit") is None
            assert page.locator("script, img, svg, iframe, [onerror], [onload], [onmouseover], a[href^=javascript]").count() == 0
            assert "<script>window.hit=1</script>" in page.inner_text("body")
    assert not asked and not said


def _hostile(builder):
    """Put hostile text into everything that a card shows."""
    builder.graph.graph["areas"] = {"x": {"en": HOSTILE}}
    builder.graph.graph["sources"] = [{**builder.graph.graph["sources"][0], "title": HOSTILE, "path": f"{HOSTILE}.md"}]
    said = f"It says {HOSTILE} and then at some length what it is."
    name = f"Thing {HOSTILE}"
    thing = builder.topic(name, said, names={"zh": f"物{HOSTILE}"}, questions=[f"Why {HOSTILE}?"], area="x", id="topic/thing")
    other = builder.topic("Other", f"It is something else than {HOSTILE}, and quite so.", area="x")
    builder.graph.nodes[thing]["mentions"].append({"source": "plan", "line": 1, "text": f"{name}: Why {HOSTILE}?"})
    versus = {"source": "plan", "line": 30, "text": "Thing vs Other"}
    for topic in (thing, other):
        builder.graph.nodes[topic]["aliases"].append(topic.removeprefix("topic/").capitalize())
        builder.graph.nodes[topic]["mentions"].append(versus)
    reason = f"because {HOSTILE} is what it starts from"
    builder.edge(other, "prerequisite", thing, {"source": "plan", "line": 31, "rule": "stated", "text": reason, "for": True})
    line = {"source": "plan", "line": 32, "rule": "containment", "text": f"{name}: One{HOSTILE}, Two{HOSTILE}", "for": True}
    for part in ("One", "Two"):
        builder.edge(builder.topic(f"{part}{HOSTILE}", id=f"topic/{part}", area="x"), "part_of", thing, line)
    builder.edge(builder.node("project/p", f"Build {HOSTILE}", note=HOSTILE), "practises", other)
    works = [("evil", "javascript:window.hit=4"), ("good", "https://example.org/\"onmouseover='window.hit=5'")]
    for work, url in works:
        says = [{"source": "plan", "line": 33, "text": "Thing original paper"}]
        builder.node(f"resource/{work}", f"Title {HOSTILE}", url=url, media="paper", authors=[HOSTILE], mentions=says)
        builder.edge(f"resource/{work}", "covers", thing)


RELEASED = sorted((Path(__file__).parent / "released").glob("*.apkg"))


@pytest.mark.parametrize("deck", RELEASED, ids=lambda path: path.stem)
def test_decks_of_every_release_go_on(engine, export, course, deck):
    """A deck of an earlier version, studied, takes today's looks and texts: no conflict, no second note type, nothing forgotten."""
    old = deck.read_bytes()
    engine.take(old)
    before = {note["Id"]: note.guid for note in engine.notes()}
    card = engine.note("definition en topic/idea-0").cards()[0]
    card.start_timer()
    engine.collection.sched.answerCard(card, 4)
    card.load()
    studied = (card.type, card.queue, card.due, card.ivl, card.reps)

    took = engine.take(export(edited(course, "topic/idea-0", "It now says something else, and says it at greater length."), previous=old))
    assert took["conflicting"] == 0 and took["updated"] > 0
    card.load()
    assert (card.type, card.queue, card.due, card.ivl, card.reps) == studied and "something else" in card.answer()
    assert before.items() <= {note["Id"]: note.guid for note in engine.notes()}.items()
    ours = [entry.name for entry in engine.collection.models.all_names_and_ids() if "roadloom" in entry.name]
    assert sorted(ours) == ["roadloom 1", "roadloom 1 (cloze)"]
    for stem, name in (("card", "roadloom 1"), ("cloze", "roadloom 1 (cloze)")):
        there = engine.collection.models.by_name(name)
        sides = [model.template(f"{stem}-{side}.html") for side in ("front", "back")]
        assert [there["tmpls"][0][side] for side in ("qfmt", "afmt")] == sides and there["css"] == model.template("style.css")
        assert [field["name"] for field in there["flds"]] == list(model.FIELDS)


def test_every_version_of_the_looks_before_this_one_has_a_deck_here():
    """A release that changes the looks leaves a deck with the old ones in `released/` (made before the change)."""
    assert len(RELEASED) >= 1 and model.STYLED > 1767225600


@pytest.mark.parametrize("width", [320, 1280])
def test_cards_fit_the_screen(engine, export, builder, chromium, width):
    """No card is wider than a phone, not even with words that have no end; it asks for nothing from the network."""
    builder.topic("Supercalifragilistic" * 9, "x" * 600 + " 词" * 90)
    engine.take(export(builder.graph))
    page, asked = chromium.new_page(viewport={"width": width, "height": 600}), []
    page.on("request", lambda request: asked.append(request.url))
    for card in engine.cards():
        page.set_content(f"<body class='card'>{card.answer()}</body>")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not asked


@pytest.mark.parametrize("night", ["", "nightMode", "night_mode"])
def test_text_is_readable_by_day_and_by_night(engine, export, course, chromium, night):
    """Every text has a contrast of at least 4.5 to 1 with what lies behind it (WCAG 2.2, 1.4.3), in every area's colour."""
    engine.take(export(course))
    answer = engine.note("definition en topic/idea-0").cards()[0].answer()
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    for hue in range(0, 360, 12):
        page.set_content(f"<body class='card {night}'>{re.sub('--hue:[0-9]+', f'--hue:{hue}', answer)}</body>")
        worst = page.evaluate(CONTRAST)
        assert worst["ratio"] >= 4.5, (hue, worst)


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = color => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = color => {
    const [r, g, b] = color.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  let worst = {ratio: 99};
  for (const element of document.querySelectorAll('.rl *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color).slice(0, 3)), light(behind(element).slice(0, 3))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst.ratio) worst = {ratio, text: element.textContent.trim().slice(0, 40), kind: element.className};
  }
  return worst;
}"""
