/**
 * Drawing the map, by plain Canvas2D. The rest of the page knows of it only: `repaint` (draw soon), `hit` (what is at a point),
 * `resized`, `rethemed` and `refiltered` (what is kept between frames has changed).
 */

const canvas = /** @type {HTMLCanvasElement} */ (byId("canvas"));
const screenInk = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * A large map takes longer to draw than a frame lasts. It is drawn on a sheet larger than the screen, which then only slides or scales
 * while one moves, and is drawn anew where it no longer covers the screen and when the movement rests.
 */
const heavy = topics.length + data.edges.length > 400;
const sheet = { canvas: document.createElement("canvas"), x: 0, y: 0, zoom: 0, margin: 0, filled: false };
const REST = 110; // milliseconds without movement
const sheetInk = /** @type {CanvasRenderingContext2D} */ (sheet.canvas.getContext("2d"));
/** Where the picture is drawn: at rest on the screen. */
let ink = screenInk;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** @type {Record<string, string>} */
let theme = {};
/** Colours per area: dot, name, water. @type {string[][]} */
let hues = [];
/** Counts the changes of colours and filters: what is painted once per view is painted anew after each. */
let edition = 0;
let filteredFor = "";
let frame = 0;
let stale = true;
/** @type {number | undefined} */
let resting;

/** Draw anew before the next frame of the screen. */
function repaint() {
  stale = true;
  if (!frame) frame = requestAnimationFrame(draw);
}

/** The camera moved: show that before the next frame of the screen. */
function slide() {
  if (!heavy) return repaint();
  clearTimeout(resting);
  resting = setTimeout(repaint, REST);
  if (!frame) frame = requestAnimationFrame(draw);
}

/** The picture is for paper: dark on white, and as it was on the screen. */
let onPaper = false;

/** @param {boolean} paper */
function printing(paper) {
  onPaper = paper;
  document.documentElement.classList.toggle("on-paper", paper);
  rethemed();
}

function rethemed() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "ink", "soft", "accent", "doing", "line"]) theme[name] = style.getPropertyValue(`--${name}`).trim();
  const shift = dark.matches && !onPaper ? 3 : 0;
  hues = data.areas.map((/** @type {any} */ area) => area.hue.slice(shift, shift + 3));
  edition += 1;
  repaint();
}

/** What passes the filters may have changed: the lines at rest are painted anew where it has. */
function refiltered() {
  const filters = JSON.stringify([[...state.areas], state.roadmap, state.phase, state.kind, state.status, state.confidence]);
  if (state.status || filters !== filteredFor) edition += 1;
  filteredFor = filters;
  repaint();
}

/** Boxes of the screen where buttons and the axis stand over the map: no name goes there. @type {number[][]} */
let controls = [];

/** Fit the canvas to its place on the page, keeping the middle of the view in the middle. */
function resized() {
  const box = /** @type {HTMLElement} */ (canvas.parentElement).getBoundingClientRect();
  if (!box.width || !box.height || onPaper) return;
  const density = Math.min(2, devicePixelRatio || 1);
  const first = !camera.width;
  const [dx, dy] = [(box.width - camera.width) / 2, (box.height - camera.height) / 2];
  const whole = !first && atWhole();
  Object.assign(camera, { width: box.width, height: box.height });
  canvas.width = Math.round(box.width * density);
  canvas.height = Math.round(box.height * density);
  controls = [...document.querySelectorAll(".zoom, .axis")].map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [left - box.left - 4, top - box.top - 4, right - box.left + 4, bottom - box.top + 4];
  });
  camera.least = Math.min(0.2, wholeView().zoom * 0.7);
  if (first || whole) jump(wholeView());
  else jump({ zoom: camera.zoom, x: camera.x + dx, y: camera.y + dy });
}

/** Tell whether the camera shows the whole map as it did at the start. */
function atWhole() {
  const view = wholeView();
  return Math.abs(view.zoom - camera.zoom) < 1e-6 && Math.abs(view.x - camera.x) < 1 && Math.abs(view.y - camera.y) < 1;
}

