// The bounds that the compiled step is held to, as rows of a table: of PyTorch's time by form.

const bounds = {
  steps: [
    {
      row: 'geometric mean of the steps, of PyTorch eager',
      bound: 0.7,
      aim: 0.6,
      take: ({ ofEager }) => meanOf(ofEager),
    },
    { row: 'of the best of eager, compiled and fused', bound: 0.85, aim: 0.75, take: ({ ofBest }) => meanOf(ofBest) },
    { row: 'any one, of eager', bound: 0.95, aim: 0.9, take: ({ ofEager }) => largestOf(ofEager) },
    { row: 'Adam, of `fused=True`', bound: 1.25, aim: 1.05, take: ({ ofFused }) => largestOf(ofFused) },
  ],
  forward: [
    { row: 'evaluation, of PyTorch eager', bound: 1, aim: 1, take: ({ ofEager }) => largestOf(ofEager) },
    { row: 'geometric mean of evaluations', bound: 1, aim: 1, take: ({ ofEager }) => meanOf(ofEager) },
  ],
};

function meanOf(ratios) {
  const logs = [...ratios.values()].map(Math.log);
  return { ratio: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length), where: `${logs.length} workloads` };
}

function largestOf(ratios) {
  const [[where, ratio] = ['none', Number.NaN]] = [...ratios].sort(([, one], [, other]) => other - one);
  return { ratio, where };
}

/** Ratios of medians, by workload, of those that have both. */
function ratiosOf(measured, theirs) {
  return new Map(
    measured.flatMap(({ workload, results }) => {
      const other = theirs(results);
      return other === undefined ? [] : [[workload, results.onnx.medianMs / other]];
    }),
  );
}

/** Rows of the table, each with its ratio and whether it is within its bound. */
export function judgeBounds(measured, kind) {
  const ratios = {
    ofEager: ratiosOf(measured, ({ torch }) => torch?.medianMs),
    ofFused: ratiosOf(measured, ({ fused }) => fused?.medianMs),
    ofBest: ratiosOf(measured, ({ torch, fused, compiled }) => {
      const times = [torch, fused, compiled].flatMap((one) => one?.medianMs ?? []);
      return times.length === 0 ? undefined : Math.min(...times);
    }),
  };
  return bounds[kind].map(({ row, bound, aim, take }) => {
    const { ratio, where } = take(ratios);
    return { row, bound, aim, ratio, where, isMet: ratio <= bound };
  });
}

/** Prints rows as a table of the words that an issue or a page takes. */
export function showBounds(rows) {
  console.log('\n| | measured | bound | aim | |\n|---|---|---|---|---|');
  for (const { row, ratio, where, bound, aim, isMet } of rows) {
    const verdict = Number.isNaN(ratio) ? 'not measured' : isMet ? 'pass' : 'FAIL';
    console.log(`| ${row} | ${ratio.toFixed(3)} (${where}) | ${bound} | ${aim} | ${verdict} |`);
  }
}
