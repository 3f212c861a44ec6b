import * as vscode from 'vscode';
import {
  describeSize,
  lensAnchors,
  sweepPlanSize,
  sweepSeconds,
  type LensAnchor,
  type MeasuredPace,
  type ResolvedConfig,
} from '../../../config';
import {
  contentsOfRun,
  countedRuns,
  describeAgainst,
  findBaselines,
  isResumableStatus,
  pinnedBaseline,
  type RunSummary,
} from '../../../runs';
import { describeProgress } from '../../../panel';
import {
  formatAge,
  formatCountOf,
  formatEstimate,
  formatBeside,
  formatFacts,
  formatPercent,
  formatRunLabel,
  formatStatus,
} from '../../../wording';
import { isActive } from '../../is-active';
import { readProfileSetting } from '../../settings';
import { addPointsLens } from './add-points-lens';
import { paceOf } from './pace';
import { languageOfDocument, parseDocument, toRange } from '../../document/document';

/** The lenses that a person may turn off, by their setting under `distillery.codeLens`. */
type LensName =
  'run' | 'runOn' | 'resume' | 'result' | 'compare' | 'strategy' | 'preview' | 'size' | 'pytorch' | 'augment';

interface Lens {
  readonly name: LensName;
  readonly command: vscode.Command;
}

/** The size of a document's student as last known: while the config is half-typed, its lens says what it said before. */
const sizes = new WeakMap<vscode.TextDocument, string>();

/**
 * The lenses of a config, with what its runs have reached. How many there are rests on the keys that are written and on the
 * runs, never on whether the text can be read just now.
 */
export async function lensesOf(document: vscode.TextDocument, runs: readonly RunSummary[]): Promise<vscode.CodeLens[]> {
  const [last] = runsOf(document, runs);
  if (last !== undefined) await judgeOnce(last, runs);
  const settings = vscode.workspace.getConfiguration('distillery.codeLens', document.uri);
  return lensAnchors(document.getText(), languageOfDocument(document)).flatMap((anchor) =>
    lensesAt(anchor, document, runs)
      .filter(({ name }) => settings.get<boolean>(name, true))
      .map(({ command }) => new vscode.CodeLens(toRange(document, anchor), command)),
  );
}

function lensesAt(anchor: LensAnchor, document: vscode.TextDocument, runs: readonly RunSummary[]): Lens[] {
  const { uri } = document;
  switch (anchor.kind) {
    case 'run':
      return runLenses(document, runs, anchor.isScript);
    case 'temperature': {
      const { strategy, path } = anchor;
      return [
        {
          name: 'strategy',
          command: {
            title: `T: ${strategy} ▾`,
            tooltip: 'Pick a temperature strategy',
            command: 'distillery.pickTemperatureStrategy',
            arguments: [uri, undefined, path],
          },
        },
        {
          name: 'preview',
          command: {
            title: 'Preview',
            tooltip: 'Draw the temperature beside the config',
            command: 'distillery.previewTemperature',
            arguments: [uri],
          },
        },
      ];
    }
    case 'augment':
      return [augmentLens(uri)];
    case 'model':
      return [{ name: 'size', command: { title: sizeOf(document), command: '' } }];
  }
}

function augmentLens(uri: vscode.Uri): Lens {
  return {
    name: 'augment',
    command: {
      title: 'Preview',
      tooltip: 'Show changed pictures beside the config',
      command: 'distillery.previewAugmentation',
      arguments: [uri],
    },
  };
}

function sizeOf(document: vscode.TextDocument): string {
  const { config, facts } = parseDocument(document);
  const size = config && describeSize(config, facts);
  if (size !== undefined) sizes.set(document, size);
  return size ?? sizes.get(document) ?? formatCountOf(Number.NaN, 'parameter');
}

/** Title and tooltip of the lens that runs a document, as its text last said. */
const runWords = new WeakMap<vscode.TextDocument, readonly [title: string, tooltip: string]>();

function runWordsOf(
  document: vscode.TextDocument,
  runs: readonly RunSummary[],
): readonly [title: string, tooltip: string] {
  const { config } = parseDocument(document);
  if (config !== undefined) runWords.set(document, describeStart(config, paceOf(document, runs, config)));
  return runWords.get(document) ?? ['Run', 'Train this config'];
}

function describeStart(
  config: ResolvedConfig,
  pace: MeasuredPace | undefined,
): readonly [title: string, tooltip: string] {
  const size = sweepPlanSize(config);
  if (size !== undefined) {
    const controls = size.controls === 0 ? '' : `, and ${formatCountOf(size.controls, 'control')}`;
    const time =
      pace === undefined ? '' : ` · about ${formatEstimate(sweepSeconds(size, pace.secondsOfRun, pace.atATime))}`;
    return [`Sweep ${formatCountOf(size.runs, 'run')}${time}`, `Train each point of the sweep${controls}`];
  }
  if (config.control !== true) return ['Run', 'Train this config'];
  return ['Run with Control', 'Train this config, and the same student without a teacher'];
}

function runLens(document: vscode.TextDocument, runs: readonly RunSummary[]): Lens {
  const [title, tooltip] = runWordsOf(document, runs);
  const command = { title: `$(play) ${title}`, tooltip, command: 'distillery.run', arguments: [document.uri] };
  return { name: 'run', command };
}

