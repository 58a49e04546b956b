"""Read Emacs Org files: headings of the first level are stages, deeper ones topics, links below them works.

* Week 1
** Pandas
   [[https://pandas.pydata.org/docs/][The documentation]]
"""

import re

from roadloom.errors import InputError
from roadloom.graph.model import Finding, Origin, Phase, Resource, Roadmap, Source, Topic

HEADING = re.compile(r"(\*+)\s+(?:TODO\s+|DONE\s+)?(.+?)(?:\s+:[\w:]+:)?\s*$")
LINK = re.compile(r"\[\[(https?://[^\]]+)\](?:\[([^\]]+)\])?\]")
TITLE = re.compile(r"#\+TITLE:\s*(.+)", re.IGNORECASE)


def read(text: str, source: Source) -> tuple[list[Roadmap], list[Finding]]:
    """Return the roadmap of an Org file, every entry with its line, and what a person should look at."""
    roadmap, findings = Roadmap(source.title, source, line=1), []
    phase = topic = None
    block = 0  # the line where a block begins that is being passed over
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"\s*#\+BEGIN_", line, re.IGNORECASE):
            block = number
        elif re.match(r"\s*#\+END_", line, re.IGNORECASE):
            findings.append(Finding("unknown-construct", "blocks are not read", choice="ignored", origins=[Origin(source.id, block, "")]))
            block = 0
        elif block:
            continue
        elif match := TITLE.match(line):
            roadmap.title, roadmap.line = match[1], number
        elif match := HEADING.match(line):
            if len(match[1]) == 1:
                phase, topic = Phase(match[2], number, line), None
                roadmap.phases.append(phase)
            else:
                topic = Topic(match[2], number, line, phase=phase)
                roadmap.topics.append(topic)
        for url, title in LINK.findall(line):
            roadmap.resources.append(Resource(title or url, number, line, [url], phase=phase, topics=[topic] if topic else []))
    if block:
        raise InputError("has a block without an end.", path=source.path, line=block, remedy="Close it with #+END_….")
    return [roadmap] if roadmap.topics else [], findings
