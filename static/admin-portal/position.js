// A centre's position while it is being pasted or drawn: the server says how it is understood, the map shows old and new.

const PATIENCE_MS = 400;
const OLD = { color: "#6f6459", weight: 2, radius: 8, fillColor: "#ffffff", fillOpacity: 1 };
const WAY = { color: "#b01e23", weight: 2, dashArray: "6 6", interactive: false };

const panel = document.getElementById("position");
if (panel) {
  window.addEventListener("map:init", ({ detail: { map } }) => {
    // A zoom that still glides to the stored point would swallow the one that shows both.
    map.options.zoomAnimationThreshold = 0;
    map.on("map:loadfield", ({ field, fieldid }) => {
      if (fieldid === "id_location") watch(map, field);
    });
  });
}

function watch(map, field) {
  const form = panel.closest("form");
  const part = (selector) => panel.querySelector(selector);
  const named = (name) => form.querySelector(`[name="${name}"]`);
  const text = named("typed_position");
  const system = named("typed_system");
  const exchange = named("typed_exchange");
  const tick = named("position_checked");
  const stored = document.getElementById("id_location");
  const old = panel.dataset.old ? latLng(panel.dataset.old) : null;
  const marks = L.layerGroup().addTo(map);
  let drawn = text.value.trim() ? (panel.dataset.old ?? "") : stored.value; // without what was pasted
  let asked = 0;
  let drawing = false;

  function latLng(geojson) {
    const [lon, lat] = JSON.parse(geojson).coordinates;
    return L.latLng(lat, lon);
  }

  function now() {
    return stored.value.trim() ? latLng(stored.value) : null;
  }

  function put(point) {
    field.drawnItems.clearLayers();
    if (point) field.drawnItems.addLayer(L.marker(point));
    const pair = point && [Number(point.lng.toFixed(7)), Number(point.lat.toFixed(7))];
    stored.value = pair ? JSON.stringify({ type: "Point", coordinates: pair }) : "";
    stored.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Both points with a line between, as soon as they differ.
  function showBoth() {
    marks.clearLayers();
    const point = now();
    const moved = Boolean(point && old && point.distanceTo(old) > 1);
    if (moved) {
      L.polyline([old, point], WAY).addTo(marks);
      L.circleMarker(old, OLD).bindTooltip("原来", { permanent: true, direction: "top" }).addTo(marks);
      field.drawnItems.eachLayer((layer) => layer.bindTooltip("新的", { permanent: true, direction: "right" }));
    }
    part(".position-back").hidden = !moved && !text.value.trim();
    lookAt(point, moved);
  }

  function lookAt(point, moved) {
    if (!map.getContainer().clientWidth || !(point || old)) return;
    const bounds = L.latLngBounds([point ?? old, moved ? old : (point ?? old)]);
    map.fitBounds(bounds, { maxZoom: Math.max(15, Math.min(map.getZoom(), 17)), padding: [60, 60], animate: false });
  }

  function say(selector, words) {
    const element = part(selector);
    element.textContent = words;
    element.hidden = !words;
  }

  function show(answer) {
    say(".position-says", answer.says ?? "");
    say(".position-problem", answer.problem ?? "");
    say(".position-moved", answer.moved ? `新位置离原来的位置${answer.moved}。` : "");
    const offer = part("[data-exchange]");
    if (answer.offer) {
      part("[data-lon]").textContent = answer.offer.lon;
      part("[data-lat]").textContent = answer.offer.lat;
    }
    offer.hidden = !answer.offer;
    // What the server said of the text on the way back is out of date now.
    form.querySelectorAll(".field-typed_position .errorlist, .field-typed_system .errorlist").forEach((said) => said.remove());
    const warnings = answer.warnings ?? [];
    const doubts = part(".position-doubts");
    doubts.hidden = warnings.length === 0;
    doubts.querySelector("ul").replaceChildren(
      ...warnings.map((warning) => Object.assign(document.createElement("li"), { textContent: warning })),
    );
    if (tick.value !== (answer.token ?? "")) {
      tick.value = answer.token ?? "";
      tick.checked = false;
      doubts.querySelector(".errorlist")?.remove();
    }
  }

  async function ask(what) {
    const mine = ++asked;
    const body = new URLSearchParams({ ...what, center: panel.dataset.center, unit: named("unit")?.value ?? "" });
    const headers = { "X-CSRFToken": named("csrfmiddlewaretoken").value };
    try {
      const answer = await fetch(panel.dataset.check, { method: "POST", body, headers });
      if (!answer.ok) throw new Error(answer.status);
      return mine === asked ? await answer.json() : null;
    } catch (problem) {
      console.warn("position check:", problem);
      return mine === asked ? { problem: "现在查不了这个位置。可以直接保存，保存时会再核对。" } : null;
    }
  }

  async function readText() {
    const pasted = text.value.trim();
    if (!pasted) {
      put(drawn.trim() ? latLng(drawn) : null);
      exchange.checked = false;
      return readDrawn();
    }
    const answer = await ask({ text: pasted, system: system.value, exchange: exchange.checked ? "1" : "0" });
    if (!answer) return;
    const point = answer.token ? L.latLng(answer.lat, answer.lon) : drawn.trim() ? latLng(drawn) : null;
    put(point);
    show(answer);
    showBoth();
  }

  async function readDrawn() {
    const point = now();
    const isOld = point && old && point.distanceTo(old) <= 0.1;
    if (!point || isOld) {
      asked += 1;
      show({});
    } else {
      const answer = await ask({ lon: point.lng, lat: point.lat });
      if (!answer) return;
      show(answer);
    }
    showBoth();
  }

  // What was done last counts: a point on the map takes the place of a pasted one.
  function tookPoint() {
    text.value = "";
    exchange.checked = false;
    drawn = stored.value;
    readDrawn();
  }

  map.on("draw:created draw:edited draw:deleted", tookPoint);
  map.on("draw:drawstart draw:editstart draw:deletestart", () => (drawing = true));
  map.on("draw:drawstop draw:editstop draw:deletestop", () => setTimeout(() => (drawing = false), 0));
  map.on("click", ({ latlng }) => {
    if (drawing) return;
    put(latlng);
    tookPoint();
  });

  let waiting;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(readText, PATIENCE_MS);
  });
  for (const choice of [system, exchange]) choice.addEventListener("change", readText);
  const again = () => (text.value.trim() ? readText() : readDrawn());
  // The choice of a unit is select2's, which speaks through jQuery alone.
  window.django?.jQuery(named("unit")).on("change", again);
  part(".position-back").addEventListener("click", () => {
    put(old);
    tookPoint();
  });

  // The map may lie in a step that is not open yet; a map without a size cannot be fitted.
  let wasOpen = false;
  new ResizeObserver(() => {
    const isOpen = map.getContainer().clientWidth > 0;
    if (isOpen && !wasOpen) {
      map.invalidateSize();
      showBoth();
    }
    wasOpen = isOpen;
  }).observe(map.getContainer());
  if (text.value.trim()) readText();
  else if (stored.value) readDrawn();
}
