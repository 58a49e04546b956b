/** The panel about one topic, and the one about the path to it. */

const panel = byId("panel-body");

/** @param {number} place @param {string} [note] */
function topicLink(place, note) {
  const known = standing().known.has(place);
  return make(
    "a",
    { class: `topic-link${known ? " is-known" : ""}`, href: `#topic=${encodeURIComponent(topics[place].id)}`, hue: topics[place].area, onclick: (/** @type {Event} */ e) => follow(e, place) },
    make("i", { class: "dot" }),
    quoted(nameOf(place), "grow"),
    note && make("small", {}, note),
    known && make("span", { class: "unseen" }, say("known")),
  );
}

/** Go to a topic, unless the reader wants the link in a new tab. @param {any} event @param {number} place */
function follow(event, place) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ topic: place, target: null });
  showChosen();
}

/** @param {string} title @param {any[]} content @param {string} [count] */
const section = (title, content, count) =>
  content.length ? make("section", {}, make("h2", {}, title, count && make("small", {}, count)), ...content) : null;

/** @param {any[]} items @param {string} [className] */
const listing = (items, className = "links") => (items.length ? [make("ul", { class: className }, ...items.map((item) => make("li", {}, item)))] : []);

/** Show many topics as links, the first few at once. @param {number[]} places @param {(place: number) => string} [note] @param {number} [first] */
const folded = (places, note, first = 8) => unfolding(places, (place) => topicLink(place, note?.(place)), first);

/**
 * Show the first few of many things; a button shows the rest.
 * @template T
 * @param {T[]} all @param {(one: T) => any} item its content, a link first @param {number} first
 */
function unfolding(all, item, first) {
  if (all.length <= first + 2) return listing(all.map(item));
  const list = make("ul", { class: "links" }, ...all.slice(0, first).map((one) => make("li", {}, item(one))));
  const more = make("button", {
    type: "button",
    class: "more",
    onclick: () => {
      list.append(...all.slice(first).map((one) => make("li", {}, item(one))));
      more.remove();
      /** @type {HTMLElement} */ (list.children[first].firstElementChild).focus();
    },
  }, say("more", { n: all.length - first }));
  return [list, more];
}

/** Where words come from. @param {Place | undefined} place */
function citation(place) {
  if (!place) return null;
  const source = data.sources[place[0]];
  return make("cite", { title: source.path }, quoted(source.title), make("span", {}, say("line", { line: place[1] })));
}

/** @param {number} place */
function statusButtons(place) {
  const status = statusOf(place);
  const keys = { known: "K", doing: "D", skip: "S" };
  return make(
    "div",
    { class: "status", role: "group", "aria-label": say("status") },
    STATES.map((name) =>
      make(
        "button",
        { type: "button", class: `is-${name}`, "aria-pressed": String(status === name), "data-status": name, onclick: () => mark(place, name) },
        icon(name),
        say(name),
        make("kbd", { "aria-hidden": "true" }, keys[/** @type {"known"} */ (name)]),
      ),
    ),
  );
}

/** Set a status by button or key, and say so. @param {number} place @param {string} status */
function mark(place, status) {
  setStatus(place, status);
  announce(`${nameOf(place)}: ${say(statusOf(place) || "no-status")}`);
  show(true);
}

/** @param {number} index */
function resourceItem(index) {
  /** @type {Resource} */
  const resource = data.resources[index];
  const facts = [resource.media && Object.hasOwn(ICONS, resource.media) && say(`media-${resource.media}`), ...(resource.authors || []), resource.language, resource.of && say("version-of", { name: resource.of })].filter(Boolean);
  return make(
    "div",
    { class: "resource", "data-thing": `r${index}` },
    icon(resource.media || "link"),
    make(
      "div",
      {},
      webLink(resource.url, quoted(resource.name)),
      resource.must && make("span", { class: "must" }, say("essential")),
      facts.length ? make("small", {}, facts.flatMap((fact, i) => [i ? " · " : "", quoted(String(fact))])) : null,
      resource.note && make("p", {}, quoted(resource.note)),
    ),
  );
}

/** @param {number} index */
function projectItem(index) {
  const project = data.projects[index];
  return make("div", { class: "project", "data-thing": `p${index}` }, quoted(project.name), project.note && make("p", {}, quoted(project.note)), citation(project.mention));
}

/** The roadmap and phases that lead to a phase, outermost first. @param {number} index @returns {string[]} */
function trail(index) {
  const phase = data.phases[index];
  const own = phase.ordinal && !phase.name.startsWith(phase.ordinal) ? `${phase.ordinal} ${phase.name}` : phase.name;
  if (phase.phase !== undefined) return [...trail(phase.phase), own];
  return phase.roadmap === undefined ? [own] : [data.roadmaps[phase.roadmap].name, own];
}

