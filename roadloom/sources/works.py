"""Read what names a work to learn from: links, titles in 《》, an author, a kind, versions of one work."""

from __future__ import annotations

import re

from roadloom.graph.addresses import media_of
from roadloom.graph.lexicon import Lexicon
from roadloom.graph.model import Resource

from .draft import Draft, Place
from .names import brackets, cut, head_and_rest, is_name, outside
from .outline import Block, Line, Span
from .words import bare, following, plain, simplified, words

_TITLE = re.compile(r"《([^《》]{1,120})》")
_QUOTED = re.compile(r"[“\"]([^“”\"]{4,120})[”\"]")
_DASHED = re.compile(r"\s+[-–—|｜]\s+")
_PERSON = re.compile(r"([A-Z][a-z]+(?:\s+[A-Z][\w.-]+){1,2})\s*(?=[\u3400-\u9fff]|$)")
_ADDRESS = re.compile(
    r"^(?:https?:|mailto:|ftp:|[/.#]|www\.|[\w-]+(?:\.[\w-]+)+(?:/|$)|[\w%.-]+/[\w%./#-]*$|[\w%.-]+\.(?:md|html?|ipynb|pdf)\b)",
    re.IGNORECASE,
)
_BADGE = re.compile(r"shields\.io|badge|/sponsors/|star-history|contrib\.rocks|komarev|visitor|travis-ci|codecov", re.IGNORECASE)


class _Patterns:
    """The patterns that hold words of a language."""

    def __init__(self) -> None:
        w = words()
        self.by = re.compile(rf"\s+(?:{w.by})\s+([^(（,，。:：;；\-–—\[|]{{2,60}})", re.IGNORECASE)
        self.owned = re.compile(rf"^(.{{2,24}}?)\s*(?:(?:{w.possessive})\s*(?=[《“\"A-Z\u3400-\u9fff])|(?:{w.possessive})?$)")
        self.separators = re.compile(rf"^[\s|/·•,，、;；+&]*(?:{w.joins})?[\s|/·•,，、;；+&]*$")
        self.credit = re.compile(rf"(?:{w.credit}|@)\s*$", re.IGNORECASE)
        self.credited = re.compile(rf"(?:{w.credit})\s*(?=\S)", re.IGNORECASE)
        self.standing = re.compile(rf"^\W*[（(](?:{w.standing})[^（()）]*[)）]\W*", re.IGNORECASE)
        self.kind_before = re.compile(rf"^(?:{w.kind_before})\s*")
        self.chinese = re.compile(rf"(?:^|[（(【\s])(?:{w.languages['zh']})")
        self.english = re.compile(rf"(?:^|[（(【\s])(?:{w.languages['en']})(?:[）)】\s:：]|$)")
        ands = "|".join(rf"\b{a}\b" if a.isascii() else a for a in w.ands)
        self.joined = re.compile(rf"^[\s)）\]】]*(?:[·•|、,，;；/]|{ands})\s*(?:(?:{w.articles})\s)?")
        self.address_behind = re.compile(rf"\s*(?:👉|→|{w.address_behind})\s*[:：]?\s*$")
        self.owner_verbs = re.compile(rf"^(?:{w.owner_verbs})\s*")
        self.told_to_read = re.compile(rf"(?:^(?:\d+[.、)）]\s*)?|[。；;，,：:\s])(?:[\u3400-\u9fff]{{0,2}}?(?:{w.owner_verbs}))?\s*$")
        of = rf"(?:{w.possessive})?"
        self.owners = re.compile(rf"(?:{w.possessive})$")
        self.owned_kind = re.compile(rf"{of}(?:{w.hosts})?{of}(?:{w.owned})$")
        self.written_by = re.compile(rf"(?:{w.written_by})$")
        self.official = re.compile(rf"\W*([A-Z][\w.]+)\s*(?:{w.official})")
        self.people = re.compile(rf"[，,、/&]|\s+(?:{'|'.join(w.ands)})\s+")
        self.authors = re.compile(rf"\s+(?:{'|'.join(w.ands)}|&)\s+|、|,\s")


