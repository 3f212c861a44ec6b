import path from 'node:path';
import { maxPins } from '../../panel/messages';
import { contentsOfRun, countedRuns, findBaselines, pinnedBaseline, type RunSummary } from '../../runs';
import { formatRunLabel } from '../../wording';
import type { Host } from '../commands';
import { pick } from '../choose-run';
import { hasManifest } from '../run-commands';
import { openRunPanel } from '../panel/run-panel';

/**
 * Opens the Compare tab of the first run's panel with the others; for a single run the person picks another one, control and
 * baseline offered first. Throws a sentence when there is none, or when they lie in several folders.
 */
export async function compareRuns(host: Host, [run, ...others]: readonly RunSummary[]): Promise<void> {
  if (run === undefined) return;
  const chosen = others.length > 0 ? others : await pickOther(host, run);
  if (chosen.length === 0) return;
  const folder = path.dirname(run.folder);
  if (chosen.some((other) => path.dirname(other.folder) !== folder)) {
    throw new Error('these runs lie in several folders; runs are compared with others of their own folder');
  }
  if (chosen.length > maxPins) throw new Error(`at most ${maxPins + 1} runs are compared at a time; choose fewer`);
  openRunPanel(host, run.folder, { compareWith: chosen.map(({ id }) => id) });
}

const noteWords = { control: 'control', baseline: 'baseline' };

async function pickOther({ store }: Host, run: RunSummary): Promise<RunSummary[]> {
  const control =
    run.manifest &&
    findBaselines(countedRuns(store.runs, run), run.manifest.config, contentsOfRun(run.progress)).control?.id;
  const baseline = pinnedBaseline(store.runs, run)?.id;
  const others = store.runs.filter(
    (other) =>
      hasManifest(other) &&
      other.manifest?.kind !== 'sweep' &&
      other.folder !== run.folder &&
      path.dirname(other.folder) === path.dirname(run.folder),
  );
  if (others.length === 0) throw new Error('there is no other run yet that this one could be compared with');
  const noteOf = ({ id }: RunSummary): string =>
    id === control ? noteWords.control : id === baseline ? noteWords.baseline : '';
  const offered = [...others.filter((one) => noteOf(one) !== ''), ...others.filter((one) => noteOf(one) === '')];
  const other = await pick(offered, `Compare ${formatRunLabel(run)} with`, noteOf);
  return other === undefined ? [] : [other];
}
