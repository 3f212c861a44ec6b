import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatRun } from '../../../../src/cli/tables/run-details';
import { formatList } from '../../../../src/cli/tables/run-list';
import { formatTable } from '../../../../src/cli/tables/table';
import { compareRuns, isComparable, resultRows } from '../../../../src/comparison';
import { curveNames } from '../../../../src/curves';
import { PanelControllers } from '../../../../src/panel/controllers';
import { RunFeed } from '../../../../src/panel/feed';
import { LiveFeed } from '../../../../src/panel/live/live-feed';
import {
  parseCompareAnswer,
  parseCurveAnswer,
  parseSummaryAnswer,
  parseTargetsAnswer,
  parseToPanel,
  readToLive,
  type ViewName,
} from '../../../../src/panel/messages';
import { exportFormats, exportRun, type ExportFormat } from '../../../../src/run-report';
import {
  checkRun,
  contentsOfRun,
  describeProblem,
  findBaselines,
  flattenTree,
  formatEventLine,
  measuredSpeed,
  RunCatalogue,
  withDependents,
  type RunEvent,
  type RunSummary,
} from '../../../../src/runs';
import type { Generator } from '../../../../src/data';
import { forgeJson } from '../forge-json';
import type { Target } from '../target';
import { inFolder } from '../in-folder';

/** Files of a run folder that hold JSON, and its log, as one input. */
interface Parts {
  readonly files: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
}

const jsonFiles = ['run.json', 'owner.json', 'exit.json', 'evaluations/index.json', 'student/model.json'];

function partsOf(folder: string): Parts {
  const names = jsonFiles.filter((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile());
  const files = names.map((name) => [name, JSON.parse(readFileSync(path.join(folder, name), 'utf8'))] as const);
  const lines = readFileSync(path.join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  const events = lines.map((line) => {
    const { crc, ...event } = JSON.parse(line) as Record<string, unknown>;
    assert.equal(typeof crc, 'string');
    return event;
  });
  const steps = events.filter(({ type }) => type === 'step').slice(3, -3);
  return { files: Object.fromEntries(files), events: events.filter((event) => !steps.includes(event)) };
}

/** One of the files forged, or one of the events, which then have valid checksums. */
function forgeParts(bytes: Buffer, generator: Generator): Buffer {
  const { files, events } = JSON.parse(bytes.toString('utf8')) as Parts;
  const names = Object.keys(files);
  const place = generator.nextBelow(names.length + 6);
  const name = names[place];
  const forged =
    name === undefined
      ? { files, events: forgeJson(events, generator) }
      : { files: { ...files, [name]: forgeJson(files[name], generator) }, events };
  return Buffer.from(JSON.stringify(forged), 'utf8');
}

/** A bad run beside a good one: every view of each ends, throws nothing but sentences, and shows the good one as before. */
export function runTarget(): Target {
  const fixtures = path.resolve('test/fixtures/run-folders/0.1/runs');
  const folder = inFolder((where) => mkdirSync(path.join(where, '.distillery')));
  const runs = path.join(folder, '.distillery', 'runs');
  const [good = '', several = ''] = ['finished', 'several-teachers'].map(
    (name) => readdirSync(fixtures).find((one) => one.includes(`-${name}-`)) ?? '',
  );
  cpSync(path.join(fixtures, good), path.join(runs, good), { recursive: true });
  const bad = path.join(runs, several);
  const corpus = [several, good].map((name) => Buffer.from(JSON.stringify(partsOf(path.join(fixtures, name)))));
  let expected = '';
  const check = async (bytes: Buffer): Promise<void> => {
    writeRun(bad, path.join(fixtures, several), bytes);
    const all = await new RunCatalogue(runs).list();
    const fine = all.find(({ id }) => id === good);
    assert.ok(fine);
    // Words that tell it from a sibling may follow from that one.
    const shown = JSON.stringify([{ ...fine, difference: '' }, formatRun(fine)]);
    expected ||= shown;
    assert.equal(shown, expected, 'the good run is shown as if it were alone');
    const forged = all.find(({ folder: one }) => one === bad);
    assert.ok(forged);
    for (const [own, other] of [
      [forged, fine],
      [fine, forged],
    ] as const) {
      await inTerminal(own, other, all);
      await inPanel(own, other);
    }
    await new LiveFeed(asLive).show(all.map((run) => ({ ...run, status: 'running' })));
  };
  return { name: 'a run beside another', corpus, check, forge: forgeParts, inputs: 8 };
}

function writeRun(folder: string, original: string, bytes: Buffer): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(original, folder, { recursive: true });
  rmSync(path.join(folder, 'events.index'), { force: true });
  const { files, events } = partsIn(bytes);
  for (const [name, value] of Object.entries(files)) {
    if (jsonFiles.includes(name)) writeFileSync(path.join(folder, name), JSON.stringify(value ?? null));
  }
  const lines = events.map((event) => `${formatEventLine((event ?? {}) as RunEvent)}\n`);
  writeFileSync(path.join(folder, 'events.jsonl'), lines.join(''));
  const before = new Date(Date.now() - 60_000);
  utimesSync(path.join(folder, 'events.jsonl'), before, before);
}

/** Damaged bytes may be no such input at all: then they are the manifest. */
function partsIn(bytes: Buffer): Parts {
  try {
    const { files, events } = JSON.parse(bytes.toString('utf8')) as Partial<Parts>;
    if (typeof files === 'object' && Array.isArray(events)) return { files, events };
  } catch {
    // As if nothing had been said.
  }
  return { files: { 'run.json': bytes.toString('utf8') }, events: [] };
}

/** Lets a work end well or with a sentence: an Error of its own, never one of the language's. */
async function inWords(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error || error.message.length < 12) throw error;
  }
}

