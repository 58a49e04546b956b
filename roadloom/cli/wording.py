"""The words of what commands print about a graph, in the reader's language. Errors and help are in English."""

from __future__ import annotations

from collections.abc import Iterable

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "join": ", ",
        "clause": "; ",
        "colon": ": ",
        "stop": ".",
        "evidence": "{place}{kind}: {text}",
        "kind": " ({kind})",
        "also": "also: {names}",
        "part-of": "Part of",
        "needs": "Needs",
        "by-way": "and by way of these: {names}",
        "unlocks": "Opens the way to",
        "further": "and further on: {names}",
        "no-unlocks": "Nothing in these documents builds on it.",
        "serves": "Any one of these serves instead",
        "either": "They are alternatives: one of them is enough.",
        "resources": "Resources",
        "projects": "Projects",
        "named-in": "Named in",
        "conflicts": "Conflicts that were decided: {count}. 'roadloom conflicts {name}' shows them.",
        "conflicts-one": "One conflict about it was decided: 'roadloom conflicts {name}' shows it.",
        "comes-before": "{before} comes before {after}:",
        "no-order": "Neither of {before} and {after} needs the other.",
        "weak": "Too weak to demand: {before} before {after}  ({weight:.2f})",
        "outvoted": "Outvoted: {before} before {after}",
        "nothing-said": "No document says anything about their order.",
        "against": "against",
        "lexicon": "built-in word list",
        "no-need": "sees no need",
        "ready": "{count} topics ready",
        "ready-one": "One topic ready",
        "more": "{count} more with --limit",
        "opens": "  (opens the way to {count} topics)",
        "opens-one": "  (opens the way to one topic)",
        "ready-none": "Nothing is ready: all of it is known or left out.",
        "no-topics": "These documents name no topic; 'roadloom check' says what was found there.",
        "itself": "{name} is said to come before itself",
        "untimed": "{count} topics of {steps} without a time; give your own guess with --assume HOURS.",
        "untimed-one": "1 topic of {steps} without a time; give your own guess with --assume HOURS.",
        "topics": "{count} topics.",
        "topics-one": "1 topic.",
        "since": "since {day}",
        "given-up": "Given up",
        "not-demanded": "Not demanded",
        "kept": "Kept",
        "your-rule": "Your rule",
        "step": "{before} before {after}",
        "not-step": "{after} does not need {before}",
        "says-so": "{said}  ({weight:.2f}; {sources})",
        "so-sure": "{said}  ({weight:.2f})",
        "otherwise": "Otherwise",
        "apart": "If two things were taken for one, keep them apart with `different` in roadloom.yaml.",
        "take-out": "Take the rule out of roadloom.yaml.",
        "how-otherwise": "To decide otherwise, write what stands behind “Otherwise” in roadloom.yaml; a graph file has to be built anew.",
        "how-words": "'roadloom conflicts NAME' shows what the documents say in each.",
        "conflict-count": "{count} conflicts, those first in which most was given up.",
        "conflict-count-one": "One conflict.",
        "conflict-count-none": "No conflict.",
        "alone": "Brings alone",
        "contradicts": "Contradicts",
        "supports": "Supports",
        "missing": "Never covers",
        "stands-with": "with {others}",
        "stands-for": "for it; against it: {others}",
        "stands-against": "against it; for it: {others}",
        "stands-circle": "in a circle with {others}",
        "says": "says",
        "but": "but",
        "places": "… and {count} more (--json lists them)",
        "in-others": "in {count} others",
        "granted": "Taken for granted by all, taught by none",
        "nothing": "nothing",
        "compared": "{count} documents, each compared with {others}.",
        "compared-one": "One document, compared with {others}.",
        "incomparable": "Nothing to compare with: name another document.",
        "and-more": "… {count} more with --limit",
    },
    "zh": {
        "join": "、",
        "clause": "；",
        "colon": "：",
        "stop": "。",
        "evidence": "{place}{kind}：{text}",
        "kind": "（{kind}）",
        "also": "又名：{names}",
        "part-of": "属于",
        "needs": "先修",
        "by-way": "以及它们所需要的：{names}",
        "unlocks": "学完可以学",
        "further": "再往后：{names}",
        "no-unlocks": "这些文档里没有别的内容建立在它之上。",
        "serves": "任选其一即可",
        "either": "二者任选其一即可。",
        "resources": "资源",
        "projects": "项目",
        "named-in": "出现在",
        "conflicts": "有 {count} 处与它有关的矛盾已作取舍，见“roadloom conflicts {name}”。",
        "comes-before": "{before} 在 {after} 之前：",
        "no-order": "{before} 和 {after} 互不为先修。",
        "weak": "依据太弱，不作要求：{before} 先于 {after}（{weight:.2f}）",
        "outvoted": "被否决：{before} 先于 {after}",
        "nothing-said": "没有文档谈到它们的先后。",
        "against": "反对",
        "lexicon": "内置词表",
        "no-need": "认为不需要",
        "ready": "现在可以学的主题：{count} 个",
        "more": "用 --limit 可再列出 {count} 个",
        "opens": "（通向 {count} 个主题）",
        "ready-none": "没有可学的主题了：全部已掌握或已跳过。",
        "no-topics": "这些文档里没有主题；“roadloom check”会说明读到了什么。",
        "itself": "{name} 被说成在它自己之前",
        "untimed": "{steps} 个主题中有 {count} 个没有用时；可用 --assume 小时数 给出你自己的估计。",
        "topics": "{count} 个主题。",
        "since": "自 {day}",
        "given-up": "放弃",
        "not-demanded": "不作要求",
        "kept": "保留",
        "your-rule": "你的规则",
        "step": "{before} 先于 {after}",
        "not-step": "{after} 不需要 {before}",
        "says-so": "{said}（{weight:.2f}；{sources}）",
        "so-sure": "{said}（{weight:.2f}）",
        "otherwise": "改判",
        "apart": "如果是两样东西被当成了一样，请在 roadloom.yaml 里用 `different` 分开。",
        "take-out": "从 roadloom.yaml 里删去这条规则。",
        "how-otherwise": "要改判，把“改判”后面的内容写进 roadloom.yaml；已生成的图文件要重新生成。",
        "how-words": "用“roadloom conflicts 名称”可看各份文档的原话。",
        "conflict-count": "{count} 处矛盾，放弃得最多的在前。",
        "conflict-count-none": "没有矛盾。",
        "alone": "只有它讲到",
        "contradicts": "与别的文档相反",
        "supports": "与别的文档一致",
        "missing": "没有讲到",
        "stands-with": "{others} 也这样说",
        "stands-for": "它赞成；反对的：{others}",
        "stands-against": "它反对；赞成的：{others}",
        "stands-circle": "与 {others} 成了循环",
        "says": "它说",
        "but": "而",
        "places": "… 还有 {count} 处（--json 会全部列出）",
        "in-others": "另外 {count} 份文档都有",
        "granted": "大家都默认会、却没有文档教的",
        "nothing": "无",
        "compared": "{count} 份文档，各与 {others} 份比较。",
        "incomparable": "没有可比较的：请再给一份文档。",
        "and-more": "… 用 --limit 可再列出 {count} 个",
    },
}


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        from roadloom.exporters.wording import words

        self.language = language
        self._words = WORDS[language]
        self._shared = words(language)

    def __call__(self, key: str, **values: object) -> str:
        return self._words[key].format(**values)

    def count(self, key: str, count: int, **values: object) -> str:
        """Say how many, with the words for none or one where the language has them."""
        special = f"{key}-{'none' if count == 0 else 'one'}"
        return self(special if count < 2 and special in self._words else key, count=count, **values)

    def names(self, names: Iterable[str]) -> str:
        """List names."""
        return self("join").join(names)

    def status(self, status: str) -> str:
        """Name what a topic is to the learner."""
        return self._shared[f"status_{status}"]

    def rule(self, rule: str) -> str:
        """Name a kind of evidence."""
        return self._shared.get(f"rule_{rule}", rule)
