/** What the learner knows, does and skips; kept in this browser per graph, and exchanged as the file that the command line reads. */

const STATES = ["known", "doing", "skip"];
const STORE = `learner.${data.id}`;

/** What the page was made with. @type {Map<string, {status: string, since?: string}>} */
const bakedIn = new Map(Object.entries(data.learner || {}));

let learner = new Map(bakedIn);

/** @type {{known: Places, skipped: Places, reaches: Int32Array | null, ready: number[], readySet: Set<number>} | null} */
let derived = null;

/** Read a learner's file, whoever wrote it. Throws where it is none. @param {any} file @returns {Map<string, {status: string, since?: string}>} */
function learnerFrom(file) {
  if (!file || file.format !== "roadloom-learner" || typeof file.topics !== "object" || !file.topics) throw new Error("no learner file");
  const entries = new Map();
  for (const [id, entry] of Object.entries(file.topics)) {
    const status = typeof entry === "string" ? entry : entry && entry.status;
    if (!STATES.includes(status)) continue;
    const since = entry && /^\d{4}-\d{2}-\d{2}$/.test(entry.since) ? entry.since : undefined;
    entries.set(id, since ? { status, since } : { status });
  }
  return entries;
}

/** Write the learner's file. Topics that this graph lacks are kept: they belong to other graphs of the same learner. */
function learnerFile() {
  const entries = [...learner].sort(([a], [b]) => (a < b ? -1 : 1));
  return { format: "roadloom-learner", version: 1, topics: Object.fromEntries(entries) };
}

/**
 * Read the plain YAML form of the file (`topic/x: {status: known}` or the same over several lines), as a person writes it.
 * @param {string} text
 */
function learnerFromYaml(text) {
  /** @type {Record<string, any>} */
  const found = Object.create(null); // a topic may be called __proto__
  let current = "";
  for (const line of text.split(/\r?\n/)) {
    const entry = /^\s+(?:"([^"]+)"|'([^']+)'|([^\s#"'][^#]*?))\s*:\s*(?:\{(.*)\}|["']?([\w-]+)["']?)?\s*(?:#.*)?$/.exec(line);
    if (!entry) continue;
    const key = entry[1] || entry[2] || entry[3];
    if ((key === "status" || key === "since") && current) found[current][key] = entry[5];
    else {
      current = key;
      found[key] = { status: entry[5] || /status:\s*["']?(\w+)/.exec(entry[4] || "")?.[1], since: /since:\s*["']?([\d-]{10})/.exec(entry[4] || "")?.[1] };
    }
  }
  const format = /^format:\s*["']?([\w-]+)/m.exec(text)?.[1];
  return learnerFrom({ format, topics: found });
}

/** Find the topic that a person means by an id or a name. @param {string} key */
function placeNamed(key) {
  const place = placeOf.get(key);
  if (place !== undefined) return place;
  const folded = fold(key);
  return topics.findIndex((topic) => [topic.name, ...Object.values(topic.names || {}), ...(topic.aliases || [])].some((name) => fold(name) === folded));
}

/** @param {string} text */
function importLearner(text) {
  const entries = /^\s*\{/.test(text) ? learnerFrom(JSON.parse(text)) : learnerFromYaml(text);
  for (const [key, entry] of entries) {
    const place = placeNamed(key);
    learner.set(place >= 0 ? topics[place].id : key, entry);
  }
  learnerChanged();
  return entries.size;
}

/** Join what this browser keeps with what the page was made with: of two words on one topic the later day's counts, else the browser's. */
function loadLearner() {
  try {
    const file = JSON.parse(remembered(STORE) || "null");
    learner = new Map(bakedIn);
    if (!file) return;
    for (const id of Array.isArray(file.removed) ? file.removed : []) learner.delete(id);
    for (const [id, entry] of learnerFrom(file)) {
      if ((entry.since || "9") >= (learner.get(id)?.since || "")) learner.set(id, entry);
    }
  } catch {
    toast(say("learner-unreadable"));
  }
}

function learnerChanged() {
  derived = null;
  const removed = [...bakedIn.keys()].filter((id) => !learner.has(id));
  if (!remember(STORE, JSON.stringify({ ...learnerFile(), removed }))) toast(say("not-kept"));
}

/** @param {number} place @returns {string} known, doing, skip or "" */
const statusOf = (place) => learner.get(topics[place].id)?.status || "";

/** Set a topic's status; the same status again takes it back. @param {number} place @param {string} status */
function setStatus(place, status) {
  const id = topics[place].id;
  if (statusOf(place) === status) learner.delete(id);
  else learner.set(id, { status, since: today() });
  learnerChanged();
}

/** The learner's calendar day. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** What is known with all that it implies, what is left out, and what is ready to be learned, the most useful first. */
function standing() {
  if (derived) return derived;
  const known = implied(withStatus("known"));
  const skipped = new Places(withStatus("skip").filter((place) => !known.has(place)));
  const reaches = skipped.size || trusted > 0 ? countReaches(skipped) : null;
  derived = { known, skipped, reaches, ready: [], readySet: new Set() };
  const shut = new Uint8Array(topics.length);
  for (const edge of edges) if (!known.has(edge[0]) && !skipped.has(edge[0])) shut[edge[1]] = 1;
  for (let place = 0; place < topics.length; place++) if (!shut[place] && !known.has(place) && !skipped.has(place)) derived.ready.push(place);
  derived.readySet = new Set(derived.ready);
  derived.ready.sort((a, b) => reach(b) - reach(a) || a - b);
  return derived;
}

/** The topics of this graph with a status, in learning order. @param {string} status */
function withStatus(status) {
  const places = [];
  for (const [id, entry] of learner) if (entry.status === status) places.push(placeOf.get(id) ?? -1);
  return places.filter((place) => place >= 0).sort((a, b) => a - b);
}
