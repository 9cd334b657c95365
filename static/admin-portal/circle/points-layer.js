// Residents on a Leaflet map: one canvas, a sign for each row, fast enough for a hundred thousand under a slider:
// where signs would lie on each other by the thousand, those of a kind in a small square become one.
// Needs Leaflet (global L).
import { KINDS } from "./bands.js";

// Okabe and Ito's colours (oversight.palette): told apart by colour-blind readers, and the shapes differ besides.
export const COLORS = { near: "#0072B2", middle: "#56B4E9", far: "#E69F00", gap: "#D55E00", off: "#6F6459", new: "#009E73" };
const EDGE = "#201B17";
const SMALLEST = 2.5;
const LARGEST = 12;
// So many signs are drawn one by one; more are gathered in squares of so many pixels.
const MOST_SIGNS = 8000;
const SQUARE = 9;
const EDGE_SQUARES = 2;
// What a scenario changes must be seen at a glance, however few the people.
const SMALLEST_NEW = 6;
const OUTSIDE = -1;
const NEW = KINDS.indexOf("new");

const layerOf = (kind) => (kind >> 1 === NEW ? 2 : kind & 1);

export const PointsLayer = L.Layer.extend({
  initialize(ways) {
    this.ways = ways;
    const { lon, lat } = ways.answer;
    this._x = new Float64Array(ways.count);
    this._y = new Float64Array(ways.count);
    for (let row = 0; row < ways.count; row += 1) {
      // Web Mercator as a share of the whole world.
      const sine = Math.sin(((lat[row] / 1e5) * Math.PI) / 180);
      this._x[row] = lon[row] / 1e5 / 360 + 0.5;
      this._y[row] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }
    this._sprites = new Map();
  },

  onAdd(map) {
    this._canvas = L.DomUtil.create("canvas", "points-canvas");
    map.getPane(this.options.pane ?? "overlayPane").append(this._canvas);
    map.on("moveend zoomend resize viewreset", this._reset, this);
    this._reset();
  },

  onRemove(map) {
    map.off("moveend zoomend resize viewreset", this._reset, this);
    this._canvas.remove();
  },

  /** Show each row in its band; draws at once. */
  show({ band, uncovered }) {
    this._band = band;
    this._uncovered = uncovered;
    this._draw();
  },

  _reset() {
    const size = this._map.getSize();
    const ratio = window.devicePixelRatio || 1;
    this._ratio = ratio;
    this._canvas.width = size.x * ratio;
    this._canvas.height = size.y * ratio;
    this._canvas.style.width = `${size.x}px`;
    this._canvas.style.height = `${size.y}px`;
    this._corner = this._map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(this._canvas, this._corner);
    this._place(size);
    this._draw();
  },

  /** Where every row lies in this view: its pixel, and which square it is gathered in when there are very many. */
  _place(size) {
    const { ways } = this;
    const scale = 256 * 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin().add(this._corner);
    const columns = Math.ceil(size.x / SQUARE) + 2 * EDGE_SQUARES;
    const lines = Math.ceil(size.y / SQUARE) + 2 * EDGE_SQUARES;
    this._column = new Float32Array(ways.count);
    this._line = new Float32Array(ways.count);
    this._square = new Int32Array(ways.count);
    this._squares = columns * lines;
    let seen = 0;
    for (let row = 0; row < ways.count; row += 1) {
      const x = this._x[row] * scale - origin.x;
      const y = this._y[row] * scale - origin.y;
      this._column[row] = x;
      this._line[row] = y;
      const column = Math.floor(x / SQUARE) + EDGE_SQUARES;
      const line = Math.floor(y / SQUARE) + EDGE_SQUARES;
      const isSeen = column >= 0 && line >= 0 && column < columns && line < lines;
      this._square[row] = isSeen ? line * columns + column : OUTSIDE;
      seen += isSeen ? 1 : 0;
    }
    this._isGathered = seen > MOST_SIGNS;
  },

  _draw() {
    if (!this._band || !this._map) return;
    const context = this._canvas.getContext("2d");
    context.clearRect(0, 0, this._canvas.width, this._canvas.height);
    const signs = this._isGathered ? this._gathered() : this._single();
    this._signs = signs;
    const grows = Math.min(1.4, Math.max(0.6, 0.6 + (this._map.getZoom() - 11) * 0.2));
    const largest = this._isGathered ? LARGEST * 0.75 : LARGEST * grows;
    const smallest = this._isGathered ? SMALLEST * 0.8 : SMALLEST * grows;
    const most = Math.sqrt(Math.max(1, signs.most));
    signs.radius = (people) => smallest + ((largest - smallest) * Math.sqrt(people)) / most;
    // What is covered lies below what is not, and what is new on top of all.
    for (const layer of [0, 1, 2]) {
      for (let at = 0; at < signs.count; at += 1) {
        if (layerOf(signs.kind[at]) !== layer) continue;
        const radius = Math.max(Math.round(signs.radius(signs.people[at]) * 2) / 2, layer === 2 ? SMALLEST_NEW : 0);
        const sprite = this._sprite(signs.kind[at] >> 1, signs.kind[at] & 1, radius);
        const x = Math.round(signs.x[at] * this._ratio - sprite.width / 2);
        context.drawImage(sprite, x, Math.round(signs.y[at] * this._ratio - sprite.height / 2));
      }
    }
  },

  /** A sign for each row in sight. */
  _single() {
    const { ways, _square: square } = this;
    const signs = emptySigns(ways.count);
    for (let row = 0; row < ways.count; row += 1) {
      if (square[row] === OUTSIDE) continue;
      const at = signs.count;
      signs.x[at] = this._column[row];
      signs.y[at] = this._line[row];
      signs.people[at] = ways.people[row];
      signs.kind[at] = this._band[row] * 2 + this._uncovered[row];
      signs.most = Math.max(signs.most, ways.people[row]);
      signs.count += 1;
    }
    return signs;
  },

  /** A sign for each kind in each square, at the middle of its people. */
  _gathered() {
    const { ways, _square: square } = this;
    const kinds = KINDS.length * 2;
    const place = new Int32Array(this._squares * kinds).fill(-1);
    const signs = emptySigns(Math.min(ways.count, place.length));
    for (let row = 0; row < ways.count; row += 1) {
      if (square[row] === OUTSIDE) continue;
      const kind = this._band[row] * 2 + this._uncovered[row];
      const name = square[row] * kinds + kind;
      let at = place[name];
      if (at < 0) {
        at = signs.count;
        place[name] = at;
        signs.kind[at] = kind;
        signs.count += 1;
      }
      const people = ways.people[row];
      signs.people[at] += people;
      signs.x[at] += this._column[row] * people;
      signs.y[at] += this._line[row] * people;
    }
    for (let at = 0; at < signs.count; at += 1) {
      signs.x[at] /= signs.people[at];
      signs.y[at] /= signs.people[at];
      signs.most = Math.max(signs.most, signs.people[at]);
    }
    return signs;
  },

  _sprite(band, isUncovered, radius) {
    const name = (band * 2 + isUncovered) * 1000 + radius * 2;
    let sprite = this._sprites.get(name);
    if (!sprite || sprite.ratio !== this._ratio) {
      sprite = drawSign(KINDS[band], Boolean(isUncovered), radius, this._ratio);
      sprite.ratio = this._ratio;
      this._sprites.set(name, sprite);
    }
    return sprite;
  },

  /** The row under a point of the container, null for none. */
  rowAt({ x, y }) {
    let best = null;
    let least = Infinity;
    for (let row = 0; row < this.ways.count; row += 1) {
      const away = Math.hypot(this._column[row] - x, this._line[row] - y);
      if (away < least && away <= LARGEST) [best, least] = [row, away];
    }
    return best;
  },
});

