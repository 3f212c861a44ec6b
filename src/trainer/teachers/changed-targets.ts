import { shuffledIndices, streams } from '../../random';

/**
 * Logits [count, classes] whose largest number of each row stays, and whose others lie in an order by chance: how sure the teacher is
 * stays, which classes are alike is lost (Furlanello et al. 2018, arXiv:1805.04770). Each row follows from the seed and its place.
 */
export function permutedTargets(logits: Float32Array, classes: number, seed: number): Float32Array {
  const permuted = Float32Array.from(logits);
  for (let start = 0; start < logits.length; start += classes) {
    const chosen = choiceOf(logits, start, classes);
    const order = shuffledIndices(classes - 1, seed, start / classes, streams.targets);
    const placeOf = (other: number): number => start + (other < chosen ? other : other + 1);
    order.forEach((from, to) => (permuted[placeOf(to)] = logits[placeOf(from)] ?? 0));
  }
  return permuted;
}

/**
 * Logits [count, classes] whose softmax at the temperature is a smoothed label, of one smoothing for all examples: that of the mean
 * entropy of the teacher's answers there.
 */
export function smoothedTargets(
  logits: Float32Array,
  labels: Int32Array,
  { classes, temperature }: { readonly classes: number; readonly temperature: number },
): Float32Array {
  const gap = gapOf(meanEntropy(logits, classes, temperature), classes);
  const smoothed = new Float32Array(logits.length);
  labels.forEach((label, example) => (smoothed[example * classes + label] = temperature * gap));
  return smoothed;
}

function choiceOf(logits: Float32Array, start: number, classes: number): number {
  let chosen = 0;
  for (let label = 1; label < classes; label += 1) {
    if ((logits[start + label] ?? 0) > (logits[start + chosen] ?? 0)) chosen = label;
  }
  return chosen;
}

/** Mean entropy of softmax(logits / T), in nats. */
function meanEntropy(logits: Float32Array, classes: number, temperature: number): number {
  let total = 0;
  for (let start = 0; start < logits.length; start += classes) {
    const largest = logits[start + choiceOf(logits, start, classes)] ?? 0;
    let [sum, weighted] = [0, 0];
    for (let place = start; place < start + classes; place += 1) {
      const below = ((logits[place] ?? 0) - largest) / temperature;
      const weight = Math.exp(below);
      sum += weight;
      if (weight > 0) weighted += weight * below;
    }
    total += Math.log(sum) - weighted / sum;
  }
  return (total * classes) / logits.length;
}

/** Gaps of a label's logit that are looked through: at the largest its probability is 1 in float32. */
const maxGap = 100;

/** The gap of one logit above the others at which their softmax has an entropy, by bisection: it falls as the gap grows. */
function gapOf(entropy: number, classes: number): number {
  let [low, high] = [0, maxGap];
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (entropyOf(middle, classes) > entropy) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function entropyOf(gap: number, classes: number): number {
  const rest = (classes - 1) * Math.exp(-gap);
  return Math.log1p(rest) + (gap * rest) / (1 + rest);
}
