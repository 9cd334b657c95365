// The places of a scenario on the map: a press puts one there, at once, and its line into the table.
import { drawBase, drawCenters, fitTo, keepLabelsClear, makeMap, readJson, showStreets } from "./base.js";
import { Ways, banded } from "./bands.js";
import { PointsLayer } from "./points-layer.js";

const element = document.querySelector("[data-candidates-map]");
const status = document.querySelector("[data-coverage-status]");
const table = document.querySelector("[data-candidates]");
const count = document.querySelector("[data-count]");

if (element && window.L) start();

async function start() {
  element.hidden = false;
  const map = makeMap(element);
  const marks = L.layerGroup().addTo(map);
  const places = JSON.parse(document.getElementById("candidate-places").textContent);
  try {
    const [answer] = await Promise.all([readJson(element.dataset.points), drawBase(map, element.dataset.base)]);
    const ways = new Ways(answer);
    const layer = new PointsLayer(ways);
    layer.options.pane = "points";
    layer.addTo(map);
    const asked = { minutes: Number(element.dataset.minutes), speed: Number(element.dataset.speed) };
    layer.show(banded(ways, ways.of(ways.last), asked));
    drawCenters(map, answer.centers.filter(({ counts }) => counts));
    const shown = answer.lon.map((lon, row) => [lon / 1e5, answer.lat[row] / 1e5]);
    fitTo(map, shown.concat(places.map(([, , lon, lat]) => [lon, lat])));
  } catch (error) {
    status.textContent = "地图数据没有取到，请稍后再试。";
    console.warn(error);
  }
  places.forEach((place) => draw(marks, place));
  keepLabelsClear(map);
  showStreets(map, element.dataset.streets);
  element.classList.add("is-placing");
  map.on("click", async ({ latlng }) => {
    const body = new FormData(document.querySelector("[data-candidates-form]"));
    const sent = new URLSearchParams({ lat: latlng.lat.toFixed(6), lon: latlng.lng.toFixed(6), csrfmiddlewaretoken: body.get("csrfmiddlewaretoken") });
    let answer;
    try {
      answer = await fetch(element.dataset.add, { method: "POST", body: sent });
    } catch (error) {
      status.textContent = "没有连上，请再点一次。";
      console.warn(error);
      return;
    }
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : { problem: "没有加上，请再试一次。" };
    if (!answer.ok) {
      status.textContent = told.problem;
      return;
    }
    draw(marks, told.place);
    table.insertAdjacentHTML("beforeend", told.row);
    count.textContent = table.rows.length;
    document.querySelector("[data-save]").hidden = false;
    document.querySelector("[data-empty]")?.remove();
    status.textContent = `加了“${told.place[1]}”。可以在下面改名称。`;
  });
}

function draw(marks, [key, name, lon, lat, state]) {
  const icon = L.divIcon({ className: `candidate-mark is-${state}`, iconSize: [18, 18] });
  L.marker([lat, lon], { icon, pane: "marks", title: name, alt: `候选点：${name}` })
    .on("click", () => document.getElementById(`candidate-${key}`)?.scrollIntoView({ block: "center" }))
    .addTo(marks);
}
