import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Suite } from 'mocha';
import { findTerminalPythons } from '../../../src/interpreters';
import type { LaunchSettings } from '../../../src/launchers';
import { checkConfigText, makeRunToDebug, type RunToDebug } from '../../../src/running';
import { readEvents, summarizeRun } from '../../../src/runs';
import { DapClient } from './dap-client';

/** A Python with debugpy; the suite names those tests as not run where it cannot be had. */
const debuggerPython = process.env['DISTILLERY_DEBUGPY_PYTHON'] ?? '';

const script = `import os, sys
import distillery

assert sys.argv[1:] == ["--width", "2"], sys.argv
assert os.environ["PYTHONPATH"].endswith(os.pathsep + "/users/own")
run = distillery.init(steps=3, epochs=1)
for step in range(1, 4):
    loss = 1 / step
    run.log({"loss": loss}, step=step)  # the breakpoint
run.finish()
`;
const breakpoint = script.split('\n').findIndex((line) => line.includes('the breakpoint')) + 1;

interface Stack {
  readonly stackFrames: readonly { id: number; line: number; source: { path: string } }[];
}

const debugged = function (this: Suite): void {
  this.timeout(120_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-debug-'));
  const workspace = path.join(root, 'my wörk & co');
  const file = path.join(workspace, 'own.distill.yaml');
  const code = path.join(workspace, 'trän er.py');
  const environment = { ...process.env };
  const settings: LaunchSettings = {
    ...{ nodePath: process.execPath, supervisorPath: path.resolve('dist/supervisor.js') },
    trainerPath: path.resolve('dist/trainer.js'),
    findPython: (folder) => Promise.resolve(findTerminalPythons({ workspace: folder, environment: process.env })),
    allowScript: () => Promise.resolve(true),
  };
  let client: DapClient;

  before(() => {
    mkdirSync(workspace);
    Object.assign(process.env, { PYTHONPATH: '/users/own' });
  });
  beforeEach(() => {
    writeFileSync(code, script);
    client = new DapClient(debuggerPython);
  });
  afterEach(() => client.close());
  after(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
    rmSync(root, { recursive: true, force: true });
  });

  /** Makes a run and starts it under the debugger with a breakpoint, as an editor does with our launch. */
  async function launched(lines: readonly number[]): Promise<RunToDebug> {
    const text = "name: own loop\nscript: { file: trän er.py, args: [--width, '2'] }\n";
    const checked = await checkConfigText({ file, workspace, text, allowedFolders: [], runs: [] });
    const made = await makeRunToDebug(checked, settings);
    await client.request('initialize', { adapterID: 'debugpy', pathFormat: 'path', linesStartAt1: true });
    const started = client.request('launch', made.launch);
    await client.event('initialized');
    const breakpoints = lines.map((line) => ({ line }));
    await client.request('setBreakpoints', { source: { path: code }, breakpoints });
    // As VS Code has it unless a person changes it.
    await client.request('setExceptionBreakpoints', { filters: ['uncaught'] });
    await client.request('configurationDone');
    await started;
    return made;
  }

  it('stops at a breakpoint of the script, while its run is alive, and goes on to its end', async () => {
    const { folder, launch } = await launched([breakpoint]);
    const { threadId, reason } = (await client.event('stopped')) as { threadId: number; reason: string };
    assert.equal(reason, 'breakpoint');
    const { stackFrames } = (await client.request('stackTrace', { threadId })) as Stack;
    const [frame] = stackFrames;
    assert.deepEqual([frame?.line, frame?.source.path], [breakpoint, code]);
    const { result } = (await client.request('evaluate', { expression: 'loss', frameId: frame?.id })) as {
      result: string;
    };
    assert.equal(result, '1.0');
    const summary = await summarizeRun(folder);
    assert.deepEqual([summary.status, summary.progress.step, summary.name], ['running', 0, 'own loop']);
    await client.request('setBreakpoints', { source: { path: code }, breakpoints: [] });
    await client.request('continue', { threadId });
    assert.deepEqual(await client.event('exited'), { exitCode: 0 });
    const { events, badLines } = readEvents(folder);
    assert.equal(badLines, 0);
    const kinds = ['interpreter', 'inputs', 'started', 'inputs', 'step', 'step', 'step', 'finished'];
    assert.deepEqual(
      events.map(({ type }) => type),
      kinds,
    );
    assert.equal((await summarizeRun(folder)).status, 'finished');
    assert.equal(launch.name, path.basename(folder));
  });

  it('shows a script that fails by its file and line', async () => {
    const failing = script.replace('run.finish()', 'raise ValueError("under the debugger")');
    writeFileSync(code, failing);
    const { folder } = await launched([]);
    const { threadId, reason } = (await client.event('stopped')) as { threadId: number; reason: string };
    assert.equal(reason, 'exception');
    await client.request('continue', { threadId });
    assert.notDeepEqual(await client.event('exited'), { exitCode: 0 });
    const { status, progress } = await summarizeRun(folder);
    const line = failing.split('\n').findIndex((one) => one.includes('raise ValueError')) + 1;
    assert.deepEqual([status, progress.message], ['failed', `trän er.py:${line}: ValueError: under the debugger`]);
  });

  it('leaves a log that can be read where the session is ended at a breakpoint', async () => {
    const { folder } = await launched([breakpoint + 1, breakpoint]);
    await client.event('stopped');
    await client.request('disconnect', { terminateDebuggee: true });
    await client.event('terminated');
    const { status } = await summarizeRun(folder);
    assert.ok(status === 'lost' || status === 'failed' || status === 'stopped', status);
    assert.equal(readEvents(folder).badLines, 0);
    assert.match(readFileSync(path.join(folder, 'events.jsonl'), 'utf8'), /"type":"started"/);
  });
};

if (debuggerPython !== '') describe('Debug Run by the debugger of Python', debugged);
