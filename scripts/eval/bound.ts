/**
 * Highest rate that is still compatible with `hits` of `trials`: the one-sided 95 % bound of Clopper and Pearson. Exact, so it holds for
 * no hit at all, where it is about 3 ÷ trials.
 */
export function upperBound(hits: number, trials: number): number {
  if (trials === 0 || hits >= trials) return 1;
  let [low, high] = [hits / trials, 1];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (atMost(hits, trials, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** Probability of `hits` or fewer of `trials`, in logarithms: the first factor alone underflows for many trials. */
function atMost(hits: number, trials: number, rate: number): number {
  let logTerm = trials * Math.log1p(-rate);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= hits; k += 1) {
    logTerm += Math.log((trials - k + 1) / k) + Math.log(rate) - Math.log1p(-rate);
    sum += Math.exp(logTerm);
  }
  return sum;
}