function draw() {
  frame = 0;
  if (!heavy) return render();
  const scaled = camera.zoom / sheet.zoom;
  const [x, y] = [camera.x - (sheet.x + sheet.margin) * scaled, camera.y - (sheet.y + sheet.margin) * scaled];
  const density = canvas.width / Math.max(1, camera.width);
  const { width, height } = sheet.filled ? sheet.canvas : canvas;
  const covers = x <= 0 && y <= 0 && x + (width / density) * scaled >= camera.width && y + (height / density) * scaled >= camera.height;
  if (stale || (!covers && scaled === 1)) {
    // At rest what is on the screen is enough; once one moves, what lies around it comes into view.
    return renderSheet(stale || atWhole() ? 0 : Math.round(Math.max(camera.width, camera.height) * 0.3));
  }
  if (!sheet.filled) {
    sizeSheet(canvas.width, canvas.height);
    sheetInk.drawImage(canvas, 0, 0);
  }
  screenInk.setTransform(1, 0, 0, 1, 0, 0);
  screenInk.fillStyle = theme.paper;
  screenInk.fillRect(0, 0, canvas.width, canvas.height);
  screenInk.drawImage(sheet.canvas, x * density, y * density, width * scaled, height * scaled);
}

/** Tell whether the picture is one of many while one moves, so that nothing of it is worth keeping. */
const moving = () => !heavy || sheet.margin > 0;

/** @param {number} width @param {number} height */
function sizeSheet(width, height) {
  if (sheet.canvas.width !== width || sheet.canvas.height !== height) Object.assign(sheet.canvas, { width, height });
  sheet.filled = true;
}

/** Draw the view; with what lies around it on the sheet. @param {number} margin pixels around the view */
function renderSheet(margin) {
  const density = canvas.width / Math.max(1, camera.width);
  const seen = { ...camera };
  Object.assign(sheet, { x: camera.x, y: camera.y, zoom: camera.zoom, margin, filled: false });
  ink = screenInk;
  if (!margin) return render();
  ink = sheetInk;
  Object.assign(camera, { x: camera.x + margin, y: camera.y + margin, width: camera.width + 2 * margin, height: camera.height + 2 * margin });
  sizeSheet(Math.round(camera.width * density), Math.round(camera.height * density));
  render();
  Object.assign(camera, { x: seen.x, y: seen.y, width: seen.width, height: seen.height });
  screenInk.setTransform(1, 0, 0, 1, 0, 0);
  screenInk.drawImage(sheet.canvas, -margin * density, -margin * density);
}

/**
 * The first frame after choosing on a large map shows which topics are lit; lines and new names, which take longer, come with the next.
 */
let hurried = false;
/** @type {Places | null} */
let hurriedFor = null;
/** Where the camera stood in the last frame. */
let lastView = "";

/** Draw all that the camera sees. */
function render() {
  stale = false;
  hurried = !moving() && focus.lit !== null && hurriedFor !== focus.lit;
  hurriedFor = focus.lit;
  const view = [camera.x, camera.y, camera.zoom, camera.width, camera.height].join();
  if (view !== lastView) plates = [];
  lastView = view;
  const density = ink.canvas.width / Math.max(1, camera.width);
  ink.setTransform(1, 0, 0, 1, 0, 0);
  ink.fillStyle = theme.paper;
  ink.fillRect(0, 0, ink.canvas.width, ink.canvas.height);
  drawBed();
  drawLit();
  ink.setTransform(density, 0, 0, density, 0, 0);
  const shown = inView();
  if (state.things) placeThings(shown);
  placeNames(shown);
  const dots = uncovered(shown);
  drawDots(dots);
  if (state.things) drawThings();
  drawNames();
  if (hurried) repaint();
}

/** The topics in view that pass the filters, the most important first. */
function inView() {
  const edge = 30;
  return byWeight.filter((place) => {
    const sx = xs[place] * camera.zoom + camera.x;
    const sy = ys[place] * camera.zoom + camera.y;
    return sx > -edge && sy > -edge && sx < camera.width + edge && sy < camera.height + edge && visible(place);
  });
}

/** @param {number} place */
const onScreen = (place) => [xs[place] * camera.zoom + camera.x, ys[place] * camera.zoom + camera.y];

/** Find the topic at a point of the canvas. @param {number} x @param {number} y @param {number} [slack] @returns {number | null} */
function hit(x, y, slack = 6) {
  let best = null;
  let least = Infinity;
  for (const place of inView()) {
    const [sx, sy] = onScreen(place);
    const distance = Math.hypot(sx - x, sy - y) - radius(place);
    if (distance < Math.min(slack, least)) [best, least] = [place, distance];
  }
  if (best !== null) return best;
  const [px, py] = heavy ? [x + sheet.margin, y + sheet.margin] : [x, y];
  return plates.find(({ box, place }) => place !== null && px > box[0] && px < box[2] && py > box[1] && py < box[3])?.place ?? null;
}