/** @param {Topic} topic */
function mentions(topic) {
  /** @type {Map<number, Place[]>} */
  const bySource = new Map();
  for (const place of topic.mentions || []) bySource.set(place[0], [...(bySource.get(place[0]) || []), place]);
  return [...bySource].map(([source, places]) =>
    make(
      "details",
      { class: "mention", open: bySource.size === 1 },
      make("summary", {}, quoted(data.sources[source].title, "grow"), make("small", {}, say("lines", { n: places.length }))),
      make("p", { class: "path" }, quoted(data.sources[source].path)),
      make("ol", {}, ...places.slice(0, 30).map((place) => make("li", {}, make("span", { class: "line-number" }, String(place[1])), quoted(place[2])))),
    ),
  );
}

/** A prerequisite, and why it is one: the kind of evidence, and the words where somebody put it into words. @param {EdgeRow} edge */
function prerequisite(edge) {
  const [before, , , , rule, words, source, line] = edge;
  const told = typeof words === "object" ? words[language] : words;
  return [
    topicLink(before, rule && say(RULES.has(rule) ? `rule-${rule}` : "rule-inferred")),
    told && ["user", "stated", "lexicon"].includes(rule || "") && make("p", { class: "why" }, quoted(told), source === undefined ? null : citation([source, line || 0, ""])),
  ];
}

const RULES = new Set(["user", "stated", "lexicon", "chain", "phase-order", "containment", "list-order", "inferred"]);

/** @param {number} index */
function conflict(index) {
  const finding = data.findings[index];
  return make(
    "div",
    { class: "conflict" },
    make("p", {}, quoted(finding.message || "")),
    finding.choice && make("p", {}, make("b", {}, say("decided")), " ", quoted(finding.choice)),
    ...(finding.origins || []).map((/** @type {Place} */ origin) => make("p", { class: "origin" }, quoted(origin[2]), citation(origin))),
  );
}

/** The definitions to show: what documents say, then what the word list says, in the reader's language if it does. @param {Topic} topic */
function definitions(topic) {
  const all = topic.definition || [];
  const documents = all.filter(([, , source]) => source !== undefined);
  const general = all.filter(([, , source]) => source === undefined);
  const own = general.filter(([lang]) => lang === language);
  const said = new Set(documents.map(([, text]) => text));
  return [...documents, ...(own.length ? own : general.slice(0, 1)).filter(([, text]) => !said.has(text))];
}

/** What else a thing is called: no spelling of its name, and of each other name the first spelling. @param {string[]} names */
function otherNames(names) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const name of names) if (!found.has(fold(name))) found.set(fold(name), name);
  return [...found.values()].slice(1);
}

/** What one sees first about a topic. @param {number} place */
function topicHead(place) {
  const topic = topics[place];
  const shown = nameOf(place);
  const others = otherNames([shown, topic.name, ...Object.values(topic.names || {}), ...(topic.aliases || [])]);
  const missing = learningPath(place, standing()).filter((step) => step !== place);
  return [
    make("div", { class: "panel-top" }, backButton(), make("span", { class: "area-chip", hue: topic.area }, make("i", { class: "dot" }), areaName(topic.area))),
    make("h1", { class: "topic-title", id: "panel-title", tabindex: "-1" }, quoted(shown)),
    others.length ? make("p", { class: "aliases others" }, others.slice(0, 8).flatMap((name, i) => [i ? " · " : "", quoted(name)])) : null,
    statusButtons(place),
    make(
      "button",
      { type: "button", class: "primary", id: "path-button", onclick: () => openPath(place) },
      icon("path"),
      missing.length ? say("path-here", { n: missing.length }) : say("path-ready"),
    ),
    ...definitions(topic).map(([, text, source, line]) => make("blockquote", {}, quoted(text), source === undefined ? make("cite", {}, say("rule-lexicon")) : citation([source, line || 0, ""]))),
  ];
}

/** All else about a topic, below. @param {number} place */
function topicDetails(place) {
  const topic = topics[place];
  const needs = needsOf(place);
  const unlocks = unlocksOf(place).map((edge) => edge[1]);
  const after = reach(place);
  return [
    section(say("questions"), listing((topic.questions || []).map((question) => quoted(question)), "plain")),
    section(say("needs"), unfolding(needs, prerequisite, 20), needs.length ? String(needs.length) : ""),
    section(say("unlocks"), folded(unlocks, (next) => (reach(next) ? say("unlocks-n", { n: reach(next) }) : "")), after > unlocks.length ? say("in-all", { n: after }) : ""),
    section(say("part-of"), topic.whole === undefined ? [] : listing([topicLink(topic.whole)])),
    section(say("parts"), folded(partsOf(place))),
    section(say("instead"), listing([...new Set((topic.choices || []).flat())].map((other) => topicLink(other)))),
    section(say("resources"), listing((topic.resources || []).map(resourceItem), "plain")),
    section(say("projects"), listing((topic.projects || []).map(projectItem), "plain")),
    section(say("conflicts"), (topic.findings || []).map(conflict)),
    section(say("placed"), listing((topic.phases || []).map((index) => trailLine(index)), "plain trails")),
    section(say("said"), mentions(topic)),
  ];
}