async function inTerminal(run: RunSummary, other: RunSummary, all: readonly RunSummary[]): Promise<void> {
  assert.ok(formatList(all).split('\n').length > all.length);
  assert.ok(formatRun(run).includes(run.id));
  assert.equal(flattenTree(all).length, all.length);
  withDependents(run, all);
  const pair = [run, other].filter(isComparable);
  formatTable([['', ...pair.map(({ id }) => id)], ...resultRows(pair, compareRuns(pair))]);
  if (run.manifest !== undefined) {
    findBaselines(all, run.manifest.config, contentsOfRun(run.progress));
    measuredSpeed(all, run.manifest.config);
  }
  describeProblem({ versions: {}, settings: {}, workspaces: [], run });
  await checkRun(run.folder, 'look');
  for (const format of Object.keys(exportFormats) as ExportFormat[]) await inWords(() => exportRun(run.folder, format));
}

const answers = {
  curves: parseCurveAnswer,
  compare: parseCompareAnswer,
  targets: parseTargetsAnswer,
  summary: parseSummaryAnswer,
} as const satisfies Record<ViewName, (value: unknown) => unknown>;

function asLive(message: unknown): Promise<void> {
  assert.ok(readToLive(message), 'the live view takes it');
  return Promise.resolve();
}

async function inPanel({ folder }: RunSummary, other: RunSummary): Promise<void> {
  let evaluation = '';
  const send = (value: unknown): Promise<void> => {
    const message = parseToPanel(value);
    if (message.type === 'view') {
      const answer = answers[message.view](message.answer);
      if ('type' in answer && answer.type === 'overview') evaluation = answer.evaluations.at(-1)?.key ?? '';
    }
    return Promise.resolve();
  };
  const feed = new RunFeed(folder, send);
  await feed.start();
  feed.stop();
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  const panel = new PanelControllers(
    folder,
    { perform: nothing, openFile: nothing, chooseFormat: nothing, save: nothing },
    send,
  );
  const plots = [{ name: 'all', curves: curveNames }];
  const look = { pixels: 300, smoothing: 0.6, setsAside: true, pins: [other.id], plots };
  try {
    for (const [number, axis] of ['step', 'epoch', 'time'].entries()) {
      await panel.handle('curves', { kind: 'show', number, axis, ...look });
    }
    await panel.handle('compare', { type: 'compare', runIds: [other.id], baseline: other.id });
    await panel.handle('summary', { type: 'facts' });
    await panel.handle('targets', { type: 'overview' });
    for (const teacher of [0, 1]) {
      await panel.handle('targets', { type: 'samples', evaluation, teacher });
      await panel.handle('targets', { type: 'rows', evaluation, teacher, selection: { kind: 'class', index: 1 } });
    }
    await panel.handle('targets', { type: 'pictures', split: 'test', samples: [0, 5] });
  } finally {
    panel.stop();
    // A controller is stopped once it is made, which takes a turn.
    await Promise.resolve();
  }
}
