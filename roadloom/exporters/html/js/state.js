/** What the reader is looking at. The address keeps it, so that the back button and a copied link work. */

/**
 * topic: chosen; target: its path is shown; view: map or list; things: resources and projects stand on the map;
 * areas, roadmap, phase, kind, status: filters of the topics (none chosen: everything); confidence: filter of the prerequisites.
 * @type {{
 *   topic: number | null, target: number | null, hover: number | null, view: "map" | "list", things: boolean,
 *   areas: Set<number>, roadmap: number | null, phase: number | null, kind: string, status: string, confidence: number
 * }}
 */
const state = { topic: null, target: null, hover: null, view: "map", things: false, ...unfiltered() };

/** The filters as they are when nothing is chosen. */
function unfiltered() {
  return { areas: /** @type {Set<number>} */ (new Set()), roadmap: /** @type {number | null} */ (null), phase: /** @type {number | null} */ (null), kind: "", status: "", confidence: 0 };
}

/** Tell whether any filter is set. */
const filtered = () => !!(state.areas.size || state.roadmap !== null || state.phase !== null || state.kind || state.status || state.confidence);

const KINDS = ["concept", "tool", "model", "task"];
const CONFIDENCES = [0.6, 0.7, 0.8, 0.9];

/** What a topic is; concept where nothing else is said. @param {Topic} topic */
const kindOf = (topic) => topic.category || "concept";

/** Tell whether a phase is, or lies within, another. @param {number} phase @param {number} whole */
function within(phase, whole) {
  const seen = new Set();
  for (let i = /** @type {number | undefined} */ (phase); i !== undefined && !seen.has(i); i = data.phases[i].phase) {
    if (i === whole) return true;
    seen.add(i);
  }
  return false;
}

/**
 * What stands out on the map: `lit` topics (null: all), the numbered steps of a path, and how many lines of the map each topic is away
 * from the chosen one (0: not tied to it), among those that lead to it and those that follow; `via`: the first line of the shortest way.
 * @typedef {{away: Int32Array, via: Int32Array}} Reached
 * @type {{lit: Places | null, steps: Map<number, number>, lead: Reached, follow: Reached}}
 */
const focus = { lit: null, steps: new Map(), lead: reached(null, true), follow: reached(null, false) };

/**
 * Follow the lines of the map from a topic, back to all that leads to it or on to all that follows, in one pass.
 * @param {number | null} chosen @param {boolean} back @returns {Reached}
 */
function reached(chosen, back) {
  const [away, via] = [new Int32Array(topics.length), new Int32Array(topics.length)];
  if (chosen === null) return { away, via };
  const { from, to, start } = lines;
  away[chosen] = 1;
  for (let place = chosen; back && place > 0; place--) {
    const steps = away[place] + 1;
    if (steps === 1) continue;
    const end = start[place + 1];
    for (let line = start[place]; line < end; line++) {
      const need = from[line];
      if (away[need] && away[need] <= steps) continue;
      away[need] = steps;
      via[need] = line;
    }
  }
  for (let line = start[chosen + 1]; !back && line < to.length; line++) {
    const steps = away[from[line]] + 1;
    const next = to[line];
    if (steps === 1 || (away[next] && away[next] <= steps)) continue;
    away[next] = steps;
    via[next] = line;
  }
  return { away, via };
}

/** Tell whether a topic is drawn: it passes the filters, or is a step of the path that is shown. @param {number} place */
const visible = (place) => focus.steps.has(place) || passes(place);

/** Tell whether a topic passes the filters. @param {number} place */
function passes(place) {
  const topic = topics[place];
  if (state.areas.size && !state.areas.has(topic.area)) return false;
  if (state.roadmap !== null && !(topic.roadmaps || []).includes(state.roadmap)) return false;
  if (state.kind && kindOf(topic) !== state.kind) return false;
  const { phase } = state;
  if (phase !== null && !(topic.phases || []).some((own) => within(own, phase))) return false;
  if (!state.status) return true;
  const { known, readySet } = standing();
  if (state.status === "known") return known.has(place);
  if (state.status === "open") return !known.has(place) && statusOf(place) !== "skip";
  if (state.status === "ready") return readySet.has(place);
  return statusOf(place) === state.status;
}

