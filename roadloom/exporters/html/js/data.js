/**
 * The data block of the page, as `details.py` writes it. References are places in lists; what is empty is left out.
 *
 * @typedef {[source: number, line: number, words: string]} Place
 * @typedef {[before: number, after: number, drawn: number, weight: number, rule?: string, words?: string | Record<string, string>, source?: number, line?: number]} EdgeRow
 * @typedef {{
 *   id: string, name: string, x: number, y: number, size: number, area: number, names?: Record<string, string>, aliases?: string[],
 *   definition?: [lang: string, text: string, source?: number, line?: number][], questions?: string[], category?: string, hours?: number, mentions?: Place[], phases?: number[],
 *   roadmaps?: number[], resources?: number[], projects?: number[], whole?: number, wholes?: number[], choices?: number[][], findings?: number[],
 *   documents?: number, reach?: number,
 *   place: number
 * }} Topic
 * @typedef {{id: string, name: string, ordinal?: string, phase?: number, roadmap?: number}} Phase
 * @typedef {{id: string, name: string, url?: string, media?: string, language?: string, authors?: string[], must?: boolean, note?: string, of?: string}} Resource
 */

/** @type {any} */
const data = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("data")).textContent || "{}");

/** All topics in learning order. @type {Topic[]} */
const topics = data.topics;

/** @type {Map<string, number>} */
const placeOf = new Map();

/** @type {Map<number, number[]>} */
const parts = new Map();

topics.forEach((topic, place) => {
  topic.place = place;
  placeOf.set(topic.id, place);
  for (const whole of topic.wholes || (topic.whole === undefined ? [] : [topic.whole])) {
    const together = parts.get(whole);
    if (together) together.push(place);
    else parts.set(whole, [place]);
  }
});

/** The topics that are parts of one. @param {number} place */
const partsOf = (place) => parts.get(place) || [];

/** Where the topics stand on the map. */
const xs = Float64Array.from(topics, (topic) => topic.x);
const ys = Float64Array.from(topics, (topic) => topic.y);

/** A set of topics that also keeps the order in which they came in. For thousands of members it is far quicker than a Set. */
class Places {
  /** @param {Iterable<number>} [places] */
  constructor(places = []) {
    this.flags = new Uint8Array(topics.length);
    this.list = new Int32Array(topics.length);
    this.size = 0;
    for (const place of places) this.add(place);
  }

  /** @param {number} place */
  add(place) {
    if (this.flags[place]) return;
    this.flags[place] = 1;
    this.list[this.size++] = place;
  }

  /** @param {number} place */
  has(place) {
    return this.flags[place] === 1;
  }

  /** In learning order. */
  sorted() {
    return Array.from(this.list.slice(0, this.size).sort());
  }

  [Symbol.iterator]() {
    return this.list.subarray(0, this.size)[Symbol.iterator]();
  }
}

/** The topics that others may stand in for. */
const choosers = topics.filter((topic) => topic.choices).map((topic) => topic.place);

/** Topics by importance, the most important first; the place in learning order breaks ties. */
const byWeight = topics.map((topic) => topic.place).sort((a, b) => topics[b].size - topics[a].size || a - b);

/** The few that stand out on any map. */
const strong = new Set(byWeight.slice(0, Math.max(6, Math.min(40, Math.round(topics.length / 10)))));

/**
 * The prerequisites that count at present. The rows ascend by what needs, then by what comes first, and every topic stands after all that
 * it needs: one pass from the end meets everything that leads to a topic, one from the start everything that follows from it.
 * @type {EdgeRow[]}
 */
let edges = [];

/**
 * Neighbours in flat lists: those of topic `i` are `other[start[i]]` up to `other[start[i + 1] - 1]`; `row`: the edge's place in `edges`.
 * @typedef {{start: Int32Array, other: Int32Array, row: Int32Array}} Side
 */

/** @type {Record<"needs" | "unlocks", Side>} */
const sides = { needs: sideOf(1), unlocks: sideOf(0) };

/**
 * The edges that are drawn: those that no others imply, in the order of `edges`. Those that lead to topic `i` are `start[i]` up to
 * `start[i + 1] - 1`.
 * @type {{from: Int32Array, to: Int32Array, start: Int32Array}}
 */
let lines = { from: new Int32Array(0), to: new Int32Array(0), start: new Int32Array(0) };
let trusted = -1;

/** List the neighbours of every topic. @param {0 | 1} own the end of an edge at which the topic stands @returns {Side} */
function sideOf(own) {
  const start = new Int32Array(topics.length + 1);
  for (const edge of edges) start[edge[own] + 1] += 1;
  for (let i = 0; i < topics.length; i++) start[i + 1] += start[i];
  const free = start.slice();
  const [other, row] = [new Int32Array(edges.length), new Int32Array(edges.length)];
  edges.forEach((edge, i) => {
    const at = free[edge[own]]++;
    other[at] = own ? edge[0] : edge[1];
    row[at] = i;
  });
  return { start, other, row };
}

/** The prerequisites of a topic. @param {number} place */
const needsOf = (place) => rowsOf(sides.needs, place);

/** What needs a topic. @param {number} place */
const unlocksOf = (place) => rowsOf(sides.unlocks, place);

/** @param {Side} side @param {number} place */
const rowsOf = ({ start, row }, place) => [...row.subarray(start[place], start[place + 1])].map((i) => edges[i]);

/** Let only those prerequisites count whose confidence is at least `least`. @param {number} least */
function trust(least) {
  if (least === trusted) return;
  trusted = least;
  edges = least > 0 ? data.edges.filter((/** @type {EdgeRow} */ edge) => edge[3] >= least) : data.edges;
  Object.assign(sides, { needs: sideOf(1), unlocks: sideOf(0) });
  const drawn = least > 0 ? unimplied() : edges.filter((edge) => edge[2]);
  lines = { from: Int32Array.from(drawn, (edge) => edge[0]), to: Int32Array.from(drawn, (edge) => edge[1]), start: new Int32Array(topics.length + 1) };
  for (let line = 0, to = 0; to <= topics.length; to++) {
    while (line < drawn.length && lines.to[line] < to) line++;
    lines.start[to] = line;
  }
}

/** Find the edges that no longer way implies. */
function unimplied() {
  const { start, other } = sides.unlocks;
  const met = new Int32Array(topics.length).fill(-1); // the last topic from which a way over others led here
  const open = [];
  const implied = new Set();
  for (let from = 0; from < topics.length; from++) {
    const last = other[start[from + 1] - 1];
    for (let i = start[from]; i < start[from + 1]; i++) open.push(other[i]);
    while (open.length) {
      const at = /** @type {number} */ (open.pop());
      for (let i = start[at]; i < start[at + 1]; i++) {
        if (other[i] > last || met[other[i]] === from) continue;
        met[other[i]] = from;
        open.push(other[i]);
      }
    }
    for (let i = start[from]; i < start[from + 1]; i++) if (met[other[i]] === from) implied.add(sides.unlocks.row[i]);
  }
  return edges.filter((_, i) => !implied.has(i));
}

trust(0);
