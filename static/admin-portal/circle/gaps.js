// The gaps on a small map: a dot for each, sized by its people, with its rank; a press leads to its line in the list.
import { drawBase, fitTo, keepLabelsClear, makeMap } from "./base.js";

const element = document.querySelector("[data-gaps-map]");
if (element && window.L) start();

async function start() {
  element.hidden = false;
  const map = makeMap(element);
  const places = JSON.parse(document.getElementById("gap-places").textContent);
  const most = Math.max(1, ...places.map(([, , people]) => people));
  fitTo(map, places.map(([, , , lon, lat]) => [lon, lat]));
  try {
    await drawBase(map, element.dataset.base);
  } catch (error) {
    console.warn(error);
  }
  for (const [rank, name, people, lon, lat] of [...places].reverse()) {
    const mark = L.circleMarker([lat, lon], {
      pane: "points",
      radius: 5 + 13 * Math.sqrt(people / most),
      color: "#201B17",
      weight: 1.2,
      fillColor: "#D55E00",
      fillOpacity: 0.75,
    });
    mark.bindTooltip(`${rank} ${name} ${people}人`).addTo(map);
    if (rank <= 10) {
      const icon = L.divIcon({ className: "gap-rank", html: Object.assign(document.createElement("b"), { textContent: rank }), iconSize: [24, 24] });
      L.marker([lat, lon], { icon, pane: "marks", interactive: false, keyboard: false }).addTo(map);
    }
  }
  map.getPane("points").style.pointerEvents = "auto";
  keepLabelsClear(map);
}
