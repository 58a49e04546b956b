/** Search as one types: all names in all languages and both Chinese scripts. */

/** Fold a text for comparing: width, case, accents, Traditional to Simplified. @param {string} text */
function fold(text) {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFKC").toLowerCase();
  let folded = "";
  for (const character of plain) folded += data.variants[character] || character;
  return folded.replace(/[\s\-_·・]+/g, " ").trim();
}

/** The folded names of every topic; the first `own` of them are names, the rest aliases. @type {{place: number, keys: string[], own: number}[] | null} */
let searchIndex = null;

function keysOfTopics() {
  searchIndex ??= byWeight.map((place) => {
    const topic = topics[place];
    const names = new Set([topic.name, ...Object.values(topic.names || {})].map(fold));
    return { place, own: names.size, keys: [...new Set([...names, ...(topic.aliases || []).map(fold)])] };
  });
  return searchIndex;
}

/** How well a key answers: 4 equal, 3 begins with it, 2 a word begins with it, 1 contains it, 0 not. @param {string} key @param {string} query */
function closeness(key, query) {
  const at = key.indexOf(query);
  if (at < 0) return 0;
  if (at === 0) return key.length === query.length ? 4 : 3;
  return /[^\p{L}\p{N}]/u.test(key[at - 1]) ? 2 : 1;
}

/**
 * Find topics whose names hold all words of the query; closest first, a name before an alias, then the more important.
 * @param {string} text
 * @param {number} [most]
 * @returns {number[]}
 */
function find(text, most = 12) {
  const query = fold(text);
  if (!query) return [];
  const words = query.split(" ");
  /** @type {number[][]} */
  const shelves = Array.from({ length: 10 }, () => []);
  for (const { place, keys, own } of keysOfTopics()) {
    let best = 0;
    for (let i = 0; i < keys.length; i++) {
      const close = closeness(keys[i], query) || Number(words.length > 1 && words.every((word) => keys[i].includes(word)));
      if (close) best = Math.max(best, 2 * close + Number(i < own));
    }
    shelves[best].push(place);
  }
  return shelves.slice(1).reverse().flat().slice(0, most);
}

/** The name of a topic that the query meets, if it is not the one shown. @param {number} place @param {string} text */
function metName(place, text) {
  const query = fold(text);
  const topic = topics[place];
  const shown = nameOf(place);
  if (fold(shown).includes(query)) return "";
  return [topic.name, ...Object.values(topic.names || {}), ...(topic.aliases || [])].find((name) => fold(name).includes(query)) || "";
}
