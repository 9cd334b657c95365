// The map of coverage: minutes, speed and year are banded here at once; the server's own figures follow a moment later.
import { drawBase, drawCenters, fitTo, keepLabelsClear, makeMap, onNetwork, readJson, showStreets } from "./base.js";
import { Ways, banded, tallied } from "./bands.js";
import { PointsLayer } from "./points-layer.js";
import { startWhatIf } from "./what-if.js";

const PATIENCE_MS = 180;
const SLIDERS = ["minutes", "speed", "year"];
const element = document.querySelector("[data-coverage-map]");
const form = document.querySelector("[data-coverage-form]");
const figures = document.querySelector("[data-coverage-figures]");
const status = document.querySelector("[data-coverage-status]");

if (element && window.L) start();

async function start() {
  element.hidden = false;
  document.querySelector("[data-map-tools]").hidden = false;
  const map = makeMap(element);
  const state = { map, ways: null, points: null, centers: null, extra: null, chosen: read() };
  // Before the tools, which end with the press that they take.
  map.on("click", ({ containerPoint, latlng }) => {
    if (!state.whatIf.isBusy()) tell(state, containerPoint, latlng);
  });
  state.whatIf = startWhatIf(state, { tools: document.querySelector("[data-what-if-tools]"), element, form, redraw: () => redraw(state) });
  let waiting;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => follow(state), PATIENCE_MS);
  };
  form.addEventListener("input", ({ target }) => {
    if (SLIDERS.includes(target.name)) {
      slide(state);
      figures.querySelectorAll("[data-stale]").forEach((part) => part.classList.add("is-stale"));
      later();
    }
  });
  form.addEventListener("change", ({ target }) => {
    if (!SLIDERS.includes(target.name)) refilter(state);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const preset = event.submitter?.name === "speed" ? event.submitter.value : "";
    if (preset) {
      form.querySelector("input[type=range][name=speed]").value = preset;
      slide(state);
    }
    follow(state);
  });
  document.querySelector("[data-reach-toggle]")?.addEventListener("change", () => drawReach(state));
  try {
    await Promise.all([drawBase(map, element.dataset.base), load(state)]);
    fitTo(map, onNetwork(state.ways));
    keepLabelsClear(map);
    showStreets(map, element.dataset.streets);
  } catch (error) {
    status.textContent = "地图数据没有取到，请稍后再试。下面的表不受影响。";
    console.warn(error);
  }
}

/** What the sliders say. The speed has presets beside it, so its name stands for several fields. */
function read() {
  const slider = (name) => form.querySelector(`input[type=range][name=${name}]`);
  const [minutes, speed, year] = SLIDERS.map((name) => Number(slider(name).value));
  return { minutes, speed, year, isNow: year === Number(slider("year").max) };
}

/** The question as the form has it now, without what is empty. */
function query() {
  const asked = new URLSearchParams();
  const { isNow } = read();
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && !(name === "year" && isNow)) asked.set(name, value);
  }
  return asked;
}

async function load(state) {
  const answer = await readJson(`${element.dataset.points}?${query()}`);
  state.ways = new Ways(answer);
  state.points?.remove();
  state.points = new PointsLayer(state.ways);
  state.points.options.pane = "points";
  state.points.addTo(state.map);
  slide(state);
}

/** Everything that minutes, speed and year change, at once. */
function slide(state) {
  const begun = performance.now();
  state.chosen = read();
  const { minutes, speed, year, isNow } = state.chosen;
  shows("minutes", `${minutes} 分钟`);
  shows("speed", `${speed} 米`);
  shows("year", isNow ? "现在" : `${year}年底`);
  if (!state.ways) return;
  write(tallied(state.ways, state.ways.of(year), state.chosen), state.ways.answer.streets);
  redraw(state);
  performance.measure("coverage-slide", { start: begun, end: performance.now() });
}

