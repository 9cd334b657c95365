// The map of centres: our own outline and names, 天地图 below them when the portal has a key. Needs Leaflet (global L).
import { keepLabelsClear } from "./labels.js";
import { drawSigns } from "./signs.js";
import { drawMark } from "./marks.js";

const DISTRICT = [21.857, 111.961];
const NARROW = window.matchMedia("(max-width: 59.99rem)");
// Without tiles a single mark says nothing but beside the names of the streets around it.
const ZOOM_OF_ONE = { withTiles: 16, without: 13 };

const CALM = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Leaflet's map, which jumps where it would glide for those who asked their device for less motion. */
const PortalMap = L.Map.extend({
  panBy(offset, options) {
    return L.Map.prototype.panBy.call(this, offset, CALM ? { ...options, animate: false } : options);
  },
});

/** Leaflet's scale with its units in Chinese. */
const Scale = L.Control.Scale.extend({
  _updateScale(line, text, ratio) {
    const chinese = text.replace("km", "公里").replace("m", "米");
    L.Control.Scale.prototype._updateScale.call(this, line, chinese, ratio);
  },
});

for (const slot of document.querySelectorAll("[data-mark]")) {
  slot.innerHTML = drawMark(...slot.dataset.mark.split(" "));
}
for (const panel of document.querySelectorAll("[data-map-panel]")) prepare(panel);

/** Show the panel at once, or on a phone when the list's button asks for it. */
function prepare(panel) {
  const finder = panel.closest("[data-finder]");
  const toggle = finder?.querySelector("[data-map-toggle]");
  let drawn = false;
  const show = (visible) => {
    panel.hidden = !visible;
    finder?.classList.toggle("with-map", visible);
    if (visible && !drawn) {
      drawn = true;
      draw(panel, finder);
    }
  };
  if (!toggle) {
    show(true);
    return;
  }
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const visible = panel.hidden;
    show(visible);
    toggle.setAttribute("aria-expanded", String(visible));
    toggle.querySelector("[data-map-toggle-word]").textContent = visible ? "收起地图" : "看地图";
  });
  NARROW.addEventListener("change", () => show(!NARROW.matches));
  show(!NARROW.matches);
}

async function draw(panel, finder) {
  const element = panel.querySelector("[data-map]");
  const map = makeMap(element, panel.querySelector("[data-map-zoom]"));
  const me = element.dataset.me?.split(",").map(Number);
  try {
    const [centers, base] = await Promise.all([readCenters(element), readJson(element.dataset.base)]);
    const features = centers.features.filter(({ geometry }) => geometry);
    fit(map, features, { hasTiles: Boolean(base.tianditu_key), me, finder, showsMe: "showsMe" in element.dataset });
    drawBase(map, base);
    drawWay(map);
    drawSigns(map, features, { finder, isNarrow: () => NARROW.matches });
    if (me) drawMe(map, me);
    keepLabelsClear(map); // last: the signs have their places then
  } catch (error) {
    panel.querySelector("[data-map-status]").textContent = "地图数据没有取到，请稍后再试。列表不受影响。";
    console.warn(error);
  }
}

/** An empty map. Its zoom buttons stand above it, where they cover no sign. */
function makeMap(element, zoomPlace) {
  const map = new PortalMap(element, {
    center: DISTRICT,
    zoom: 13,
    minZoom: 9,
    maxZoom: 18,
    zoomSnap: 0.5,
    zoomControl: false,
    scrollWheelZoom: false,
    fadeAnimation: !CALM,
    zoomAnimation: !CALM,
    markerZoomAnimation: !CALM,
    inertia: !CALM,
  });
  map.attributionControl.setPrefix(false);
  const zoom = L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  zoomPlace.append(zoom.getContainer());
  new Scale({ imperial: false, maxWidth: 180 }).addTo(map); // wide enough for its words in large type
  // The wheel belongs to the page until someone has pressed the map.
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur mouseout", () => map.scrollWheelZoom.disable());
  return map;
}

async function readJson(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

function readCenters(element) {
  const pin = document.getElementById("map-pin");
  return pin ? JSON.parse(pin.textContent) : readJson(element.dataset.source);
}

/** Show all centres; with a position, it and the centres that the list shows beside the map. */
function fit(map, features, { hasTiles, me, finder, showsMe }) {
  const listed = me && finder && new Set([...finder.querySelectorAll("[data-center]")].map((card) => card.dataset.center));
  const shown = listed ? features.filter(({ properties }) => listed.has(properties.code)) : features;
  const points = shown.map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]);
  if (listed || showsMe) points.push(me);
  if (points.length === 1) map.setView(points[0], hasTiles ? ZOOM_OF_ONE.withTiles : ZOOM_OF_ONE.without, { animate: false });
  else if (points.length) map.fitBounds(points, { padding: [40, 40], maxZoom: 16, animate: false });
}

/** What lies below the centres. */
function drawBase(map, { outline, streets, tianditu_key: key }) {
  L.geoJSON(outline, { interactive: false, style: { className: "outline", fill: !key, weight: 2 } }).addTo(map);
  if (key) {
    addTiles(map, key);
    return;
  }
  for (const { name, lon, lat } of streets) {
    const label = document.createElement("span");
    label.textContent = name;
    const icon = L.divIcon({ className: "street-name", html: label, iconSize: [0, 0] });
    L.marker([lat, lon], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  }
}

/** 天地图: the vector map and its names (Web Mercator in CGCS2000, taken as WGS-84). */
function addTiles(map, key) {
  for (const layer of ["vec", "cva"]) {
    const query = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles`;
    const address = `https://t{s}.tianditu.gov.cn/${layer}_w/wmts?${query}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`;
    L.tileLayer(address, { subdomains: "01234567", attribution: layer === "vec" ? "天地图 · 自然资源部" : "" }).addTo(map);
  }
}

/** The way on foot, if the page brings one along, with the name of those whose roads it follows. */
function drawWay(map) {
  const kept = document.getElementById("map-way");
  if (!kept) return;
  const { attribution, ...line } = JSON.parse(kept.textContent);
  L.geoJSON(line, { interactive: false, style: { className: "way", weight: 5 } }).addTo(map);
  // Leaflet takes it for HTML; it is what somebody wrote about a file.
  map.attributionControl.addAttribution(Object.assign(document.createElement("span"), { textContent: attribution }).innerHTML);
  map.fitBounds(L.geoJSON(line).getBounds(), { padding: [40, 40], maxZoom: 17, animate: false });
}

function drawMe(map, position) {
  const icon = L.divIcon({ className: "me-mark", html: drawMark("me", "me"), iconSize: [44, 44] });
  L.marker(position, { icon, keyboard: false, interactive: false, zIndexOffset: 3000 }).addTo(map);
}
