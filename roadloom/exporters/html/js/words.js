/** The interface's words and the topics' names, in the language that the reader chose. */

/** @type {Record<string, Record<string, string>>} */
const dictionary = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("words")).textContent || "{}");

const NAME_ORDER = { en: ["en", "und"], zh: ["zh-Hans", "zh", "zh-CN", "zh-Hant", "zh-TW"] };

let language = remembered("language") === "zh" ? "zh" : remembered("language") === "en" ? "en" : data.lang;

/**
 * Say something in the language of the interface; `{x}` stands for `facts.x`. Where `facts.n` is 1, "key-one" goes before "key".
 * @param {string} key
 * @param {Record<string, string | number>} [facts]
 */
function say(key, facts = {}) {
  const words = dictionary[language];
  const text = (facts.n === 1 && words[`${key}-one`]) || words[key] || key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

/**
 * Choose among names by language; a name in the reader's language first, then `fallback`.
 * @param {Record<string, string> | undefined} names
 * @param {string} fallback
 */
function inLanguage(names, fallback) {
  if (names) for (const tag of NAME_ORDER[/** @type {"en"|"zh"} */ (language)]) if (names[tag]) return names[tag];
  return fallback;
}

/** @param {number} place */
const nameOf = (place) => inScript(inLanguage(topics[place].names, topics[place].name));

/** Write Chinese in the script of the interface, where only the other one is known. @param {string} name */
const inScript = (name) => (language === "zh" ? name.replace(/[㐀-鿿]/g, (character) => data.variants[character] || character) : name);

/** Tell whether an area only gathers what belongs to none: it has no name of its own. @param {number} area */
const isRest = (area) => !Object.keys(data.areas[area].names).length;

/** @param {number} area */
function areaName(area) {
  const names = data.areas[area].names;
  return inLanguage(names, names.und || Object.values(names)[0] || say("other"));
}

/** Read what this browser keeps for the page in general; storage may be forbidden. @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(`roadloom.${key}`);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    localStorage.setItem(`roadloom.${key}`, value);
    return true;
  } catch {
    return false;
  }
}
