"""Which cards a graph is worth, and in which order they come."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadloom.exporters.anki.cards import chosen, make, places
from roadloom.exporters.anki.kinds import KINDS, Card
from roadloom.exporters.anki.markup import flat
from roadloom.exporters.anki.view import View

GOOD = "Trains two small matrices beside each frozen weight matrix."


def cards(builder, *kinds, lang="en", topics=None, known=(), both=False):
    view = View(builder.graph, lang, both=both)
    return list(chosen(make(view, kinds or list(KINDS)), view.topics if topics is None else topics, known))


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_an_empty_graph_has_no_cards(builder):
    """Nothing in, nothing out."""
    assert cards(builder) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "。。。",
        "LoRA",
        "lora!",
        "Low-rank",
        "如 A、B 等",
        "such as this and that one",
        "Adapter, QLoRA and PEFT",
        "Adapter、QLoRA、PEFT 等",
        "[Adapter, QLoRA]",
        "See the chapter about low-rank methods.",
        "Understand how it saves memory and when that pays.",
        "Familiarize yourself with its two small matrices.",
        "掌握低秩分解的基本原理和实现方法。",
    ],
)
def test_what_defines_nothing_is_no_definition(builder, text):
    """The name itself, a fragment of it, examples and mere lists of topics get neither definition nor reverse."""
    builder.topic("LoRA", text, aliases=["Low-Rank Adaptation"])
    for name in ("Adapter", "QLoRA", "PEFT"):
        builder.topic(name)
    assert cards(builder, "definition", "reverse") == []


def test_the_reverse_hides_every_name(builder):
    """The question holds none of the names of what it asks for, in whatever language."""
    builder.topic("LoRA", "LoRA（低秩适配）：" + GOOD + " lora is small.", names={"zh": "低秩适配"}, aliases=["Low-Rank Adaptation"])
    (card,) = cards(builder, "reverse")
    assert "lora" not in card.front.casefold() and "低秩适配" not in card.front and "LoRA" in card.back


def test_no_reverse_where_the_answer_is_not_unique(builder):
    """A text that defines two topics, or that is too short to tell, asks for none."""
    builder.topic("A", GOOD)
    builder.topic("B", GOOD)
    builder.topic("C", "Plots things")
    assert cards(builder, "reverse") == [] and len(cards(builder, "definition")) == 3


def test_definitions_come_in_the_readers_language(builder):
    """The best definition is one in the reader's language; a second document's words stand below, other languages' do not."""
    said = [
        {"text": GOOD, "source": "lexicon", "line": 0, "lang": "en"},
        {"text": "冻结大模型的权重，只训练两个低秩的小矩阵。", "source": "lexicon", "line": 0, "lang": "zh"},
        {"text": "Adds a little beside what is frozen, and trains only that.", "source": "plan", "line": 3},
    ]
    builder.topic("LoRA", definition=None, names={"en": "LoRA", "zh": "低秩适配"})
    builder.graph.nodes["topic/lora"]["definition"] = said
    (english,), (chinese,) = cards(builder, "definition"), cards(builder, "definition", lang="zh")
    assert plain(english.back) == said[2]["text"] and GOOD in english.more and "冻结" not in english.more
    assert plain(chinese.back) == said[1]["text"] and chinese.more == ""
    assert plain(english.front) == "LoRA 低秩适配" and plain(chinese.front) == "低秩适配 LoRA"


@pytest.mark.parametrize(
    "poor", ["This involves two small matrices and much else besides.", "Key ideas include two small matrices.", "word " * 60]
)
def test_what_goes_on_or_on_and_on_comes_second(builder, poor):
    """A text that leans on one before it, or is too long for a card, stands below one that says what the topic is."""
    builder.topic("LoRA", poor)
    builder.graph.nodes["topic/lora"]["definition"].append({"text": GOOD, "source": "lexicon", "line": 0, "lang": "en"})
    (card,) = cards(builder, "definition")
    assert plain(card.back) == GOOD and poor.split()[-1] in card.more


def test_a_question_is_answered_from_its_line(builder):
    """What is said on the line of the question answers it, even if it is only a list; without any answer there is no card."""
    builder.topic("MoE")
    builder.topic("FlashAttention")
    node = builder.topic("Structure", "MoE, FlashAttention", questions=["How do models grow?"])
    builder.graph.nodes[node]["mentions"] = [{"source": "plan", "line": 3, "text": "|Structure|How do models grow?|MoE, FlashAttention|"}]
    builder.topic("Nothing", questions=["Why is there nothing?"])
    (card,) = cards(builder, "questions")
    assert "How do models grow?" in card.front and plain(card.back) == "MoE, FlashAttention"


