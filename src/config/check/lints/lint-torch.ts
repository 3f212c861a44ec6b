import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding, IsWritten } from '../finding';

/** Settings that PyTorch alone looks at. */
const ofTorch = [
  ...['device', 'precision', 'compile', 'accumulate'],
  ...['processes', 'syncBatchNorm', 'deterministic'],
] as const;

/** Rows that a share of a batch has at least. */
const minRows = 2;

/** The lints of how PyTorch computes. */
export function lintTorch(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten): void {
  const { engine } = config.train;
  const varies = (setting: string): boolean => config.sweep?.over[`train.${setting}`] !== undefined;
  if (engine !== 'torch' && !varies('engine')) {
    for (const key of ofTorch) {
      if (!isWritten(['train', key])) continue;
      const message = `${key} is a setting of \`engine: torch\`, and \`engine: ${engine}\` leaves it out. Remove it, or write \`engine: torch\` below train.`;
      add('torch-setting', 'warning', ['train', key], message);
    }
    return;
  }
  lintShares(config, add);
}

function lintShares({ train }: ResolvedConfig, add: AddFinding): void {
  const { batchSize, processes = 1, accumulate = 1, syncBatchNorm } = train;
  const rows = Math.floor(batchSize / processes);
  if (processes > 1 && rows < minRows) {
    const message = `A batch of ${batchSize} has fewer than ${minRows} rows for each of ${processes} processes. Lower processes or raise batchSize.`;
    add('batch-shares', 'error', ['train', 'processes'], message, Math.max(1, Math.floor(batchSize / minRows)));
  } else if (accumulate > 1 && rows < accumulate * minRows) {
    const parts = Math.max(1, Math.floor(rows / minRows));
    const of = processes > 1 ? `a share of ${rows} rows` : `a batch of ${batchSize}`;
    const message = `${accumulate} parts of ${of} would have fewer than ${minRows} rows each, so it is taken in ${parts}. Lower accumulate or raise batchSize.`;
    add('batch-shares', 'warning', ['train', 'accumulate'], message, parts);
  }
  if (syncBatchNorm !== true || processes > 1) return;
  const message = 'One process sees whole batches: syncBatchNorm has no effect. Remove it, or raise processes.';
  add('torch-setting', 'warning', ['train', 'syncBatchNorm'], message);
}
