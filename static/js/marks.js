// How a centre is drawn on the map: the shape is its tier, sign and colour are its state, so that neither needs the other.
const SHAPES = {
  star: "M22 7l4.4 9.4 10.3 1.3-7.6 7.1 2 10.2L22 30l-9.1 5 2-10.2-7.6-7.1 10.3-1.3z",
  square: "M10.5 10.5h23v23h-23z",
  circle: "M22 9a13 13 0 1 1 0 26 13 13 0 0 1 0-26z",
  diamond: "M22 6.5 37.5 22 22 37.5 6.5 22z",
  hexagon: "M15 9h14l7.5 13L29 35H15L7.5 22z",
  drop: "M22 38C14 28 11 23 11 18a11 11 0 0 1 22 0c0 5-3 10-11 20z",
  triangle: "M22 7 38 35H6z",
};

const SHAPE_OF_TIER = {
  district_committee: "star",
  district: "star",
  street: "square",
  community: "circle",
  grid_group: "circle",
  agency_community: "circle",
  industry: "diamond",
  park: "hexagon",
  station: "triangle",
  me: "drop", // the visitor
};

// The keys are what the API calls `open_state`; `plain` is for the legend, `me` for the visitor.
const SIGNS = {
  open: "M16.5 23l4 4 7.5-8",
  "all-day": "M16.5 23l4 4 7.5-8",
  shut: "M16.5 23h11",
  suspended: "M18 19l8 8M26 19l-8 8",
  unknown: "M22 17.5v6M22 28v.1",
  plain: "",
  me: "M22 18v.1",
};

/** The drawing as markup. */
export function drawMark(tier, state) {
  if (!(state in SIGNS)) state = "unknown";
  const shape = SHAPES[SHAPE_OF_TIER[tier] ?? "circle"];
  return `<svg class="mark ${state}" viewBox="0 0 44 44" aria-hidden="true"><path class="body" d="${shape}"/><path class="sign" d="${SIGNS[state]}"/></svg>`;
}
