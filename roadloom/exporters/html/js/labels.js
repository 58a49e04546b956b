/** Names on the map: as many as fit without touching each other, the important first; zooming in makes room for the rest. */

const LATIN = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial';
const CJK = '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "PingFang TC", "Microsoft JhengHei", sans-serif';
const SANS = `${LATIN}, ${CJK}`;
const SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Noto Serif", "Songti SC", "STSong", "Noto Serif CJK SC", "SimSun", serif';

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

/** @type {Map<string, {text: string, width: number}>} */
const measured = new Map();

/** Cut a name to `most` pixels and measure it; every name and font is measured once. @param {CanvasRenderingContext2D} ink @param {string} name @param {string} font @param {number} most */
function fitted(ink, name, font, most) {
  const key = `${font}|${most}|${name}`;
  let fit = measured.get(key);
  if (!fit) {
    ink.font = font;
    let text = name.length > 80 ? `${name.slice(0, 79)}…` : name;
    let width = ink.measureText(text).width;
    while (width > most && text.length > 1) {
      text = `${text.slice(0, Math.max(0, Math.min(text.length - 2, Math.floor((text.length * most) / width) - 1))).trimEnd()}…`;
      width = ink.measureText(text).width;
    }
    fit = { text, width };
    if (measured.size > 20000) measured.clear();
    measured.set(key, fit);
  }
  return fit;
}
