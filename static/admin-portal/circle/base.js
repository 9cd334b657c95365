// The maps of coverage: outline and names below, centres with their signs above, Chinese words on the controls.
// Needs Leaflet (global L).
import { drawMark } from "../../js/marks.js";
import { keepLabelsClear } from "../../js/labels.js";

const DISTRICT = [21.857, 111.961];
const STREETS_FROM = 13.5;
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Leaflet's scale with its units in Chinese. */
const Scale = L.Control.Scale.extend({
  _updateScale(line, text, ratio) {
    const chinese = text.replace("km", "公里").replace("m", "米");
    L.Control.Scale.prototype._updateScale.call(this, line, chinese, ratio);
  },
});

/** An empty map; its panes lie in the order of base, reach, points, centres. */
export function makeMap(element) {
  const map = L.map(element, {
    center: DISTRICT,
    zoom: 12,
    minZoom: 9,
    maxZoom: 19,
    zoomSnap: 0.5,
    scrollWheelZoom: false,
    zoomAnimation: false,
    fadeAnimation: false,
    inertia: !CALM,
    zoomControl: false,
  });
  map.attributionControl.setPrefix(false);
  // Leaflet takes it for HTML; it is what somebody wrote about a file.
  const credit = Object.assign(document.createElement("span"), { textContent: element.dataset.credit ?? "" });
  if (credit.textContent) map.attributionControl.addAttribution(credit.innerHTML);
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  new Scale({ imperial: false, maxWidth: 140 }).addTo(map);
  for (const [pane, level] of [["base", 250], ["streets", 300], ["reach", 350], ["points", 450], ["marks", 620]]) {
    map.createPane(pane).style.zIndex = level;
  }
  map.getPane("points").style.pointerEvents = "none";
  // The wheel belongs to the page until someone has pressed the map.
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur mouseout", () => map.scrollWheelZoom.disable());
  new ResizeObserver(() => map.invalidateSize()).observe(element);
  return map;
}

export async function readJson(address, options) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, ...options });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

/** The district's outline and the names of its streets; those of communities show from near. */
export async function drawBase(map, address) {
  const base = await readJson(address);
  L.geoJSON(base, {
    pane: "base",
    interactive: false,
    filter: (feature) => feature.geometry.type !== "Point",
    style: { color: "#9c8f81", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1 },
  }).addTo(map);
  for (const { properties, geometry } of base.features) {
    if (geometry.type !== "Point") continue;
    const name = document.createElement("span");
    name.textContent = properties.name;
    const className = properties.near ? "base-name base-near" : "street-name";
    const icon = L.divIcon({ className, html: name, iconSize: properties.near ? null : [0, 0] });
    const [lon, lat] = geometry.coordinates;
    L.marker([lat, lon], { pane: "base", icon, interactive: false, keyboard: false }).addTo(map);
  }
  const box = map.getContainer();
  const suit = () => {
    const zoom = map.getZoom();
    box.classList.toggle("shows-near", zoom >= 14.5);
    box.classList.toggle("is-far", zoom < 12.5);
    box.classList.toggle("is-middle", zoom >= 12.5 && zoom < 13.5);
  };
  map.on("zoomend", suit);
  suit();
}

/** The streets of the network in use, from near: where a centre can be put, where a bridge may land. */
export function showStreets(map, address) {
  if (!address) return;
  const streets = L.geoJSON(null, {
    pane: "streets",
    interactive: false,
    renderer: L.canvas({ pane: "streets" }),
    style: { color: "#b8aa99", weight: 1.5 },
  }).addTo(map);
  let asked = 0;
  const show = async () => {
    const mine = ++asked;
    if (map.getZoom() < STREETS_FROM) {
      streets.clearLayers();
      return;
    }
    try {
      const found = await readJson(`${address}?bbox=${map.getBounds().toBBoxString()}`);
      if (mine !== asked) return;
      streets.clearLayers();
      streets.addData(found);
    } catch (error) {
      console.warn(error);
    }
  };
  map.on("moveend", show);
  show();
}

/** The centres; those that do not count this time are hollow. Answers the layer, and the marks by code. */
export function drawCenters(map, centers, { year, onPress } = {}) {
  const layer = L.layerGroup();
  const marks = new Map();
  for (const center of centers) {
    const counts = center.counts && (!year || center.opened <= year || center.to_come);
    const words = `${center.name}，${center.tier_name}，${counts ? "算在内" : `这次不算（${center.status}）`}`;
    const icon = L.divIcon({
      className: `map-mark${counts ? "" : " is-out"}`,
      html: drawMark(center.tier, counts ? "open" : "unknown"),
      iconSize: [26, 26],
    });
    const mark = L.marker([center.lat, center.lon], { icon, pane: "marks", alt: words, title: words });
    if (onPress) mark.on("click", () => onPress(center));
    else mark.bindPopup(() => Object.assign(document.createElement("div"), { textContent: words }));
    mark.addTo(layer);
    marks.set(center.code, mark);
  }
  layer.addTo(map);
  return { layer, marks };
}

/** Where those live whose way is measured; all, where nobody's is. A far place without roads must not make all else tiny. */
export function onNetwork({ answer, off, count }) {
  const rows = Array.from({ length: count }, (_, row) => row);
  const measured = rows.filter((row) => !off[row]);
  return (measured.length ? measured : rows).map((row) => [answer.lon[row] / 1e5, answer.lat[row] / 1e5]);
}

/** Show everything that is drawn, once. */
export function fitTo(map, lonlat) {
  const points = lonlat.map(([lon, lat]) => [lat, lon]);
  if (points.length) map.fitBounds(L.latLngBounds(points), { padding: [24, 24], maxZoom: 16, animate: false });
}

export { keepLabelsClear };
