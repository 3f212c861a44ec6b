import path from 'node:path';
import { RunCatalogue, type RunManifest, type RunSummary } from '../../runs';
import type { ViewController, ViewPlace } from '../controller';
import { compareRuns } from './compare-runs';
import { readCompareRequest, type CompareAnswer, type CompareRequest } from '../messages';

/** The extension's side of the view that compares runs; their logs are read once, and only their growth afterwards. */
export function answerCompare({ runFolder, send }: ViewPlace): ViewController {
  let catalogue: RunCatalogue | undefined;
  return {
    async answer(request) {
      const known = readCompareRequest(request);
      if (known === undefined) {
        console.warn('Distillery: a request that the view of comparisons does not know was ignored.');
        return;
      }
      catalogue ??= new RunCatalogue(path.dirname(runFolder));
      await send(answerOf(await catalogue.list(), path.basename(runFolder), known));
    },
    stop: () => (catalogue = undefined),
  };
}

function answerOf(all: readonly RunSummary[], own: string, { runIds, baseline }: CompareRequest): CompareAnswer {
  const runs = [own, ...runIds.filter((id) => id !== own)].flatMap((id) => {
    const run = all.find((one) => one.id === id);
    return run !== undefined && hasManifest(run) ? [run] : [];
  });
  if (runs[0]?.id !== own)
    return { type: 'problem', message: 'This run’s run.json cannot be read, so it cannot be compared.' };
  return compareRuns(runs, baseline, all);
}

function hasManifest(run: RunSummary): run is RunSummary & { readonly manifest: RunManifest } {
  return run.manifest !== undefined;
}
