/**
 * The data block of the page, as `details.py` writes it. References are places in lists; what is empty is left out.
 *
 * @typedef {[source: number, line: number, words: string]} Place
 * @typedef {[before: number, after: number, drawn: number, weight: number, rule?: string, words?: string, source?: number, line?: number]} EdgeRow
 * @typedef {{
 *   id: string, name: string, x: number, y: number, size: number, area: number, names?: Record<string, string>, aliases?: string[],
 *   definition?: [lang: string, text: string, source?: number, line?: number][], questions?: string[], category?: string, hours?: number, mentions?: Place[], phases?: number[],
 *   roadmaps?: number[], resources?: number[], projects?: number[], whole?: number, choices?: number[][], findings?: number[],
 *   documents?: number, reach?: number,
 *   place: number, needs: EdgeRow[], unlocks: EdgeRow[], parts: number[]
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

topics.forEach((topic, place) => {
  Object.assign(topic, { place, needs: [], unlocks: [], parts: [] });
  placeOf.set(topic.id, place);
});
for (const topic of topics) {
  if (topic.whole !== undefined) topics[topic.whole].parts.push(topic.place);
}

/** Topics by importance, the most important first; the place in learning order breaks ties. */
const byWeight = topics.map((topic) => topic.place).sort((a, b) => topics[b].size - topics[a].size || a - b);

/** The few that stand out on any map. */
const strong = new Set(byWeight.slice(0, Math.max(6, Math.min(40, Math.round(topics.length / 10)))));

/** The prerequisites that count at present, and those of them that are drawn: the ones that no others imply. @type {EdgeRow[]} */
let edges = [];
/** @type {Set<EdgeRow>} */
let drawnEdges = new Set();
let trusted = -1;

/** Let only those prerequisites count whose confidence is at least `least`. @param {number} least */
function trust(least) {
  if (least === trusted) return;
  trusted = least;
  edges = data.edges.filter((/** @type {EdgeRow} */ edge) => edge[3] >= least);
  for (const topic of topics) Object.assign(topic, { needs: [], unlocks: [] });
  for (const edge of edges) {
    topics[edge[0]].unlocks.push(edge);
    topics[edge[1]].needs.push(edge);
  }
  drawnEdges = new Set(least > 0 ? topics.flatMap(plainEdges) : edges.filter((edge) => edge[2]));
}

/** The edges out of a topic that no longer way implies. @param {Topic} topic */
function plainEdges(topic) {
  const direct = topic.unlocks.map((edge) => edge[1]);
  const last = Math.max(...direct);
  const open = [...direct];
  const implied = new Set();
  while (open.length) {
    for (const [, after] of topics[/** @type {number} */ (open.pop())].unlocks) {
      if (after > last || implied.has(after)) continue;
      implied.add(after);
      open.push(after);
    }
  }
  return topic.unlocks.filter((edge) => !implied.has(edge[1]));
}

trust(0);
