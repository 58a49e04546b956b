"""The concept lexicon: the rules every entry keeps, and the order and the names that teachers of the field agree on.

It reads the YAML files by itself, so that a mistake in them is reported here in words, whatever the rest of the program makes of it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import opencc
import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "roadloom" / "data" / "concepts"
CATEGORIES = {"concept", "tool", "model", "task"}
REQUIRED = {"id", "en", "zh", "category", "definition"}
OPTIONAL = {"zh-Hant", "aliases", "sometimes", "needs"}
LONGEST_DEFINITION = 300
HAN = re.compile(r"[\u3400-\u9fff]")
SIMPLIFY = opencc.OpenCC("t2s").convert

# Names that stand for several things. What they mean in a document is told by their surroundings, not by the lexicon.
_GENERAL = (
    "推理 训练 优化 评估 表示 结构 应用 安全 部署 规划 工具 模型 数据 方法 框架 系统 成本 批处理 状态管理 工作流 监控",
    "inference reasoning training optimization evaluation deployment planning memory batch model data framework system search",
    "checkpointing transformers triton workflow skills monitoring",
    "持续学习 课程学习 在线学习 卸载 令牌 统计 期望 步长 权重共享 小模型 算力 语料 摘要 标注 异步编程 开源项目 反思 基准 相关性",
    "integration expectation corpus offload annotation parser reflection streaming api opensource sensitivity exceptions helm",
)
TOO_GENERAL = frozenset(" ".join(_GENERAL).split())


class Strict(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys without a word; this loader refuses them."""


@cache
def parse(text: str) -> dict[str, Any]:
    """Read one file. Raises yaml.YAMLError if it is no YAML or a key stands twice."""
    data: dict[str, Any] = yaml.load(text, Strict)
    return data