@following
def _patterns() -> _Patterns:
    return _Patterns()


def _points(text: str) -> bool:
    """Does a link's text say nothing of where it leads ("here", 点此)?"""
    return plain(text) in words().pointers or bool(re.fullmatch(r"\W+|\d+", text))


def is_address(text: str) -> bool:
    """Is a link's text only its address?"""
    return bool(_ADDRESS.match(text.strip())) and " " not in text.strip() and not text.strip().endswith(".js")  # Node.js is a name


def name_before_links(item: Block) -> str:
    """Return the name in "Usability testing ([guide](…))", where only links in brackets, or badges, stand behind it; "" for any other item.

    "Attention Is All You Need ([paper](…))" is the title of what the link leads to, and no such name.
    """
    line = item.lines[0]
    links = [span for span in _merged(line) if span.url]
    if len(item.lines) > 1 or not links:
        return ""
    before = _before(line, links[0])
    name = before.rstrip(" ([（【")
    badges = all(span.image for span in links)
    if not badges and name.rstrip() == before.rstrip() or _after(line, links[-1]).strip(" )]）】.。"):
        return ""
    whole = not badges and any(kind_label(span.text) in ("paper", "book", "course") or _points(span.text) for span in links)
    if whole or not is_name(name) or len(name.split()) > 4 or kind_of(name) or words().label(name):
        return ""
    return name.strip()


def ignorable(span: Span) -> str | None:
    """Return why a link is nothing to learn from, None if it may be."""
    url = (span.url or "").strip()
    if not url or url.startswith("#"):
        return "leads within the page"
    if url.lower().startswith(("mailto:", "tel:", "javascript:", "data:", "file:", "vbscript:")):
        return "is no address of a page"
    if re.search(r"\.(?:png|jpe?g|gif|svg|webp|mp4|mov|bmp|ico)$", url, re.IGNORECASE) and not re.match(r"https?:", url):
        return "is a picture of the page"
    if _BADGE.search(url) or (span.image and _BADGE.search(span.text)):
        return "is a badge"
    return None


def essential(text: str) -> bool:
    """Does a line mark its resource as one not to miss?"""
    folded = words().not_essential.sub(" ", plain(simplified(text)))
    return "⭐" in text or "🔥" in text or bool(words().holds(folded, words().essential))


def clean_title(text: str) -> str:
    """Drop marks and labels around a title."""
    text = bare(text)
    w = words()
    for bracket in re.findall(r"[（(【\[]([^（()）【】\[\]]*)[）)】\]]", text):
        if (
            w.holds(plain(simplified(bracket)), w.essential)
            or (label := w.label(bracket))
            and label.role in ("resources", "advice", "level", "links", "note")
        ):
            text = re.sub(r"\s*[（(【\[]" + re.escape(bracket) + r"[）)】\]]", "", text)
    return bare(_patterns().standing.sub("", bare(text))).strip(" ：:,，。;；、([（【")


def kind_of(text: str) -> str | None:
    """Return the kind of a resource that its words name ("论文精读", "YouTube playlist")."""
    folded = plain(simplified(text))
    best: tuple[int, str] | None = None
    for word, kind in words().media.items():
        if words().holds(folded, [word]):
            at = folded.rfind(word)
            # Chinese and English name the kind last: 课程视频 is a video.
            if best is None or at + len(word) > best[0]:
                best = (at + len(word), kind)
    return best[1] if best else None


def ends_in_kind(text: str) -> str | None:
    """Return the kind that a title's last word names ("GPT 原论文" is a paper)."""
    folded = plain(simplified(text))
    word = words().ends(folded, sorted((w for w in words().media if len(w) > 1), key=len, reverse=True))
    return words().media[word] if word and word != folded else None


def _subtitle(text: str) -> bool:
    """Is what stands behind a colon the second half of an English title?"""
    tokens = re.findall(r"[A-Za-z][\w'-]*", text)
    return len(tokens) > 1 and not re.search(r"[\u3400-\u9fff。]|\.\s", text) and sum(t[0].isupper() for t in tokens) * 2 > len(tokens)


