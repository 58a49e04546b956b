/** Mouse, pen and fingers on the map. */

/** @type {Map<number, {x: number, y: number}>} */
const fingers = new Map();
let travelled = 0;
let spread = 0;

/** @param {MouseEvent} event */
function onCanvas(event) {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** @param {number | null} place @param {string} [title] of the resource or project at that point */
function hover(place, title = "") {
  canvas.title = title;
  canvas.style.cursor = place === null && !title ? "" : "pointer";
  if (place === state.hover) return;
  state.hover = place;
  repaint();
}

function middle() {
  const all = [...fingers.values()];
  const x = all.reduce((sum, finger) => sum + finger.x, 0) / all.length;
  const y = all.reduce((sum, finger) => sum + finger.y, 0) / all.length;
  return { x, y, spread: all.length > 1 ? Math.hypot(all[0].x - all[1].x, all[0].y - all[1].y) : 0 };
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  canvas.setPointerCapture(event.pointerId);
  if (!fingers.size) travelled = 0;
  fingers.set(event.pointerId, onCanvas(event));
  spread = middle().spread;
});

canvas.addEventListener("pointermove", (event) => {
  const before = fingers.size ? middle() : null;
  if (!fingers.has(event.pointerId) || !before) {
    const { x, y } = onCanvas(event);
    if (event.pointerType !== "mouse") return hover(null);
    const thing = thingAt(x, y, 1);
    return thing ? hover(thing.place, thingName(thing)) : hover(hit(x, y));
  }
  fingers.set(event.pointerId, onCanvas(event));
  const now = middle();
  travelled += Math.hypot(now.x - before.x, now.y - before.y) + Math.abs(now.spread - before.spread);
  if (travelled < 4) return;
  canvas.classList.add("dragging");
  const view = spread && now.spread ? zoomBy(now.spread / before.spread, before.x, before.y) : { ...camera };
  jump({ zoom: view.zoom, x: view.x + now.x - before.x, y: view.y + now.y - before.y });
});

/** @param {PointerEvent} event */
function lift(event) {
  if (!fingers.delete(event.pointerId)) return;
  canvas.classList.remove("dragging");
  spread = fingers.size ? middle().spread : 0;
  if (event.type === "pointerup" && travelled < 4 && !fingers.size) {
    const { x, y } = onCanvas(event);
    const thing = thingAt(x, y, event.pointerType === "mouse" ? 1 : 6);
    if (thing) return openThing(thing);
    const place = hit(x, y, event.pointerType === "mouse" ? 6 : 16);
    if (place !== null || state.topic !== null) go({ topic: place, target: null });
  }
}
canvas.addEventListener("pointerup", lift);
canvas.addEventListener("pointercancel", lift);
canvas.addEventListener("pointerleave", () => hover(null));

canvas.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const { x, y } = onCanvas(event);
    const lines = event.deltaMode ? 18 : 1;
    const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016));
    jump(zoomBy(Math.min(2, Math.max(0.5, factor)), x, y));
  },
  { passive: false },
);

canvas.addEventListener("dblclick", (event) => {
  const { x, y } = onCanvas(event);
  fly(zoomBy(1.8, x, y));
});