def test_a_table_answers_its_question(builder):
    """Where a row names topic and examples in different cells, the examples answer the question, and are no closed list besides."""
    node = builder.topic("Alignment", questions=["How does a model learn to listen?"])
    for name in ("RLHF", "DPO"):
        row = {"source": "plan", "line": 1, "rule": "stated", "text": "RLHF, DPO", "for": True}
        list_line = {"source": "plan", "line": 9, "rule": "stated", "text": "Alignment: RLHF, DPO", "for": True}
        builder.edge(builder.topic(name), "part_of", node, row, list_line)
    builder.graph.nodes[node]["mentions"].append({"source": "plan", "line": 9, "text": "Alignment: RLHF, DPO"})
    question, parts = cards(builder, "questions", "parts")
    assert plain(question.back) == "RLHF, DPO" and question.origins == [("plan", 1)] and parts.origins == [("plan", 9)]


def test_no_question_that_holds_its_answer(builder):
    """A question that names what would answer it is not asked."""
    builder.topic("Decoding", "top-k and top-p", questions=["What do top-k and top-p do?"])
    assert cards(builder, "questions") == []


def test_a_question_without_an_answer_is_not_asked(builder):
    """What a topic is answers no other question about it."""
    builder.topic("Pretraining", GOOD, questions=["What makes it efficient?"])
    assert cards(builder, "questions") == []


def test_questions_of_one_answer_come_together(builder):
    """Two questions of one row are one card, not two cards with the same back."""
    node = builder.topic("Tokens", "embeddings and positions", questions=["How are they shown?", "What do they hold?"])
    row = "|Tokens|How are they shown? What do they hold?|embeddings and positions|"
    builder.graph.nodes[node]["mentions"] = [{"source": "plan", "line": 1, "text": row}]
    (card,) = cards(builder, "questions")
    assert plain(card.front) == "Tokens How are they shown? What do they hold?" and plain(card.back) == "embeddings and positions"


@pytest.mark.parametrize("question", ["什麼是LLM？", "What is an LLM?", "LLM是什么？", ""])
def test_asking_what_it_is_is_left_to_the_definition(builder, question):
    """A question that only asks what the topic is makes no second card."""
    builder.topic("LLM", GOOD, questions=[question])
    assert cards(builder, "questions") == []


def listing(builder, text, *names):
    whole = builder.topic("Functions")
    for name in names:
        line = {"source": "plan", "line": 7, "rule": "containment", "text": text, "for": True}
        builder.edge(builder.topic(name), "part_of", whole, line)


def test_a_short_closed_list_hides_each_part(builder):
    """Parts come in the order of the line, each hidden in turn."""
    listing(builder, "激活函数：Tanh、ReLU、Sigmoid", "ReLU", "Sigmoid", "Tanh")
    (card,) = cards(builder, "parts")
    assert plain(card.front) == "Functions {{c1::Tanh}} {{c2::ReLU}} {{c3::Sigmoid}}" and card.deletions == 3


@pytest.mark.parametrize(
    "text",
    [
        "ReLU、Tanh 等",
        "functions (e.g. ReLU, Tanh)",
        "ReLU, Tanh, ...",
        "|which?|ReLU, Tanh|",
        "such as ReLU and Tanh",
        "popular functions: ReLU, Tanh",
        "常用函数：ReLU、Tanh",
    ],
)
def test_an_open_list_is_no_whole(builder, text):
    """Where a document only gives examples, nobody can know the missing one."""
    listing(builder, text, "ReLU", "Tanh")
    assert cards(builder, "parts") == []


@pytest.mark.parametrize(
    "text",
    [
        "Functions matter here, and so do ReLU, Tanh",
        "Functions: learn ReLU and Tanh until you know them",
        "函数：用 ReLU 或 Tanh 得到激活值的层",
    ],
)
def test_a_line_that_says_more_lists_no_whole(builder, text):
    """Where a line also says other things, its names need not be all parts there are."""
    listing(builder, text, "ReLU", "Tanh")
    assert cards(builder, "parts") == []


@pytest.mark.parametrize(
    ("categories", "asked"), [(("concept", "concept", "tool"), 1), (("concept", "tool", "model"), 0), (("tool",) * 3, 0)]
)
def test_a_list_of_products_is_never_closed(builder, categories, asked):
    """Of tools and models there are always more: who could know which one the list names?"""
    listing(builder, "functions: One, Two, Three", "One", "Two", "Three")
    for name, category in zip(("one", "two", "three"), categories, strict=True):
        builder.graph.nodes[f"topic/{name}"]["category"] = category
    assert len(cards(builder, "parts")) == asked


