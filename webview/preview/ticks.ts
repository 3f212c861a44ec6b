/** Round numbers between two values, some way apart: 1, 2 or 5 times a power of ten. */
export function ticksWithin(low: number, high: number, most: number): { ticks: number[]; increment: number } {
  if (!(high > low)) return { ticks: [low], increment: 1 };
  const rough = (high - low) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const increment =
    [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * (1 - 1e-9)) ?? 10 * power;
  const first = Math.ceil(low / increment - 1e-9);
  const count = Math.floor(high / increment + 1e-9) - first + 1;
  return { ticks: Array.from({ length: count }, (_, index) => (first + index) * increment), increment };
}