function emptySigns(count) {
  return {
    count: 0,
    most: 0,
    x: new Float32Array(count),
    y: new Float32Array(count),
    people: new Float32Array(count),
    kind: new Uint8Array(count),
  };
}

/** One sign on a canvas of its own: ● ■ ◆ ▲ ✕ by kind, a dark edge for who is not covered. */
export function drawSign(kind, isUncovered, radius, ratio = 1) {
  const canvas = document.createElement("canvas");
  const side = Math.ceil((radius + 3) * 2 * ratio);
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.translate(side / 2, side / 2);
  context.scale(ratio, ratio);
  context.lineJoin = "round";
  const path = new Path2D();
  if (kind === "near") path.arc(0, 0, radius, 0, 2 * Math.PI);
  else if (kind === "middle" || kind === "new") path.rect(-radius * 0.9, -radius * 0.9, radius * 1.8, radius * 1.8);
  else if (kind === "far") lines(path, [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]], radius);
  else if (kind === "gap") lines(path, [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]], radius);
  else cross(path, radius);
  if (kind === "off") {
    context.strokeStyle = COLORS.off;
    context.lineWidth = 1.8;
    context.stroke(path);
    return canvas;
  }
  context.fillStyle = COLORS[kind];
  context.fill(path);
  context.strokeStyle = isUncovered ? EDGE : "#FFFFFF";
  context.lineWidth = isUncovered ? 1.3 : 0.8;
  context.stroke(path);
  return canvas;
}

function lines(path, corners, radius) {
  corners.forEach(([x, y], number) => (number ? path.lineTo(x * radius, y * radius) : path.moveTo(x * radius, y * radius)));
  path.closePath();
}

function cross(path, radius) {
  for (const turn of [1, -1]) {
    path.moveTo(-radius, -radius * turn);
    path.lineTo(radius, radius * turn);
  }
}
