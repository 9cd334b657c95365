// The maps of the back office: the district's outline below, Chinese words on the controls, a size that follows its tab.
window.addEventListener("map:init", (event) => {
  const { map } = event.detail;
  const box = map.getContainer();
  new ResizeObserver(() => map.invalidateSize()).observe(box);

  const words = { ".leaflet-control-zoom-in": "放大", ".leaflet-control-zoom-out": "缩小" };
  for (const [selector, word] of Object.entries(words)) {
    const button = box.querySelector(selector);
    button?.setAttribute("title", word);
    button?.setAttribute("aria-label", word);
  }

  // The communities' names need room: they show from this zoom on.
  const COMMUNITIES_FROM = 14;
  const showNames = () => box.classList.toggle("shows-near", map.getZoom() >= COMMUNITIES_FROM);
  map.on("zoomend", showNames);
  showNames();

  map.createPane("base").style.zIndex = 250;
  fetch("/admin/base-map.json")
    .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
    .then((base) => {
      L.geoJSON(base, {
        pane: "base",
        interactive: false,
        style: { color: "#9c8f81", weight: 2, fillColor: "#ffffff", fillOpacity: 1 },
        pointToLayer: (feature, at) => {
          const name = document.createElement("span");
          name.textContent = feature.properties.name;
          return L.marker(at, {
            pane: "base",
            interactive: false,
            keyboard: false,
            icon: L.divIcon({
              className: feature.properties.near ? "base-name base-near" : "base-name",
              html: name,
              iconSize: null,
            }),
          });
        },
      }).addTo(map);
    })
    .catch((problem) => console.warn("base map:", problem));
});