def kind_label(text: str) -> str | None:
    """Return the kind that a label before a colon announces ("视频课：", "Book:"); None for any other words."""
    folded = plain(simplified(bare(text)))
    return words().media.get(_patterns().kind_before.sub("", folded))


def language_of(text: str) -> str | None:
    folded = plain(simplified(text))
    if _patterns().chinese.search(folded):
        return "zh"
    return "en" if _patterns().english.search(folded) else None


def read_works(lines: list[Line], place: Place, draft: Draft, *, named: bool) -> list[Resource]:
    """Read the resources that the lines of one item, cell or paragraph name; the first is the main one.

    With `named` a title alone is enough; otherwise only links count.
    """
    lines = [line for line in lines if line.text.strip() or line.links]
    links = [(line, span) for line in lines for span in _merged(line) if span.url]
    useful = []
    for line, span in links:
        why = ignorable(span)
        draft.taken.add((line.number, span.url or ""))
        if why:
            draft.ignore_link(line, span.url or "", why)
        else:
            useful.append((line, span))
    if useful:
        return _linked(lines, useful, place, draft)
    return _named(lines, place, draft) if named and lines else []


def read_told(line: Line, place: Place, draft: Draft) -> list[Resource]:
    """Read the titles that a sentence tells to read ("阅读《…》第 3 章"); one that its stage holds already is entered once."""
    found = []
    for match in _TITLE.finditer(line.text):
        held = {plain(r.title) for r in draft.roadmap.resources if r.phase is place.phase}
        if plain(match[1]) not in held and _patterns().told_to_read.search(simplified(line.text[: match.start()])):
            kind = kind_of(line.text[: match.start()]) or "book"
            found.append(draft.resource(_resource(match[1].strip(), line, place.but(resource=None), None, kind, [])))
    return found


def _merged(line: Line) -> list[Span]:
    """Join neighbouring spans of one link (its text may be partly bold)."""
    out: list[Span] = []
    for span in line.spans:
        if span.url and out and out[-1].url == span.url and not out[-1].image and not span.image:
            out[-1] = Span(out[-1].text + span.text, span.url, out[-1].bold)
        else:
            out.append(span)
    return out


def _linked(lines: list[Line], links: list[tuple[Line, Span]], place: Place, draft: Draft) -> list[Resource]:
    first_line, first = links[0]
    head = lines[0]
    before = _before(first_line, first)
    found: list[Resource] = []
    same = list(dict.fromkeys(s.url or "" for _, s in links))
    siblings = len(links) > 1 and _siblings(links)
    if first_line is head:
        title, note, media, authors = _titled(head, first, before)
    else:
        title, note, media, authors = _parts_of_title(head.text)
        if not title and not is_address(first.text):
            title = clean_title(first.text)
    if not title:
        title = clean_title(first.text) or (first.url or "")
    main = _resource(title, first_line if first_line is head else head, place, note, media, authors)
    main.urls.append(first.url or "")
    main.media = media or _media_of(first.url or "", title, place) or main.media
    draft.understood.update(line.number for line, _ in links)
    remarks = [line for line in lines if line is not head and not line.links and bare(line.text)]
    if remarks and not main.note:
        main.note = " ".join(bare(line.text) for line in remarks)
        draft.understood.update(line.number for line in remarks)
    main.must = main.must or any(essential(line.text) for line in lines)
    found.append(draft.resource(main, place))
    for line, span in links[1:]:
        if span.url == first.url:
            continue
        if span.url not in same:
            continue
        same.remove(span.url or "")
        if line is first_line and not is_address(span.text) and _patterns().credit.search(_between(line, span)):
            if clean_title(span.text) not in main.authors:
                main.authors.append(clean_title(span.text))
            draft.ignore_link(line, span.url or "", "leads to an author")
            continue
        title = clean_title(span.text)
        label = _label_before(line, span)
        people: list[str] = []
        if not title or is_address(span.text) or _points(title):
            title = label or main.title
            if label and plain(label) not in words().versions:
                title, _, _, people = _parts_of_title(label)
        other = _resource(title, line, place, None, kind_label(label or "") or None, people)
        other.urls.append(span.url or "")
        other.media = kind_label(label or "") or _media_of(span.url or "", title, place) or other.media
        if not siblings:
            other.whole = main
            if plain(title) == plain(main.title):
                main.urls.append(span.url or "")
                continue
        else:
            other.must = main.must
        found.append(draft.resource(other, place))
    return found


