const blocks = '▁▂▃▄▅▆▇█';

/** Numbers as a line of blocks, the lowest to the highest; a gap where there is no number. */
export function sparkline(values: readonly number[], width: number): string {
  const finite = values.filter(Number.isFinite);
  const [lowest, highest] = [Math.min(...finite), Math.max(...finite)];
  return Array.from({ length: width }, (_, column) => {
    const value = values[Math.round((column / Math.max(width - 1, 1)) * (values.length - 1))] ?? Number.NaN;
    if (!Number.isFinite(value)) return ' ';
    const share = highest > lowest ? (value - lowest) / (highest - lowest) : 0.5;
    return blocks[Math.round(share * (blocks.length - 1))] ?? ' ';
  }).join('');
}
