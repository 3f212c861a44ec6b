// Both writers of the run protocol write the same scenarios; schemas and readers hold each file of both.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { formatRun } from '../../../src/cli/tables/run-details';
import { compareRuns, isComparable } from '../../../src/comparison';
import { readPredictions } from '../../../src/comparison/predictions';
import { configSchema } from '../../../src/config/schema/schema';
import { describeRun } from '../../../src/panel/card';
import { newFindings } from '../../../src/panel/findings';
import { exportRun } from '../../../src/run-report';
import {
  checkRun,
  claimAttempt,
  createRun,
  describeMachine,
  folderIdOf,
  LogFollower,
  makeIndex,
  processStartTime,
  readEvaluationIndex,
  requestStop,
  runsFolder,
  summarizeRun,
  writeFileDurably,
  type RunSummary,
  type StepColumns,
} from '../../../src/runs';
import { cacheFolder } from '../../../src/runs/folder/folders';
import { protocolSchemas } from '../../../src/runs/protocol/reference/json-schema';
import { scriptOfScenarios, writeOnNode } from './node-writer';
import { scenarios, type Scenario } from './scenario';

const python = process.env['DISTILLERY_PYTHON'] ?? 'python3';
const writers = ['node', 'python'] as const;
type Writer = (typeof writers)[number];

const config = configSchema.parse({
  name: 'conformance',
  data: { set: 'mnist' },
  student: { model: { preset: 'mlp', hidden: [4] } },
});

/** Facts that differ from attempt to attempt, and the trainer's own product. */
const circumstances = new Set([
  'at',
  'seconds',
  'engine',
  'engineVersion',
  'threads',
  'host',
  'interpreter',
  'product',
  'crc',
]);

