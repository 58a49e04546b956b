"""The words that stand on cards and in deck names, per language of the reader."""

from __future__ import annotations

import re
from typing import Final

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "definition": "What is it?",
        "reverse": "What is this called?",
        "questions": "Can you answer this?",
        "parts": "Name the missing part",
        "why": "What does it build on, and why?",
        "contrast": "What sets them apart?",
        "introduced": "Which work introduced it?",
        "project": "Could you do this on your own?",
        "elsewhere": "In other words",
        "source": "From",
        "lexicon": "roadloom's lexicon",
        "other": "Other topics",
        "note": "Your note in the vault",
        "node": "Its place on the map",
        "join": ", ",
        "versus": "vs",
        "describe": "Cards come in learning order. To keep that order across subdecks, tick “Import any deck presets” when importing "
        "(or set the new card gather order to “Ascending position” in the deck options).",
    },
    "zh": {
        "definition": "这是什么？",
        "reverse": "这叫什么？",
        "questions": "你能回答吗？",
        "parts": "缺的是哪一项？",
        "why": "先要掌握什么？为什么？",
        "contrast": "它们有什么不同？",
        "introduced": "它最早由哪篇论文或课程提出？",
        "project": "你能独立完成吗？",
        "elsewhere": "换个说法",
        "source": "出处",
        "lexicon": "roadloom 词库",
        "other": "其他主题",
        "note": "知识库里的笔记",
        "node": "地图上的位置",
        "join": "、",
        "versus": "与",
        "describe": "卡片按学习顺序出现。导入时请勾选“导入牌组预设”，这样跨子牌组时顺序也不变"
        "（也可在牌组选项里把新卡片的抽取顺序设为“按位置升序”）。",
    },
}

VERSUS: Final = re.compile(r"(?<![A-Za-z])(?:vs\.?|versus)(?![A-Za-z])", re.IGNORECASE)
"""What stands between things that a document sets against each other."""

OPEN_LIST: Final = re.compile(r"等|\betc\b|\.\.\.|…|\be\.g\b|\bsuch as\b|\bincluding\b|例如|比如|[（(:：]\s*如|包括", re.IGNORECASE)
"""Marks of a list that names examples only: its members are no closed whole, and it defines nothing."""

ASKS_WHAT: Final = re.compile(r"^(?:什么是|什麼是|何谓|何謂|what\s+(?:is|are)\s+(?:an?\s+|the\s+)?)|(?:是什么|是什麼)$", re.IGNORECASE)
"""A question that only asks what the topic is: the definition card asks that already."""

NAME: Final = "\0"
"""Stands for a topic's name in the text that `INTRODUCED` looks through."""

INTRODUCED: Final = re.compile(
    f"{NAME}(?:'s)?\\s*的?\\s*(?:原论文|原論文|原始论文|原始論文|开山之作|開山之作|理论来源|理論來源|original paper)"
    f"|{NAME}\\s+(?:was|were)\\s+(?:first\\s+)?(?:introduced|proposed)|{NAME}\\s*(?:最早|最初|首先)?由[^。；;\\n]{{1,60}}提出"
    f'|(?:introduced|proposed|proposes|original|提出了?|首创了?|首創了?)\\s*(?:the\\s+)?[《“"(（]?{NAME}',
    re.IGNORECASE,
)
"""A document's word that something introduced a topic. Not "introduces": courses say that of what they teach."""

GENERIC_WORK: Final = re.compile(r"原始?论文|原始?論文|论文|論文|课程|課程|\b(?:original|paper|course|tutorial)\b", re.IGNORECASE)
"""Words of a title that only say what kind of work it is."""
