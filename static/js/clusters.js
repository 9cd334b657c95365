// Signs that would lie on each other become one sign with their number, so that a finger always meets exactly one.

/**
 * Group `items` ({ x, y, … } in pixels) so that the boxes of `size` around the groups' places never overlap.
 * The first item of a group gives its place: put what matters most first.
 */
export function cluster(items, size) {
  const groups = [];
  for (const item of items) {
    const group = groups.find(({ x, y }) => Math.abs(x - item.x) < size && Math.abs(y - item.y) < size);
    if (group) group.members.push(item);
    else groups.push({ x: item.x, y: item.y, members: [item] });
  }
  return groups;
}