@pytest.mark.parametrize(("areas", "asked"), [(("a", "b"), 1), (("b", "c"), 0), ((None, "b"), 0), ((None, None), 1)])
def test_what_a_thing_is_used_for_is_no_part_of_it(builder, areas, asked):
    """Where all that a line names beside a topic belongs to other areas, these are uses; what has no area tells nothing."""
    listing(builder, "Functions (One, Two)", "One", "Two")
    for name, area in zip(("functions", "one", "two"), ("a", *areas), strict=True):
        builder.graph.nodes[f"topic/{name}"]["area"] = area
    assert len(cards(builder, "parts")) == asked


def test_a_list_is_asked_for_once_its_parts_are_known(builder):
    """Its turn is that of the last of whole and parts; its home is that of the whole."""
    listing(builder, "functions: One, Two", "One", "Two")
    (card,) = cards(builder, "parts")
    assert (card.owner, card.anchor) == ("topic/functions", "topic/two")


def test_a_long_list_is_no_card(builder):
    """Seven parts are too many to be asked one by one."""
    listing(builder, "one long line", *(f"Part {letter}" for letter in "abcdefg"))
    assert cards(builder, "parts") == []


def test_a_part_that_the_rest_gives_away_stays_open(builder):
    """GPT can be read off GPT-2: it is shown, and the others are asked for."""
    listing(builder, "GPT, GPT-2, BERT", "GPT", "GPT-2", "BERT")
    (card,) = cards(builder, "parts")
    assert plain(card.front) == "Functions GPT {{c1::GPT-2}} {{c2::BERT}}"


def test_why_needs_a_reason(builder):
    """Only prerequisites for which somebody says why are asked for; names, headings, fields and votes against are no reasons."""
    target = builder.topic("Second")
    reasons = [
        ("First", "lexicon", "it trains the First one's small matrices", True),
        ("Heading", "stated", "### 2.1 Heading → Second", True),
        ("Field", "stated", "- {name: Second, category: concept, needs: [Field]}", True),
        ("Bracket", "stated", "Second (Bracket, with examples and pictures)", True),
        ("Phase", "phase-order", "the phase before is about something else", True),
        ("Against", "stated", "nobody needs to know this one before that", False),
    ]
    for name, rule, text, vote in reasons:
        entry = {"source": "plan", "line": 2, "rule": rule, "text": text, "for": vote}
        builder.edge(builder.topic(name), "prerequisite", target, entry)
    (card,) = cards(builder, "why")
    assert plain(card.back) == "First because it trains the First one&#x27;s small matrices"


@pytest.mark.parametrize(
    "text",
    [
        "- Learn First before Second, because it holds all the rest",
        "先学 First 再学 Second，这样更容易理解。",
        "First gets you to Second quickly.",
    ],
)
def test_a_sentence_of_a_document_is_a_reason(builder, text):
    """A line that says why in words stands on the card as it is, without its list mark."""
    entry = {"source": "plan", "line": 2, "rule": "stated", "text": text, "for": True}
    builder.edge(builder.topic("First"), "prerequisite", builder.topic("Second"), entry)
    (card,) = cards(builder, "why")
    assert plain(card.back) == f"First {text.removeprefix('- ')}"


@pytest.mark.parametrize("text", ["Masked LM vs Causal LM", "今天学：Masked LM VS. Causal LM，然后休息", "| Causal LM versus Masked LM |"])
def test_contrasts_come_from_documents(builder, text):
    """Two topics that a line sets against each other get one card, the same whichever is learned first."""
    one = builder.topic("Masked LM", "Predicts tokens that were hidden anywhere in the text.")
    two = builder.topic("Causal LM", "Predicts the next token from those before it.")
    for topic in (one, two):
        builder.graph.nodes[topic]["mentions"].append({"source": "plan", "line": 9, "text": text})
    (card,) = cards(builder, "contrast")
    builder.graph.nodes[one]["rank"] = 9
    (again,) = cards(builder, "contrast")
    assert (card.owner, card.extra) == (again.owner, again.extra) and card.anchor == two and again.anchor == one
    assert "hidden anywhere" in card.back and "the next token" in card.back


