/** Bringing it all together: showing the state, and starting. */

/** Show the present state everywhere. @param {boolean} [still] the panel keeps its place, as after a change of status */
function show(still) {
  repaint(); // first of all: the screen's next frame comes while the rest is computed
  if (state.confidence !== trusted) {
    trust(state.confidence);
    derived = null;
  }
  refocus();
  refiltered();
  const scroller = byId("panel");
  const top = panel.firstChild ? scroller.scrollTop : 0;
  const active = document.activeElement instanceof HTMLElement && panel.contains(document.activeElement) ? document.activeElement.dataset.status || document.activeElement.id : "";
  const { topic, target } = state;
  const content = target !== null ? pathPanel(target) : topic !== null ? topicHead(topic) : homePanel();
  panel.replaceChildren(...content.filter((part) => part !== null));
  unfinished = target === null && topic !== null ? () => topicDetails(topic) : null;
  // What is lit on a large map comes before the details.
  if (heavy && !still && state.view === "map") requestAnimationFrame(() => requestAnimationFrame(finishPanel));
  else finishPanel();
  if (top) scroller.scrollTop = still ? top : 0; // only then: to ask for it is to lay the page out
  // The button that was pressed is a new element now; the keyboard stays on it.
  if (active) /** @type {HTMLElement | null} */ (panel.querySelector(`[data-status="${active}"], #${CSS.escape(active)}`))?.focus({ preventScroll: true });
  const asList = state.view === "list";
  byId("map").hidden = asList;
  byId("list").hidden = !asList;
  byId("show-map").setAttribute("aria-pressed", String(!asList));
  byId("show-list").setAttribute("aria-pressed", String(asList));
  if (asList) drawList();
  byId("filters-button").classList.toggle("on", filtered());
  const chosen = state.target ?? state.topic;
  document.body.classList.toggle("chosen", chosen !== null);
  document.title = chosen === null ? data.title : `${nameOf(chosen)} – ${data.title}`;
  if (chosen === null && filtered()) announce(passing());
  if (chosen !== null && !still) announce(`${nameOf(chosen)}, ${areaName(topics[chosen].area)}`);
}

/** The part of the panel that is still to be made. @type {(() => any[]) | null} */
let unfinished = null;

function finishPanel() {
  if (unfinished) panel.append(...unfinished().filter((part) => part !== null));
  unfinished = null;
}

/** Write the fixed words of the page in the present language. */
function translate() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(/** @type {HTMLElement} */ (element).dataset.text || "");
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(/** @type {HTMLElement} */ (element).dataset.label || ""));
  for (const element of document.querySelectorAll("[data-placeholder]")) element.setAttribute("placeholder", say(/** @type {HTMLElement} */ (element).dataset.placeholder || ""));
  for (const button of document.querySelectorAll(".tool, .zoom button")) /** @type {HTMLElement} */ (button).title = button.getAttribute("aria-label") || "";
  const switcher = byId("language");
  switcher.textContent = language === "zh" ? "EN" : "中";
  switcher.lang = language === "zh" ? "en" : "zh-Hans";
}

/** Close what hangs over the page; tell whether anything did. */
function closePopovers() {
  let closed = false;
  for (const id of ["filters", "menu"]) {
    closed ||= !byId(id).hidden;
    byId(id).hidden = true;
    byId(`${id}-button`).setAttribute("aria-expanded", "false");
  }
  return closed;
}

/** @param {string} id @param {() => any[]} content */
function popover(id, content) {
  byId(`${id}-button`).addEventListener("click", (event) => {
    event.stopPropagation();
    const open = byId(id).hidden;
    closePopovers();
    if (!open) return;
    fill(id, content());
    byId(id).hidden = false;
    byId(`${id}-button`).setAttribute("aria-expanded", "true");
    /** @type {HTMLElement | null} */ (byId(id).querySelector("select, button, input"))?.focus();
  });
}
popover("filters", filterPanel);
popover("menu", menuPanel);
document.addEventListener("pointerdown", (event) => {
  if (!(/** @type {HTMLElement} */ (event.target).closest(".popover, #filters-button, #menu-button"))) closePopovers();
});

byId("home").addEventListener("click", (event) => {
  event.preventDefault();
  go({ topic: null, target: null, view: "map", ...unfiltered() });
  fly(wholeView());
});
byId("show-map").addEventListener("click", () => go({ view: "map" }));
byId("show-list").addEventListener("click", () => go({ view: "list" }));
byId("zoom-in").addEventListener("click", () => fly(zoomBy(1.5)));
byId("zoom-out").addEventListener("click", () => fly(zoomBy(1 / 1.5)));
byId("zoom-fit").addEventListener("click", () => fly(focus.lit && focus.lit.size > 1 ? viewOf(boxOf(focus.lit)) : wholeView()));
byId("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  remember("language", language);
  closePopovers();
  translate();
  show(true);
});
byId("import").addEventListener("change", async (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const file = input.files?.[0];
  input.value = "";
  if (!file) return;
  try {
    toast(say("imported", { n: importLearner(await file.text()) }));
    show(true);
  } catch {
    toast(say("import-failed"));
  }
});

for (const event of ["hashchange", "popstate"])
  addEventListener(event, () => {
    readAddress();
    show();
    showChosen();
  });
addEventListener("storage", (event) => {
  if (event.key !== `roadloom.${STORE}`) return;
  loadLearner();
  derived = null;
  show(true);
});
dark.addEventListener("change", rethemed);
addEventListener("beforeprint", () => {
  finishPanel();
  listed = topics.length;
  printing(true);
  drawList();
  draw();
});
addEventListener("afterprint", () => {
  listed = LIST_STEP;
  printing(false);
  show(true);
});
new ResizeObserver(resized).observe(/** @type {HTMLElement} */ (canvas.parentElement));

// Until here nothing was laid out: one layout serves everything.
document.documentElement.dataset.open = "";
colourAreas();
translate();
loadLearner();
readAddress();
if (!location.hash && data.targets.length) state.target = placeOf.get(data.targets[0]) ?? null;
traceWaters();
show();
rethemed();
resized();
showChosen();
document.documentElement.dataset.ready = "1";
(window.requestIdleCallback || setTimeout)(() => keysOfTopics());
