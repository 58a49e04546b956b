/** Names on the map: as many as fit without touching each other, the important first; zooming in makes room for the rest. */

/** The families of the style sheet: every further one costs a look-up. */
const SANS = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Noto Serif", "Songti SC", "Noto Serif CJK SC", "SimSun", serif';

/** Boxes already taken, in squares of 128 pixels, so that a look-up costs the same on any map. */
class Boxes {
  constructor() {
    /** @type {Map<number, number[][]>} */
    this.squares = new Map();
  }

  /** @param {number[]} box left, top, right, bottom @param {(key: number) => boolean} visit stops when it returns true */
  static over(box, visit) {
    for (let x = box[0] >> 7; x <= box[2] >> 7; x++) for (let y = box[1] >> 7; y <= box[3] >> 7; y++) if (visit(x * 4096 + y)) return true;
    return false;
  }

  /** @param {number[]} box */
  free(box) {
    return !Boxes.over(box, (key) => {
      const boxes = this.squares.get(key);
      return !!boxes && boxes.some((b) => b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1]);
    });
  }

  /** @param {number[]} box */
  take(box) {
    Boxes.over(box, (key) => {
      const boxes = this.squares.get(key);
      if (boxes) boxes.push(box);
      else this.squares.set(key, [box]);
      return false;
    });
  }
}

/** @type {Map<string, {rows: string[], width: number}>} */
const measured = new Map();

/**
 * Fit a name into two rows of at most `most` pixels and measure it; every name and font is measured once.
 * @param {CanvasRenderingContext2D} ink @param {string} name @param {string} font @param {number} most
 */
function fitted(ink, name, font, most) {
  const key = `${font}|${most}|${name}`;
  let fit = measured.get(key);
  if (!fit) {
    ink.font = font;
    const long = name.length > 160 ? `${name.slice(0, 159)}…` : name;
    const wide = (/** @type {string} */ text) => ink.measureText(text).width;
    const whole = wide(long);
    const rows = whole > most ? halves(long).map((row) => shortened(row, most, wide)) : [long];
    fit = { rows, width: whole > most ? Math.max(...rows.map(wide)) : whole };
    if (measured.size > 20000) measured.clear();
    measured.set(key, fit);
  }
  return fit;
}

