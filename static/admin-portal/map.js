// The maps of the back office: the district's outline below, Chinese words on the controls, a size that follows its tab.

// Leaflet.draw reads its words when a toolbar is made, which is after map:init.
function speakChinese() {
  const { draw, edit } = L.drawLocal;
  draw.toolbar.actions = { title: "取消", text: "取消" };
  draw.toolbar.finish = { title: "画完了", text: "画完" };
  draw.toolbar.undo = { title: "删除最后一点", text: "删除最后一点" };
  Object.assign(draw.toolbar.buttons, { marker: "标出位置", polyline: "画线", polygon: "画边界", rectangle: "画长方形" });
  draw.handlers.marker.tooltip.start = "在地图上点一下，标出位置";
  draw.handlers.polygon.tooltip = { start: "点一下，开始画", cont: "继续点下一个角", end: "点回第一个角，画完" };
  draw.handlers.polyline.tooltip = { start: "点一下，开始画线", cont: "继续点下一点", end: "再点一下最后一点，画完" };
  draw.handlers.polyline.error = "<strong>不行：</strong>边线不能交叉";
  draw.handlers.rectangle.tooltip.start = "按住拖动";
  draw.handlers.simpleshape.tooltip.end = "松开，画完";
  edit.toolbar.actions.save = { title: "改好了", text: "改好了" };
  edit.toolbar.actions.cancel = { title: "不改了，恢复原样", text: "取消" };
  edit.toolbar.actions.clearAll = { title: "全部删除", text: "全部删除" };
  edit.toolbar.buttons = {
    edit: "移动或修改",
    editDisabled: "还没有可以修改的",
    remove: "删除",
    removeDisabled: "还没有可以删除的",
  };
  edit.handlers.edit.tooltip = { text: "拖动位置或边角", subtext: "点“取消”恢复原样" };
  edit.handlers.remove.tooltip = { text: "点一下要删除的" };
  L.GeometryField.unsavedText = "地图上有没保存的修改";
}

window.addEventListener("map:init", (event) => {
  const { map } = event.detail;
  speakChinese();
  // The page tells where the markers' images are; left alone, Leaflet guesses it from a style whose name carries a hash.
  L.Icon.Default.imagePath = JSON.parse(document.getElementById("force-img-path").textContent);
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
