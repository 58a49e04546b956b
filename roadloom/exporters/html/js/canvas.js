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
const sheet = { canvas: heavy ? document.createElement("canvas") : canvas, x: 0, y: 0, zoom: 0, margin: 0 };
const REST = 110; // milliseconds without movement
const ink = heavy ? /** @type {CanvasRenderingContext2D} */ (sheet.canvas.getContext("2d")) : screenInk;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** @type {Record<string, string>} */
let theme = {};
/** Colours per area: dot, name, water. @type {string[][]} */
let hues = [];
/** @type {Path2D[]} */
let waters = [];
/** The edges at rest, by the area that they come from: those that stand for themselves, and those of wide fans. @type {[Path2D, Path2D][]} */
let currents = [];
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

function rethemed() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "ink", "soft", "accent", "doing", "line"]) theme[name] = style.getPropertyValue(`--${name}`).trim();
  const printing = matchMedia("print").matches;
  const shift = dark.matches && !printing ? 3 : 0;
  hues = data.areas.map((/** @type {any} */ area) => area.hue.slice(shift, shift + 3));
  repaint();
}

/** Fit the canvas to its place on the page, keeping the middle of the view in the middle. */
function resized() {
  const box = /** @type {HTMLElement} */ (canvas.parentElement).getBoundingClientRect();
  if (!box.width || !box.height) return;
  const density = Math.min(2, devicePixelRatio || 1);
  const first = !camera.width;
  const [dx, dy] = [(box.width - camera.width) / 2, (box.height - camera.height) / 2];
  const whole = !first && atWhole();
  Object.assign(camera, { width: box.width, height: box.height });
  canvas.width = Math.round(box.width * density);
  canvas.height = Math.round(box.height * density);
  camera.least = Math.min(0.2, wholeView().zoom * 0.7);
  if (first || whole) jump(wholeView());
  else jump({ zoom: camera.zoom, x: camera.x + dx, y: camera.y + dy });
}

/** Tell whether the camera shows the whole map as it did at the start. */
function atWhole() {
  const view = wholeView();
  return Math.abs(view.zoom - camera.zoom) < 1e-6 && Math.abs(view.x - camera.x) < 1 && Math.abs(view.y - camera.y) < 1;
}

/** Trace the bank of a stream through its columns: flat past the topics of a column, a smooth step to the next. */
function traceWaters() {
  const { column, streams } = data.map;
  waters = [];
  for (const [area, first, , , banks] of streams) {
    const path = new Path2D();
    const count = banks.length / 2;
    const flat = column * 0.27;
    const x = (/** @type {number} */ i) => (first + i) * column;
    const round = (/** @type {number} */ i) => Math.min(column * 0.26, (banks[2 * i + 1] - banks[2 * i]) / 2);
    const [r0, r1] = [round(0), round(count - 1)];
    const [left, right] = [x(0) - column * 0.47, x(count - 1) + column * 0.47];
    path.moveTo(left, banks[0] + r0);
    path.quadraticCurveTo(left, banks[0], left + r0, banks[0]);
    for (let i = 0; i < count - 1; i++) step(path, x(i) + flat, banks[2 * i], x(i + 1) - flat, banks[2 * i + 2]);
    const [top, bottom] = [banks[2 * count - 2], banks[2 * count - 1]];
    path.lineTo(right - r1, top);
    path.quadraticCurveTo(right, top, right, top + r1);
    path.lineTo(right, bottom - r1);
    path.quadraticCurveTo(right, bottom, right - r1, bottom);
    for (let i = count - 1; i > 0; i--) step(path, x(i) - flat, banks[2 * i + 1], x(i - 1) + flat, banks[2 * i - 1]);
    path.lineTo(left + r0, banks[1]);
    path.quadraticCurveTo(left, banks[1], left, banks[1] - r0);
    path.closePath();
    waters[area] = path;
  }
}