_SURE = ("video", "paper", "repo", "book", "course", "notebook", "dataset")  # kinds that an address decides alone
_SAID = (
    "book",
    "course",
    "video",
    "paper",
    "notebook",
    "dataset",
)  # kinds that a title's last word and a shelf decide against other addresses


def _media_of(url: str, title: str, place: Place) -> str | None:
    """Return the kind of a work by the strongest sign: a video's or paper's address, its title's last word, its shelf, any address."""
    told = media_of(url)
    if told in _SURE:
        return told
    titled = ends_in_kind(title)
    if titled in _SAID or titled == "docs" and told in (None, "tool", "community"):
        return titled
    return place.media if place.media in _SAID else told


def _siblings(links: list[tuple[Line, Span]]) -> bool:
    """Are several links of one line a list of equals, with nothing but separators between them?"""
    if len({line.number for line, _ in links}) > 1:
        return False
    line = links[0][0]
    spans = _merged(line)
    between, seen = "", 0
    for span in spans:
        if span.url and not ignorable(span):
            if seen and re.match(r"^[)）\]】\s]*[·•|]", between):
                return True
            if (
                seen
                and not _patterns().separators.match(between)
                and not re.match(r"^[（(][^）)]*[）)][\s|/·•,，、;；+&]*$", between.strip())
            ):
                return bool(re.search(r"[·•|、]", between)) and len(between) < 60 and "：" not in between
            seen, between = seen + 1, ""
        else:
            between += span.text
    return True


def _before(line: Line, span: Span) -> str:
    out = ""
    for s in _merged(line):
        if s.url == span.url:
            return out
        out += "" if s.image else s.text
    return out


def _after(line: Line, span: Span) -> str:
    out, seen = "", False
    for s in _merged(line):
        if seen and not s.image:
            out += s.text
        seen = seen or s.url == span.url
    return out


def _between(line: Line, span: Span) -> str:
    """Return the words between the link before a link and the link."""
    seen = ""
    for s in _merged(line):
        if s.url == span.url:
            return seen
        seen = "" if s.url else seen + ("" if s.image else s.text)
    return seen


def _label_before(line: Line, span: Span) -> str | None:
    """Return the words before a link that say which version it is ("视频：", "PPT:")."""
    text = _between(line, span)
    text = _patterns().joined.sub("", text)
    text = bare(re.split(r"[。；;]", text)[-1]).strip(" （([【：:")
    return text if text and len(text) <= 80 else None


