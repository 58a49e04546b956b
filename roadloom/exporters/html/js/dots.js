/** The dots of the topics, with what tells their status. */

/** Pixels of a radius below which a dot cannot be told from a square, which costs a fifth. */
const SPECK = 1.6;

/** The radius of a topic's dot on the screen. @param {number} place */
function radius(place) {
  const shrink = Math.min(1.35, Math.max(0.2, camera.zoom)) ** 0.55;
  // Dots of one column never touch, however far away the map is.
  const most = data.map.row * camera.zoom * (isStrong(place) ? 0.62 : 0.36);
  const own = Math.max(0.9, Math.min(topics[place].size * 0.92 * shrink, most));
  return focus.steps.has(place) ? Math.max(9.5, own) : place === state.topic ? Math.max(7, own) : own;
}

/** @param {number[]} shown */
function drawDots(shown) {
  const { known, ready } = standing();
  const lure = new Set(focus.lit ? [] : ready.slice(0, 8));
  /** Dimmed ones first: what is lit lies on top. @type {Map<string, number[]>[][]} */
  const groups = [0, 1].map(() => data.areas.map(() => new Map()));
  for (const place of shown) {
    const group = groups[Number(!focus.lit || focus.lit.has(place))][topics[place].area];
    const status = statusOf(place) || (known.has(place) ? "known" : "");
    const places = group.get(status);
    if (places) places.push(place);
    else group.set(status, [place]);
  }
  groups.forEach((areas, lit) => {
    ink.globalAlpha = lit ? 1 : 0.2;
    areas.forEach((group, area) => group.forEach((places, status) => drawGroup(places, hues[area][0], hues[area][2], status)));
  });
  ink.globalAlpha = 1;
  for (const place of shown) if (lure.has(place)) ring(place, hues[topics[place].area][0], 4.5, 2, 0.55);
  if (state.hover !== null && passes(state.hover)) ring(state.hover, theme.ink, 3.5, 1.5, 0.7);
  if (state.topic !== null) ring(state.topic, theme.accent, 4, 2.5, 1);
  drawSteps();
}

/** @param {number[]} places @param {string} colour @param {string} water @param {string} status */
function drawGroup(places, colour, water, status) {
  ink.fillStyle = status === "known" || status === "skip" ? water : colour;
  ink.beginPath();
  for (const place of places) {
    const x = xs[place] * camera.zoom + camera.x;
    const y = ys[place] * camera.zoom + camera.y;
    const r = radius(place) * (status === "skip" ? 0.75 : 1);
    if (r < SPECK) ink.fillRect(x - r, y - r, 2 * r, 2 * r);
    else {
      ink.moveTo(x + r, y);
      ink.arc(x, y, r, 0, 2 * Math.PI);
    }
  }
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
