// Before and after in one picture; and the proof that is still missing is asked for while the first answer is read.
import { drawBase, drawCenters, fitTo, keepLabelsClear, makeMap, onNetwork, readJson, showStreets } from "./base.js";
import { KINDS, Ways } from "./bands.js";
import { PointsLayer } from "./points-layer.js";

const element = document.querySelector("[data-scenario-map]");
const status = document.querySelector("[data-coverage-status]");
const NEAR = KINDS.indexOf("near");
const NEW = KINDS.indexOf("new");
const GAP = KINDS.indexOf("gap");
const OFF = KINDS.indexOf("off");

if (element && window.L) start();
prove();

async function start() {
  element.hidden = false;
  const map = makeMap(element);
  try {
    const [answer, after] = await Promise.all([
      readJson(element.dataset.points),
      readJson(element.dataset.after),
      drawBase(map, element.dataset.base),
    ]);
    const ways = new Ways(answer);
    const layer = new PointsLayer(ways);
    layer.options.pane = "points";
    layer.addTo(map);
    layer.show(beforeAndAfter(ways, after.changed));
    drawCenters(map, answer.centers.filter(({ counts }) => counts));
    after.chosen.forEach((site, number) => {
      const html = Object.assign(document.createElement("b"), { textContent: number + 1 });
      const icon = L.divIcon({ className: "chosen-mark", html, iconSize: [30, 30] });
      L.marker([site.lat, site.lon], { icon, pane: "marks", title: site.name, alt: `选中的点${number + 1}：${site.name}`, zIndexOffset: 1000 })
        .bindPopup(Object.assign(document.createElement("div"), { textContent: `${site.name}，新走得到${site.new_people}人` }))
        .addTo(map);
    });
    // Who is off the network changes by no centre: the picture is of all others.
    fitTo(map, onNetwork(ways).concat(after.chosen.map(({ lon, lat }) => [lon, lat])));
    keepLabelsClear(map);
    showStreets(map, element.dataset.streets);
  } catch (error) {
    status.textContent = "地图数据没有取到，请稍后再试。下面的表不受影响。";
    console.warn(error);
  }
}

function beforeAndAfter(ways, changed) {
  const limit = Number(element.dataset.minutes) * Number(element.dataset.speed) * 6000;
  const before = ways.of(ways.last);
  const after = before.slice();
  for (let at = 0; at < changed.length; at += 2) after[changed[at]] = changed[at + 1];
  const band = new Uint8Array(ways.count);
  const uncovered = new Uint8Array(ways.count);
  const reaches = (way) => way >= 0 && way <= limit;
  for (let row = 0; row < ways.count; row += 1) {
    band[row] = ways.off[row] ? OFF : reaches(before[row]) ? NEAR : reaches(after[row]) ? NEW : GAP;
    uncovered[row] = band[row] === GAP ? 1 : 0;
  }
  return { band, uncovered };
}

async function prove() {
  const form = document.querySelector("[data-prove]");
  if (!form) return;
  const button = form.querySelector("button");
  button.disabled = true;
  button.textContent = "正在证明……";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(answer.status);
    // Once: what fifteen seconds did not prove, another fifteen seldom do.
    if (!sessionStorage.getItem(form.action)) {
      sessionStorage.setItem(form.action, "1");
      location.reload();
      return;
    }
  } catch (error) {
    console.warn(error);
  }
  button.disabled = false;
  button.textContent = "继续证明（十几秒）";
}
