/** The panel when nothing is chosen: what this map is, how far one is, what is ready now, where it all comes from. Filters and menu. */

const LEGEND = ["stream", "line", "size", "ring", "known", "doing", "skip"];

function homePanel() {
  const { known, ready } = standing();
  const doing = withStatus("doing");
  return [
    make("h1", { id: "panel-title", tabindex: "-1" }, quoted(data.title)),
    filtered() ? make("p", { class: "filtered" }, passing(), make("button", { type: "button", class: "more", id: "filters-off", onclick: unfilter }, say("clear"))) : null,
    make("p", { class: "lead" }, topics.length ? say("about", { n: topics.length, origins: originsLine() }) : say("empty")),
    topics.length
      ? make("section", { class: "progress" }, make("h2", {}, say("progress"), make("small", { id: "progress" }, say("known-of", { done: known.size, all: topics.length }))), meter(known.size, topics.length, say("known-of", { done: known.size, all: topics.length })))
      : null,
    section(say("doing-now"), folded(doing)),
    section(say("ready"), folded(ready, (place) => (reach(place) ? say("unlocks-n", { n: reach(place) }) : ""), 5), ready.length ? String(ready.length) : ""),
    topics.length ? section(say("areas"), [areaRows(known)]) : null,
    section(say("sources"), listing(documents.map(sourceLine), "plain sources")),
    topics.length ? make("details", { class: "help" }, make("summary", {}, say("legend")), ...listing(LEGEND.map((mark) => say(`legend-${mark}`)), "plain")) : null,
    make("details", { class: "help" }, make("summary", {}, say("keys")), keyTable()),
  ];
}

/** How many topics the filters leave: a map that is all but empty should say why. */
const passing = () => say("filtered", { n: topics.filter((topic) => passes(topic.place)).length, all: topics.length });

function unfilter() {
  go(unfiltered());
  byId("panel-title").focus();
}

/** The sources but for the user's own rules. */
const documents = data.sources.filter((/** @type {{rules?: number}} */ { rules }) => !rules);

/** Where the map comes from; where each document is one roadmap, or none is, there is one number to say. */
function originsLine() {
  const [read, roadmaps] = [documents.length, data.roadmaps.length];
  const [some, others] = [say("n-documents", { n: read }), say("n-roadmaps", { n: roadmaps })];
  return read === roadmaps || !roadmaps ? some : read ? say("both", { some, others }) : others;
}

/** @param {{title: string, path: string}} source */
const sourceLine = (source) => make("span", {}, quoted(source.title), source.path && source.path !== source.title ? make("small", {}, quoted(source.path)) : null);

/** The areas as the streams lie on the map; what belongs to no area is a remainder and comes last. @returns {number[]} */
function areaOrder() {
  const streams = data.map.streams.map((/** @type {any[]} */ stream) => stream[0]);
  return [...streams.filter((/** @type {number} */ area) => !isRest(area)), ...streams.filter(isRest)];
}

/** One row per area: its colour and name, how far one is in it; a click shows it alone. @param {Places} known */
function areaRows(known) {
  const counts = data.areas.map(() => [0, 0]);
  for (const topic of topics) {
    counts[topic.area][1] += 1;
    if (known.has(topic.place)) counts[topic.area][0] += 1;
  }
  return make(
    "ul",
    { class: "areas" },
    ...areaOrder().map((area) =>
      make(
        "li",
        {},
        make(
          "button",
          { type: "button", hue: area, "aria-pressed": String(state.areas.has(area)), onclick: () => toggleArea(area) },
          make("i", { class: "dot" }),
          quoted(areaName(area), "grow"),
          meter(counts[area][0], counts[area][1], say("known-of", { done: counts[area][0], all: counts[area][1] }), area),
          make("small", {}, String(counts[area][1])),
        ),
      ),
    ),
  );
}

/** @param {number} area */
function toggleArea(area) {
  const areas = new Set(state.areas);
  if (!areas.delete(area)) areas.add(area);
  go({ areas, topic: null, target: null });
  if (state.view === "map") fly(areas.size ? viewOf(boxOf(topics.filter((topic) => areas.has(topic.area)).map((topic) => topic.place)), 0.9) : wholeView());
}

function keyTable() {
  const rows = [["/", "key-search"], ["← →", "key-sides"], ["↑ ↓", "key-near"], ["Enter", "key-read"], ["K D S", "key-status"], ["P", "key-path"], ["L", "key-list"], ["R", "key-things"], ["+ − 0", "key-zoom"], ["Esc", "key-out"]];
  return make("dl", { class: "keys" }, ...rows.map(([keys, words]) => make("div", {}, make("dt", {}, ...keys.split(" ").map((key) => make("kbd", {}, key))), make("dd", {}, say(words)))));
}

/** @typedef {[value: string, text: string]} Option */

