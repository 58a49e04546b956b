"""Read the words that name topics: lists, brackets, "A：B、C", what stands around a name without being part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from roadloom.graph.names import abbreviates

from .outline import LONGEST
from .words import bare, plain, simplified, words

_OPEN, _CLOSE = '（(【[「『《“"', '）)】]」』》”"'
_PAIRS = dict(zip(_OPEN, _CLOSE, strict=True))
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # and kana: scripts without blanks between words
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff][\w.+#'-]*")  # of any alphabet
_COLON = re.compile(r"：|:(?=\s|$|[\u3400-\u9fff])| [-–—]{1,2} |——|—(?=\S)")
_SENTENCE = re.compile(r"[。！？!?；;]|\.\s+[A-Z]|\.$")
_AND = re.compile(
    r"\s+(?:and|or|vs\.?|versus)\s+|\s*(?:和|与|與|及|以及|或者|或)\s*|\s+[&+]\s+|\s*(?:vs\.?|VS)\s*(?=[\u3400-\u9fff])", re.IGNORECASE
)
_LIST = re.compile(
    r"\s*、\s*|\s*[，,]\s*(?!\d{3})|\s*;\s*|\s+/\s+|/\s+|\s+/|\s*\|\s*|\s*·\s*|(?<!\+)(?<!\w)\s*\+\s+|(?<=\w)\+\s+(?=[A-Z\u3400-\u9fff])|\s+\+\s*"
    r"|(?<=[）)\u3400-\u9fff])\+(?=[\u3400-\u9fffA-Z])"
)
_LIST_NO_COMMA = re.compile(r"\s*、\s*|\s*，\s*")
_COMMA = re.compile(r"，")
_SLASH = re.compile(r"/")
_SHARED = re.compile(r"^([A-Za-z][\w+#.-]*(?:\s[A-Za-z][\w+#.-]*)*)\s+([\u3400-\u9fff]{2,8})$")
MAX_HAN, MAX_WORDS = 26, 9  # above this a text is a sentence, not a name


@dataclass(slots=True)
class Term:
    """A name with what its place says of it."""

    name: str
    raw: str = ""  # as written, where words around it were dropped
    aliases: list[str] = field(default_factory=list)
    parts: list[Term] = field(default_factory=list)
    definition: str | None = None
    group: bool = False  # the name only holds the parts together ("等对齐方法")


def outside(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Return the matches that stand outside brackets and quotes."""
    depth_at: list[int] = []
    closing: list[str] = []
    depth = 0
    paired = text.count('"') % 2 == 0
    for c in text:
        if closing and c == closing[-1]:
            closing.pop()
            depth -= 1
        elif c in _PAIRS and (c != '"' or paired):
            closing.append(_PAIRS[c])
            depth += 1
        depth_at.append(depth)
    return [m for m in pattern.finditer(text) if depth_at[m.start()] == 0 and (m.start() == 0 or depth_at[m.start() - 1] == 0)]