/** Break a name where its halves differ least in length: at a blank, behind a hyphen, before a bracket, between Chinese characters. @param {string} name */
function halves(name) {
  const width = (/** @type {string} */ text) => text.replace(/[⺀-鿿＀-￯]/g, "xx").length;
  let best = [name];
  let least = Infinity;
  for (const { index } of name.matchAll(/\s|(?<=[-/–·])|(?=[(（[])|(?<=[⺀-鿿])(?=[⺀-鿿])/g)) {
    const pair = [name.slice(0, index).trim(), name.slice(index).trim()];
    const longer = Math.max(...pair.map(width));
    if (pair[0] && pair[1] && longer < least) [best, least] = [pair, longer];
  }
  return best;
}

/** Cut a text to a width. @param {string} text @param {number} most @param {(text: string) => number} wide */
function shortened(text, most, wide) {
  let cut = text;
  for (let width = wide(cut); width > most && cut.length > 1; width = wide(cut)) {
    cut = `${cut.slice(0, Math.max(0, Math.min(cut.length - 2, Math.floor((cut.length * most) / width) - 1))).trimEnd()}…`;
  }
  return cut;
}

/**
 * The names of the last frame: where, how, and whose (null: an area's).
 * @type {{box: number[], place: number | null, area: number, rows: string[], lead: number, side: number, font: string, x: number, y: number, colour: string, alpha: number}[]}
 */
let plates = [];

/**
 * Settle which names are written where: those of the areas, of what is chosen, then by importance, where there is room. Only then the
 * dots are drawn, without the small ones that a name would half cover.
 * @param {number[]} shown
 */
function placeNames(shown) {
  const boxes = new Boxes();
  pane = paneOf();
  if (hurried) return keepNames(boxes);
  plates = [];
  for (const [left, top, right, bottom] of controls) boxes.take([left + pane.left, top + pane.top, right + pane.left, bottom + pane.top]);
  const wanted = focus.lit ? shown.filter((place) => focus.lit?.has(place)) : shown;
  const first = new Set([state.topic, state.target, state.hover].filter((place) => place !== null && visible(place)));
  const steps = [...focus.steps.keys()].filter((place) => !first.has(place));
  for (const place of new Set([...first, ...steps, ...wanted.filter(isStrong)])) takeDot(/** @type {number} */ (place), boxes);
  for (const place of first) placeName(/** @type {number} */ (place), boxes, true);
  // A dozen topics are landmarks: without them even the areas would say little.
  if (!focus.lit) for (const place of wanted.slice(0, 12)) if (!first.has(place) && isStrong(place) && placeName(place, boxes, false)) first.add(place);
  if (!focus.lit) placeAreaNames(boxes);
  for (const place of steps) if (placeName(place, boxes, false)) first.add(place);
  // First sight is calm: about one name per 110 × 120 pixels; coming closer, the rest.
  let room = ((camera.width * camera.height) / 13200) * Math.max(1, (camera.zoom / 0.42) ** 2.5);
  let small = false;
  for (const place of wanted.slice(0, 700)) {
    if (room <= 0) break;
    if (!small && !isStrong(place)) {
      small = true;
      for (const other of wanted.slice(0, 1500)) if (!isStrong(other)) takeDot(other, boxes);
    }
    if (!first.has(place) && placeName(place, boxes, false)) room -= 1;
  }
  if (focus.lit) placeAreaNames(boxes);
  if (state.things) placeThingNames(boxes);
}

/** Of the names of the last frame leave those that are lit, and give the chosen topic its own. @param {Boxes} boxes */
function keepNames(boxes) {
  const chosen = state.target ?? state.topic;
  plates = plates.filter(({ place }) => place === null || (place !== chosen && focus.lit?.has(place)));
  for (const { box } of plates) boxes.take(box);
  if (chosen !== null && visible(chosen)) placeName(chosen, boxes, true);
}

/** What of the sheet is on the screen; a name should lie within or without, not across its edge. */
let pane = { left: 0, top: 0, right: 0, bottom: 0 };

function paneOf() {
  const margin = heavy ? sheet.margin : 0;
  return { left: margin, top: margin, right: camera.width - margin, bottom: camera.height - margin };
}

/** Tell whether an edge of the screen would cut a box. @param {number[]} box */
function cut([left, top, right, bottom]) {
  const aside = right < pane.left || left > pane.right || bottom < pane.top || top > pane.bottom;
  return !aside && (left < pane.left + 3 || right > pane.right - 3 || top < pane.top + 2);
}

/** The nearest place on the screen for the middle of a text, `half` wide to either side. @param {number} x @param {number} half */
const nudged = (x, half) => Math.min(Math.max(x, pane.left + half + 8), pane.right - half - 8);

/** @param {number} place */
const isStrong = (place) => strong.has(place) || place === state.topic;

/** @param {number} place @param {Boxes} boxes */
function takeDot(place, boxes) {
  const [x, y] = onScreen(place);
  const r = radius(place);
  boxes.take([x - r, y - r, x + r, y + r]);
}

/**
 * Place the names of the areas: where the layout keeps room for them, else further along the stream, where it is wide.
 * @param {Boxes} boxes
 */
function placeAreaNames(boxes) {
  const slant = language === "zh" ? "" : "italic "; // Chinese type has no italics: a slanted one is a broken one
  const { column, heading, streams } = data.map;
  const most = Math.min(30, 11 + (pane.right - pane.left) / 50); // smaller on a phone, so that names are whole
  const size = Math.min(most, Math.max(13.5, heading * 0.56 * camera.zoom));
  const font = `${slant}600 ${size}px ${SERIF}`;
  for (const [area, first, x, y, banks] of streams) {
    const { rows, width } = fitted(ink, areaName(area), font, Math.min(390, (pane.right - pane.left) * 0.66));
    const half = width / 2;
    const tall = size * (rows.length - 0.4) * 0.6 + size * 0.24;
    const bank = (/** @type {number} */ i) => (banks[2 * i + 1] ?? y) * camera.zoom + camera.y;
    const spots = [[x, y, bank(Math.round(x / column) - first)]];
    for (const aside of [1, -1, 2, -2, 3, -3]) {
      const i = x / column + aside - first;
      if (banks[2 * i + 1] - banks[2 * i] > heading) spots.push([(first + i) * column, banks[2 * i] + 14 + heading / 2, bank(i)]);
    }
    for (const [mx, my, bottom] of spots) {
      const sx = mx * camera.zoom + camera.x;
      const sy = lowered(my * camera.zoom + camera.y, tall, bottom);
      const cx = sx < pane.left - half || sx > pane.right + half ? sx : nudged(sx, half);
      const box = [cx - half - 4, sy - tall, cx + half + 4, sy + tall];
      if (box[2] < 0 || box[0] > camera.width || cut(box) || !boxes.free(box)) continue;
      boxes.take(box);
      const alpha = state.areas.size && !state.areas.has(area) ? 0.3 : focus.lit ? 0.55 : 1;
      plates.push({ box, place: null, area, rows, lead: size * 1.15, side: 0, font, x: cx, y: sy, colour: hues[area][1], alpha });
      break;
    }
  }
}

/**
 * The height for an area's name: where the upper edge of the screen would cut it, below that edge, if the stream reaches so far.
 * @param {number} y @param {number} half of its height @param {number} bottom of the stream
 */
function lowered(y, half, bottom) {
  const least = pane.top + half + 6;
  return y < least && least + half < bottom ? least : y;
}

/**
 * Place a topic's name beside, below or above its dot, where there is room; `anyway`: below if there is none.
 * @param {number} place @param {Boxes} boxes @param {boolean} anyway
 */
function placeName(place, boxes, anyway) {
  const topic = topics[place];
  const bold = isStrong(place);
  const size = (bold ? 13 : 12) + (topic.size > 12.5 ? 1.5 : 0);
  const font = `${bold ? 600 : 400} ${size}px ${SANS}`;
  const { rows, width } = fitted(ink, nameOf(place), font, Math.min(anyway ? 260 : bold ? 210 : 180, pane.right - pane.left - 24));
  const [x, y] = onScreen(place);
  const r = radius(place) + Math.max(place === state.topic ? 4 : 0, state.things ? girth(place) : 0);
  const lead = size * 1.2;
  const line = size * 0.62 + (lead * (rows.length - 1)) / 2;
  const [below, above] = [
    [x, y + r + line + 2],
    [x, y - r - line - 2],
  ];
  const [right, left] = [
    [x + r + 5 + width / 2, y],
    [x - r - 5 - width / 2, y],
  ];
  // From afar the rows are close: a name below one dot would seem to belong to the next. Between dots that are lit there is more room,
  // and lines run to the sides.
  const spots = camera.zoom < (focus.lit ? 0.36 : 0.6) ? [right, left, below, above] : [below, above, right, left];
  const box = (/** @type {number[]} */ [cx, cy]) => [cx - width / 2 - 3, cy - line, cx + width / 2 + 3, cy + line];
  const onPane = x > pane.left && x < pane.right;
  const last = onPane ? [nudged(x, width / 2), below[1]] : below;
  const spot = spots.find((candidate) => !cut(box(candidate)) && boxes.free(box(candidate))) || (anyway ? last : null);
  if (!spot) return false;
  boxes.take(box(spot));
  const colour = statusOf(place) === "skip" ? theme.soft : theme.ink;
  // Beside its dot, a name of two rows begins, or ends, at the dot.
  const side = (spot === right ? -1 : spot === left ? 1 : 0) * Number(rows.length > 1);
  plates.push({ box: box(spot), place, area: topic.area, rows, lead, side, font, x: spot[0] + (side * width) / 2, y: spot[1], colour, alpha: 1 });
  return true;
}

/** Leave out small dots below names, while the map is seen from afar. @param {number[]} shown */
function uncovered(shown) {
  if (camera.zoom > 0.75) return shown;
  const covers = new Boxes();
  for (const { box } of plates) covers.take(box);
  return shown.filter((place) => {
    if (isStrong(place) || focus.lit?.has(place) || statusOf(place)) return true;
    const [x, y] = onScreen(place);
    return covers.free([x - 2, y - 1, x + 2, y + 1]);
  });
}

/** Write the names with a margin in the colour of what lies below, so that lines do not cross them. */
function drawNames() {
  ink.textBaseline = "middle";
  ink.lineJoin = "round";
  ink.lineWidth = 3.5;
  for (const { rows, lead, side, font, x, y, area, colour, alpha } of plates) {
    ink.font = font;
    ink.textAlign = side ? (side < 0 ? "left" : "right") : "center";
    ink.globalAlpha = alpha;
    ink.strokeStyle = hues[area][2];
    ink.fillStyle = colour;
    const first = y - (lead * (rows.length - 1)) / 2;
    rows.forEach((row, i) => ink.strokeText(row, x, first + i * lead));
    rows.forEach((row, i) => ink.fillText(row, x, first + i * lead));
  }
  ink.globalAlpha = 1;
}
