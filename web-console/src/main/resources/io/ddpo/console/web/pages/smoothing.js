// Smoothing for the eye; the raw line stays visible behind it.

/**
 * Exponential moving average, without the pull towards zero at its beginning and weighted by the distance of points,
 * so that a gap in a series does not count as one step.
 *
 * @param xs ascending
 * @param ys as long; null where there is none
 * @param weight in [0, 1): how much of the past stays over the mean distance of points
 */
export function smooth(xs, ys, weight) {
  if (weight === 0 || xs.length < 2) {
    return ys;
  }
  const distance = (xs.at(-1) - xs[0]) / (xs.length - 1) || 1;
  let sum = 0;
  let total = 0;
  let before = null;
  return ys.map((y, i) => {
    if (y === null || y === undefined) {
      return null;
    }
    const kept = before === null ? 0 : weight ** ((xs[i] - before) / distance);
    sum = sum * kept + y * (1 - weight);
    total = total * kept + (1 - weight);
    before = xs[i];
    return sum / total;
  });
}
