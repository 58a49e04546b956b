/** On a phone the panel is a sheet over the map: a tap on its grip or a finger that draws it opens and closes it. */

const sheetPanel = byId("panel");
const narrow = matchMedia("(max-width: 760px)");
const RESTING = 164; // pixels of the closed sheet, as in the style sheet

/** @type {{finger: number, y: number, height: number, at: number, speed: number, moved: boolean} | null} */
let pull = null;

/** Open or close the sheet. @param {boolean} open */
function raiseSheet(open) {
  document.body.classList.toggle("sheet-open", open);
  byId("grip").setAttribute("aria-expanded", String(open));
  if (!open) sheetPanel.scrollTop = 0;
}

byId("grip").addEventListener("click", () => raiseSheet(!document.body.classList.contains("sheet-open")));

sheetPanel.addEventListener("pointerdown", (event) => {
  const open = document.body.classList.contains("sheet-open");
  // The open sheet scrolls; only its grip draws it.
  if (!narrow.matches || event.button || (open && !byId("grip").contains(/** @type {Node} */ (event.target)))) return;
  pull = { finger: event.pointerId, y: event.clientY, height: sheetPanel.offsetHeight, at: event.timeStamp, speed: 0, moved: false };
});

sheetPanel.addEventListener("pointermove", (event) => {
  if (!pull || event.pointerId !== pull.finger) return;
  const up = pull.y - event.clientY;
  if (!pull.moved && Math.abs(up) < 6) return;
  if (!pull.moved) {
    pull.moved = true;
    sheetPanel.setPointerCapture(event.pointerId);
    sheetPanel.classList.add("drawn");
  }
  const most = /** @type {HTMLElement} */ (sheetPanel.parentElement).clientHeight - 40;
  const height = Math.min(most, Math.max(RESTING - 60, pull.height + up));
  pull.speed = (height - sheetPanel.offsetHeight) / Math.max(1, event.timeStamp - pull.at);
  pull.at = event.timeStamp;
  sheetPanel.style.height = `${height}px`;
});

/** Let the sheet go: a quick finger throws it, a slow one leaves it at the nearer end. @param {PointerEvent} event */
function release(event) {
  if (!pull || event.pointerId !== pull.finger) return;
  const { moved, speed } = pull;
  pull = null;
  if (!moved) return;
  const most = /** @type {HTMLElement} */ (sheetPanel.parentElement).clientHeight - 40;
  const far = sheetPanel.offsetHeight > (RESTING + most) / 2;
  sheetPanel.classList.remove("drawn");
  sheetPanel.style.height = "";
  raiseSheet(Math.abs(speed) > 0.4 ? speed > 0 : far);
  // The click that ends the movement is none.
  sheetPanel.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => sheetPanel.removeEventListener("click", swallow, { capture: true }), 60);
}
sheetPanel.addEventListener("pointerup", release);
sheetPanel.addEventListener("pointercancel", release);

/** @param {Event} event */
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}