def cut(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Split a text at matches outside brackets."""
    out, at = [], 0
    for match in outside(text, pattern):
        out.append(text[at : match.start()])
        at = match.end()
    return [p.strip() for p in [*out, text[at:]] if p.strip()]


def head_and_rest(text: str) -> tuple[str, str]:
    """Split "X：what it is" at its first colon or dash; the rest is empty where there is none."""
    for match in outside(text, _COLON):
        head, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if head and rest and len(head) <= 60:
            return head, rest
        if head and not rest:
            return head, ""
    return text.strip(), ""


def is_name(text: str) -> bool:
    """Is a text short and plain enough to name a thing?"""
    if not text or _SENTENCE.search(text) or text[0] in "&+/|=":
        return False
    han = len(_HAN.findall(text))
    tokens = len(_WORD.findall(text))
    return han <= MAX_HAN and tokens <= MAX_WORDS and (han + tokens) > 0 and any(c.isalpha() for c in text)


def brackets(text: str) -> tuple[str, list[str]]:
    """Take round and square brackets out of a text; return it and what stood in them."""
    inside: list[str] = []

    def take(match: re.Match[str]) -> str:
        inside.append(match[1].strip())
        return (
            " "
            if match.end() < len(text)
            and text[match.end() : match.end() + 1].isascii()
            and text[match.start() - 1 : match.start()].isascii()
            else ""
        )

    return re.sub(r"\s{2,}", " ", re.sub(r"\s*[（(【\[]([^（()）【】\[\]]*)[）)】\]]", take, text)).strip(), [i for i in inside if i]


def same_thing(name: str, other: str) -> bool:
    """Does a bracket give another name of the thing rather than say something of it?

    It does where the two are of different scripts, or one abbreviates the other.

    >>> same_thing("检索增强生成", "RAG"), same_thing("Transformer", "核心架构"), same_thing("Low-Rank Adaptation", "LoRA")
    (True, False, True)
    """
    if not is_name(other) or len(other) > 60:
        return False
    han_a, han_b = bool(_HAN.search(name)), bool(_HAN.search(other))
    if han_a != han_b:
        # "Transformer（核心架构）" says something; "嵌入层（Embeddings）" and "Agent（智能体）" name. A Chinese bracket behind a Latin
        # name is a remark unless it is as short as a name.
        return not han_b or (2 <= len(other) <= 8 and not _remark(other))
    if han_a:
        return False
    return abbreviates(name, other) or abbreviates(other, name)


def _remark(text: str) -> bool:
    folded = plain(simplified(text))
    w = words()
    return (
        folded.startswith(w.remarks["begin"])
        or folded.endswith(w.remarks["end"])
        or any(word in folded for word in w.remarks["hold"])
        or bool(w.label(text))
        or len(folded) > 6
        and any(word in folded for word in w.of)
    )


def without_verb(name: str) -> str:
    """Drop what a sentence says to do with a thing, keep the rest as written."""
    return trim(name, aspects=False)


def trim(name: str, *, aspects: bool = True) -> str:
    """Drop words that say what to do with a thing, not which thing it is.

    >>> trim("了解 tokenization"), trim("Tokenizer 工作原理"), trim("Understand transformers")
    ('tokenization', 'Tokenizer', 'transformers')
    """
    w = words()
    name = bare(name).strip(' 。.，,;；、`*"“”')
    name = re.sub(r"^[A-Z][\w .]{1,24}的(?=[A-Za-z])", "", name)  # "Hugging Face的BERT"
    for _ in range(3):
        folded = plain(simplified(name))
        verb = w.starts(folded, w.verbs)
        if verb and len(folded) == len(name):
            rest = name[len(verb) :].lstrip(" ：:")
            # 学习率 is no learning of 率; "Learning rate" no learning either.
            if len(rest) >= 2 and (name[len(verb) : len(verb) + 1] in (" ", "：", ":") or not _HAN.search(verb) or _apart(rest, verb)):
                name = rest
                continue
        break
    for _ in range(2 if aspects else 0):
        folded = plain(simplified(name))
        tail = next((a for a in w.aspects if folded.endswith(a) and len(folded) > len(a) + 1 and not a.isascii()), None)
        if tail is None and (match := w.last_aspect.search(folded)):
            tail = match[0]
        if (
            tail
            and tail.isascii()
            and re.search(r"(?:al|ic|ive|ary|ed|ing)$", folded[: -len(tail)])
            and " " not in folded[: -len(tail)].strip()
        ):
            break  # "Architectural overview" is no Architectural
        if tail and len(folded) == len(name) and not folded[: -len(tail)].endswith(w.made):
            name = name[: -len(tail)].rstrip(" ：:-–—的")
            continue
        break
    for tail in w.and_so_on:
        if plain(name).endswith(tail) and len(name) > len(tail) + 1:
            name = name[: -len(tail)].rstrip(" ,，、")
    return name.strip()


def _apart(rest: str, verb: str) -> bool:
    """Is what follows a Chinese verb a name of its own? One character is the rest of a word (学习率, 研究生)."""
    if verb in ("研究", "关注", "探索", "介绍"):  # nouns as well: 研究实验室
        return not _HAN.match(rest)
    return len(rest) >= 2 and not (len(verb) == 2 and rest.startswith(words().suffixes))


def names_in(text: str) -> list[str]:
    """Split "A、B 和 C" into its names; a text that is one name comes back alone.

    >>> names_in("LoRA和QLoRA"), names_in("L1/L2正则化"), names_in("BPE, SentencePiece, Tiktoken"), names_in("知识库构建与管理")
    (['LoRA', 'QLoRA'], ['L1/L2正则化'], ['BPE', 'SentencePiece', 'Tiktoken'], ['知识库构建与管理'])
    """
    out: list[str] = []
    pieces = cut(text, _LIST)
    if "，" in text and not all(_LATIN.match(p) and not _HAN.search(p.split()[0]) for p in cut(text, _COMMA)):
        # Between Chinese words a wide comma parts clauses, not names.
        pieces = cut(text, _LIST_NO_COMMA) if "、" in text and not re.search(r"，[^、，]{6,}$", text) else [text]
    for piece in pieces:
        out.extend(_and_split(re.sub(r"^(?:and\b|or\b|以及|[和与及或](?=[\u3400-\u9fff]{3}|[A-Za-z\s]))\s*", "", piece) if out else piece))
    return [p for p in (x.strip(" 。.，,;；、") for x in out) if p]


def _and_split(text: str) -> list[str]:
    pieces = cut(text, _AND)
    if len(pieces) < 2 or not all(_stands(p) for p in pieces):
        pieces = [text]  # 和弦 is no "和 弦"
    out = []
    for piece in pieces:
        parts = cut(piece, _SLASH)
        out.extend(parts if len(parts) > 1 and all(_stands_in_slash(p) for p in parts) else [piece])
    return out


def _stands(piece: str) -> bool:
    """Can a piece of "A and B" stand alone?"""
    folded = plain(simplified(bare(brackets(piece)[0])))
    if not folded or folded in words().bound:
        return False
    if _HAN.search(piece):
        core = brackets(piece)[0]
        return len(_HAN.findall(core)) >= 2 or bool(_LATIN.search(core))
    tokens = folded.split()
    if tokens and tokens[-1] in words().bound and len(tokens) == 1:
        return False
    return len(folded) >= 2


def _stands_in_slash(piece: str) -> bool:
    return len(piece) >= (2 if _HAN.search(piece) else 3) and _stands(piece) and bool(re.match(r"[\w`《]", piece)) and not piece.isdigit()


def terms(text: str) -> list[Term]:
    """Read the topics that a list item or a cell names.

    >>> [(t.name, [p.name for p in t.parts]) for t in terms("激活函数：ReLU、Sigmoid、Tanh")]
    [('激活函数', ['ReLU', 'Sigmoid', 'Tanh'])]
    >>> [(t.name, t.aliases) for t in terms("自注意力機制（Self-Attention）、嵌入層（Embeddings）")]
    [('自注意力機制', ['Self-Attention']), ('嵌入層', ['Embeddings'])]
    """
    text = bare(text).strip()
    if len(text) > LONGEST:
        return []
    head, rest = head_and_rest(text)
    if rest:
        return _headed(head, rest)
    listed = _examples_of(text) or _shared_noun(head)
    if listed:
        return listed
    core, inside = brackets(head)
    whole = len(inside) == 1 and head.endswith((")", "）")) and " " in core and abbreviates(inside[0], core)
    pieces = [head] if whole else names_in(head)  # "Identity and Access Management (IAM)" is one thing
    pieces = [p for i, p in enumerate(pieces) if not (i and _asks(p))]  # "normalization and why warehouses break it"
    if len(pieces) > 1 and any(words().finite.search(brackets(p)[0]) for p in pieces):
        pieces = [head]  # "session and cookies can be stolen" is a sentence
    found = [t for piece in pieces for t in _with_tool(piece)]
    if len(found) > 1 and pieces[-1].endswith(("）", ")")) and not any(p.endswith(("）", ")")) for p in pieces[:-1]):
        # "LoRA、QLoRA（低成本微调）": a bracket behind a list speaks of the whole list, unless it is in the other script or lists parts.
        last = found[-1]
        if len(cut(head, _SLASH)) == len(found) and re.search(r"[（(][^（()）,，、]*/[^（()）,，、]*[）)]$", pieces[-1]):
            last.parts = []  # "零样本/少样本学习（Zero/Few-Shot Learning）" names both once more
        last.aliases = [a for a in last.aliases if abbreviates(a, last.name) or abbreviates(last.name, a)]
    return found


def _asks(piece: str) -> bool:
    """Is a piece a question of its own ("why they matter")?"""
    return words().starts(plain(piece), words().asks) is not None and len(piece.split()) > 2


def _with_tool(piece: str) -> list[Term]:
    """Read "Orchestration with Apache Airflow" as the two things that it is about."""
    term = one(piece)
    match = words().with_tool.match(term.name) if term is not None else None
    tool = one(match["tool"]) if match is not None else None
    task = one(match["name"]) if match is not None else None
    if term is None or task is None or tool is None or words().label(task.name) is not None:
        return [term] if term is not None else []
    return [Term(task.name, raw=term.name, aliases=term.aliases, parts=term.parts), tool]


def _shared_noun(text: str) -> list[Term]:
    """Read "Gradio/Streamlit 前端框架": both are parts of what the last word says."""
    pieces = names_in(text)
    if len(pieces) < 2 or not all(_LATIN.match(p) and not _HAN.search(p) for p in pieces[:-1]):
        return []
    match = _SHARED.match(pieces[-1])
    if (
        not match
        or match[2] in words().bound
        or any(plain(match[2]).startswith(a.lstrip("的")) for a in words().aspects if not a.isascii())
    ):
        return []
    whole = one(match[2])
    if whole and plain(simplified(whole.name)) in words().bound:
        return []
    parts = [t for p in [*pieces[:-1], match[1]] if (t := one(p))]
    return [Term(whole.name, parts=parts, group=True)] if whole and len(parts) > 1 else []


def _included(text: str, name: str) -> list[Term]:
    """Return what an English definition lists: "… include vectors, matrices, and determinants."."""
    out: list[Term] = []
    found = (match for pattern in words().lists for match in pattern.finditer(text))
    for match in found:
        pieces = [words().around.sub("", p) for p in re.split(r",\s+", match["list"])]
        short = [p for p in pieces if 1 <= len(p.split()) <= 4]
        if len(pieces) < 2:
            short = [p for p in names_in(pieces[0]) if len(p.split()) <= 3]
        if len(short) < max(2, len(pieces) - 1):
            continue
        for piece in short:
            out.extend(t for p in names_in(piece) if (t := one(p)) and plain(t.name) != plain(name) and not _tells(p))
    known = {plain(t.name) for t in out} | {plain(name)}
    out.extend(Term(p) for p in products(text) if plain(p) not in known and plain(p).rstrip("s") not in plain(name))
    return out


def _tells(text: str) -> bool:
    """Does a text begin like a sentence ("a …", "when …") rather than like a name?"""
    return words().starts(plain(text), words().telling) is not None and len(text.split()) > 1


def _headed(head: str, rest: str) -> list[Term]:
    heads = terms(head)
    if len(heads) != 1:
        if heads and not _SENTENCE.search(rest):
            return heads + [t for piece in names_in(rest) if (t := one(piece)) and len(names_in(rest)) > 1]
        return heads
    term = heads[0]
    w = words()
    if _HAN.search(rest) and (re.search(r"[，。；]", rest.rstrip("。.")) or plain(simplified(rest)).startswith(words().tells)):
        _told(term, rest)
        return [term]
    words_in = len(rest.split())
    if (
        _tells(rest)
        or w.finite.search(rest)
        and words_in > 3
        or words_in > 6
        and (rest.endswith(".") or re.search(r"\.\s+[A-Z]", rest))
        or words_in > 16
    ):
        term.definition = rest
        term.parts.extend(_included(rest, term.name))
        return [term]
    pieces = names_in(_without_lead(rest.rstrip("。.")))
    short = all(len(_HAN.findall(brackets(p)[0])) <= 14 and len(p.split()) <= 8 for p in pieces)
    listed = len(pieces) > 1 and (
        "、" in rest or bool(re.search(r",\s|\s[/|]\s|/", rest)) or any(brackets(p)[1] for p in pieces) or bool(outside(rest, _AND))
    )
    if outside(rest, re.compile(r"\+")) and not any(brackets(p)[1] for p in pieces):
        listed = listed and "、" in rest
    if listed and short and not re.search(r"[。！？；]\s*\S|\.\s+[A-Z]", rest):
        group = _examples_of(rest.rstrip("。."))
        parts = group[0].parts if group and group[0].parts and group[0].group else [t for p in pieces if (t := one(p))]
        term.parts.extend(p for p in parts if plain(p.name) != plain(term.name))
        if re.search(r"，", rest) and not w.starts(plain(simplified(rest)), w.examples):
            term.definition = rest
    elif is_name(rest) and w.starts(plain(simplified(rest)), w.examples):
        term.parts.extend(t for p in pieces if (t := one(p)))
    else:
        term.definition = rest
    return [term]


def _told(term: Term, rest: str) -> None:
    """Read Chinese clauses behind a head: those that list names give parts, the others define."""
    told = 0
    for clause in re.split(r"[，；。]", rest.rstrip("。.")):
        folded = plain(simplified(clause.strip()))
        lead = words().starts(folded, words().examples)
        verb = words().starts(folded, words().involves)
        pieces = names_in(clause.strip()[len(verb) :] if verb else _without_lead(clause.strip()))
        named = [brackets(p) for p in pieces]
        short = all(len(_HAN.findall(core)) <= 10 and len(core) <= 40 for core, _ in named)
        if (
            lead
            or short
            and not folded.startswith(words().tells)
            and ("、" in clause or any(inside for _, inside in named))
            and len(pieces) > 1
        ):
            term.parts.extend(t for p in pieces if (t := one(p)) and plain(t.name) != plain(term.name))
        else:
            told += bool(clause.strip())
            if folded.startswith("用"):
                term.parts.extend(Term(p) for p in products(clause) if len(p) > 3)
    if told or not term.parts:
        term.definition = rest


def _without_lead(text: str) -> str:
    """Drop "如", "such as" before examples."""
    w = words()
    lead = w.starts(plain(simplified(text)), w.examples)
    return text[len(lead) :].lstrip(" :：,，") if lead else text


def _examples_of(text: str) -> list[Term]:
    """Read "A、B 等 C": A and B are parts of C."""
    for word in words().and_so_on:
        if word.isascii():
            continue
        for match in outside(text, re.compile(rf"\s*{word}\s*(?=[^\s，。、,])")):
            left, right = text[: match.start()], text[match.end() :]
            pieces = names_in(left)
            whole = one(right)
            if words().by_means.search(simplified(left)):
                pieces, left = products(left), ""
            if (
                whole
                and len(pieces) >= 1
                and is_name(right)
                and len(right) >= 2
                and (len(pieces) > 1 or "、" in left or not _HAN.search(left))
            ):
                whole.group = True
                whole.parts = [t for p in pieces if (t := one(p))]
                return [whole]
    return []


def one(piece: str) -> Term | None:
    """Read one name with its brackets; None where there is no name in it."""
    if piece.count("(") > piece.count(")"):
        piece += ")"  # the line was cut off inside a bracket
    core, inside = brackets(piece)
    asked = next((m for p in words().clauses if (m := p.match(bare(core)))), None)
    if asked is not None:  # "how SSL works" is about SSL
        term = one(asked["name"])
        if term is not None:
            term.raw = bare(core)
        return term
    if match := re.match(r"^([^（(]{2,40})[（(]([^（()）]{2,60})[）)]\s*[\u3400-\u9fff]", piece.strip()):
        # "RAG（检索增强生成）系统开发", "应用范式（RAG、Agent等）进展": the bracket names what stands before it.
        if same_thing(match[1].strip(), match[2].strip()) or len(names_in(match[2])) > 1:
            core, inside = match[1], [match[2]]
    name = trim(core)
    raw = without_verb(core)
    if not is_name(name) or len(name) < 2 and not (name.isalpha() and name.isupper() or _HAN.match(name) and piece.strip() == name):
        return None
    if (
        (said := words().label(name)) is not None
        and said.role in ("resources", "advice", "contents", "links")
        and not _LATIN.search(name)
        and len(name) > 2
    ):
        return None
    if words().finite.search(name[:1].lower() + name[1:]):
        return None  # "the rest can wait" says something
    if re.match(r"(?:a|an)\s+[a-z]", name) or plain(name) in words().and_so_on:
        return None  # "a first look" describes
    if (asks := words().starts(plain(bare(core)), words().asks)) and len(bare(core)[len(asks) :].split()) > (3 if _to_do(core) else 2):
        return None  # "how attention solves the problem" is a clause
    said = words().label(name)
    if name.isdigit() or said is not None and said.plain and not _LATIN.search(name) and len(name) <= 2:
        return None
    term = Term(name, raw if plain(raw) != plain(name) else "")
    for bracket in inside:
        _bracketed(term, bracket)
    return term


def _to_do(text: str) -> bool:
    """Does a clause ask how to do something ("how to write custom hooks") rather than how something is?"""
    return words().starts(plain(bare(text)), [v for v in words().verbs if v.endswith(" to")]) is not None


def _bracketed(term: Term, bracket: str) -> None:
    """Read a bracket behind a name as other names, as parts, or as a remark that says nothing here."""
    w = words()
    lead = w.starts(plain(simplified(bracket)), w.examples)
    if plain(simplified(bracket)) in w.picks:
        return  # "pick one"
    content = _without_lead(bracket)
    parts = cut(content, _COMMA)
    if sum(1 for p in parts if _LATIN.search(p)) * 2 > len(parts) > 1 and all(len(_HAN.findall(p)) <= 8 for p in parts):
        content = "、".join(parts)  # in a bracket behind a name wide commas part names: "（认证/授权，JWT，OAuth2）"
    pieces = names_in(content.rstrip("。."))
    listed = len(pieces) > 1 or lead
    if listed and all(is_name(p) and len(_HAN.findall(p)) <= 12 for p in pieces):
        if lead or not all(same_thing(term.name, p) and abbreviates(p, term.name) for p in pieces):
            # Of the names behind an example word the first is a thing of its own; of a list all are.
            term.parts.extend(t for p in pieces if (t := one(p)))
        else:
            term.aliases.extend(pieces)
    elif not listed and same_thing(term.name, content):
        term.aliases.append(content)


_PRODUCT = re.compile(r"`([^`]{2,40})`|(?<![\w./@-])([A-Za-z][\w+#]*(?:[-.][A-Za-z0-9+#]+)*(?:\s+[A-Z][\w+#-]*)*)(?![\w/@])", re.ASCII)


def products(text: str) -> list[str]:
    """Return names of tools and models in a sentence: code, and Latin words that no English sentence would write so.

    >>> products("使用 `peft` 微调 LLaMA/Mistral 模型")
    ['peft', 'LLaMA', 'Mistral']
    >>> products("Building a search engine（从零构建）")
    []
    """
    out = []
    chinese = bool(_HAN.search(text))
    for match in _PRODUCT.finditer(text.replace("/", " / ")):
        if match[1]:
            if re.fullmatch(r"[A-Za-z][\w.+#-]*", match[1]) and not match[1].count("_") > 1:
                out.append(match[1])
            continue
        name = match[2]
        first = name.split()[0]
        odd = any(c.isupper() for c in first[1:]) or any(c.isdigit() for c in first)
        if not odd and not (chinese and first[0].isupper() and len(first) > 1):
            continue
        if odd and not chinese:
            name = first
        after = text.replace("/", " / ")[match.end() :].lstrip()
        if match.start() == 0 and not odd and re.match(r"[a-z]", after):
            continue  # "Building an LLM（从零构建）" begins an English sentence
        if simplified(after).startswith(("数据集", "dataset")) or plain(name) in words().generic:
            continue
        if len(name) >= 2 and plain(name) not in words().fillers and (chinese and match.start() > 0 or words().label(name) is None):
            out.append(name)
    return list(dict.fromkeys(out))