def _titled(line: Line, span: Span, before: str) -> tuple[str, str | None, str | None, list[str]]:
    """Return title, note, kind and authors of the work that a line's first link leads to."""
    text = clean_title(span.text)
    after = _after(line, span)
    before = _patterns().standing.sub("", before)
    lead = bare(before).strip(" ：:（([【👉")
    if span.image and not text and lead:
        text = lead
    if (
        is_address(span.text)
        and not lead
        and re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", text)
        and after
        and not after[0].isspace()
        and after[0] not in "）)：:"
    ):
        return text, bare(re.sub(rf"^\s*(?:{words().possessive})", "", bare(after))).strip(" ，,。.") or None, None, []
    kind = kind_label(text) if before.rstrip().endswith(("(", "（", "[", "【")) else None  # "A title ([paper](…))"
    if not text or is_address(span.text) or _points(text) or kind:
        if _prose(lead):
            return re.sub(r"^https?://|/$", "", span.url or ""), bare(after).strip(" )）]】，,。.：:") or None, None, []
        lead = _cut(_patterns().address_behind, lead).strip(" ：:（([")
        if lead:
            title, note, media, authors = _parts_of_title(lead)
            tail = bare(after).strip(" )）]】，,。.：:")
            return title, note or tail or None, media or kind, authors
        tail = bare(after).strip(" )）]】，,。.：:-–—")
        if tail:
            title, note, media, authors = _parts_of_title(tail)
            return title or text, note, media, authors
        return (text if not is_address(span.text) and text else re.sub(r"^https?://|/$", "", span.url or "")), None, None, []
    media = kind_label(lead) if lead else None
    authors = _authors(text, after) or _people_in(_cut(_patterns().owners, lead) if _patterns().owners.search(lead) else "")
    note = _without_marks(bare(re.sub(r"^\s*(?:[:：\-–—,，|]|\*\*)*\s*", "", after)))
    note = re.sub(r"^[)）\]】]+|[（(\[【]+$", "", note).strip()
    if lead and media is None and not words().label(lead) and len(lead) > 3:
        note = f"{lead} {text} {note}".strip() if note else lead
    if match := _TITLE.fullmatch(text):
        text = match[1]
    head, rest = head_and_rest(text)
    if rest and kind_label(head):
        media, text = kind_label(head), rest
    return text, note or None, media, authors


def _cut(pattern: re.Pattern[str], text: str) -> str:
    """Drop what a pattern of simplified words finds, from the text as it is written."""
    match = pattern.search(simplified(text))
    return text[: match.start()] + text[match.end() :] if match else text


def _prose(text: str) -> bool:
    """Is what stands before an address part of a sentence rather than a title?"""
    folded = plain(simplified(text))
    w = words()
    return bool(w.starts(folded, w.directs)) or bool(re.search(r"[。！？]\s*\S", text))


def _without_marks(note: str) -> str:
    note = re.sub(r"[【\[（(][^】\]）)]{1,8}[】\]）)]", lambda m: "" if essential(m[0]) else m[0], note)
    return bare(note).strip(" ：:,，")


def _parts_of_title(text: str) -> tuple[str, str | None, str | None, list[str]]:
    """Split a line without a link into title, note, kind and authors."""
    text = re.sub(r"^(?:\d+[.)、]\s*)", "", bare(text))
    note: str | None = None
    media: str | None = None
    marked = _without_marks(text) if essential(text) else text
    authors: list[str] = []
    head, rest = head_and_rest(marked)
    if rest and (kind_label(head) or language_of(head) and len(head) <= 6 or plain(head) in words().versions):
        media = kind_label(head)
        marked = rest
        head, rest = head_and_rest(marked)
    elif (
        rest
        and len(head) < 24
        and not is_address(rest)
        and (kind := ends_in_kind(head))
        and not _people_in(rest)
        and re.match(r"[A-Z\u3400-\u9fff\"“《]", rest)
        and not re.search(r"[。，]", rest)
    ):
        # "BERT 原论文：its title", "OpenAI 官方教程：its title"
        return clean_title(rest), head, kind, []
    elif rest and (words().lessons.match(plain(simplified(head))) or _subtitle(rest) and not (_people_in(rest) and not _people_in(head))):
        head, rest = marked, ""
    if match := _TITLE.search(marked):
        title = match[1]
        lead = marked[: match.start()]
        if owned := _patterns().owned.match(bare(lead)):
            owner = _cut(_patterns().owned_kind, _cut(_patterns().owner_verbs, owned[1])).strip()
            if owner and not kind_of(owner):
                authors = [owner]
        media = media or kind_of(lead) or kind_of(marked[match.end() :][:16]) or ("book" if re.search(r"[\u3400-\u9fff]", title) else None)
        note = _note_after(marked[match.end() :])
        behind = re.split(r"[，,。（(：:]", bare(marked[match.end() :]))[0].strip()
        authors = (
            authors or _people(behind) or [p for b in re.findall(r"[（(]([^（()）]+)[）)]", marked[match.end() :]) for p in _people(b)]
        )
        if authors and note in authors:
            note = None
    elif (match := _QUOTED.search(marked)) and (
        match.start() == 0 or kind_label(marked[: match.start()].strip(" ：:")) or marked[: match.start()].rstrip().endswith((":", "："))
    ):
        title = match[1]
        lead = bare(marked[: match.start()])
        authors = [lead] if re.fullmatch(r"[A-Z][\w.]+(?: [A-Z][\w.]+){1,2}", lead) else []
        note = bare(marked[match.end() :]) or None
    else:
        title = head if rest else marked
        note = rest or None
        if rest and not authors and (people := _people_in(rest)) and not _people_in(head):
            authors, note = people, None  # "The Food Lab - J. Kenji López-Alt"
        inner = _patterns().by.search(title)
        if inner:
            authors = [inner[1].strip()]
            title = title[: inner.start()]
    authors = authors or _authors(marked, "")
    if note:
        match = _PERSON.match(note.strip())
        if match and not authors:
            authors = [match[1]]
    core, _ = brackets(title)
    return clean_title(title) or clean_title(core), note, media, authors


