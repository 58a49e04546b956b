/** Which part of the map is in view. Map units become screen pixels by `screen = map * zoom + offset`. */

const camera = { x: 0, y: 0, zoom: 1, least: 0.1, most: 3, width: 0, height: 0 };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {number} */
let flight = 0;

/** The extent of the map with air around it. */
function extent() {
  const { column, columns, top, bottom } = data.map;
  return { left: -column * 0.75, right: (columns - 0.25) * column, top: top - 30, bottom: bottom + 30 };
}

/** Space at the edges of the canvas that the axis takes. */
const MARGIN = { top: 14, right: 18, bottom: 44, left: 18 };

/** Where the camera stands when all of the map is in view; on a narrow screen: all of its height, beginning at the foundations. */
function wholeView() {
  const box = extent();
  const width = camera.width - MARGIN.left - MARGIN.right;
  const height = camera.height - MARGIN.top - MARGIN.bottom;
  const fitWidth = width / (box.right - box.left);
  const fitHeight = height / (box.bottom - box.top);
  const zoom = Math.min(1.25, camera.width < 600 ? Math.min(fitHeight, fitWidth * 3) : Math.min(fitWidth, fitHeight));
  const spareX = Math.max(0, width - (box.right - box.left) * zoom) / 2;
  const spareY = (height - (box.bottom - box.top) * zoom) / 2;
  return { zoom, x: MARGIN.left + spareX - box.left * zoom, y: MARGIN.top + spareY - box.top * zoom };
}

/** Move at once. @param {{x: number, y: number, zoom: number}} view */
function jump(view) {
  cancelAnimationFrame(flight);
  const box = extent();
  const zoom = Math.min(camera.most, Math.max(camera.least, view.zoom));
  // Some of the map stays in view, wherever one drags it.
  camera.x = Math.min(camera.width * 0.6 - box.left * zoom, Math.max(camera.width * 0.4 - box.right * zoom, view.x));
  camera.y = Math.min(camera.height * 0.6 - box.top * zoom, Math.max(camera.height * 0.4 - box.bottom * zoom, view.y));
  camera.zoom = zoom;
  slide();
}

/** Move smoothly, unless the reader asked for less motion or sees the page for the first time. @param {{x: number, y: number, zoom: number}} view */
function fly(view) {
  if (calm.matches || document.hidden || !document.documentElement.dataset.ready) return jump(view);
  cancelAnimationFrame(flight);
  const from = { ...camera };
  const start = performance.now();
  const step = (/** @type {number} */ now) => {
    const t = Math.min(1, (now - start) / 420);
    const ease = t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
    const zoom = from.zoom * (view.zoom / from.zoom) ** ease;
    // The offset follows the zoom, so that the point in the middle goes straight to its place.
    const share = Math.abs(view.zoom - from.zoom) < 1e-6 ? ease : (zoom - from.zoom) / (view.zoom - from.zoom);
    jump({ zoom, x: from.x + (view.x - from.x) * share, y: from.y + (view.y - from.y) * share });
    if (t < 1) flight = requestAnimationFrame(step);
  };
  flight = requestAnimationFrame(step);
}

/** Zoom by `factor` around a point of the canvas. @param {number} factor @param {number} [x] @param {number} [y] */
function zoomBy(factor, x = camera.width / 2, y = camera.height / 2) {
  const zoom = Math.min(camera.most, Math.max(camera.least, camera.zoom * factor));
  const by = zoom / camera.zoom;
  return { zoom, x: x - (x - camera.x) * by, y: y - (y - camera.y) * by };
}

/** Pixels at the sides of a view that names may need. */
const nameRoom = () => Math.min(120, camera.width * 0.14);

/** The view that shows a box of the map. @param {{left: number, right: number, top: number, bottom: number}} box @param {number} [most] largest zoom */
function viewOf(box, most = 1) {
  const width = camera.width - 2 * nameRoom();
  const height = camera.height - 120;
  const zoom = Math.max(camera.least, Math.min(most, width / Math.max(1, box.right - box.left), height / Math.max(1, box.bottom - box.top)));
  return {
    zoom,
    x: camera.width / 2 - ((box.left + box.right) / 2) * zoom,
    y: camera.height / 2 - 10 - ((box.top + box.bottom) / 2) * zoom,
  };
}

/**
 * The box around some topics. Once it is larger than the names of a view can be read in, its size no longer matters.
 * @param {Iterable<number>} places @param {number} [least] zoom below which the box need not grow
 */
function boxOf(places, least = 0) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const place of places) {
    box.left = Math.min(box.left, xs[place] - 20);
    box.right = Math.max(box.right, xs[place] + 20);
    box.top = Math.min(box.top, ys[place] - 20);
    box.bottom = Math.max(box.bottom, ys[place] + 20);
    if (Math.max((box.right - box.left) / camera.width, (box.bottom - box.top) / camera.height) * least > 1) break;
  }
  return box;
}

/**
 * Bring a topic into view with what leads to it and follows from it, as far as that stays legible, else with its neighbours; stay where
 * one is if these are in view.
 * @param {number} place
 */
function showTopic(place) {
  const near = [place, ...needsOf(place).map((edge) => edge[0]), ...unlocksOf(place).map((edge) => edge[1])];
  if (camera.zoom >= LEGIBLE && near.every(inSight)) return repaint();
  const around = viewOf(boxOf(focus.lit || [place], LEGIBLE), 0.9);
  if (around.zoom >= LEGIBLE) return fly(around);
  const neighbours = viewOf(boxOf(near), 0.9);
  if (neighbours.zoom >= LEGIBLE) return fly(neighbours);
  const { x, y } = topics[place];
  fly({ zoom: 0.6, x: camera.width / 2 - x * 0.6, y: camera.height / 2 - y * 0.6 });
}

/** Bring a whole path into view, if it is not. */
function showPath() {
  if (![...focus.steps.keys()].every(inSight)) fly(viewOf(boxOf(focus.steps.keys())));
}

/** Bring into view what is chosen: the path, else the topic. */
function showChosen() {
  if (state.view !== "map") return;
  if (state.target !== null) showPath();
  else if (state.topic !== null) showTopic(state.topic);
}

/** From this zoom on, the names of a chosen topic's surroundings can be read. */
const LEGIBLE = 0.3;

/** Tell whether a topic stands in the canvas with room for its name. @param {number} place */
function inSight(place) {
  const [x, y] = [topics[place].x * camera.zoom + camera.x, topics[place].y * camera.zoom + camera.y];
  return x > 70 && x < camera.width - 70 && y > 40 && y < camera.height - 70;
}
