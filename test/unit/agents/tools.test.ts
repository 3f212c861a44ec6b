import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AgentFault, agentTools, Catalogues, type AgentHost, type Answer } from '../../../src/agents';
import {
  claimAttempt,
  createRun,
  describeMachine,
  openEventWriter,
  runsFolder,
  type StepEvent,
} from '../../../src/runs';
import { makeIndex } from '../../../src/runs/log/index-writer';

const fixtures = path.resolve('test/fixtures/run-folders/0.1/runs');
const finished = '20261129-122057-finished-d025';

describe('the tools of agents', () => {
  let workspace: string;
  beforeEach(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-agents-'));
    cpSync(fixtures, runsFolder(workspace), { recursive: true });
  });
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  function hostOf(changes: Partial<AgentHost> = {}): AgentHost {
    const catalogues = new Catalogues();
    return {
      ...{ workspaces: [workspace], allowedFolders: [], catalogueOf: (folder) => catalogues.of(folder) },
      launchSettings: () => {
        throw new AgentFault('nothing is executed in Restricted Mode');
      },
      confirm: () => Promise.resolve(false),
      ...changes,
    };
  }

  function call(name: string, input: object, host = hostOf()): Promise<Answer> {
    const tool = agentTools.find((one) => one.name === name);
    assert.ok(tool !== undefined, name);
    return tool.perform(input, host, new AbortController().signal);
  }

  const quick = [
    'name: quick',
    'data: { format: mnist, limit: 500 }',
    'teacher: { model: { preset: mlp, hidden: [8] } }',
    'student: { model: { preset: mlp, hidden: [4] } }',
    'temperature: { strategy: linear, from: 8, to: 2 }',
    '',
  ].join('\n');

  it('list runs, newest first, and say how many more there are', async () => {
    const { runs, more } = await call('list_runs', { limit: 2 });
    assert.deepEqual(
      (runs as { id: string; status: string }[]).map(({ id, status }) => [id, status]),
      [
        ['20261129-122104-killed-62ae', 'lost'],
        ['20261129-122102-stopped-3a0f', 'stopped'],
      ],
    );
    assert.equal(more, 4);
    const found = await call('list_runs', { status: 'finished', find: 'control' });
    assert.equal((found['runs'] as unknown[]).length, 1);
  });

  it('tell a run by a part of its id, and refuse one that fits several or none', async () => {
    const { id, status, errors, examples, epochKept } = await call('follow_run', { run: 'd025' });
    assert.deepEqual([id, status], [finished, 'finished']);
    assert.ok(typeof errors === 'number' && typeof examples === 'number' && errors < examples);
    assert.equal(typeof epochKept, 'number');
    await assert.rejects(call('follow_run', { run: '2026' }), /^Error: '2026' fits 6 runs; write more of the id$/);
    await assert.rejects(
      call('follow_run', { run: 'nobody' }),
      /^Error: no run 'nobody' in .*; the newest are 20261129-122104/,
    );
    await assert.rejects(call('follow_run', { run: 7 }), /^Error: follow_run: /);
    await assert.rejects(call('follow_run', { run: '../..' }), /^Error: no run '\.\.\/\.\.' in /);
  });

  it('read curves and evaluations of a run as pairs of step and value', async () => {
    const { curves, evaluations, without, step } = await call('read_curves', {
      run: finished,
      curves: ['loss', 'temperature', 'studentTemperature'],
    });
    const { loss = [], temperature = [] } = curves as Record<string, [number, number][]>;
    assert.ok(loss.length > 2 && loss.length <= 30 + 2);
    assert.deepEqual(
      [...loss.map(([at]) => at)].sort((one, other) => one - other),
      loss.map(([at]) => at),
    );
    assert.equal(loss.at(-1)?.[0], step);
    assert.ok(temperature.every(([, value]) => value > 0));
    assert.ok('validation accuracy' in (evaluations as object) && 'test accuracy' in (evaluations as object));
    assert.deepEqual(without, ['studentTemperature']);
    await assert.rejects(call('read_curves', { run: finished, from: 5, to: 2 }), /^Error: from is 5 and to is 2;/);
  });

  /** A run with a log of steps, whose loss is given by step. */
  async function runOf(name: string, steps: Iterable<readonly [step: number, loss: number]>): Promise<string> {
    const config = { name, seed: 0, script: { file: 'x.py', args: [] } };
    const run = await createRun({
      ...{ folder: runsFolder(workspace), configText: `name: ${name}\n`, config },
      configPath: path.join(workspace, 'x.distill.yaml'),
    });
    claimAttempt(run.folder, {
      ...{
        ...describeMachine(),
        pid: 1,
        startTime: '',
        trainerPid: 1,
        trainerStartTime: '',
        token: 'a',
        folderId: '1',
      },
    });
    const writer = openEventWriter(run.folder, 1);
    for (const [step, loss] of steps) {
      const event: Omit<StepEvent, 'seq' | 'attempt' | 'at'> = {
        ...{ type: 'step', phase: 'student', step, epoch: step / 100, loss },
      };
      writer.write(event);
    }
    writer.close();
    return run.folder;
  }

  it('keep every extreme of a long curve in a short answer, and show a range of it closely', async () => {
    const spike = 12_345;
    const folder = await runOf(
      'long',
      (function* () {
        for (let step = 1; step <= 20_000; step += 1) yield [step, step === spike ? 99 : 1 / step] as const;
      })(),
    );
    await makeIndex(folder);
    const answer = await call('read_curves', { run: path.basename(folder) });
    assert.ok(JSON.stringify(answer).length < 4096, String(JSON.stringify(answer).length));
    const { loss = [] } = answer['curves'] as Record<string, [number, number][]>;
    assert.ok(loss.length <= 32);
    assert.ok(loss.some(([step, value]) => step === spike && value === 99));
    assert.deepEqual([loss[0]?.[1], loss.at(-1)], [1, [20_000, 0.00005]]);
    const near = await call('read_curves', { run: path.basename(folder), curves: ['loss'], from: 12_340, to: 12_350 });
    const close = (near['curves'] as Record<string, [number, number][]>)['loss'] ?? [];
    assert.deepEqual(
      close.map(([step]) => step),
      Array.from({ length: 11 }, (_, index) => 12_340 + index),
    );
  });

  it('give the steps that a resumed run has repeated, and not those that they supersede', async () => {
    const steps = (from: number, to: number, loss: number): [number, number][] =>
      Array.from({ length: to - from + 1 }, (_, index) => [from + index, loss]);
    const folder = await runOf('resumed', [...steps(1, 6000, 1), ...steps(3001, 6000, 2), [6001, 7]]);
    await makeIndex(folder);
    const { curves } = await call('read_curves', { run: path.basename(folder), curves: ['loss'] });
    const { loss = [] } = curves as Record<string, [number, number][]>;
    assert.ok(loss.every(([step, value]) => value === (step <= 3000 ? 1 : step <= 6000 ? 2 : 7)));
    assert.ok(loss.some(([, value]) => value === 1) && loss.some(([, value]) => value === 2));
  });

  it('check and preview a config with other values, and explain what is wrong', async () => {
    writeFileSync(path.join(workspace, 'quick.distill.yaml'), quick);
    assert.equal((await call('validate_config', { config: 'quick.distill.yaml' }))['valid'], true);
    const wrong = await call('validate_config', { config: 'quick.distill.yaml', set: { 'temperature.from': -3 } });
    assert.equal(wrong['valid'], false);
    const [problem] = wrong['problems'] as { line: number; code: string; severity: string }[];
    assert.deepEqual([problem?.line, problem?.code, problem?.severity], [5, 'invalid-value', 'error']);
    const { explanation } = await call('explain_problem', { code: problem?.code });
    assert.match(String(explanation), /^# invalid-value/);
    await assert.rejects(
      call('explain_problem', { code: 'nothing' }),
      /there is no code 'nothing'; the codes are .*no-t2/,
    );
    const { objective, temperatures } = await call('preview_config', { config: 'quick.distill.yaml' });
    assert.match(String(objective), /KL\(teacher/);
    const [{ points } = { points: [] }] = temperatures as { points: [number, number][] }[];
    assert.deepEqual([points[0]?.[1], points.at(-1)?.[1], points.length <= 12], [8, 2, true]);
  });

  it('read no config outside of the workspace, by a path or by a link', async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'distillery-elsewhere-'));
    try {
      const file = path.join(elsewhere, 'a.distill.yaml');
      writeFileSync(file, quick);
      symlinkSync(file, path.join(workspace, 'link.distill.yaml'));
      for (const config of [file, 'link.distill.yaml', `../${path.basename(elsewhere)}/a.distill.yaml`]) {
        await assert.rejects(call('validate_config', { config }), /lies outside of the workspace; name a config in /);
      }
      await assert.rejects(call('validate_config', { config: '/etc/passwd' }), /is no config; a config is called NAME/);
      await assert.rejects(call('validate_config', { config: 'no.distill.yaml' }), /is not there; name a config in /);
      const allowed = hostOf({ allowedFolders: [elsewhere] });
      assert.equal((await call('validate_config', { config: file }, allowed))['valid'], true);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('start and stop nothing where nothing may be executed, nor before a person has agreed', async () => {
    writeFileSync(path.join(workspace, 'quick.distill.yaml'), quick);
    await assert.rejects(call('start_run', { config: 'quick.distill.yaml' }), /nothing is executed in Restricted Mode/);
    await assert.rejects(call('stop_run', { run: finished }), /nothing is executed in Restricted Mode/);
    const asked: string[] = [];
    const host = hostOf({
      launchSettings: () => ({ nodePath: '', trainerPath: '', supervisorPath: '', allowedFolders: [] }),
      confirm: (question) => Promise.resolve(asked.push(question) === 0),
    });
    const answer = await call('start_run', { config: 'quick.distill.yaml', set: { seed: 2 } }, host);
    assert.deepEqual(answer, { started: false, reason: 'the person declined' });
    const wrong = await call('start_run', { config: 'quick.distill.yaml', set: { seed: -1 } }, host);
    assert.deepEqual([wrong['started'], wrong['valid']], [false, false]);
    await assert.rejects(call('stop_run', { run: finished }, host), /is finished, so there is nothing to stop$/);
    assert.deepEqual(asked, ['Start a run of quick.distill.yaml with seed = 2? It trains on this machine.']);
    assert.equal(((await call('list_runs', {}))['runs'] as unknown[]).length, 6);
  });

  it('judge a run against its control in one sentence', async () => {
    const { verdict, sentence, pairs } = await call('judge_run', { run: finished });
    assert.equal(verdict, 'cannot-tell');
    assert.match(String(sentence), /^cannot tell yet/);
    assert.ok(Array.isArray(pairs));
    await assert.rejects(call('judge_run', { run: 'e0db' }), /learnt from labels alone; name a run with a teacher$/);
    await assert.rejects(call('judge_run', { run: '3a0f' }), /is stopped; a verdict needs a finished run$/);
  });

  it('have names, sentences and schemas that say what each field is', () => {
    const names = agentTools.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const tool of agentTools) {
      const { name, description, inputSchema, isReadOnly } = tool;
      assert.match(name, /^[a-z]+(_[a-z]+)+$/);
      assert.match(description, /^[A-Z].*\.$/);
      const { properties = {} } = inputSchema as { properties?: Record<string, { description?: string }> };
      for (const [field, { description: about = '' }] of Object.entries(properties))
        assert.ok(about.length > 10, `${name}.${field}`);
      assert.equal(isReadOnly, !['start_run', 'stop_run'].includes(name));
      const question = tool.questionOf({ config: 'a.distill.yaml', run: 'x', code: 'x' });
      assert.equal(question === undefined, isReadOnly, name);
    }
  });
});

describe('the tools that package.json declares', () => {
  it('are those of agents, with the same words and schemas', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { languageModelTools: Record<string, unknown>[] };
    };
    const declared = contributes.languageModelTools.map(({ name, displayName, modelDescription, inputSchema }) => ({
      ...{ name, displayName, modelDescription, inputSchema },
    }));
    const ours = agentTools.map(({ name, title, description, inputSchema }) => ({
      ...{ name: `distillery_${name}`, displayName: title, modelDescription: description },
      inputSchema: JSON.parse(JSON.stringify(inputSchema)) as unknown,
    }));
    assert.deepEqual(declared, ours);
  });
});