def test_no_contrast_without_two_definitions(builder):
    """Without words for both there is no answer; a name inside a longer one is not set against anything."""
    topics = [
        builder.topic("Tuning", GOOD),
        builder.topic("Full tuning"),
        builder.topic("LoRA", "Trains little matrices beside frozen ones."),
    ]
    for topic in topics:
        builder.graph.nodes[topic]["mentions"].append({"source": "plan", "line": 9, "text": "Full tuning vs LoRA"})
    assert cards(builder, "contrast") == []


def test_a_project_asks_for_what_it_takes(builder):
    """The back tells the topics that the front does not name, or what they are; a project that says it all gets no card."""
    named, other = builder.topic("LoRA", GOOD), builder.topic("PEFT")
    builder.node("project/a", "Tune something with PEFT")
    builder.edge("project/a", "practises", other)
    builder.node("project/b", "Tune something", note="with LoRA")
    builder.edge("project/b", "practises", named)
    builder.edge("project/b", "practises", other)
    (card,) = cards(builder, "project")
    assert card.owner == "project/b" and plain(card.front) == "Tune something with LoRA" and plain(card.back) == f"PEFT LoRA {GOOD}"


def test_a_project_that_only_names_its_topic_is_no_prompt(builder):
    """A heading that came to be a project asks for nothing."""
    builder.topic("Quantization", GOOD)
    builder.node("project/a", "Quantization")
    builder.edge("project/a", "practises", "topic/quantization")
    assert cards(builder, "project") == []


def test_cards_speak_only_of_what_is_learned_or_known(builder):
    """With a part of the topics chosen, a list or project that needs others is left out, unless those are known."""
    listing(builder, "A1, B2", "A1", "B2")
    topics = ["topic/functions", "topic/a1"]
    assert cards(builder, "parts", topics=topics) == []
    assert len(cards(builder, "parts", topics=topics, known=["topic/b2"])) == 1
    assert cards(builder, "parts", topics=[], known=[*topics, "topic/b2"]) == []


def test_every_card_has_two_different_sides_and_a_source(course):
    """In a course with everything, no side is empty, no answer stands in its question, and nothing comes twice."""
    made = make(View(course, "en"), list(KINDS))
    assert {card.kind for card in made} == set(KINDS)
    for card in made:
        asked, answered = flat(plain(card.front)), flat(plain(card.back))
        assert asked and card.origins and (card.deletions or (answered and answered not in asked))
    assert len({(card.kind, card.front, card.back) for card in made}) == len(made)


def note(anchor, deletions=0):
    return Card("definition", anchor, anchor, "", "", [], "en", deletions=deletions)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=40))
def test_places_are_a_permutation_in_learning_order(rows):
    """Every card has one place; first cards follow the order of topics; deletions of a list follow each other."""
    rows.sort(key=lambda row: row[0])
    notes = [note(str(topic), deletions) for topic, deletions in rows]
    given_places = places(notes)
    assert sorted(place for found in given_places for place in found) == list(range(sum(max(deletions, 1) for _, deletions in rows)))
    assert all(found == sorted(found) for found in given_places)
    first = {}
    for (topic, _), found in zip(rows, given_places, strict=True):
        first[topic] = min(first.get(topic, found[0]), found[0])
    assert [first[topic] for topic in sorted(first)] == sorted(first.values())


def test_siblings_are_apart():
    """Between two cards of one topic, three other topics begin."""
    notes = [note(str(topic)) for topic in range(10) for _ in range(2)]
    found = places(notes)
    assert all(abs(found[2 * at][0] - found[2 * at + 1][0]) >= 3 for at in range(7))


def test_reasons_of_the_lexicon_come_in_the_readers_language(builder):
    """A reason that the bundled lexicon knows is said in the reader's language; one that leads over a further topic is none."""
    from roadloom.graph.lexicon import Lexicon

    said = Lexicon.load().concepts["qlora"].needs["lora"]
    lora, qlora = builder.topic("LoRA"), builder.topic("QLoRA")
    builder.edge(lora, "prerequisite", qlora, {"source": "lexicon", "line": 0, "rule": "lexicon", "text": said["en"], "for": True})
    far = {"source": "lexicon", "line": 0, "rule": "lexicon", "text": "it is something else altogether (by way of LoRA)", "for": True}
    builder.edge(builder.topic("Far"), "prerequisite", qlora, far)
    (english,), (chinese,) = cards(builder, "why"), cards(builder, "why", lang="zh")
    assert plain(english.back) == f"LoRA because {said['en']}" and plain(chinese.back) == f"LoRA 因为{said['zh']}"