/** Controls and runs of a sweep name the config file of their run or sweep, and are no runs of that config. */
function runsOf({ uri }: vscode.TextDocument, runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter(
    ({ manifest }) =>
      manifest?.configPath === uri.fsPath && manifest.controlOf === undefined && manifest.point === undefined,
  );
}

/** Verdicts on runs in a few words, as they are with the runs that they were made of. */
const verdicts = new WeakMap<RunSummary, { readonly runs: readonly RunSummary[]; readonly words: string }>();

/** Judges a finished run, or the chosen point of a sweep, where its workspace has other runs; nothing is loaded for one alone. */
async function judgeOnce(run: RunSummary, runs: readonly RunSummary[]): Promise<void> {
  if (run.status !== 'finished' || runs.length < 4 || verdicts.get(run)?.runs === runs) return;
  const { shortVerdict } = await import('../../../comparison');
  verdicts.set(run, { runs, words: shortVerdict(run, runs) });
}

function runLenses(document: vscode.TextDocument, runs: readonly RunSummary[], isScript: boolean): Lens[] {
  const { uri } = document;
  const own = runsOf(document, runs);
  const [last] = own;
  const more = isScript ? debugLens(uri) : pytorchLens(uri);
  const starts = [runLens(document, runs), ...runOnLenses(uri)];
  if (last === undefined) return [...starts, more];
  const target = [{ folder: last.folder }];
  const canGoOn = isResumableStatus(last.status);
  const resume: Lens = {
    name: 'resume',
    command: {
      title: '$(debug-continue) Resume',
      tooltip: `Go on with ${formatRunLabel(last)} where it stands`,
      command: 'distillery.resume',
      arguments: target,
    },
  };
  const result: Lens = {
    name: 'result',
    command: {
      title: describeOutcome(last, runs),
      tooltip: `Open ${formatRunLabel(last)}, made ${formatAge(last.createdAt, Date.now())}`,
      command: 'distillery.openRunPanel',
      arguments: target,
    },
  };
  const adds = addPointsLens(document, parseDocument(document).config, last);
  const add: Lens[] = adds === undefined ? [] : [{ name: 'run', command: adds }];
  return [
    ...starts,
    ...add,
    ...(canGoOn ? [resume] : []),
    result,
    ...(runs.length > 1 ? [compareLens(target)] : []),
    more,
  ];
}

/** The lens of other places, where the person has profiles of any. */
function runOnLenses(uri: vscode.Uri): Lens[] {
  const profiles = readProfileSetting();
  if (typeof profiles !== 'object' || profiles === null || Object.keys(profiles).length === 0) return [];
  const tooltip = 'Pick a cluster, and train this config there';
  const command = { title: '$(server) Run on…', tooltip, command: 'distillery.runOn', arguments: [uri] };
  return [{ name: 'runOn', command }];
}

function compareLens(target: readonly unknown[]): Lens {
  const tooltip = 'Show in what settings and results runs differ';
  return {
    name: 'compare',
    command: { title: 'Compare', tooltip, command: 'distillery.compareRuns', arguments: [...target] },
  };
}

function debugLens(uri: vscode.Uri): Lens {
  const tooltip = 'Run the script under the Python Debugger';
  return {
    name: 'run',
    command: { title: '$(debug-alt) Debug Run', tooltip, command: 'distillery.debugRun', arguments: [uri] },
  };
}

function pytorchLens(uri: vscode.Uri): Lens {
  const tooltip = 'Show the objective as a Python file that needs PyTorch alone';
  return {
    name: 'pytorch',
    command: { title: 'PyTorch', tooltip, command: 'distillery.showObjective', arguments: [uri] },
  };
}

/** The outcome of the last run: `98.64 % right, 136 errors, 13 fewer than its control`, or how it stands. */
function describeOutcome(run: RunSummary, runs: readonly RunSummary[]): string {
  const { status, progress, manifest } = run;
  const { accuracy, errors } = progress;
  if (status !== 'finished' || accuracy === undefined || errors === undefined) {
    // The status bar shows an active run's progress: a lens that is redrawn each second is hard to click.
    return isActive(run) || progress.accuracy === undefined
      ? `last run ${formatStatus(status)}`
      : `last run ${formatStatus(status)} · ${describeProgress(run)}`;
  }
  const verdict = verdicts.get(run)?.words ?? '';
  if (manifest?.kind === 'sweep')
    return verdict === '' ? `best point ${formatPercent(accuracy)} right` : `best point: ${verdict}`;
  const reached = `${formatPercent(accuracy)} right, ${formatCountOf(errors, 'error')}`;
  const judged = (outcome: string): string => formatFacts([verdict, outcome]);
  const own = countedRuns(runs, run);
  const control = manifest && findBaselines(own, manifest.config, contentsOfRun(progress)).control;
  const awaited = runs.find(({ id }) => id === manifest?.control);
  if (control === undefined && awaited !== undefined && isActive(awaited)) {
    return judged(`${reached}, its control is ${formatStatus(awaited.status)}`);
  }
  const pinned = describeAgainst(run, pinnedBaseline(runs, run));
  const beside = pinned === undefined ? '' : `, ${pinned}`;
  if (control === undefined || control.id === run.id) return judged(`${reached}${beside}`);
  return judged(`${reached}, ${formatBeside(errors, control.errors, besideControl)}${beside}`);
}

const besideControl = {
  fewer: (count: string) => `${count} fewer than its control`,
  more: (count: string) => `${count} more than its control`,
  same: 'as many as its control',
};
