// The streets of the network in use, under the line that is being drawn. Only when the map is near enough.
window.addEventListener("map:init", (event) => {
  const { map } = event.detail;
  map.createPane("streets").style.zIndex = 300;
  const streets = L.geoJSON(null, {
    pane: "streets",
    interactive: false,
    renderer: L.canvas({ pane: "streets" }),
    style: { color: "#6f6459", weight: 2 },
  }).addTo(map);
  const hint = L.control({ position: "bottomleft" });
  hint.onAdd = () => {
    const box = L.DomUtil.create("p", "map-hint");
    box.setAttribute("role", "status");
    return box;
  };
  hint.addTo(map);

  let asked = 0;
  async function show() {
    asked += 1;
    const mine = asked;
    const answer = await fetch(`/admin/coverage/roadedit/streets.json?bbox=${map.getBounds().toBBoxString()}`);
    if (!answer.ok || mine !== asked) return;
    const found = await answer.json();
    streets.clearLayers();
    streets.addData(found);
    hint.getContainer().textContent = found.too_many ? "再放大一些，就能看到路" : "";
  }
  map.on("moveend", show);
  map.whenReady(show);
});
