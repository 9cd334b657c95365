// Who reaches a centre within so many minutes: the server's arithmetic on the ways that it sent, for any slider at once.

export const KINDS = ["near", "middle", "far", "gap", "off", "new"];
export const BANDS_MINUTES = [5, 10, 15];
const NONE = -1;
const [MIDDLE_OF_LINE, FAR, GAP, OFF] = [2, 2, 3, 4];

/** The answer of the server: residents, and the way of each to the nearest centre in every year (whole centimetres). */
export class Ways {
  constructor(answer) {
    this.answer = answer;
    this.isNetwork = answer.method === "network";
    this.count = answer.people.length;
    this.people = Int32Array.from(answer.people);
    this.street = Int16Array.from(answer.street);
    this.off = new Uint8Array(this.count);
    for (const row of answer.off) this.off[row] = 1;
    this.byYear = new Map();
    const now = new Int32Array(this.count).fill(NONE);
    for (const { year, changed } of answer.years) {
      for (let at = 0; at < changed.length; at += 2) now[changed[at]] = changed[at + 1];
      this.byYear.set(year, now.slice());
      this.last = year;
    }
  }

  /** Centimetres to the nearest centre, -1 for none, of every row; a year that is not there is the present. */
  of(year) {
    return this.byYear.get(year) ?? this.byYear.get(this.last);
  }
}

/** The band of every row as its index in KINDS, and whether it lies beyond the limit. */
export function banded(ways, metres, { minutes, speed }) {
  const band = new Uint8Array(ways.count);
  const uncovered = new Uint8Array(ways.count);
  const perMinute = speed * 6000;
  const limit = minutes * perMinute;
  const edges = BANDS_MINUTES.map((edge) => edge * perMinute);
  for (let row = 0; row < ways.count; row += 1) {
    const way = metres[row];
    const isBeyond = way < 0 || way > limit;
    uncovered[row] = isBeyond ? 1 : 0;
    if (!ways.isNetwork) band[row] = isBeyond ? GAP : way * 2 <= limit ? 0 : MIDDLE_OF_LINE;
    else if (ways.off[row]) band[row] = OFF;
    else if (way < 0) band[row] = GAP;
    else if (way <= edges[0]) band[row] = 0;
    else if (way <= edges[1]) band[row] = 1;
    else if (way <= edges[2] || !isBeyond) band[row] = FAR;
    else band[row] = GAP;
  }
  return { band, uncovered };
}

/** People by state in all and by street, and within 5, 10 and 15 minutes: what stands beside the map. */
export function tallied(ways, metres, { minutes, speed }) {
  const names = ways.isNetwork ? ["covered", "gap", "off_network", "unplaced"] : ["probable", "undecided", "proven_gap", "unplaced"];
  const streets = ways.answer.streets.length;
  const counts = new Float64Array((streets + 1) * 4);
  const within = [0, 0, 0];
  const limit = minutes * speed * 6000;
  const [five, ten, fifteen] = BANDS_MINUTES.map((edge) => edge * speed * 6000);
  // Along the straight line only what is twice as near is counted as probable.
  const detour = ways.isNetwork ? 1 : 2;
  for (let row = 0; row < ways.count; row += 1) {
    const people = ways.people[row];
    const isOff = ways.off[row] === 1;
    const way = isOff || metres[row] < 0 ? Infinity : metres[row];
    let state = way * detour <= limit ? 0 : 1;
    if (ways.isNetwork ? isOff : way > limit) state = 2;
    const street = ways.street[row];
    counts[(street < 0 ? streets : street) * 4 + state] += people;
    if (way * detour <= fifteen) {
      within[2] += people;
      if (way * detour <= ten) within[1] += people;
      if (way * detour <= five) within[0] += people;
    }
  }
  const byStreet = Array.from({ length: streets }, (_, street) => [...counts.subarray(street * 4, street * 4 + 4)]);
  const total = [0, 1, 2, 3].map((state) => counts.reduce((sum, count, at) => (at % 4 === state ? sum + count : sum), 0));
  total[3] += ways.answer.unplaced;
  ways.answer.unplaced_by_street.forEach((people, street) => (byStreet[street][3] += people));
  return { names, total, byStreet, within };
}
