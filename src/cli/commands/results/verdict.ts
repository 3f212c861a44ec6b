import { Option } from 'commander';
import {
  formatGain,
  formatVerdict,
  hasTeacher,
  isComparable,
  judgeRun,
  judgeSweep,
  verdictFigures,
  type ComparableRun,
  type SweepVerdict,
  type Verdict,
} from '../../../comparison';
import { unreadableConfig } from '../../../config';
import { whyBroken, type RunSummary } from '../../../runs';
import { formatCount, formatNumber, missing } from '../../../wording';
import type { CommandDefinition } from '../../command';
import { json, place, type OptionValues } from '../../options';
import { onOneLine, printResult } from '../../output';
import { formatSweep } from '../../tables/sweep-table';
import { formatTable } from '../../tables/table';
import { formatResults } from '../../tables/verdict-table';
import { UsageError } from '../../usage-error';
import { findRun, findWorkspace, listWorkspaceRuns } from '../../workspace';

const margin = new Option(
  '--margin <share>',
  'loss of accuracy that counts as none, such as 0.002: then “no worse than” is a verdict too',
);

export const verdict: CommandDefinition = {
  name: 'verdict',
  args: '<run>',
  summary:
    'whether a teacher helps: a run and its repeats, or the points of a sweep, against the same student without one',
  options: [margin, json, ...place],
  async perform([name], options) {
    const folder = findWorkspace(options);
    const found = await findRun(folder, name);
    if (found.manifest?.kind === 'sweep' && isComparable(found)) {
      const given = marginOf(options) ?? found.manifest.config.verdict?.margin;
      const judged = await judgeSweep(found, await listWorkspaceRuns(folder), given);
      printResult(options.json === true ? JSON.stringify(sweepData(judged)) : formatSweep(judged));
      return 0;
    }
    const run = judgeable(found);
    const result = await judgeRun(
      run,
      await listWorkspaceRuns(folder),
      marginOf(options) ?? run.manifest.config.verdict?.margin,
    );
    if (options.json === true) printResult(JSON.stringify(verdictData(result)));
    else printResult(result.pairs.length === 0 ? withoutPairs(result) : formatTables(result));
    return 0;
  },
};

function sweepData({ points, verdict: judged }: SweepVerdict): unknown {
  return {
    points: points.map(({ runs, pairs, ...point }) => ({
      ...{ ...point, runs: runs.map(({ id }) => id), pairs: pairs.length },
    })),
    ...(judged !== undefined && {
      ...{ verdict: judged.result.judgement, sentence: formatVerdict(judged), results: verdictFigures(judged) },
    }),
  };
}

function judgeable(run: RunSummary): ComparableRun {
  if (!isComparable(run)) throw new UsageError(`${run.id} cannot be compared: ${whyBroken(run)}`);
  if (run.status !== 'finished') throw new UsageError(`${run.id} is ${run.status}; a verdict needs a finished run`);
  const problem = unreadableConfig(run.manifest.config);
  if (problem !== undefined) throw new UsageError(`${run.id}: ${problem}`);
  if (hasTeacher(run)) return run;
  throw new UsageError(
    `${run.id} learnt from labels alone; name a run with a teacher, and this one may be its control`,
  );
}

function marginOf({ margin: written }: OptionValues): number | undefined {
  if (written === undefined) return undefined;
  const value = Number(written);
  if (written.trim() !== '' && value > 0 && value < 1) return value;
  throw new UsageError(`--margin ${written}: a share above 0 and below 1 is needed, such as 0.002`);
}

function verdictData(result: Verdict): unknown {
  const { pairs, result: judged, measures, alone, isOneTeacher } = result;
  return {
    verdict: judged.judgement,
    sentence: formatVerdict(result),
    isOneTeacher,
    accuracy: judged,
    results: verdictFigures(result),
    others: measures.slice(1).map(({ measure, judged: { test, p, signFlip, wins, ties } }) => ({
      ...{ measure: measure.name, test, p, signFlip, wins, ties },
    })),
    pairs: pairs.map(({ seed, run, control, gain, answers }) => ({
      ...{ seed, run: run.id, control: control.id, gain, mcnemar: answers?.mcnemar },
      errors: run.progress.errors,
      errorsOfControl: control.progress.errors,
    })),
    withoutControl: alone.map(({ id }) => id),
  };
}

function withoutPairs({ alone }: Verdict): string {
  const seeds = [...new Set(alone.map(({ manifest }) => manifest.config.seed))].sort((one, other) => one - other);
  return [
    'cannot tell yet: no control. A control is the same config without its teacher, with the same seed:',
    ...seeds.map((seed) => onOneLine(`  distillery run CONFIG ${controlSettings} --set seed=${seed}`)),
  ].join('\n');
}

/** Overrides that make a control of a config. */
const controlSettings = '--set loss.soft=0 --set loss.hard=1';

function formatTables(result: Verdict): string {
  const { pairs, alone } = result;
  const perPair = pairs.map(({ seed, run, control, gain, answers }) => [
    ...[String(seed), run.id, control.id, formatCount(run.progress.errors), formatCount(control.progress.errors)],
    ...[formatGain(gain), answers?.mcnemar === undefined ? missing : formatNumber(answers.mcnemar, 2)],
  ]);
  return [
    formatVerdict(result),
    '',
    formatTable([['seed', 'run', 'control', 'errors', 'of control', 'gain', 'McNemar p'], ...perPair]),
    '',
    formatResults(result),
    ...alone.map(({ id, manifest }) =>
      onOneLine(
        `no control yet for ${id}: distillery run CONFIG ${controlSettings} --set seed=${manifest.config.seed}`,
      ),
    ),
  ].join('\n');
}
