/** Building the page's elements. Text goes in as text nodes only: nothing from the data is ever read as markup. */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Make an element. Properties: `class`, `on…` for listeners, `hue` for the colours of an area, anything else is an attribute.
 * @param {string} tag
 * @param {Record<string, any> | null} [properties]
 * @param {...any} children strings, elements, arrays of them; null and false are left out
 */
function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "hue") paintHue(element, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

/** Give an element the colours of an area. @param {HTMLElement} element @param {number} area */
function paintHue(element, area) {
  element.classList.add("hued");
  element.dataset.hue = String(area);
}

/** Write the colours of the areas, light and dark, into the style sheet: there they cost less than on every element. */
function colourAreas() {
  const rules = document.styleSheets[0];
  data.areas.forEach((/** @type {{hue: string[]}} */ { hue }, /** @type {number} */ area) => {
    const rule = (/** @type {string[]} */ [dot, name, water]) => `.hued[data-hue="${area}"] { --dot: ${dot}; --name: ${name}; --water: ${water}; }`;
    rules.insertRule(rule(hue), rules.cssRules.length);
    rules.insertRule(`@media (prefers-color-scheme: dark) { :root:not(.on-paper) ${rule(hue.slice(3))} }`, rules.cssRules.length);
  });
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  video: "M3.5 5h13v10h-13zM8.5 7.8v4.4l3.6-2.2z",
  paper: "M5 3h7l3 3v11H5zM12 3v3h3M7.5 9.5h5M7.5 12.5h5",
  course: "M2.5 7.5 10 4l7.5 3.5L10 11zM5.5 9v4c2.5 2 6.5 2 9 0V9",
  book: "M4 4.5c2.5-1 4.500-.5 6 .8 1.500-1.300 3.500-1.800 6-.8v11c-2.500-1-4.500-.5-6 .8-1.500-1.300-3.500-1.800-6-.8zM10 5.3v11",
  article: "M4 4h12v12H4zM7 7.500h6M7 10h6M7 12.500h3.500",
  docs: "M5 3h10v14H5zM8 7h4M8 10h4M8 13h2.500",
  repo: "M6.500 5v10M6.500 10c5 0 7-1 7-3.500M6.500 3.500a1.500 1.500 0 1 0 .01 0M13.500 3.500a1.500 1.500 0 1 0 .01 0M6.500 14a1.500 1.500 0 1 0 .01 0",
  tool: "M12.500 3.500a4 4 0 0 0-3.800 5.200L3.500 14l2.500 2.500 5.200-5.300a4 4 0 0 0 5-5l-2.400 2.400-2.400-.6-.6-2.400z",
  community: "M7.200 9.500a2.600 2.600 0 1 0-.01 0M2.500 15.500c.5-4 9-4 9.500 0M13 9a2.200 2.200 0 1 0-.01 0M13.500 11.500c2.500 0 3.700 1.500 4 3.500",
  link: "M8.500 11.500a3 3 0 0 0 4.200 0l2.800-2.800a3 3 0 0 0-4.200-4.200l-1 1M11.500 8.500a3 3 0 0 0-4.200 0l-2.800 2.800a3 3 0 0 0 4.200 4.200l1-1",
  known: "m4.500 10.500 3.700 3.700 7.300-8",
  doing: "M10 3.500v3M10 13.500v3M3.500 10h3M13.500 10h3M10 7.500a2.500 2.500 0 1 0 .01 0",
  skip: "M5 10h10",
  path: "M5 15.500c6 0 3-11 9.500-11M5 15.500h.01M14.500 4.500h.01",
  copy: "M7 7h9v9H7zM4 13V4h9",
  print: "M6 8V3.500h8V8M6 14H3.500V8h13v6H14M6 12h8v5H6z",
  back: "M12 4.500 6.500 10l5.500 5.500",
  locate: "M10 6a4 4 0 1 0 .01 0M10 2.500v3M10 14.500v3M2.500 10h3M14.500 10h3",
};

/** @param {string} name */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", Object.hasOwn(ICONS, name) ? ICONS[/** @type {keyof typeof ICONS} */ (name)] : ICONS.link);
  svg.append(path);
  return svg;
}

/** Text of a stranger: its direction must not touch its surroundings. @param {string} text @param {string} [className] */
const quoted = (text, className) => make("bdi", { class: className || null }, text);

/**
 * A link to the web, or plain text where the address is none that a browser should follow.
 * @param {string | undefined} url
 * @param {...any} children
 */
function webLink(url, ...children) {
  let parsed = null;
  try {
    parsed = url ? new URL(url) : null;
  } catch {
    parsed = null;
  }
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return make("span", { class: "no-link" }, ...children);
  return make("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Tell a screen reader. @param {string} text */
const announce = (text) => {
  byId("said").textContent = text;
};

/** @type {number | undefined} */
let toastTimer;

/** Show a short message for a moment. @param {string} text */
function toast(text) {
  const element = byId("toast");
  element.textContent = text;
  element.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    element.hidden = true;
  }, 2600);
}