/** @param {number} index */
const trailLine = (index) => make("span", { class: "trail" }, trail(index).flatMap((step, i) => [i ? make("i", { "aria-hidden": "true" }, "›") : "", quoted(step)]));

function backButton() {
  return make("button", { type: "button", class: "quiet", id: "back", onclick: () => go({ topic: null, target: null }) }, icon("back"), say("overview"));
}

/** Show the path to a topic. @param {number} target */
function openPath(target) {
  go({ target, topic: target });
  showChosen();
}

/** @param {number} target */
function pathPanel(target) {
  const steps = learningPath(target, standing());
  const hours = steps.reduce((sum, place) => sum + (topics[place].hours || 0), 0);
  const untold = steps.filter((place) => !topics[place].hours).length;
  const all = learningPath(target, { known: new Places(), skipped: new Places() }).length;
  const done = all - steps.length;
  return [
    make(
      "div",
      { class: "panel-top" },
      make("button", { type: "button", class: "quiet", id: "back", onclick: () => go({ target: null, topic: target }) }, icon("back"), quoted(nameOf(target))),
    ),
    make("h1", { class: "topic-title", id: "panel-title", tabindex: "-1" }, say("path-to"), " ", quoted(nameOf(target))),
    make("p", { class: "aliases" }, steps.length ? say("steps", { n: steps.length }) : say("nothing-missing"), hours ? ` · ${say("hours", { n: hours })}` : "", hours && untold ? ` · ${say("hours-untold", { n: untold })}` : ""),
    meter(done, all, say("path-progress", { done, all }), topics[target].area),
    steps.length
      ? make(
          "div",
          { class: "actions" },
          make("button", { type: "button", id: "copy-path", onclick: () => copy(pathAsMarkdown(target, steps)) }, icon("copy"), say("copy")),
          make("button", { type: "button", onclick: () => window.print() }, icon("print"), say("print")),
        )
      : null,
    make("ol", { class: "steps", id: "path-steps" }, ...steps.map(pathStep)),
  ];
}

/** @param {number} place */
function pathStep(place) {
  const topic = topics[place];
  const resources = (topic.resources || []).slice(0, 3);
  return make(
    "li",
    { hue: topic.area, "data-id": topic.id },
    make("a", { href: `#topic=${encodeURIComponent(topic.id)}`, onclick: (/** @type {Event} */ e) => follow(e, place) }, quoted(nameOf(place))),
    topic.hours ? make("small", {}, say("hours", { n: topic.hours })) : null,
    make("button", { type: "button", class: "tick", title: say("i-know"), "aria-label": `${nameOf(place)}: ${say("i-know")}`, onclick: () => mark(place, "known") }, icon("known")),
    resources.length ? make("ul", { class: "step-resources" }, ...resources.map((index) => make("li", {}, webLink(data.resources[index].url, icon(data.resources[index].media || "link"), quoted(data.resources[index].name))))) : null,
  );
}

/** @param {string} text */
const markdownText = (text) => text.replace(/[\\`*_[\]<>#|~]/g, "\\$&").replace(/\s+/g, " ");

/** @param {number} target @param {number[]} steps */
function pathAsMarkdown(target, steps) {
  const lines = [`# ${say("path-to")} ${markdownText(nameOf(target))}`, ""];
  steps.forEach((place, i) => {
    lines.push(`${i + 1}. **${markdownText(nameOf(place))}**${topics[place].hours ? ` (${say("hours", { n: topics[place].hours })})` : ""}`);
    for (const index of topics[place].resources || []) {
      const { name, url, must } = data.resources[index];
      lines.push(`   - ${url ? `[${markdownText(name)}](<${url}>)` : markdownText(name)}${must ? ` – ${say("essential")}` : ""}`);
    }
  });
  return `${lines.join("\n")}\n`;
}

/** Copy a text; a page opened from disk may have no clipboard, then by way of a selection. @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = /** @type {HTMLTextAreaElement} */ (make("textarea", { class: "unseen" }));
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(say("copied"));
}

/** @param {number} done @param {number} all @param {string} label @param {number} [area] */
function meter(done, all, label, area) {
  const bar = make("i", {});
  bar.style.width = `${all ? (100 * done) / all : 0}%`;
  return make("div", { class: "meter", role: "img", "aria-label": label, title: label, ...(area === undefined ? {} : { hue: area }) }, bar);
}