def _note_after(text: str) -> str | None:
    text = re.sub(r"^\s*[（(][^）)]*[）)]", "", text)
    note = bare(text).strip(" ，,。:：")
    return note if len(note) > 3 and not _patterns().by.match(" " + note) else None


def _people_in(text: str) -> list[str]:
    """Return the people of whose names, written in Latin letters, a text consists; none where it may be anything else."""
    pieces = [piece.strip(" .") for piece in _patterns().authors.split(text)]
    return pieces if len(pieces) <= 6 and all(_person(piece) for piece in pieces) else []


def by_comma(text: str) -> tuple[str, list[str]]:
    """Split the authors off "Title, Author and Author"; none where what stands behind the commas are no people.

    >>> by_comma("Crust and Fire, Ann Lee and Bo de Vries"), by_comma("Docker, Kubernetes")
    (('Crust and Fire', ['Ann Lee', 'Bo de Vries']), ('Docker, Kubernetes', []))
    """
    pieces = text.split(", ")
    for at in range(1, len(pieces)):
        people = [
            re.sub(rf"^(?:{'|'.join(words().ands)})\s+", "", p) for piece in pieces[at:] for p in _patterns().authors.split(piece) if p
        ]
        if all(_person(p) for p in people):
            return ", ".join(pieces[:at]), people
    return text, []


