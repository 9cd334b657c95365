// The streets' names give way to the signs and to each other, so that every name on the map can be read.

const SIDES = ["", "below", "left", "right"]; // "" is above, where the sheet puts a name
const OBSTACLES = ".map-mark > *, .me-mark > *, .leaflet-control-scale, .leaflet-control-attribution";

/** Find each name a clear side of its place, now and after every move of the map. Register after the signs are drawn. */
export function keepLabelsClear(map) {
  const place = () => {
    const frame = map.getContainer().getBoundingClientRect();
    const taken = boxes(map.getContainer().querySelectorAll(OBSTACLES));
    for (const label of map.getContainer().querySelectorAll(".street-name span")) {
      const side = SIDES.find((candidate) => {
        label.className = candidate;
        const box = label.getBoundingClientRect();
        return isWithin(box, frame) && !taken.some((other) => overlap(box, other));
      });
      label.className = side ?? "nowhere";
      if (side !== undefined) taken.push(label.getBoundingClientRect());
    }
  };
  map.on("moveend resize", place);
  place();
}

const boxes = (elements) => [...elements].map((element) => element.getBoundingClientRect());

const overlap = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

const isWithin = (box, frame) =>
  box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
