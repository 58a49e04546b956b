/** What lies below the dots: the streams of the areas, the lines at rest, and those that lead to what is chosen or follow from it. */

/** The outlines of the streams, by area. @type {Path2D[]} */
const waters = [];

/** Trace the bank of a stream through its columns: flat past the topics of a column, a smooth step to the next. */
function traceWaters() {
  const { column, streams } = data.map;
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

/** More lines than these in view are drawn as hairlines, which cost a tenth of wider ones. */
const MANY = 120;

/** More lines than these in view are too many to tell apart: from afar every topic keeps one. */
const CROWD = 5000;

/**
 * What stays the same while one chooses topics, painted once for a view and then only copied.
 * @type {{paint: (ink: CanvasRenderingContext2D, strength: number) => void, canvas: HTMLCanvasElement, view: string}[]}
 */
const bed = [paintWaters, paintLines].map((paint) => ({ paint, canvas: document.createElement("canvas"), view: "" }));

/** Draw the streams and the lines at rest; these stay back where others are lit. */
function drawBed() {
  const { width, height } = ink.canvas;
  const view = [camera.x, camera.y, camera.zoom, width, height, edition].join();
  for (const layer of bed) {
    const strength = focus.lit && layer.paint === paintLines ? 0.24 : 1;
    if (layer.view !== view && hurried && layer.paint === paintLines) continue;
    if (moving() || (layer.view !== view && hurried)) {
      toMap(ink);
      layer.paint(ink, strength);
      ink.setTransform(1, 0, 0, 1, 0, 0);
      continue;
    }
    if (layer.view !== view) {
      if (layer.canvas.width !== width || layer.canvas.height !== height) Object.assign(layer.canvas, { width, height });
      const own = /** @type {CanvasRenderingContext2D} */ (layer.canvas.getContext("2d"));
      own.setTransform(1, 0, 0, 1, 0, 0);
      own.clearRect(0, 0, width, height);
      toMap(own);
      layer.paint(own, 1);
      layer.view = view;
    }
    ink.globalAlpha = strength;
    ink.drawImage(layer.canvas, 0, 0);
  }
  ink.globalAlpha = 1;
}

/** Let a canvas be drawn on in units of the map. @param {CanvasRenderingContext2D} ink */
function toMap(ink) {
  const density = ink.canvas.width / Math.max(1, camera.width);
  ink.setTransform(density * camera.zoom, 0, 0, density * camera.zoom, density * camera.x, density * camera.y);
}

/** @param {CanvasRenderingContext2D} ink */
function paintWaters(ink) {
  ink.lineWidth = lineWidth(ink, 1, true);
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

/** @param {CanvasRenderingContext2D} ink @param {number} strength */
function paintLines(ink, strength) {
  const { from, to } = lines;
  const open = filtered() ? Uint8Array.from(topics, (topic) => Number(passes(topic.place))) : null;
  let shown = linesInView((line) => !open || !!(open[from[line]] && open[to[line]]));
  const crowded = shown.length > CROWD;
  if (crowded) shown = shown.filter((line) => to[line] !== to[line + 1]); // the last of what a topic needs
  const fan = new Int32Array(topics.length);
  for (let line = 0; line < from.length; line++) {
    fan[from[line]] += 1;
    fan[to[line]] += 1;
  }
  const paths = data.areas.map(() => [new Path2D(), new Path2D()]);
  for (const line of shown) {
    const [a, b] = [from[line], to[line]];
    // Where many steep lines leave or reach one topic they lie side by side: together they should weigh little more than one.
    const steep = Math.max(fan[a], fan[b]) > 7 && Math.abs(ys[b] - ys[a]) > 3 * data.map.row;
    traceLine(paths[topics[a].area][Number(steep)], a, b);
  }
  ink.lineCap = "round";
  ink.lineWidth = lineWidth(ink, camera.zoom * 1.5, shown.length > MANY);
  const own = strength * (shown.length > 2000 ? 0.26 : 0.42);
  for (const faint of [1, 0]) {
    ink.globalAlpha = faint ? own * 0.34 : own;
    paths.forEach((/** @type {Path2D[]} */ pair, /** @type {number} */ area) => {
      ink.strokeStyle = hues[area][0];
      ink.stroke(pair[faint]);
    });
  }
  ink.globalAlpha = 1;
}

/** Draw the lines that lead to what is chosen, and those that follow from it. */
function drawLit() {
  if (!focus.lit || hurried) return;
  const { from, to } = lines;
  const { lead, follow } = focus;
  let shown = linesInView((line) => !!(lead.away[to[line]] || follow.away[from[line]]));
  const crowded = shown.length > CROWD;
  if (crowded) shown = shown.filter((line) => lead.via[from[line]] === line || follow.via[to[line]] === line);
  const paths = data.areas.map(() => [new Path2D(), new Path2D()]);
  for (const line of shown) traceLine(paths[topics[from[line]].area][Number(!lead.away[to[line]])], from[line], to[line]);
  const leading = shown.filter((line) => lead.away[to[line]]).length;
  toMap(ink);
  ink.lineCap = "round";
  for (const follows of [1, 0]) {
    const many = (follows ? shown.length - leading : leading) > MANY;
    ink.lineWidth = lineWidth(ink, Math.max(1.9, camera.zoom * 2.2), many);
    ink.globalAlpha = crowded ? 0.3 : follows ? 0.6 : 0.95;
    paths.forEach((/** @type {Path2D[]} */ pair, /** @type {number} */ area) => {
      ink.strokeStyle = hues[area][0];
      ink.stroke(pair[follows]);
    });
  }
  drawBonds();
  ink.globalAlpha = 1;
}

/** The width of a line in units of the map: as many pixels as asked for, within bounds; one pixel of the screen at most where there are many. @param {CanvasRenderingContext2D} ink @param {number} pixels @param {boolean} many */
function lineWidth(ink, pixels, many) {
  const hair = camera.width / ink.canvas.width;
  return Math.min(many ? hair : 2.4, Math.max(0.7, pixels)) / camera.zoom;
}

/** Find the lines that cross the view. @param {(line: number) => boolean} wanted */
function linesInView(wanted) {
  const { from, to } = lines;
  const [left, top] = [-camera.x / camera.zoom, -camera.y / camera.zoom];
  const [right, bottom] = [left + camera.width / camera.zoom, top + camera.height / camera.zoom];
  const found = [];
  for (let line = 0; line < from.length; line++) {
    if (xs[from[line]] > right || xs[to[line]] < left) continue;
    const y0 = ys[from[line]];
    const y1 = ys[to[line]];
    if ((y0 < top && y1 < top) || (y0 > bottom && y1 > bottom)) continue;
    if (wanted(line)) found.push(line);
  }
  return found;
}

/** @param {Path2D} path @param {number} from @param {number} to */
function traceLine(path, from, to) {
  const [x0, y0, x1, y1] = [xs[from], ys[from], xs[to], ys[to]];
  const bend = Math.max(40, (x1 - x0) * 0.45);
  path.moveTo(x0, y0);
  path.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
}

/** Join the chosen topic with its parts and its whole by dotted lines: they belong together, but say nothing about the order. */
function drawBonds() {
  if (state.topic === null) return;
  const topic = topics[state.topic];
  ink.setLineDash([1 / camera.zoom, 5 / camera.zoom]);
  ink.globalAlpha = 0.8;
  ink.strokeStyle = theme.soft;
  for (const other of [...partsOf(state.topic), ...(topic.whole === undefined ? [] : [topic.whole])]) {
    ink.beginPath();
    ink.moveTo(topic.x, topic.y);
    ink.lineTo(topics[other].x, topics[other].y);
    ink.stroke();
  }
  ink.setLineDash([]);
}
