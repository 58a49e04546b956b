/** Resources and projects on the map, where the reader asks for them: small marks around the topics that they belong to. */

const ROUND = 14; // marks around one topic at most; the panel lists them all

/**
 * The marks of the last frame.
 * @type {{place: number, project: boolean, index: number, x: number, y: number, side: number, must: boolean}[]}
 */
let things = [];

/** The side of a mark on the screen; from afar there are none. */
const markSide = () => (camera.zoom < 0.3 ? 0 : Math.min(9, 3 + 6 * camera.zoom));

/** How far the marks of a topic reach beyond its dot. @param {number} place */
function girth(place) {
  return topics[place].resources || topics[place].projects ? markSide() * 1.4 + 2 : 0;
}

/** Settle where the marks of these topics stand: clockwise from above, resources first. @param {number[]} shown */
function placeThings(shown) {
  things = [];
  const side = markSide();
  if (!side) return;
  for (const place of shown) {
    if (focus.lit && !focus.lit.has(place)) continue;
    const { resources = [], projects = [] } = topics[place];
    const all = [...resources.map((index) => ({ index, project: false })), ...projects.map((index) => ({ index, project: true }))].slice(0, ROUND);
    const [x, y] = onScreen(place);
    const far = radius(place) + side * 0.7 + (place === state.topic ? 6 : 2);
    const apart = Math.min((2 * Math.PI) / Math.max(1, all.length), (side + 2.5) / far);
    all.forEach(({ index, project }, i) => {
      const angle = apart * (i - (all.length - 1) / 2) - Math.PI / 2;
      const must = !project && !!data.resources[index].must;
      things.push({ place, project, index, x: x + far * Math.cos(angle), y: y + far * Math.sin(angle), side, must });
    });
  }
}

/** Draw the marks: a square for a resource (filled: essential), a triangle for a project. */
function drawThings() {
  ink.lineWidth = 1.2;
  for (const { place, project, x, y, side, must } of things) {
    const half = side / 2;
    const [dot, name, water] = hues[topics[place].area];
    ink.beginPath();
    if (project) {
      ink.moveTo(x, y - half * 1.1);
      ink.lineTo(x + half * 1.1, y + half * 0.9);
      ink.lineTo(x - half * 1.1, y + half * 0.9);
      ink.closePath();
    } else ink.rect(x - half * 0.85, y - half * 0.85, side * 0.85, side * 0.85);
    ink.fillStyle = must ? name : project ? dot : water;
    ink.strokeStyle = name;
    ink.fill();
    ink.stroke();
  }
}

/** @param {{project: boolean, index: number}} thing @returns {string} */
const thingName = ({ project, index }) => (project ? data.projects : data.resources)[index].name;

/** Name the marks where one is close enough and there is room. @param {Boxes} boxes */
function placeThingNames(boxes) {
  if (camera.zoom < 1.2) return;
  const font = `400 11px ${SANS}`;
  for (const thing of things) boxes.take([thing.x - thing.side / 2, thing.y - thing.side / 2, thing.x + thing.side / 2, thing.y + thing.side / 2]);
  for (const thing of things) {
    const { rows, width } = fitted(ink, thingName(thing), font, 150);
    const half = rows.length * 6.5;
    const right = thing.x >= onScreen(thing.place)[0];
    const x = thing.x + (right ? 1 : -1) * (thing.side / 2 + 4 + width / 2);
    const box = [x - width / 2 - 2, thing.y - half, x + width / 2 + 2, thing.y + half];
    if (cut(box) || !boxes.free(box)) continue;
    boxes.take(box);
    plates.push({ box, place: thing.place, area: topics[thing.place].area, rows, lead: 13, side: 0, font, x, y: thing.y, colour: theme.soft, alpha: 1 });
  }
}

/** Find the mark at a point of the canvas. @param {number} x @param {number} y @param {number} slack */
function thingAt(x, y, slack) {
  if (!state.things) return null;
  const shift = heavy ? sheet.margin : 0;
  return things.find((thing) => Math.abs(thing.x - shift - x) < thing.side / 2 + slack && Math.abs(thing.y - shift - y) < thing.side / 2 + slack) || null;
}

/** Open the topic of a mark where it speaks of the thing. @param {{place: number, project: boolean, index: number}} thing */
function openThing(thing) {
  go({ topic: thing.place, target: null });
  finishPanel();
  raiseSheet(true);
  const item = /** @type {HTMLElement | null} */ (panel.querySelector(`[data-thing="${thing.project ? "p" : "r"}${thing.index}"]`));
  item?.scrollIntoView({ block: "center" });
  item?.classList.add("pointed");
}