function refocus() {
  const chosen = state.target ?? state.topic;
  const onward = state.target === null ? chosen : null;
  Object.assign(focus, { lit: null, steps: new Map(), lead: reached(chosen, true), follow: reached(onward, false) });
  if (chosen === null) return;
  if (state.target !== null) learningPath(chosen, standing()).forEach((place, i) => focus.steps.set(place, i + 1));
  const lit = new Places();
  const [before, after] = [focus.lead.away, focus.follow.away];
  for (let place = 0; place < topics.length; place++) if (before[place] || after[place]) lit.add(place);
  if (state.topic !== null) {
    lit.add(state.topic);
    for (const place of partsOf(state.topic)) lit.add(place);
    if (topics[state.topic].whole !== undefined) lit.add(/** @type {number} */ (topics[state.topic].whole));
  }
  focus.lit = lit;
}

/** Write the state into an address. */
function address() {
  /** @type {string[]} */
  const parts = [];
  const add = (/** @type {string} */ key, /** @type {string} */ value) => parts.push(`${key}=${encodeURIComponent(value).replace(/%2F/g, "/")}`);
  if (state.topic !== null) add("topic", topics[state.topic].id);
  if (state.target !== null) add("target", topics[state.target].id);
  if (state.view === "list") add("view", "list");
  if (state.areas.size) add("areas", [...state.areas].map((area) => data.areas[area].id).join(","));
  if (state.roadmap !== null) add("roadmap", data.roadmaps[state.roadmap].id);
  if (state.phase !== null) add("phase", data.phases[state.phase].id);
  if (state.kind) add("kind", state.kind);
  if (state.status) add("status", state.status);
  if (state.confidence) add("confidence", String(state.confidence));
  if (state.things) add("show", "all");
  return `#${parts.join("&")}`;
}

/** Read the state from the address; what it does not know is ignored. */
function readAddress() {
  /** @type {Record<string, string>} */
  const found = {};
  for (const part of location.hash.slice(1).split("&")) {
    const at = part.indexOf("=");
    try {
      if (at > 0) found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1));
    } catch {
      continue;
    }
  }
  state.topic = placeOf.get(found.topic) ?? null;
  state.target = placeOf.get(found.target) ?? null;
  state.view = found.view === "list" ? "list" : "map";
  const wanted = new Set((found.areas || "").split(","));
  state.areas = new Set(data.areas.flatMap((/** @type {any} */ area, /** @type {number} */ i) => (wanted.has(area.id) ? [i] : [])));
  const named = (/** @type {{id: string}[]} */ all, /** @type {string} */ id) => {
    const place = all.findIndex((one) => one.id === id);
    return place < 0 ? null : place;
  };
  state.roadmap = named(data.roadmaps, found.roadmap);
  state.phase = named(data.phases, found.phase);
  state.kind = topics.some((topic) => kindOf(topic) === found.kind) ? found.kind : "";
  state.confidence = CONFIDENCES.find((least) => String(least) === found.confidence) || 0;
  state.things = found.show === "all";
  state.status = ["open", "ready", ...STATES].includes(found.status) ? found.status : "";
}

/**
 * Change the state, and everything that shows it.
 * @param {Partial<typeof state>} change
 * @param {{keep?: boolean, still?: boolean}} [how] keep: no new entry for the back button; still: the camera stays
 */
function go(change, how = {}) {
  const before = address();
  Object.assign(state, change);
  const now = address();
  if (now !== before) history[how.keep ? "replaceState" : "pushState"](null, "", now);
  show(how.still);
}