/** @param {Path2D} path @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function step(path, x0, y0, x1, y1) {
  path.lineTo(x0, y0);
  const middle = (x0 + x1) / 2;
  path.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}

/** @param {Path2D | CanvasRenderingContext2D} path @param {Topic} from @param {Topic} to */
function traceEdge(path, from, to) {
  const bend = Math.max(40, (to.x - from.x) * 0.45);
  path.moveTo(from.x, from.y);
  path.bezierCurveTo(from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
}

/** The filters for which the edges at rest were traced. */
let tracedFor = "";

/** Trace the edges at rest anew, where the filters have changed: those drawn at all, between topics that pass. */
function refiltered() {
  const filters = JSON.stringify([[...state.areas], state.roadmap, state.phase, state.kind, state.confidence]);
  if (!state.status && filters === tracedFor) return repaint();
  tracedFor = state.status ? "" : filters;
  currents = data.areas.map(() => [new Path2D(), new Path2D()]);
  const fan = topics.map(() => 0);
  for (const [before, after] of drawnEdges) {
    fan[before] += 1;
    fan[after] += 1;
  }
  for (const [before, after] of drawnEdges) {
    if (!passes(before) || !passes(after)) continue;
    const [from, to] = [topics[before], topics[after]];
    // Where many steep edges leave or reach one topic they lie side by side: together they should weigh little more than one.
    const steep = Math.max(fan[before], fan[after]) > 7 && Math.abs(to.y - from.y) > 3 * data.map.row;
    traceEdge(currents[from.area][Number(steep)], from, to);
  }
  repaint();
}

/** The radius of a topic's dot on the screen. @param {number} place */
function radius(place) {
  const shrink = Math.min(1.35, Math.max(0.2, camera.zoom)) ** 0.55;
  // Dots of one column never touch, however far away the map is.
  const most = data.map.row * camera.zoom * (isStrong(place) ? 0.62 : 0.36);
  const own = Math.max(0.9, Math.min(topics[place].size * 0.92 * shrink, most));
  return focus.steps.has(place) ? Math.max(9.5, own) : place === state.topic ? Math.max(7, own) : own;
}

function draw() {
  frame = 0;
  if (!heavy) return render();
  const scaled = camera.zoom / sheet.zoom;
  const [x, y] = [camera.x - (sheet.x + sheet.margin) * scaled, camera.y - (sheet.y + sheet.margin) * scaled];
  const density = canvas.width / Math.max(1, camera.width);
  const covers = x <= 0 && y <= 0 && x + (sheet.canvas.width / density) * scaled >= camera.width && y + (sheet.canvas.height / density) * scaled >= camera.height;
  if (stale || (!covers && scaled === 1)) {
    // At rest what is on the screen is enough; once one moves, what lies around it comes into view.
    renderSheet(stale || atWhole() ? 0 : Math.round(Math.max(camera.width, camera.height) * 0.3));
    return screenInk.drawImage(sheet.canvas, -sheet.margin * density, -sheet.margin * density);
  }
  screenInk.fillStyle = theme.paper;
  screenInk.fillRect(0, 0, canvas.width, canvas.height);
  screenInk.drawImage(sheet.canvas, x * density, y * density, sheet.canvas.width * scaled, sheet.canvas.height * scaled);
}

/** Draw the view and what lies around it on the sheet. @param {number} margin pixels around the view */
function renderSheet(margin) {
  const density = canvas.width / Math.max(1, camera.width);
  const seen = { ...camera };
  Object.assign(sheet, { x: camera.x, y: camera.y, zoom: camera.zoom, margin });
  Object.assign(camera, { x: camera.x + margin, y: camera.y + margin, width: camera.width + 2 * margin, height: camera.height + 2 * margin });
  const [width, height] = [Math.round(camera.width * density), Math.round(camera.height * density)];
  if (sheet.canvas.width !== width || sheet.canvas.height !== height) Object.assign(sheet.canvas, { width, height });
  render();
  Object.assign(camera, { x: seen.x, y: seen.y, width: seen.width, height: seen.height });
}

/** Draw all that the camera sees. */
function render() {
  stale = false;
  const density = ink.canvas.width / Math.max(1, camera.width);
  ink.setTransform(1, 0, 0, 1, 0, 0);
  ink.fillStyle = theme.paper;
  ink.fillRect(0, 0, ink.canvas.width, ink.canvas.height);
  ink.setTransform(density * camera.zoom, 0, 0, density * camera.zoom, density * camera.x, density * camera.y);
  drawWaters();
  drawEdges();
  ink.setTransform(density, 0, 0, density, 0, 0);
  const shown = inView();
  if (state.things) placeThings(shown);
  placeNames(shown);
  const dots = uncovered(shown);
  drawDots(dots);
  if (state.things) drawThings();
  drawNames();
}

function drawWaters() {
  ink.lineWidth = 1 / camera.zoom;
  waters.forEach((path, area) => {
    ink.globalAlpha = state.areas.size && !state.areas.has(area) ? 0.25 : 1;
    ink.fillStyle = hues[area][2];
    ink.fill(path);
    ink.globalAlpha *= 0.22;
    ink.strokeStyle = hues[area][0];
    ink.stroke(path);
  });
  ink.globalAlpha = 1;
}

function drawEdges() {
  const thin = Math.min(1.6, Math.max(0.7, camera.zoom * 1.5)) / camera.zoom;
  ink.lineCap = "round";
  ink.lineWidth = thin;
  ink.globalAlpha = focus.lit ? 0.1 : data.edges.length > 2500 ? 0.22 : 0.42;
  for (const faint of [1, 0]) {
    if (faint) ink.globalAlpha *= 0.34;
    currents.forEach((paths, area) => {
      ink.strokeStyle = hues[area][0];
      ink.stroke(paths[faint]);
    });
    if (faint) ink.globalAlpha /= 0.34;
  }
  if (focus.lit) {
    ink.lineWidth = Math.max(thin * 1.5, 1.9 / camera.zoom);
    for (const [key, path] of litEdges()) {
      const [area, follows] = key.split("|");
      ink.globalAlpha = follows ? 0.55 : 0.95;
      ink.strokeStyle = hues[Number(area)][0];
      ink.stroke(path);
    }
    drawBonds();
  }
  ink.globalAlpha = 1;
}

/** Trace the edges that stand out, by area and by whether they lead to what is chosen or follow from it: few strokes for many edges. */
function litEdges() {
  /** @type {Map<string, Path2D>} */
  const paths = new Map();
  for (const edge of focus.edges) {
    if (!drawnEdges.has(edge)) continue;
    const [from, to] = [topics[edge[0]], topics[edge[1]]];
    const key = `${from.area}|${focus.follow.has(to.place) ? "follows" : ""}`;
    const path = paths.get(key) || new Path2D();
    paths.set(key, path);
    traceEdge(path, from, to);
  }
  return paths;
}

/** Join the chosen topic with its parts and its whole by dotted lines: they belong together, but say nothing about the order. */
function drawBonds() {
  if (state.topic === null) return;
  const topic = topics[state.topic];
  ink.setLineDash([1 / camera.zoom, 5 / camera.zoom]);
  ink.globalAlpha = 0.8;
  ink.strokeStyle = theme.soft;
  for (const other of [...topic.parts, ...(topic.whole === undefined ? [] : [topic.whole])]) {
    ink.beginPath();
    ink.moveTo(topic.x, topic.y);
    ink.lineTo(topics[other].x, topics[other].y);
    ink.stroke();
  }
  ink.setLineDash([]);
}

/** The topics in view that pass the filters, the most important first. */
function inView() {
  const edge = 30;
  return byWeight.filter((place) => {
    const { x, y } = topics[place];
    const sx = x * camera.zoom + camera.x;
    const sy = y * camera.zoom + camera.y;
    return sx > -edge && sy > -edge && sx < camera.width + edge && sy < camera.height + edge && passes(place);
  });
}

/** @param {number} place */
const onScreen = (place) => [topics[place].x * camera.zoom + camera.x, topics[place].y * camera.zoom + camera.y];

/** @param {number[]} shown */
function drawDots(shown) {
  const { known, ready } = standing();
  const lure = new Set(focus.lit ? [] : ready.slice(0, 8));
  const groups = new Map();
  for (const place of shown) {
    const lit = !focus.lit || focus.lit.has(place);
    const status = statusOf(place) || (known.has(place) ? "known" : "");
    const key = `${topics[place].area}|${lit}|${status}`;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  }
  // Dimmed ones first: what is lit lies on top.
  for (const [key, places] of [...groups].sort((a, b) => Number(a[0].includes("true")) - Number(b[0].includes("true")))) {
    const [area, lit, status] = key.split("|");
    ink.globalAlpha = lit === "true" ? 1 : 0.2;
    drawGroup(places, hues[area][0], hues[area][2], status);
  }
  ink.globalAlpha = 1;
  for (const place of shown) if (lure.has(place)) ring(place, hues[topics[place].area][0], 4.5, 2, 0.55);
  if (state.hover !== null && passes(state.hover)) ring(state.hover, theme.ink, 3.5, 1.5, 0.7);
  if (state.topic !== null) ring(state.topic, theme.accent, 4, 2.5, 1);
  drawSteps();
}

/** @param {number[]} places @param {string} colour @param {string} water @param {string} status */
function drawGroup(places, colour, water, status) {
  ink.beginPath();
  for (const place of places) {
    const [x, y] = onScreen(place);
    const r = radius(place) * (status === "skip" ? 0.75 : 1);
    ink.moveTo(x + r, y);
    ink.arc(x, y, r, 0, 2 * Math.PI);
  }
  ink.fillStyle = status === "known" || status === "skip" ? water : colour;
  ink.strokeStyle = status === "known" ? colour : status === "skip" ? theme.soft : theme.paper;
  ink.lineWidth = status === "known" || status === "skip" ? 1.4 : 1.2;
  ink.fill();
  if (status || camera.zoom > 0.3) ink.stroke();
  for (const place of places) {
    if (status === "known") tick(place, colour);
    if (status === "doing") ring(place, theme.doing, 3, 2.5, 1);
  }
}

/** @param {number} place @param {string} colour @param {number} gap @param {number} width @param {number} alpha */
function ring(place, colour, gap, width, alpha) {
  const [x, y] = onScreen(place);
  const before = ink.globalAlpha;
  ink.globalAlpha = before * alpha;
  ink.strokeStyle = colour;
  ink.lineWidth = width;
  ink.beginPath();
  ink.arc(x, y, radius(place) + gap, 0, 2 * Math.PI);
  ink.stroke();
  ink.globalAlpha = before;
}

/** @param {number} place @param {string} colour */
function tick(place, colour) {
  const r = radius(place);
  if (r < 3.5 || focus.steps.has(place)) return;
  const [x, y] = onScreen(place);
  ink.strokeStyle = colour;
  ink.lineWidth = Math.max(1.2, r / 4.5);
  ink.beginPath();
  ink.moveTo(x - r * 0.42, y + r * 0.03);
  ink.lineTo(x - r * 0.1, y + r * 0.36);
  ink.lineTo(x + r * 0.45, y - r * 0.32);
  ink.stroke();
}

/** Number the steps of the path that is shown. */
function drawSteps() {
  ink.textAlign = "center";
  ink.textBaseline = "middle";
  ink.font = `600 11px ${SANS}`;
  ink.fillStyle = theme.paper;
  for (const [place, step] of focus.steps) {
    const [x, y] = onScreen(place);
    ink.fillText(String(step), x, y + 0.5);
  }
}

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