describe('a run of the scenario', function () {
  this.timeout(60_000);
  let workspace: string;
  const folders = new Map<string, string>();
  const ajv = new Ajv({ strict: false, allErrors: true });
  const schemas = new Map(Object.entries(protocolSchemas()).map(([name, schema]) => [name, ajv.compile(schema)]));

  before(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery conformance ünï-'));
    for (const scenario of scenarios) for (const writer of writers) await writeScenario(scenario, writer);
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  async function writeScenario(scenario: Scenario, writer: Writer): Promise<void> {
    const configPath = path.join(workspace, 'a.distill.yaml');
    const { folder } = await createRun({ folder: runsFolder(workspace), configText: 'name: a\n', configPath, config });
    folders.set(`${scenario.name}/${writer}`, folder);
    const startTime = processStartTime(process.pid) ?? '';
    const owner = claimAttempt(folder, {
      ...{ ...describeMachine(), pid: process.pid, startTime, trainerPid: process.pid, trainerStartTime: startTime },
      ...{ token: 'a token', folderId: folderIdOf(folder) },
    });
    writeFileDurably(path.join(folder, 'owner.json'), JSON.stringify(owner));
    if (scenario.ending === 'stopped') requestStop(folder);
    mkdirSync(path.join(folder, 'checkpoints'));
    if (writer === 'node') writeOnNode(folder, cacheFolder(workspace), scenario);
    else writeInPython(folder, scenario);
    rmSync(path.join(folder, 'requests'), { recursive: true });
  }

  function writeInPython(folder: string, scenario: Scenario): void {
    const file = path.join(workspace, 'scenario.json');
    writeFileSync(file, JSON.stringify(scenario));
    const words = [scriptOfScenarios, file];
    const { status, stderr } = spawnSync(python, words, {
      encoding: 'utf8',
      env: {
        ...{ ...process.env, PYTHONPATH: path.resolve('python'), PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' },
        ...{ DISTILLERY_RUN_DIR: folder, DISTILLERY_ATTEMPT: '1', DISTILLERY_TOKEN: 'a token' },
      },
    });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
  }

  const folderOf = (scenario: Scenario, writer: Writer): string =>
    folders.get(`${scenario.name}/${writer}`) ?? assert.fail();
  const linesOf = (folder: string): Record<string, unknown>[] =>
    readFileSync(path.join(folder, 'events.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  for (const scenario of scenarios) {
    for (const writer of writers) {
      describe(`${scenario.name}, written by ${writer}`, () => {
        it('has files that their schemas take, and nothing that a check finds', async () => {
          const folder = folderOf(scenario, writer);
          const hold = (name: string, value: unknown): void => {
            const isValid = schemas.get(name) ?? assert.fail(`no schema of ${name}`);
            assert.ok(isValid(value), `${name}: ${ajv.errorsText(isValid.errors)}`);
          };
          const json = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
          hold('manifest', json('run.json'));
          hold('owner', json('owner.json'));
          hold('evaluations', json('evaluations/index.json'));
          const lines = linesOf(folder);
          for (const line of lines) hold(`event-${String(line['type'])}`, line);
          assert.deepEqual(
            lines.map(({ seq }) => seq),
            lines.map((_, index) => index + 1),
          );
          const { findings } = await checkRun(folder, 'look');
          const expected = writer === 'node' && scenario.ending === 'finished' ? ['student'] : [];
          assert.deepEqual(
            findings.map(({ file }) => file),
            // No student was trained here, which our own trainer would have written.
            expected,
          );
        });
      });
    }

    it(`${scenario.name} has the same events from both`, () => {
      const [node, own] = writers.map((writer) => linesOf(folderOf(scenario, writer)).map(withoutCircumstances));
      assert.ok(node !== undefined && own !== undefined);
      assertClose(own, node, 'events');
    });

    it(`${scenario.name} has the same kept answers from both, byte by byte`, async () => {
      const [node, own] = writers.map((writer) => readEvaluationIndex(folderOf(scenario, writer)));
      assert.deepEqual(own, node);
      const [first, second] = writers.map((writer) =>
        readdirSync(path.join(folderOf(scenario, writer), 'evaluations')).sort(),
      );
      assert.deepEqual(first, second);
      const runs = await summaries(scenario);
      const [ofNode, ofPython] = await Promise.all(runs.map(readPredictions));
      assert.deepEqual(ofPython, ofNode);
    });

    it(`${scenario.name} is shown, compared and exported alike`, async () => {
      const runs = await summaries(scenario);
      assert.deepEqual(
        runs.map(({ status }) => status),
        [scenario.ending, scenario.ending],
      );
      const shown = runs.map((run) =>
        formatRun(run).replaceAll(/^(run|folder|engine|version|time|script) .*\n?/gm, ''),
      );
      assert.equal(shown[1], shown[0]);
      const cards = runs.map((run) => describeRun(run, newFindings()));
      const [node, own] = cards.map(({ status, failure, objective }) => ({ status, failure, objective }));
      assert.deepEqual(own, node);
      const comparable = runs.filter(isComparable);
      assert.equal(comparable.length, 2);
      const { results, warnings } = compareRuns(comparable);
      for (const { name, values } of results) if (name !== 'time') assertClose(values[1], values[0], name);
      assert.ok(results.length > 0 && warnings.length === 0, warnings.join());
      const exported = await Promise.all(runs.map(({ folder }) => exportRun(folder, 'csv')));
      const rows = exported.map((text) => text.split('\r\n').filter((row) => /^(step|evaluation),/.test(row)));
      assert.equal(rows[1]?.length, rows[0]?.length);
      assert.ok((rows[0]?.length ?? 0) > scenario.steps.length);
    });

    it(`${scenario.name} has the same curves from both, by lines and by an index`, async () => {
      const [node, own] = await Promise.all(writers.map((writer) => curvesOf(folderOf(scenario, writer))));
      assert.deepEqual(own, node);
      assert.equal(node?.[0]?.step.length, scenario.steps.length);
      const folder = folderOf(scenario, 'python');
      await makeIndex(folder);
      assert.deepEqual(await curvesOf(folder), own);
    });
  }

  const summaries = (scenario: Scenario): Promise<RunSummary[]> =>
    Promise.all(writers.map((writer) => summarizeRun(folderOf(scenario, writer))));
});

async function curvesOf(folder: string): Promise<StepColumns[]> {
  const found: StepColumns[] = [];
  for await (const piece of new LogFollower(folder).gained()) found.push(...piece.steps);
  // Two runs are never written at the same moment.
  return found.map(({ columns, ...rest }) => ({
    ...rest,
    columns: new Map([...columns].filter(([name]) => name !== 'at').sort()),
  }));
}

function withoutCircumstances(line: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(line).filter(([name]) => !circumstances.has(name));
  // A reader puts the student's training where a step names none.
  return { ...(line['type'] === 'step' && { phase: 'student' }), ...Object.fromEntries(entries) };
}

/** Holds values to each other, numbers to the last digits: two languages add in different orders. */
function assertClose(found: unknown, expected: unknown, place: string): void {
  if (typeof found === 'number' && typeof expected === 'number') {
    const isClose = Object.is(found, expected) || Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
    assert.ok(isClose, `${place}: ${found}, not ${expected}`);
  } else if (typeof found === 'object' && typeof expected === 'object' && found !== null && expected !== null) {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort(), place);
    const [one, other] = [found, expected] as readonly Readonly<Record<string, unknown>>[];
    for (const key of Object.keys(found)) assertClose(one?.[key], other?.[key], `${place}.${key}`);
  } else {
    assert.deepEqual(found, expected, place);
  }
}