function redraw(state) {
  if (!state.ways) return;
  const metres = state.extra ?? state.ways.of(state.chosen.year);
  state.points.show(banded(state.ways, metres, state.chosen));
  const { year, isNow } = state.chosen;
  if (state.drawnYear !== year || state.drawnFor !== state.ways) {
    state.centers?.layer.remove();
    state.centers = drawCenters(state.map, state.ways.answer.centers, {
      year: isNow ? null : year,
      onPress: (center) => state.whatIf.press(center),
    });
    [state.drawnYear, state.drawnFor] = [year, state.ways];
  }
}

function shows(name, words) {
  form.querySelector(`[data-shows=${name}]`).textContent = words;
}

const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)}%` : "—");

/** The browser's own figures, until the server's come. */
function write({ names, total, byStreet, within }, streets) {
  const all = total.reduce((one, other) => one + other, 0);
  const put = (selector, words) => {
    for (const part of [figures, form]) part.querySelectorAll(selector).forEach((one) => (one.textContent = words));
  };
  names.forEach((name, number) => {
    put(`[data-live=${name}]`, total[number]);
    put(`[data-live-share=${name}]`, percent(total[number], all));
  });
  within.forEach((people, number) => {
    put(`[data-live-band="${number}"]`, people);
    put(`[data-live-band-share="${number}"]`, percent(people, all));
  });
  byStreet.forEach((counts, number) => {
    const line = figures.querySelector(`[data-live-street="${streets[number].code}"]`);
    if (!line) return;
    names.forEach((name, at) => {
      const cell = line.querySelector(`[data-state=${name}]`);
      (cell.querySelector("a") ?? cell).textContent = counts[at];
    });
    line.querySelector("[data-share]").textContent = percent(counts[0], counts.reduce((one, other) => one + other, 0));
  });
}

let asking = null;
/** The address, and the server's figures with their links. */
async function follow(state) {
  const asked = query();
  history.replaceState(null, "", `?${asked}`);
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${element.dataset.page}?${asked}&part=figures`, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.status);
    figures.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = "数字没有取到，请按“查看”再试。";
    return;
  }
  state.whatIf.changed();
  drawReach(state);
}

async function refilter(state) {
  status.textContent = "正在重新计算……";
  try {
    await load(state);
    status.textContent = "";
    await follow(state);
  } catch (error) {
    status.textContent = "没有算出来，请检查选项，按“查看”再试。";
    console.warn(error);
  }
}

/** What is within reach, as areas: for looking at, the people are counted by the table. */
async function drawReach(state) {
  const toggle = document.querySelector("[data-reach-toggle]");
  if (!toggle?.checked) {
    state.reach?.remove();
    return;
  }
  try {
    const shape = await readJson(`${element.dataset.reach}?${query()}`);
    state.reach?.remove();
    state.reach = L.geoJSON(shape, {
      pane: "reach",
      interactive: false,
      style: { color: "#0072B2", weight: 1.5, fillColor: "#0072B2", fillOpacity: 0.12 },
    }).addTo(state.map);
  } catch (error) {
    status.textContent = "范围没有画出来，请稍后再试。";
    console.warn(error);
  }
}

/** A press on a sign of residents: how many, how far. */
function tell(state, at, latlng) {
  const row = state.points?.rowAt(at);
  if (row === null || row === undefined) return;
  const { ways, chosen } = state;
  const way = (state.extra ?? ways.of(chosen.year))[row];
  const street = ways.street[row] >= 0 ? ways.answer.streets[ways.street[row]].name : "";
  const minutes = way / 6000 / chosen.speed;
  const far = way < 0 ? "走30分钟也到不了" : ways.isNetwork ? `步行 ${minutes.toFixed(1)} 分钟` : `直线 ${Math.round(way / 100)} 米`;
  const words = ways.off[row] ? "不在路网上" : far;
  const box = Object.assign(document.createElement("div"), { textContent: `${street} ${ways.people[row]}人，${words}` });
  L.popup().setLatLng(latlng).setContent(box).openOn(state.map);
}
