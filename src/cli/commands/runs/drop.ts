import { awaitChange, dropPoints } from '../../../running';
import type { RunSummary } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { place } from '../../options';
import { printSentence } from '../../output';
import { UsageError } from '../../usage-error';
import { findCurrentRun, findWorkspace, listWorkspaceRuns } from '../../workspace';

export const drop: CommandDefinition = {
  name: 'drop',
  args: '<sweep> <points...>',
  summary:
    'end points of a sweep for good, by their numbers or a run of theirs; results stay, and the sweep goes on without them',
  options: [...place],
  async perform([name, ...words], options) {
    const workspace = findWorkspace(options);
    const sweep = await findCurrentRun(workspace, name);
    const runs = await listWorkspaceRuns(workspace);
    const points = [...new Set(words.map((word) => pointOf(word, sweep, runs)))];
    const state = await awaitChange(sweep.folder, dropPoints(sweep, points, runs));
    const named = `${points.length === 1 ? 'point' : 'points'} ${points.join(', ')} of ${sweep.id}`;
    const whose = points.length === 1 ? 'it' : 'theirs';
    const standing = {
      taken: `dropped; runs of ${whose} that are at work stop`,
      ended: `dropped; results stay, and a sweep that goes on leaves ${points.length === 1 ? 'it' : 'them'} out`,
      pending:
        'to be dropped; the coordinator has not said so yet: it may be on another machine, or of an older version',
    } as const;
    printSentence(`${named} ${points.length === 1 ? 'is' : 'are'} ${standing[state]}`);
    return 0;
  },
};

/** The index of a point by its number, or by a run of it. */
function pointOf(word: string, sweep: RunSummary, runs: readonly RunSummary[]): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  const run = runs.find(({ id, manifest }) => manifest?.parent === sweep.id && (id === word || id.endsWith(word)));
  const point = run?.manifest?.point;
  if (point !== undefined) return point.index;
  throw new UsageError(
    `'${word}' is no point of ${sweep.id}; write its number, from 0, or the id of one of its runs, as distillery list prints it`,
  );
}
