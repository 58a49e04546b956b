/** What leads where: the same answers as `roadloom.graph.paths` gives; a test holds the two together. */

/**
 * Collect the topics and everything that leads to them.
 * @param {Iterable<number>} places
 * @param {Uint8Array} [shut] flags of topics that are not entered
 * @param {Map<number, number | null>} [instead] topics that others stand in for (null: nothing is needed in their place)
 */
function needed(places, shut, instead) {
  const found = new Places(places);
  const { list, flags } = found;
  const { start, other } = sides.needs;
  for (let n = 0; n < found.size; n++) {
    const end = start[list[n] + 1];
    for (let i = start[list[n]]; i < end; i++) {
      let next = other[i];
      if (instead?.has(next)) next = instead.get(next) ?? -1;
      if (next >= 0 && !flags[next] && !shut?.[next]) found.add(next);
    }
  }
  return found;
}

/**
 * Collect what is known and what that implies: all that it needs, and its parts for which nothing unknown is needed, and theirs.
 * @param {number[]} marked what the learner marked as known
 */
function implied(marked) {
  const known = needed(marked);
  const wholes = new Set(marked);
  for (let before = -1; before < wholes.size; ) {
    before = wholes.size;
    for (const whole of wholes) {
      for (const part of partsOf(whole).filter((part) => needsOf(part).every(([need]) => known.has(need)))) {
        wholes.add(part);
        known.add(part);
      }
    }
  }
  return known;
}

/**
 * List what is still to learn for a target, in learning order.
 * @param {number} target
 * @param {{known: Places, skipped: Places}} learner what is known, with all that it implies, and what is left out
 */
function learningPath(target, { known, skipped }) {
  if (known.has(target)) return [];
  const shut = known.flags.slice();
  for (const place of skipped) if (place !== target) shut[place] = 1;
  const everything = needed([target], shut);
  const instead = standIns(everything, known, target);
  return (instead.size ? needed([target], shut, instead) : everything).sorted();
}

/**
 * Settle on one member of every choice: of several needed ones the one that most documents name, then the first; none where one is known.
 * @param {Places} everything that is needed
 * @param {Places} known
 * @param {number} target
 */
function standIns(everything, known, target) {
  /** @type {Map<number, number | null>} */
  const instead = new Map();
  for (const place of choosers) {
    if (place === target || !everything.has(place)) continue;
    for (const others of topics[place].choices || []) {
      if (others.some((other) => known.has(other))) {
        instead.set(place, null);
        break;
      }
      const rivals = [place, ...others.filter((other) => everything.has(other))];
      const best = rivals.sort((a, b) => Number(b === target) - Number(a === target) || support(b) - support(a) || a - b)[0];
      if (best !== place && !needed([best]).has(place) && !needed([place]).has(best)) {
        instead.set(place, best);
        break;
      }
    }
  }
  return new Map([...instead.keys()].map((place) => [place, lastOf(instead, place)]));
}

/** Follow stand-ins of stand-ins; a circle ends at the least id in it. @param {Map<number, number | null>} instead @param {number} place */
function lastOf(instead, place) {
  const seen = [];
  let current = /** @type {number | null} */ (place);
  while (current !== null && instead.has(current)) {
    const at = seen.indexOf(current);
    if (at >= 0) return seen.slice(at).sort((a, b) => (topics[a].id < topics[b].id ? -1 : 1))[0];
    seen.push(current);
    current = /** @type {number | null} */ (instead.get(current));
  }
  return current;
}

/** How many documents name a topic. @param {number} place */
const support = (place) => topics[place].documents || 0;

/** How many topics follow from one that the learner has not left out. @param {number} place */
function reach(place) {
  const { reaches } = standing();
  return reaches ? reaches[place] : topics[place].reach || 0;
}

const WORDS = 32;

/** Count for every topic how many follow from it without the left out ones: sets of 1024 topics at a time, as bits. @param {Places} skipped */
function countReaches(skipped) {
  const { start, other } = sides.needs;
  const counts = new Int32Array(topics.length);
  for (let first = 0; first < topics.length; first += 32 * WORDS) {
    const bits = new Int32Array(topics.length * WORDS);
    for (let to = topics.length - 1; to > 0; to--) {
      if (skipped.has(to)) continue;
      const own = to - first;
      for (let i = start[to]; i < start[to + 1]; i++) {
        const from = other[i] * WORDS;
        for (let word = 0; word < WORDS; word++) bits[from + word] |= bits[to * WORDS + word];
        if (own >= 0 && own < 32 * WORDS) bits[from + (own >> 5)] |= 1 << (own & 31);
      }
    }
    bits.forEach((word, i) => {
      for (let rest = word; rest; rest &= rest - 1) counts[Math.floor(i / WORDS)] += 1;
    });
  }
  return counts;
}
