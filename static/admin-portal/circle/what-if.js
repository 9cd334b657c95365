// What if there were one more centre, one fewer, a footbridge: answered by the server while the pointer moves.
import { drawMark } from "../../js/marks.js";
import { readJson } from "./base.js";

const PATIENCE_MS = 60;
const SAYS = {
  new: "在地图上点一下放一个新中心；按住可以拖动。",
  close: "点一个中心，看关了它会怎样。",
  bridge: "先点桥的一头，再点另一头。",
};

/** Wire the tools; answers what the page needs to know of them. */
export function startWhatIf(state, { tools, element, form, redraw }) {
  if (!tools) return { isBusy: () => false, press: () => {}, changed: () => {} };
  const says = tools.querySelector("[data-what-if-says]");
  const layer = L.layerGroup().addTo(state.map);
  const tried = { new: [], closed: [], bridges: [] };
  let tool = "";
  let end = null;
  let asked = 0;
  let waiting = 0;

  const isEmpty = () => !tried.new.length && !tried.closed.length && !tried.bridges.length;

  function choose(name) {
    tool = tool === name ? "" : name;
    end = null;
    for (const button of tools.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    element.classList.toggle("is-placing", Boolean(tool));
    if (tool) says.textContent = SAYS[tool];
    else if (isEmpty()) says.textContent = "";
  }

  function clear() {
    tried.new = [];
    tried.closed = [];
    tried.bridges = [];
    state.extra = null;
    layer.clearLayers();
    choose(tool);
    says.textContent = "";
    tools.querySelector("[data-tool=clear]").hidden = true;
    redraw();
  }

  function draw() {
    layer.clearLayers();
    tried.new.forEach((place, number) => {
      const icon = L.divIcon({ className: "map-mark is-new", html: drawMark("district", "open"), iconSize: [34, 34] });
      const mark = L.marker(place, { icon, pane: "marks", draggable: true, title: `新中心${number + 1}`, alt: `新中心${number + 1}` });
      mark.on("drag", ({ target }) => {
        tried.new[number] = target.getLatLng();
        askSoon();
      });
      mark.addTo(layer);
    });
    for (const [from, to] of tried.bridges) {
      L.polyline([from, to], { pane: "reach", color: "#201B17", weight: 4, dashArray: "2 6", interactive: false }).addTo(layer);
    }
    if (end) L.circleMarker(end, { radius: 5, color: "#201B17", interactive: false }).addTo(layer);
    tools.querySelector("[data-tool=clear]").hidden = isEmpty();
  }

  function askSoon() {
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = 0;
      ask();
    }, PATIENCE_MS);
  }

  async function ask() {
    if (isEmpty()) return clear();
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    if (state.chosen.isNow) query.delete("year");
    for (const [name, value] of [...query]) if (value === "") query.delete(name);
    const pair = ({ lat, lng }) => `${lng.toFixed(6)},${lat.toFixed(6)}`;
    if (tried.new.length) query.set("new", tried.new.map(pair).join(";"));
    if (tried.closed.length) query.set("close", tried.closed.map(({ code }) => code).join(","));
    if (tried.bridges.length) query.set("bridge", tried.bridges.map((ends) => ends.map(pair).join(",")).join(";"));
    let answer;
    try {
      answer = await readJson(`${element.dataset.whatIf}?${query}`);
    } catch (error) {
      if (mine === asked) says.textContent = "算不出来，请换个地方再试。";
      console.warn(error);
      return undefined;
    }
    if (mine !== asked) return undefined;
    const metres = state.ways.of(state.chosen.year).slice();
    for (let at = 0; at < answer.changed.length; at += 2) metres[answer.changed[at]] = answer.changed[at + 1];
    state.extra = metres;
    redraw();
    says.textContent = answer.says;
    return undefined;
  }

  tools.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-tool]")?.dataset.tool;
    if (name === "clear") clear();
    else if (name) choose(name);
    draw();
  });

  state.map.on("click", ({ latlng }) => {
    if (tool === "new") {
      tried.new.push(latlng);
      choose("");
    } else if (tool === "bridge" && !end) {
      end = latlng;
      draw();
      return;
    } else if (tool === "bridge") {
      tried.bridges.push([end, latlng]);
      choose("");
    } else {
      return;
    }
    draw();
    ask();
  });

  return {
    /** Whether a press on the map belongs to a tool. */
    isBusy: () => Boolean(tool),
    /** A centre was pressed. */
    press(center) {
      if (tool !== "close") return;
      tried.closed.push(center);
      choose("");
      draw();
      ask();
    },
    /** The question has changed under what is being tried. */
    changed() {
      if (!isEmpty()) ask();
    },
  };
}
