/** Everything by keyboard: the search box, the map, the statuses. */

const searchBox = /** @type {HTMLInputElement} */ (byId("search"));
/** @type {number[]} */
let hits = [];
let marked = 0;

function drawHits() {
  hits = find(searchBox.value);
  marked = Math.min(marked, Math.max(0, hits.length - 1));
  const open = searchBox.value.trim() !== "" && document.activeElement === searchBox;
  byId("found").hidden = !open;
  searchBox.setAttribute("aria-expanded", String(open));
  const rows = hits.map((place, i) => {
    const met = metName(place, searchBox.value);
    return make(
      "li",
      { role: "option", id: `hit-${i}`, "aria-selected": String(i === marked), hue: topics[place].area, onpointerdown: (/** @type {Event} */ e) => { e.preventDefault(); take(place); } },
      make("i", { class: "dot" }),
      make("span", { class: "grow" }, quoted(nameOf(place)), met && make("small", {}, quoted(met))),
      make("small", {}, areaName(topics[place].area)),
    );
  });
  fill("found", rows.length ? rows : [make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("not-found"))]);
  if (open && hits.length) searchBox.setAttribute("aria-activedescendant", `hit-${marked}`);
  else searchBox.removeAttribute("aria-activedescendant");
}

/** Go to what was found. @param {number} place */
function take(place) {
  searchBox.value = "";
  searchBox.blur();
  drawHits();
  go({ topic: place, target: null });
  if (state.view === "map") {
    canvas.focus({ preventScroll: true });
    showChosen();
  } else byId("panel-title").focus();
}

searchBox.addEventListener("input", () => {
  marked = 0;
  drawHits();
});
searchBox.addEventListener("focus", drawHits);
searchBox.addEventListener("blur", drawHits);
searchBox.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // Enter that ends a Chinese syllable chooses nothing
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    marked = hits.length ? (marked + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length : 0;
    drawHits();
    byId("found").children[marked]?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && hits.length) take(hits[marked]);
  else if (event.key === "Escape") {
    searchBox.value = "";
    drawHits();
    canvas.focus({ preventScroll: true });
  } else return;
  event.stopPropagation();
});

/**
 * Find the topic in the direction of an arrow key: left and right along the order where there is one, else the nearest that way.
 * @param {number} from @param {string} key
 */
function towards(from, key) {
  const here = topics[from];
  const across = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  const tied = key === "ArrowLeft" ? needsOf(from).map((edge) => edge[0]) : key === "ArrowRight" ? unlocksOf(from).map((edge) => edge[1]) : [];
  const pool = tied.filter(passes).length ? tied : topics.map((topic) => topic.place);
  let best = null;
  let least = Infinity;
  for (const place of pool) {
    const dx = topics[place].x - here.x;
    const dy = topics[place].y - here.y;
    const [along, aside] = across ? [dx * sign, dy] : [dy * sign, dx];
    if (place === from || along <= 0 || !passes(place)) continue;
    const cost = along + Math.abs(aside) * 2.5;
    if (cost < least) [best, least] = [place, cost];
  }
  return best;
}

canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    const start = standing().ready.find(passes) ?? topics.find((topic) => passes(topic.place))?.place ?? null;
    const next = state.topic === null ? start : towards(state.topic, event.key);
    if (next === null) return;
    go({ topic: next, target: null }, { keep: true });
    showTopic(next);
  } else if (event.key === "Enter" && state.topic !== null) byId("panel-title").focus();
});

/** Keys that work everywhere but where one writes. @type {Record<string, (place: number | null) => void>} */
const shortcuts = {
  "/": () => searchBox.focus(),
  k: (place) => place !== null && mark(place, "known"),
  d: (place) => place !== null && mark(place, "doing"),
  s: (place) => place !== null && mark(place, "skip"),
  p: (place) => place !== null && (state.target === null ? openPath(place) : go({ target: null })),
  l: () => go({ view: state.view === "list" ? "map" : "list" }),
  r: () => go({ things: !state.things }, { keep: true, still: true }),
  "+": () => fly(zoomBy(1.4)),
  "=": () => fly(zoomBy(1.4)),
  "-": () => fly(zoomBy(1 / 1.4)),
  0: () => fly(wholeView()),
  Escape: () => {
    if (closePopovers()) return;
    if (state.target !== null) go({ target: null });
    else if (state.topic !== null) go({ topic: null });
  },
};

document.addEventListener("keydown", (event) => {
  const writing = /** @type {HTMLElement} */ (event.target).closest("input, select, textarea");
  if (writing && event.key !== "Escape") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const action = shortcuts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action(state.topic);
});
