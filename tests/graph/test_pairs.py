"""Eighty pairs of names, each in a document of its own: what is one thing is one topic, what only looks alike is two."""

from __future__ import annotations

import pytest

from roadloom.graph.lexicon import Lexicon
from roadloom.graph.weaving import weave
from tests.graph.readings import document, reading

SAME = """
Machine Learning | 機器學習
Reinforcement learning | 强化学习
前端开发 | 前端開發
后端开发 | 後端開發
数据库 | 資料庫
Databases | 数据库
数据结构 | 資料結構
算法 | 演算法
软件工程 | 軟體工程
程序设计 | 程式設計
操作系统 | 作業系統
计算机网络 | 電腦網路
云计算 | 雲端運算
人工智能 | 人工智慧
机器视觉基础 | 機器視覺
大语言模型 | 大型語言模型
LLM | Large language models
Retrieval-Augmented Generation (RAG) | 检索增强生成
RAG 技术 | RAG
Prompt engineering | 提示詞工程
Prompt Engineering 基础 | 提示工程
Vector database | 向量資料庫
向量数据库 | Vector databases
Fine tuning | 微調
finetuning | Fine-tuning
PEFT | Parameter-efficient fine-tuning
Instruction tuning | 指令微調
Low-Rank Adaptation | LoRA
RLHF | Reinforcement Learning from Human Feedback
DPO | Direct Preference Optimization
思维链 | Chain of thought
Convolutional neural networks | 卷積神經網路
CNN | 卷积神经网络
RNNs | Recurrent neural network
LSTM | 长短期记忆网络
GRU | Gated recurrent unit
GAN | 生成对抗网络
Diffusion models | 擴散模型
Ｐｙｔｈｏｎ | python
Docker 入门 | Docker
Kubernetes | K8s
C++ 基础 | C++
Linear Algebra | 線性代數
Probability theory | 機率論
Gradient descent | 梯度下降
Overfitting | 过拟合
Cross-validation | 交叉驗證
Natural language processing | 自然語言處理
NLP | 自然语言处理
Computer Vision | 電腦視覺
Knowledge graphs | 知識圖譜
Multi-agent system | 多智能体系统
Model quantization | 模型量化
KV Cache | KV 缓存
Version control | 版本控制
Unit tests | 單元測試
Object-oriented programming | 面向对象编程
OOP | 物件導向程式設計
正则表达式 | Regular expressions
Feature engineering | 特徵工程
"""

DIFFERENT = """
C | C++
C | C#
C++ | C#
.NET | ASP.NET
Java | JavaScript
GPT-2 | GPT-3
GPT-3 | GPT-3.5
GPT-4 | GPT-4o
LoRA | QLoRA
深度学习 | 强化学习
监督学习 | 半监督学习
Llama 2 | Llama 3
BERT | RoBERTa
前端开发 | 后端开发
数据库 | 向量数据库
数据结构 | 数据分析
HTTP | HTTPS
Python 2 | Python 3
RAG | GraphRAG
Prompt engineering | Prompt tuning
SQL | NoSQL
MySQL | PostgreSQL
React | ReAct
Go | Google Cloud
R | RNN
Precision | Recall
RMSNorm | LayerNorm
Top-k | Top-p
PPO | DPO
Word embeddings | Sentence embeddings
微调 | 全参数微调
全参数微调（Fine-tuning） | 微调
注意力机制 | 自注意力
线性回归 | 逻辑回归
L1 正则化 | L2 正则化
Data parallelism | Model parallelism
Tensor parallelism | Pipeline parallelism
分类 | 聚类
方差 | 协方差
Vue 2 | Vue 3
生成模型 | 判别模型
Stable Diffusion | Stable Diffusion XL
Whisper | Whisper large-v3
DeepSeek-V2 | DeepSeek-V3
模型评估 | 模型部署
TCP | UDP
Git | GitHub
Docker | Docker Compose
Spring | Spring Boot
TypeScript | JavaScript
"""


def rows(table: str) -> list[tuple[str, str]]:
    """Split a table into its pairs."""
    return [(one, other) for one, other in (line.split(" | ") for line in table.strip().splitlines())]


def topics(*pair: str) -> int:
    """Count the topics that two names become, each named by a document of its own; a bracket is another name."""
    documents = []
    for i, name in enumerate(pair):
        main, _, inside = name.partition("（") if "（" in name else name.partition(" (")
        documents.append(document(f"d{i}", (main, [inside.rstrip("）)")]) if inside else main))
    graph = weave(reading(*documents), lexicon=Lexicon.load())
    return sum(data["kind"] == "topic" for _, data in graph.nodes(data=True))


@pytest.mark.parametrize(("one", "other"), rows(SAME))
def test_two_names_of_one_thing_are_one_topic(one: str, other: str) -> None:
    """In any language, script, width, number, with or without an abbreviation in brackets."""
    assert topics(one, other) == 1


@pytest.mark.parametrize(("one", "other"), rows(DIFFERENT))
def test_two_things_that_look_alike_are_two_topics(one: str, other: str) -> None:
    """Versions, signs, letters and qualifiers distinguish."""
    assert topics(one, other) == 2
