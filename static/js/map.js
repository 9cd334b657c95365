// The map of centres: our own outline and names, 天地图 below them when the portal has a key. Needs Leaflet (global L).
import { drawMark } from "./marks.js";

const DISTRICT = [21.857, 111.961];
const NARROW = window.matchMedia("(max-width: 59.99rem)");
// Without tiles a single mark says nothing but beside the names of the streets around it.
const ZOOM_OF_ONE = { withTiles: 16, without: 13 };
// Open doors lie above closed ones where signs overlap.
const OPEN = new Set(["open", "all-day"]);
// Below this zoom all of the town's centres are in sight and their signs are drawn smaller.
const NEAR_ZOOM = 14;
const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
const target = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--target")) * rem;

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
  if (!toggle) return show(true);
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const visible = panel.hidden;
    show(visible);
    toggle.setAttribute("aria-expanded", String(visible));
    toggle.querySelector("[data-map-toggle-word]").textContent = visible ? "收起地图" : "看地图";
    if (visible) panel.scrollIntoView({ block: "nearest" });
  });
  NARROW.addEventListener("change", () => show(!NARROW.matches));
  return show(!NARROW.matches);
}

async function draw(panel, finder) {
  const element = panel.querySelector("[data-map]");
  const say = (words) => { panel.querySelector("[data-map-status]").textContent = words; };
  const map = L.map(element, { center: DISTRICT, zoom: 13, minZoom: 9, maxZoom: 18, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.5 });
  map.on("zoomend", () => element.classList.toggle("is-far", map.getZoom() < NEAR_ZOOM));
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  new Scale({ imperial: false }).addTo(map);
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur mouseout", () => map.scrollWheelZoom.disable());
  try {
    const [centers, base] = await Promise.all([readCenters(element), readJson(element.dataset.base)]);
    const me = element.dataset.me?.split(",").map(Number);
    fit(map, centers, { hasTiles: Boolean(base.tianditu_key), me, finder });
    drawBase(map, base);
    drawCenters(map, centers, finder);
    if (me) drawMe(map, me);
  } catch {
    say("地图数据没有取到，请稍后再试。列表不受影响。");
  }
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

/** What lies below the centres. Leaflet draws in the order of adding within a pane. */
function drawBase(map, { outline, streets, tianditu_key: key }) {
  L.geoJSON(outline, { interactive: false, style: { className: "outline", fill: !key, weight: 2 } }).addTo(map);
  if (key) return addTiles(map, key);
  for (const { name, lon, lat } of streets) {
    const icon = L.divIcon({ className: "street-name", html: `<span>${escape(name)}</span>`, iconSize: [0, 0] });
    L.marker([lat, lon], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  }
}

/** 天地图: the vector map and its names (Web Mercator in CGCS2000, taken as WGS-84). */
function addTiles(map, key) {
  for (const layer of ["vec", "cva"]) {
    const query = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles`;
    const address = `https://t{s}.tianditu.gov.cn/${layer}_w/wmts?${query}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`;
    L.tileLayer(address, { subdomains: "01234567", maxZoom: 18, attribution: layer === "vec" ? "天地图 · 自然资源部" : "" }).addTo(map);
  }
}

function drawCenters(map, { features }, finder) {
  const marks = new Map();
  const several = features.length > 1 || finder;
  for (const { geometry, properties } of features) {
    if (!geometry) continue;
    const [lon, lat] = geometry.coordinates;
    const icon = L.divIcon({ className: "map-mark", html: drawMark(properties.tier, properties.open_state), iconSize: [target, target] });
    const mark = L.marker([lat, lon], { icon, keyboard: several, interactive: several, riseOnHover: true, zIndexOffset: OPEN.has(properties.open_state) ? 1000 : 0 }).addTo(map);
    if (several) {
      mark.getElement().setAttribute("aria-label", `${properties.name}，${properties.open_label}`);
      offerPopup(mark, properties);
    }
    marks.set(properties.code, mark);
  }
  if (finder) linkWithList(marks, finder);
}

/** Show all centres; with a position, it and the centres that the list shows beside the map. */
function fit(map, { features }, { hasTiles, me, finder }) {
  const listed = me && finder ? new Set([...finder.querySelectorAll("[data-center]")].map((card) => card.dataset.center)) : null;
  const shown = features.filter(({ geometry, properties }) => geometry && (listed?.has(properties.code) ?? true));
  const points = shown.map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]);
  if (me && finder) points.push(me);
  if (points.length === 1) map.setView(points[0], hasTiles ? ZOOM_OF_ONE.withTiles : ZOOM_OF_ONE.without, { animate: false });
  else if (points.length) map.fitBounds(points, { padding: [target / 2, target / 2], maxZoom: 16, animate: false });
}

/** A popup whose link gets the focus when it was opened from the keyboard, and which gives it back when it closes. */
function offerPopup(mark, { name, tier_name: tier, open_state: state, open_label: label, open_change: change, url }) {
  const now = `<span class="state ${escape(state)}">${escape(label)}</span> ${escape(change)}`;
  mark.bindPopup(`<p>${now}</p><a href="${escape(url)}${onward()}">${escape(name)}</a><p>${escape(tier)}</p>`, { maxWidth: 280, minWidth: 200 });
  let byKeyboard = false;
  mark.on("keypress", () => { byKeyboard = true; });
  mark.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", "关闭");
    if (byKeyboard) popup.getElement().querySelector(".leaflet-popup-content a").focus();
  });
  mark.on("popupclose", () => {
    if (byKeyboard) mark.getElement()?.focus();
    byKeyboard = false;
  });
}

/** The list's own position, carried on to the page of a centre. */
function onward() {
  const here = new URLSearchParams(location.search);
  const kept = new URLSearchParams();
  for (const name of ["lat", "lon"]) if (here.get(name)) kept.set(name, here.get(name));
  return kept.size ? `?${kept}` : "";
}

/** Pointing at a card marks its sign on the map, and the other way round. */
function linkWithList(marks, finder) {
  for (const card of finder.querySelectorAll("[data-center]")) {
    const mark = marks.get(card.dataset.center);
    if (!mark) continue;
    const set = (active) => {
      card.classList.toggle("is-active", active);
      mark.getElement()?.classList.toggle("is-active", active);
    };
    for (const place of [card, mark.getElement()]) {
      for (const name of ["mouseenter", "focusin"]) place.addEventListener(name, () => set(true));
      for (const name of ["mouseleave", "focusout"]) place.addEventListener(name, () => set(false));
    }
    mark.on("click", () => { if (!NARROW.matches) card.scrollIntoView({ block: "nearest" }); });
  }
}

function drawMe(map, position) {
  const icon = L.divIcon({ className: "me-mark", html: drawMark("me", "me"), iconSize: [target, target] });
  L.marker(position, { icon, keyboard: false, interactive: false, zIndexOffset: 3000 }).addTo(map);
}

function escape(text) {
  const span = document.createElement("span");
  span.textContent = text ?? "";
  return span.innerHTML.replaceAll('"', "&quot;");
}