def _person(text: str) -> bool:
    """Are two to five words a person's name: capitalised but for particles, none of them one of titles?"""
    parts = text.split()
    w = words()
    return (
        2 <= len(parts) <= 5
        and all((p[0].isupper() or p in w.particles) and re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[.'’-])*", p) for p in parts)
        and not w.not_people.intersection(plain(text).split())
        and not re.search(r"[\u3400-\u9fff]", text)
        and kind_of(text) is None
        and Lexicon.load().find(text) is None
        and not any(Lexicon.load().find(p) for p in parts if p != p.capitalize())  # Ann is a name, BERT is none
    )


def _people(text: str) -> list[str]:
    """Return the names of people in a bracket behind a title: Chinese ones, by their surnames."""
    found = []
    for piece in _patterns().people.split(text):
        name = _patterns().written_by.sub("", simplified(bare(piece))).strip()
        if (
            2 <= len(name) <= 3
            and name[0] in words().surnames
            and re.fullmatch(r"[\u3400-\u9fff]+", name)
            and words().label(name) is None
            and not kind_of(name)
        ):
            found.append(_patterns().written_by.sub("", bare(piece)).strip())
    return found


def _authors(title: str, after: str) -> list[str]:
    if match := _patterns().by.search(" " + after) or _patterns().by.search(title):
        return [a.strip(" *_.,") for a in _patterns().authors.split(match[1]) if a.strip(" *_.,")]
    pieces = cut(title, _DASHED)
    if len(pieces) == 2 and (people := _people_in(pieces[1])) and not _people_in(pieces[0]):
        return people
    if len(pieces) == 2 and 1 <= len(pieces[0].split()) <= 3 and len(pieces[0]) <= 24:
        return [pieces[0]]
    if match := re.match(r"\s*[-–—]\s+([A-Z][\w'-]+(?: [A-Z][\w.'-]*){1,2})\s*(?:[.,;:]|$)", after):
        return [match[1]]
    if match := re.match(r"\s*[（(]([^（()）]{2,40})[）)]", after):
        if (said := _patterns().credited.match(match[1])) is not None:
            return [a.strip(" *_.,") for a in _patterns().people.split(match[1][said.end() :]) if a.strip(" *_.,")]
        if people := _people(match[1]):
            return people
    if match := _patterns().official.match(after):
        return [match[1]]
    if match := _PERSON.match(re.sub(r"^\s*[:：\-–—]\s*", "", after)):
        return [match[1]]
    return []


def _resource(title: str, line: Line, place: Place, note: str | None, media: str | None, authors: list[str]) -> Resource:
    aliases = []
    if (match := re.search(r"\s*（[^（）]*[\u3400-\u9fff][^（）]*）$", title)) and match.start() > 2:
        # "LoRA 教程（知乎）": a bracket in Chinese is a remark on the work.
        aliases, title = [title], title[: match.start()]
    if (short := re.match(r"([A-Z][\w.+-]*(?: [A-Za-z][\w.+-]*){0,3}):\s+[A-Z]", title)) and not kind_label(short[1]):
        aliases.append(short[1])  # "ReAct: Synergizing …" is called ReAct
    resource = Resource(
        title, line.number, line.text.strip(), note=note, media=media or place.media, authors=authors, phase=place.phase, aliases=aliases
    )
    resource.media = media or kind_of(title) or place.media
    resource.language = language_of(line.text)
    resource.whole = place.resource
    resource.must = place.must
    if place.topic is not None:
        resource.topics.append(place.topic)
    return resource


def _named(lines: list[Line], place: Place, draft: Draft) -> list[Resource]:
    """Read works that a line names without a link."""
    line = lines[0]
    text = bare(line.text)
    pieces = [text]
    head, rest = head_and_rest(text)
    media = place.media
    if rest and (
        words().label(head) is not None
        or len(cut(rest, re.compile(r"[、,，]\s*"))) > 2
        and all(len(c) <= 16 for c in cut(rest, re.compile(r"[、,，]\s*")))
    ):
        media = kind_label(head) or media
        pieces = [rest]
    if len(_TITLE.findall(text)) > 1:
        pieces = cut(pieces[0], re.compile(r"[、，,；;]|\s*\+\s*"))
    elif len(pieces[0]) <= 120 and not re.search(r"[。！？]", pieces[0].rstrip("。")):
        listed = cut(pieces[0], re.compile(r"\s*[、，]\s*"))
        listed = listed if all(len(c) <= 32 for c in listed) else cut(pieces[0], re.compile(r"\s*、\s*"))
        if len(listed) > 1 and not outside(pieces[0], re.compile(r"[:：]")) and "《" not in pieces[0]:
            pieces = listed
        elif "," in pieces[0]:
            commas = cut(pieces[0], re.compile(r",\s+"))
            if len(commas) > 2 and all(len(c.split()) <= 3 for c in commas):
                pieces = [c.strip("[]") for c in commas]
    titled, people = by_comma(text) if media == "book" else (text, [])
    out = []
    for piece in [titled] if people else pieces:
        title, note, kind, authors = _parts_of_title(piece)
        authors = people or authors
        if not title or len(title) > 160 or not any(c.isalpha() for c in title):
            continue
        resource = _resource(title, line, place, note, kind or media, authors)
        resource.must = essential(line.text)
        if extra := [bare(x.text) for x in lines[1:] if bare(x.text)]:
            resource.note = " ".join(filter(None, [resource.note, *extra]))
        out.append(draft.resource(resource, place))
    return out