def _mapping(loader: Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.YAMLError(f"'{key}' stands twice, near line {node.start_mark.line + 1}")
    return dict(loader.construct_pairs(node, deep=True))


Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


def fold(name: str) -> str:
    """Return what is left of a name when width, case, script and punctuation do not count."""
    text = SIMPLIFY(unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in text if c.isalnum() or c in "+#")


def faults(files: Mapping[str, str]) -> list[str]:
    """List what is wrong with the files of a lexicon (name without suffix -> text); the empty list if nothing is."""
    found: list[str] = []
    concepts: dict[str, dict[str, Any]] = {}
    for stem, text in sorted(files.items()):
        try:
            data = parse(text)
        except yaml.YAMLError as error:
            return [f"{stem}: {error}"]
        if data["area"].keys() != {"id", "en", "zh"} or data["area"]["id"] != stem:
            found.append(f"{stem}: the area needs an id like the file, en and zh")
        for entry in data["concepts"]:
            if not isinstance(entry, dict) or not REQUIRED <= entry.keys() <= REQUIRED | OPTIONAL:
                found.append(f"{stem}: {entry!r:.60} has keys missing or too many")
            elif entry["id"] in concepts:
                found.append(f"{entry['id']}: the id stands twice")
            else:
                concepts[entry["id"]] = entry
    found += itertools.chain.from_iterable(_entry_faults(entry) for entry in concepts.values())
    return [*found, *_name_faults(concepts), *_order_faults(concepts)]


def _entry_faults(entry: dict[str, Any]) -> Iterator[str]:
    at = entry["id"]
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", at):
        yield f"{at}: the id is not in kebab-case"
    if entry["category"] not in CATEGORIES:
        yield f"{at}: no such category"
    if "zh-Hant" in entry and fold(entry["zh-Hant"]) == fold(entry["zh"]):
        yield f"{at}: zh-Hant differs in script only"
    for name in (entry["en"], entry["zh"], *entry.get("aliases", [])):
        if "|" in name or name != name.strip():
            yield f"{at}: the name '{name}' holds a stray sign"
    for what, texts in [("definition", entry["definition"]), *entry.get("needs", {}).items()]:
        if set(texts) != {"en", "zh"} or not all(isinstance(text, str) and text.strip() for text in texts.values()):
            yield f"{at}: {what} is not in both languages"
        elif HAN.search(texts["en"]) or not HAN.search(texts["zh"]):
            yield f"{at}: {what} is in the wrong language"
    for text in entry["definition"].values():
        if len(text) > LONGEST_DEFINITION:
            yield f"{at}: the definition is longer than {LONGEST_DEFINITION} characters"
        if not text.endswith((".", "。")):
            yield f"{at}: the definition does not end as a sentence"
        if len(fold(text)) < 12:
            yield f"{at}: the definition says too little"


def _name_faults(concepts: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    owner: dict[str, str] = {}
    for at, entry in concepts.items():
        # One thing may have the same name in two languages; an alias has to add something.
        own = dict.fromkeys(entry[language] for language in ("en", "zh", "zh-Hant") if language in entry)
        known = {fold(name) for name in own}
        for alias in entry.get("aliases", []):
            if fold(alias) in known:
                yield f"{at}: the alias '{alias}' adds nothing"
            known.add(fold(alias))
        for key in known:
            if not key:
                yield f"{at}: a name is empty"
            elif key in TOO_GENERAL:
                yield f"{at}: '{key}' is too general a name"
            elif owner.setdefault(key, at) != at and not _told_by_capitals(entry, concepts[owner[key]], key):
                yield f"{at}: '{key}' is a name of {owner[key]} too"


def _told_by_capitals(one: dict[str, Any], other: dict[str, Any], key: str) -> bool:
    """Tell whether two entries share a key by names that differ in their capitals, as React and ReAct do."""
    mine, theirs = ({entry["en"], entry["zh"], *entry.get("aliases", [])} for entry in (one, other))
    pairs = [(a, b) for a in mine for b in theirs if fold(a) == fold(b) == key]
    return all(a != b and a.casefold() == b.casefold() and not any(name.isupper() or name.islower() for name in (a, b)) for a, b in pairs)


def _order_faults(concepts: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    needs = {at: set(entry.get("needs", {})) for at, entry in concepts.items()}
    for at, direct in needs.items():
        for unknown in sorted(direct - needs.keys()):
            yield f"{at}: needs '{unknown}', which is not defined"
    try:
        before = closures(needs)
    except CycleError as error:
        yield f"cycle: {' -> '.join(error.args[1])}"
        return
    for at, direct in needs.items():
        for need in sorted(direct & set().union(*(before[other] for other in direct))):
            yield f"{at}: needs '{need}' by way of another prerequisite already"


def closures(needs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return for every id all that has to come before it. Raises CycleError if something needs itself."""
    before: dict[str, set[str]] = {}
    for at in TopologicalSorter(needs).static_order():
        direct = needs.get(at, set())
        before[at] = direct.union(*(before[need] for need in direct))
    return before


def shipped() -> dict[str, str]:
    """Read the files that the package ships."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))}


@cache
def concepts() -> dict[str, dict[str, Any]]:
    """Return the shipped concepts by id."""
    return {entry["id"]: entry for text in shipped().values() for entry in parse(text)["concepts"]}


@cache
def by_name() -> dict[str, str]:
    """Return the id that each folded name stands for."""
    return {
        fold(name): at
        for at, entry in concepts().items()
        for name in (entry["en"], entry["zh"], entry.get("zh-Hant", entry["zh"]), *entry.get("aliases", []))
    }


def concept(name: str) -> str:
    """Return the id that a name stands for, in these capitals if they matter."""
    exact = [at for at, entry in concepts().items() if name in (entry["en"], entry["zh"], *entry.get("aliases", []))]
    return exact[0] if len(exact) == 1 else by_name()[fold(name)]


@cache
def before() -> dict[str, set[str]]:
    """Return for each shipped concept all that comes before it."""
    return closures({at: set(entry.get("needs", {})) for at, entry in concepts().items()})


# The checker --------------------------------------------------------------------------------------------------------------------------

GOOD = """
area: {id: one, en: One, zh: 一}
concepts:
  - id: first
    en: First
    zh: 第一
    category: concept
    definition: {en: "What comes before all others.", zh: "排在其他一切事物之前的那一个东西。"}
  - id: second
    en: Second
    zh: 第二
    zh-Hant: 次之
    aliases: [runner-up]
    category: tool
    definition: {en: "What comes right after the first.", zh: "紧接在第一之后的那一个东西。"}
    needs:
      first: {en: "it follows it", zh: "在其之后"}
  - id: third
    en: Third
    zh: 第三
    category: task
    definition: {en: "What comes right after the second.", zh: "紧接在第二之后的那一个东西。"}
    needs:
      second: {en: "it follows it", zh: "在其之后"}
"""

BROKEN = {
    "stands twice": ("en: Second", "en: Second\n    en: Again"),
    "the id stands twice": ("id: second", "id: first"),
    "an id like the file": ("{id: one,", "{id: two,"),
    "keys missing or too many": ("aliases:", "alias:"),
    "not in kebab-case": ("id: third", "id: Third_One"),
    "no such category": ("category: tool", "category: thing"),
    "in script only": ("zh-Hant: 次之", "zh-Hant: 第二"),
    "a stray sign": ("zh: 第三", 'zh: "第三 |"'),
    "definition is not in both languages": (', zh: "紧接在第一之后的那一个东西。"}', "}"),
    "first is not in both languages": ('zh: "在其之后"}', 'zh: ""}'),
    "in the wrong language": ("What comes right after the first", "排在第一之后 and more"),
    "longer than 300": ("What comes before", "What comes " + "long " * 60 + "before"),
    "does not end as a sentence": ("before all others.", "before all others"),
    "says too little": ("What comes before all others.", "The first."),
    "adds nothing": ("[runner-up]", "[SECOND]"),
    "too general": ("[runner-up]", "[推理]"),
    "is a name of first too": ("[runner-up]", "[ＦＩＲＳＴ]"),
    "which is not defined": ("      second: {", "      fourth: {"),
    "cycle": ('东西。"}\n  - id: second', '东西。"}\n    needs: {third: {en: "it follows it", zh: "在其之后"}}\n  - id: second'),
    "by way of another": ("      second: {", '      first: {en: "it follows it", zh: "在其之后"}\n      second: {'),
}


def test_a_good_lexicon_has_no_faults() -> None:
    """The example that the broken ones are made from keeps every rule."""
    assert faults({"one": GOOD}) == []


@pytest.mark.parametrize("complaint", BROKEN)
def test_every_rule_is_held(complaint: str) -> None:
    """Breaking one rule is reported, in words that name it."""
    old, new = BROKEN[complaint]
    assert old in GOOD
    assert any(complaint in fault for fault in faults({"one": GOOD.replace(old, new, 1)}))


def test_names_are_compared_without_script_width_and_punctuation() -> None:
    """Traditional and full-width spellings meet; C, C# and C++ do not."""
    assert fold("自注意力機制") == fold("自注意力机制") and fold("Ｓｅｌｆ－Ａttention") == fold("self attention")
    assert len({fold("C"), fold("C#"), fold("C++")}) == 3


# What is shipped ----------------------------------------------------------------------------------------------------------------------


def test_the_shipped_lexicon_keeps_every_rule() -> None:
    """Names are unique, prerequisites defined, direct and acyclic, and everything stands in both languages."""
    assert faults(shipped()) == []


def test_it_covers_the_field() -> None:
    """There are enough concepts, in every area, of every category."""
    assert len(concepts()) >= 1200
    assert len(shipped()) >= 16
    assert {entry["category"] for entry in concepts().values()} == CATEGORIES


SAME = [
    "LLM | LLMs | 大模型 | 大语言模型 | 大型語言模型 | Large Language Models",
    "fine-tuning | finetune | 微调 | 微調",
    "RAG | 检索增强生成 | 檢索增強生成（RAG） | Retrieval-Augmented Generation",
    "Agent | AI Agent | AI智能体 | 智能体",
    "提示工程 | Prompt 工程 | 提示词工程 | Prompt Engineering",
    "SFT | 监督微调 | 指令微调 | Instruction Tuning",
    "PEFT | 参数高效微调",
    "TGI | Text Generation Inference",
    "神经网络 | 神經網路 | Neural Network",
    "概率论 | 機率論 | probability theory",
    "软件工程 | 軟體工程",
]
DIFFERENT = [
    "微调 | 全参数微调 | 参数高效微调 | 指令微调 | 预训练",
    "LoRA | QLoRA | PEFT | DoRA",
    "Transformer | Hugging Face Transformers",
    "词嵌入 | Embeddings | 位置编码 | 句向量",
    "TGI | TensorRT | TensorRT-LLM | vLLM | Triton Inference Server",
    "RAG | 高级RAG | Agentic RAG | GraphRAG | RAG 2.0",
    "GPT | GPT-1 | GPT-2 | GPT-3 | GPT-4",
    "BERT | DistilBERT | RoBERTa | ALBERT",
    "准确率 | 精确率 | 召回率 | F1",
    "L1正则化 | L2正则化 | L1/L2正则化",
    "Top-k | Top-p | temperature",
    "监督学习 | 无监督学习 | 半监督学习 | 自监督学习 | 强化学习",
    "Mistral | Mistral 7B | Mixtral",
    "LLaMA | Llama 2 | Llama 3",
    "tool use | function calling",
    "React | ReAct",
    "Agent | Agent memory | 多智能体 | AgentLM",
    "C | C++ | R语言 | Go语言",
    "BPE | WordPiece | SentencePiece",
    "SGD | Adam | AdamW | LAMB",
    "回归 | 回归分析 | 线性回归 | 逻辑回归",
    "数据工程 | 大模型数据工程 | 数据仓库 | 数据湖 | 湖仓一体",
    "HTTP | HTTPS | TLS",
    "网络安全 | 网络安全防护 | Web 应用安全",
    "RNN | recursive neural network | 双向RNN",
]


@pytest.mark.parametrize("row", SAME)
def test_spellings_of_one_thing_meet(row: str) -> None:
    """What documents call one thing in many ways is one concept."""
    assert len({concept(name) for name in row.split(" | ")}) == 1


@pytest.mark.parametrize("row", DIFFERENT)
def test_things_that_look_alike_stay_apart(row: str) -> None:
    """Names that differ in a digit, a letter or a qualifier are concepts of their own."""
    names = row.split(" | ")
    assert len({concept(name) for name in names}) == len(names)


CHAINS = [
    "Python -> NumPy -> Pandas",
    "linear algebra -> neural networks",
    "probability theory -> machine learning -> neural networks -> deep learning",
    "attention -> self-attention -> multi-head attention -> Transformer -> GPT -> LLM",
    "LLM -> prompt engineering -> CoT -> ReAct -> AI agents -> multi-agent systems",
    "Transformer -> BERT -> RoBERTa",
    "LLM -> preference data -> RLHF -> DPO",
    "Transformer -> KV cache -> vLLM",
    "RNN -> LSTM",
    "RNN -> GRU",
    "calculus -> gradient -> gradient descent -> Adam -> AdamW",
    "chain rule -> backpropagation -> automatic differentiation",
    "pretraining -> fine-tuning -> PEFT -> LoRA -> QLoRA",
    "RAG -> advanced RAG",
    "entropy -> KL divergence -> variational inference",
    "distributed training -> data parallelism -> ZeRO -> DeepSpeed",
    "limit of a function -> derivatives -> multivariable calculus -> partial derivatives -> gradient",
    "gradient descent -> backpropagation",
    "generative models -> GAN",
    "generative models -> diffusion models -> Stable Diffusion",
    "vector search -> vector databases -> RAG",
    "tokens -> context window",
    "matrix rank -> LoRA",
    "Gaussian mixture models -> EM algorithm",
    "MDP -> Bellman equation -> Q-learning -> DQN",
    "likelihood function -> MLE",
    "convex optimization -> SVM",
    "syntactic parsing -> dependency parsing",
    "binary tree -> binary search tree",
    "data modelling -> data warehouse -> OLAP",
    "public-key cryptography -> TLS -> HTTPS",
    "Docker -> Kubernetes -> GitOps -> Argo CD",
]
UNORDERED = [
    "LoRA | RAG",
    "RLHF | RAG",
    "CNN | Transformer",
    "PyTorch | TensorFlow",
    "vector databases | fine-tuning",
    "vLLM | LoRA",
    "BERT | LLaMA",
    "Word2Vec | GloVe",
    "quantization | pruning",
    "Matplotlib | PyTorch",
    "FlashAttention | KV cache",
    "AI agents | fine-tuning",
    "MoE | RLHF",
    "Pandas | Polars",
    "pip | uv",
    "MySQL | MongoDB",
    "C | C++",
    "U-Net | ResNet",
    "knowledge graph | graph theory",
    "Bellman equation | dynamic programming",
    "data engineering | pretraining",
    "dependency parsing | CFG grammar",
]


@pytest.mark.parametrize("chain", CHAINS)
def test_what_every_teacher_puts_first_comes_first(chain: str) -> None:
    """Each link of a chain is a prerequisite of the next, directly or by way of others."""
    steps = [concept(name) for name in chain.split(" -> ")]
    assert [pair for pair in itertools.pairwise(steps) if pair[0] not in before()[pair[1]]] == []


@pytest.mark.parametrize("pair", UNORDERED)
def test_what_is_independent_is_not_ordered(pair: str) -> None:
    """Neither of two independent things asks for the other."""
    a, b = map(concept, pair.split(" | "))
    assert a not in before()[b] and b not in before()[a]


PATHS = {
    "QLoRA": (
        "neural networks, self-attention, Transformer, pretraining, fine-tuning, LoRA, quantization",
        "RAG, MoE, distributed training, model deployment, CNN, RNN, prompt engineering, RLHF",
    ),
    "RAG": (
        "LLM, embeddings, vector databases, information retrieval, prompt engineering",
        "fine-tuning, LoRA, AI agents, RLHF, advanced RAG, RNN",
    ),
    "RLHF": (
        "LLM, pretraining, fine-tuning, instruction tuning, reinforcement learning, preference data",
        "RAG, LoRA, DPO, MoE, prompt engineering, AI agents",
    ),
    "AI agents": ("LLM, prompt engineering, tool use", "fine-tuning, RLHF, RAG, vector databases, multi-agent systems"),
    "LSTM": ("neural networks, backpropagation, RNN", "attention, Transformer, GRU, CNN"),
    "vLLM": ("LLM, KV cache", "LoRA, TGI, RLHF, quantization"),
}


@pytest.mark.parametrize("target", PATHS)
def test_a_path_holds_what_is_needed_and_no_more(target: str) -> None:
    """All that a target rests on is on its path, and nothing from another track is."""
    must, must_not = ({concept(name) for name in row.split(", ")} for row in PATHS[target])
    path = before()[concept(target)]
    assert must <= path and not must_not & path


def test_paths_stay_short() -> None:
    """Half of all concepts are reached within a dozen steps, and none asks for more than fifty."""
    lengths = sorted(len(path) for path in before().values())
    assert lengths[len(lengths) // 2] <= 12 and lengths[-1] <= 50
