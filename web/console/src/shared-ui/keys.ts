/** A free key such as `point_2` among those taken. */
export function nextKey(taken: string[], prefix: string): string {
  for (let number = 1; ; number += 1) {
    if (!taken.includes(`${prefix}_${number}`)) return `${prefix}_${number}`;
  }
}
