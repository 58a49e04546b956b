"""Time the joining of names: 200,000 mentions of 40,000 names in 500 documents, in both languages.

    python bench/bench_identity.py [MENTIONS]

Prints seconds of CPU for grouping the mentions into topics (what `weave` does first), for the whole weaving, and for the proposals of
`roadloom merges`; and the same for half as many, so that a step that grows with the square of its input can be seen.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from roadloom.graph.lexicon import Lexicon
from roadloom.graph.likeness import alike
from roadloom.graph.merging import Place, TopicMerger
from roadloom.graph.model import Reading, Roadmap, Source, Topic
from roadloom.graph.project import ProjectFile
from roadloom.graph.weaving import weave

ENGLISH = "graph kernel sparse token image speech ranking memory policy sensor market search logic cache stream tensor robot query".split()
CHINESE = "图像 语音 序列 稀疏 检索 规划 推断 压缩 缓存 传感 市场 逻辑 张量 机器 查询 排序 记忆 策略 編碼 資料".split()


def numbers(seed: int) -> Iterator[int]:
    """Yield the same pseudo-random numbers on every machine (Lehmer's generator)."""
    while True:
        seed = seed * 48271 % 2147483647
        yield seed


def reading(mentions: int) -> Reading:
    """Make up documents that mostly name the same things, some in brackets, some concepts of the lexicon."""
    random, roadmaps = numbers(mentions), []
    known = [form for concept in Lexicon.load().concepts.values() for form in concept.forms]
    for document in range(mentions // 400):
        source = Source(f"d{document}", f"d{document}.md", f"D {document}", "en", f"{document:064}")
        topics = [Topic(name, line, name, aliases=aliases) for line, (name, aliases) in enumerate(_names(random, known), 2)]
        roadmaps.append(Roadmap(source.title, source, 1, source.title, topics=topics))
    return Reading([roadmap.source for roadmap in roadmaps], roadmaps)


def _names(random: Iterator[int], known: list[str]) -> Iterator[tuple[str, list[str]]]:
    for _ in range(400):
        kind, a, b, c = (next(random) for _ in range(4))
        words = (ENGLISH[a % len(ENGLISH)], ENGLISH[b % len(ENGLISH)], f"{c % 60}")
        han = CHINESE[a % len(CHINESE)] + CHINESE[b % len(CHINESE)] + f"{c % 60}"
        if kind % 5 == 0:
            yield known[a % len(known)], []
        elif kind % 5 == 1:
            yield han, [" ".join(words)] if kind % 3 == 0 else []
        else:
            yield " ".join(words).title(), []


def timed(what: str, start: float) -> float:
    """Print the CPU time since `start` and return the time now."""
    now = time.process_time()
    print(f"  {what:28}{now - start:8.2f} s", flush=True)
    return time.process_time()


def main(mentions: int) -> None:
    """Time half of the mentions, then all."""
    lexicon = Lexicon.load()
    for count in (mentions // 2, mentions):
        made = reading(count)
        places = [Place(topic, roadmap) for roadmap in made.roadmaps for topic in roadmap.topics]
        print(f"{len(places)} mentions")
        start = time.process_time()
        groups = TopicMerger(places, lexicon, ProjectFile(path="")).groups
        start = timed(f"grouping ({len(groups)} topics)", start)
        graph = weave(made, lexicon=lexicon)
        start = timed("weaving, grouping included", start)
        timed(f"proposals ({len(alike(graph))})", start)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