/** @param {string} label @param {string} id @param {Option[]} options @param {string} chosen @param {(value: string) => void} change */
function choice(label, id, options, chosen, change) {
  const select = make("select", { id, onchange: (/** @type {any} */ e) => change(e.target.value) }, ...options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)));
  return make("div", { class: "field" }, make("label", { for: id }, label), select);
}

function filterPanel() {
  const all = /** @type {Option} */ (["", say("all")]);
  const states = ["open", "ready", "doing", "known", "skip"].map((status) => /** @type {Option} */ ([status, say(`filter-${status}`)]));
  const roadmaps = data.roadmaps.map((/** @type {any} */ roadmap, /** @type {number} */ i) => [String(i), roadmap.name.slice(0, 80)]);
  const kinds = [...new Set(topics.map(kindOf))].sort((a, b) => KINDS.indexOf(a) - KINDS.indexOf(b));
  const confidences = CONFIDENCES.map((least) => /** @type {Option} */ ([String(least), say("at-least", { n: Math.round(least * 100) })]));
  const chosen = (/** @type {number | null} */ place) => (place === null ? "" : String(place));
  const place = (/** @type {string} */ value) => (value === "" ? null : Number(value));
  return [
    make("h2", {}, say("filters")),
    choice(say("status"), "filter-status", [all, ...states], state.status, (status) => go({ status })),
    choice(say("roadmap"), "filter-roadmap", [all, ...roadmaps], chosen(state.roadmap), (value) => {
      go({ roadmap: place(value), phase: null });
      byId("filter-phase").replaceWith(.../** @type {any} */ (phaseChoice().querySelectorAll("select")));
    }),
    phaseChoice(),
    choice(say("kind"), "filter-kind", [all, ...kinds.map((kind) => /** @type {Option} */ ([kind, KINDS.includes(kind) ? say(`kind-${kind}`) : kind.slice(0, 80)]))], state.kind, (kind) => go({ kind })),
    choice(say("confidence"), "filter-confidence", [all, ...confidences], state.confidence ? String(state.confidence) : "", (value) => go({ confidence: Number(value) })),
    make(
      "fieldset",
      {},
      make("legend", {}, say("areas")),
      areaOrder().map((area) =>
        make(
          "label",
          { hue: area },
          make("input", {
            type: "checkbox",
            checked: state.areas.has(area),
            onchange: (/** @type {any} */ e) => {
              const areas = new Set(state.areas);
              if (e.target.checked) areas.add(area);
              else areas.delete(area);
              go({ areas });
            },
          }),
          make("i", { class: "dot" }),
          quoted(areaName(area)),
        ),
      ),
    ),
    make(
      "label",
      { class: "option" },
      make("input", { type: "checkbox", id: "show-things", checked: state.things, onchange: (/** @type {any} */ e) => go({ things: e.target.checked }, { keep: true }) }),
      say("things"),
    ),
    make("button", { type: "button", class: "more", id: "filters-clear", onclick: () => { go(unfiltered()); fill("filters", filterPanel()); byId("filters-clear").focus(); } }, say("clear")),
  ];
}

/** Choose among the phases of the chosen roadmap, or of all. */
function phaseChoice() {
  const trails = data.phases.flatMap((/** @type {Phase} */ _, /** @type {number} */ i) => {
    if (state.roadmap !== null && roadmapOf(i) !== state.roadmap) return [];
    const steps = trail(i).slice(state.roadmap === null ? 0 : 1);
    return [/** @type {Option} */ ([String(i), steps.map((step) => (step.length > 40 ? `${step.slice(0, 39)}…` : step)).join(" › ")])];
  });
  const change = (/** @type {string} */ value) => go({ phase: value === "" ? null : Number(value) });
  return choice(say("phase"), "filter-phase", [["", say("all")], ...trails], state.phase === null ? "" : String(state.phase), change);
}

/** @param {number} phase @returns {number | undefined} */
const roadmapOf = (phase) => (data.phases[phase].phase === undefined ? data.phases[phase].roadmap : roadmapOf(data.phases[phase].phase));

function menuPanel() {
  const item = (/** @type {string} */ key, /** @type {() => void} */ action) => make("button", { type: "button", class: "item", id: `menu-${key}`, onclick: () => { closePopovers(); action(); } }, say(key));
  return [
    make("h2", {}, say("menu")),
    item("export", saveLearner),
    item("import", () => byId("import").click()),
    item("print", () => window.print()),
    make("p", { class: "fine" }, say("kept-here")),
  ];
}

/** Where the last download stands. */
let saved = "";

/** Hand the learner's file to the reader as a download. */
function saveLearner() {
  const text = `${JSON.stringify(learnerFile(), null, 2)}\n`;
  URL.revokeObjectURL(saved); // not sooner: nobody tells when a slow download has begun
  saved = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href: saved, download: "learner.json" }).click();
}

/** @param {string} id @param {any[]} content */
const fill = (id, content) => byId(id).replaceChildren(...content.filter(Boolean));
