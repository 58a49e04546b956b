/** The same data as a table in learning order: for screen readers, for paper, for who likes lists. */

const LIST_STEP = 300;
let listed = LIST_STEP;

function drawList() {
  const shown = topics.filter((topic) => passes(topic.place));
  const path = state.target === null ? null : new Set(learningPath(state.target, standing()));
  const rows = path ? shown.filter((topic) => path.has(topic.place)) : shown;
  const table = make(
    "table",
    {},
    make("caption", {}, say(path ? "list-path" : "list-caption", { n: rows.length })),
    make("thead", {}, make("tr", {}, ...["number", "topic", "area", "needs", "unlocks", "resources", "status"].map((key) => make("th", { scope: "col", class: `c-${key}` }, say(`col-${key}`))))),
    make("tbody", {}, ...rows.slice(0, listed).map((topic) => listRow(topic))),
  );
  const more = rows.length > listed && make("button", { type: "button", class: "more", id: "list-more", onclick: () => { listed += LIST_STEP; drawList(); } }, say("more", { n: rows.length - listed }));
  const list = byId("list");
  const active = document.activeElement;
  const [row, field] = list.contains(active) ? [active?.closest("tr")?.dataset.id, active?.localName] : [undefined, ""];
  list.replaceChildren(table, ...(more ? [more] : []));
  // The field that was used is a new element now; the keyboard stays on it.
  if (row !== undefined) /** @type {HTMLElement | null} */ (list.querySelector(`tr[data-id="${CSS.escape(row)}"] ${field}`))?.focus({ preventScroll: true });
}

/** @param {Topic} topic */
function listRow(topic) {
  const { place } = topic;
  const status = statusOf(place);
  const needs = needsOf(place);
  const select = make(
    "select",
    { "aria-label": `${say("status")}: ${nameOf(place)}`, onchange: (/** @type {any} */ e) => mark(place, e.target.value || statusOf(place)) },
    ...["", ...STATES].map((name) => make("option", { value: name, selected: name === status }, say(name || (standing().known.has(place) ? "implied" : "no-status")))),
  );
  return make(
    "tr",
    { hue: topic.area, class: place === state.topic ? "chosen" : null, "data-id": topic.id },
    make("td", { class: "c-number" }, String(place + 1)),
    make("th", { scope: "row" }, make("i", { class: "dot" }), make("a", { href: `#topic=${encodeURIComponent(topic.id)}&view=list`, onclick: (/** @type {Event} */ e) => follow(e, place) }, quoted(nameOf(place)))),
    make("td", { class: "c-area" }, quoted(areaName(topic.area))),
    make("td", { class: "c-needs" }, needs.slice(0, 4).flatMap((edge, i) => [i ? ", " : "", quoted(nameOf(edge[0]))]), needs.length > 4 ? ` +${needs.length - 4}` : ""),
    make("td", { class: "c-unlocks" }, reach(place) ? String(reach(place)) : ""),
    make("td", { class: "c-resources" }, topic.resources ? String(topic.resources.length) : ""),
    make("td", { class: "c-status" }, select),
  );
}
