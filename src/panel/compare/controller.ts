import path from 'node:path';
import { isComparable } from '../../comparison';
import { RunCatalogue, whyBroken, type RunSummary } from '../../runs';
import { warnInvalidRequest, type ControllerContext, type ViewController } from '../controller';
import { readCompareRequest, type CompareAnswer, type CompareRequest } from '../messages';
import { comparisonMessage } from './compare-runs';

/** Controller of the view that compares runs. It reads each log once and afterwards only what was appended. */
export class CompareController implements ViewController {
  private catalogue: RunCatalogue | undefined;

  constructor(private readonly context: ControllerContext) {}

  async handle(request: unknown): Promise<void> {
    const { runFolder, send } = this.context;
    const known = readCompareRequest(request);
    if (known === undefined) {
      warnInvalidRequest('compare');
      return;
    }
    this.catalogue ??= new RunCatalogue(path.dirname(runFolder));
    await send(compareWith(path.basename(runFolder), await this.catalogue.list(), known));
  }

  stop(): void {
    this.catalogue = undefined;
  }
}

function compareWith(own: string, all: readonly RunSummary[], { runIds, baseline }: CompareRequest): CompareAnswer {
  const runs = [own, ...runIds.filter((id) => id !== own)].flatMap((id) => {
    const run = all.find((one) => one.id === id);
    return run !== undefined && isComparable(run) ? [run] : [];
  });
  if (runs[0]?.id !== own) {
    const broken = all.find(({ id }) => id === own);
    const reason = broken === undefined ? 'its folder is not there' : whyBroken(broken);
    return { type: 'problem', message: `This run cannot be compared: ${reason}` };
  }
  return comparisonMessage(runs, baseline, all);
}
