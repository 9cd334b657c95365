// The centres' signs on the map: one a centre, or one with a number where several would lie on each other.
import { cluster } from "./clusters.js";
import { drawMark } from "./marks.js";

// Open doors come first: they give a group its place.
const OPEN = new Set(["open", "all-day"]);
const root = getComputedStyle(document.documentElement);
const TARGET = parseFloat(root.getPropertyValue("--target")) * parseFloat(root.fontSize);

/** Draw `features` and keep them right as the map moves. With a list beside it, card and sign highlight each other. */
export function drawSigns(map, features, { finder, isNarrow }) {
  const places = features
    .map(({ geometry: { coordinates: [lon, lat] }, properties }) => ({ at: L.latLng(lat, lon), ...properties }))
    .sort((one, other) => OPEN.has(other.open_state) - OPEN.has(one.open_state));
  const layer = L.layerGroup().addTo(map);
  const cards = new Map([...(finder?.querySelectorAll("[data-center]") ?? [])].map((card) => [card.dataset.center, card]));
  const signOf = new Map(); // code to the sign that shows it at present
  const isAlone = !finder && places.length === 1;
  const redraw = () => {
    if (layer.getLayers().some((sign) => sign.isPopupOpen())) return; // the popup's own pan
    // Tabbing to a sign at the edge moves the map: its successor takes the focus over.
    const [focused] = [...signOf].find(([, sign]) => sign.getElement() === document.activeElement) ?? [];
    layer.clearLayers();
    signOf.clear();
    for (const { members } of cluster(inSight(map, places), TARGET)) {
      const sign = members.length > 1 ? drawGroup(map, members) : drawOne(members[0], isAlone);
      sign.addTo(layer);
      if (!isAlone) name(sign, members);
      for (const { code } of members) signOf.set(code, sign);
      if (members.length === 1 && cards.has(members[0].code)) linkSign(sign, cards.get(members[0].code), isNarrow);
    }
    signOf.get(focused)?.getElement().focus({ preventScroll: true });
  };
  map.on("moveend resize", redraw);
  // Leaflet listens for this key only while the map itself has the focus, not a sign or a popup in it.
  map.getContainer().addEventListener("keydown", ({ key }) => { if (key === "Escape") map.closePopup(); });
  redraw();
  linkCards(cards, signOf);
}

/** Places whose whole sign lies within the map: what is cut off can neither be read nor pressed. */
function inSight(map, places) {
  const size = map.getSize();
  const margin = TARGET / 2;
  const within = (value, length) => value >= margin && value <= length - margin;
  return places
    .map((place) => ({ ...place, ...pixels(map.latLngToContainerPoint(place.at)) }))
    .filter(({ x, y }) => within(x, size.x) && within(y, size.y));
}

const pixels = ({ x, y }) => ({ x, y });

function drawOne({ at, tier, open_state: state, ...place }, isAlone) {
  const icon = L.divIcon({ className: "map-mark", html: drawMark(tier, state), iconSize: [TARGET, TARGET] });
  const sign = L.marker(at, { icon, keyboard: !isAlone, interactive: !isAlone });
  return isAlone ? sign : withPopup(sign, [{ open_state: state, ...place }]);
}

/** A number; pressing it goes closer until its centres come apart, or lists them when they never will. */
function drawGroup(map, members) {
  const disc = document.createElement("span");
  disc.className = members.some(({ open_state: state }) => OPEN.has(state)) ? "group has-open" : "group";
  disc.textContent = members.length;
  const icon = L.divIcon({ className: "map-mark", html: disc, iconSize: [TARGET, TARGET] });
  const sign = L.marker(members[0].at, { icon });
  const bounds = L.latLngBounds(members.map(({ at }) => at)).pad(0.2);
  const closer = Math.min(map.getBoundsZoom(bounds), map.getMaxZoom());
  if (closer <= map.getZoom()) return withPopup(sign, members);
  return sign.on("click keypress", ({ originalEvent: event }) => {
    if (event.type === "keypress" && event.key !== "Enter") return;
    map.once("moveend", () => map.getContainer().focus({ preventScroll: true }));
    map.setView(bounds.getCenter(), closer);
  });
}

function name(sign, members) {
  const open = members.filter(({ open_state: state }) => OPEN.has(state)).length;
  const words = members.length > 1 ? `${members.length}个中心，${open}个正在营业` : `${members[0].name}，${members[0].open_label}`;
  sign.getElement().setAttribute("aria-label", words);
}

/** A popup that takes the focus when it was opened from the keyboard, and gives it back when it closes. */
function withPopup(sign, members) {
  const content = document.createElement("div");
  content.className = "map-popup";
  content.append(...members.map(describe));
  let byKeyboard = false;
  sign.on("keypress", () => { byKeyboard = true; }); // before Leaflet's own listener, which opens the popup
  sign.bindPopup(content, { maxWidth: 300, minWidth: 200, maxHeight: 260 });
  sign.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", "关闭");
    if (byKeyboard) content.querySelector("a").focus();
  });
  sign.on("popupclose", () => {
    if (byKeyboard) sign.getElement()?.focus();
    byKeyboard = false;
  });
  return sign;
}

function describe({ name: title, url, tier_name: tier, open_state: state, open_label: label, open_change: change }) {
  const entry = document.createElement("div");
  const now = document.createElement("p");
  const word = document.createElement("span");
  word.className = `state ${state}`;
  word.textContent = label;
  now.append(word, ` ${change}`);
  const link = document.createElement("a");
  link.href = url + onward();
  link.textContent = title;
  const kind = document.createElement("p");
  kind.textContent = tier;
  entry.append(now, link, kind);
  return entry;
}

/** The list's own position, carried on to the page of a centre. */
function onward() {
  const here = new URLSearchParams(location.search);
  const kept = new URLSearchParams();
  for (const key of ["lat", "lon"]) if (here.get(key)) kept.set(key, here.get(key));
  return kept.size ? `?${kept}` : "";
}

const ENTER = ["mouseenter", "focusin"];
const LEAVE = ["mouseleave", "focusout"];

/** Pointing at a card marks the sign that shows it. */
function linkCards(cards, signOf) {
  for (const [code, card] of cards) {
    const mark = (active) => signOf.get(code)?.getElement()?.classList.toggle("is-active", active);
    for (const event of ENTER) card.addEventListener(event, () => mark(true));
    for (const event of LEAVE) card.addEventListener(event, () => mark(false));
  }
}

/** Pointing at a sign marks its card; pressing it brings the card into sight. */
function linkSign(sign, card, isNarrow) {
  const element = sign.getElement();
  for (const event of ENTER) element.addEventListener(event, () => card.classList.add("is-active"));
  for (const event of LEAVE) element.addEventListener(event, () => card.classList.remove("is-active"));
  sign.on("click", () => {
    if (!isNarrow()) card.scrollIntoView({ block: "nearest" });
  });
}
