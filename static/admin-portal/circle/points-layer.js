// Residents on a Leaflet map: one canvas, a sign for each row, fast enough for a hundred thousand under a slider.
// Needs Leaflet (global L).
import { KINDS } from "./bands.js";

// Okabe and Ito's colours (oversight.palette): told apart by colour-blind readers, and the shapes differ besides.
export const COLORS = { near: "#0072B2", middle: "#56B4E9", far: "#E69F00", gap: "#D55E00", off: "#6F6459", new: "#009E73" };
const EDGE = "#201B17";
const SMALLEST = 2.5;
const LARGEST = 12;

export const PointsLayer = L.Layer.extend({
  initialize(ways) {
    this.ways = ways;
    const { lon, lat, people } = ways.answer;
    this._x = new Float64Array(ways.count);
    this._y = new Float64Array(ways.count);
    this._size = new Float32Array(ways.count);
    const most = people.reduce((one, other) => Math.max(one, other), 1);
    for (let row = 0; row < ways.count; row += 1) {
      // Web Mercator as a share of the whole world.
      const sine = Math.sin(((lat[row] / 1e5) * Math.PI) / 180);
      this._x[row] = lon[row] / 1e5 / 360 + 0.5;
      this._y[row] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
      this._size[row] = SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(people[row] / most);
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
    this._draw();
  },

  _draw() {
    if (!this._band || !this._map) return;
    const context = this._canvas.getContext("2d");
    const { width, height } = this._canvas;
    context.clearRect(0, 0, width, height);
    const zoom = this._map.getZoom();
    const scale = 256 * 2 ** zoom;
    const origin = this._map.getPixelOrigin().add(this._corner);
    const grows = Math.min(1.4, Math.max(0.6, 0.6 + (zoom - 11) * 0.2));
    this._grows = grows;
    // What is covered lies below what is not.
    for (const layer of [0, 1]) {
      for (let row = 0; row < this.ways.count; row += 1) {
        if (this._uncovered[row] !== layer) continue;
        const x = (this._x[row] * scale - origin.x) * this._ratio;
        const y = (this._y[row] * scale - origin.y) * this._ratio;
        if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
        const sprite = this._sprite(this._band[row], layer, Math.round(this._size[row] * grows * 2) / 2);
        context.drawImage(sprite, Math.round(x - sprite.width / 2), Math.round(y - sprite.height / 2));
      }
    }
  },

  _sprite(band, isUncovered, radius) {
    const name = `${band} ${isUncovered} ${radius} ${this._ratio}`;
    let sprite = this._sprites.get(name);
    if (!sprite) {
      sprite = drawSign(KINDS[band], Boolean(isUncovered), radius, this._ratio);
      this._sprites.set(name, sprite);
    }
    return sprite;
  },

  /** The row whose sign lies under a point of the container, null for none. */
  rowAt({ x, y }) {
    const scale = 256 * 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin().add(this._corner);
    let best = null;
    let least = Infinity;
    for (let row = 0; row < this.ways.count; row += 1) {
      const away = Math.hypot(this._x[row] * scale - origin.x - x, this._y[row] * scale - origin.y - y);
      if (away < least && away <= this._size[row] * this._grows + 6) [best, least] = [row, away];
    }
    return best;
  },
});

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
