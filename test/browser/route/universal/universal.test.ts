import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeNpy, readEvents } from '../../../../src/runs';
import { readRoute, until, Window } from '../window';

const route = readRoute();
const runsFolder = path.join(route.workspace, '.distillery', 'runs');

describe('the universal package in a real window', () => {
  let window: Window;
  before(async () => {
    window = await Window.open(route);
  });
  after(async () => {
    await window.screenshot('universal');
    await window.close();
  });

  it('trains in WebAssembly, says why, and predicts with the student in a terminal', async () => {
    await (await window.lens('Run', 'quick.distill.yaml')).click();
    await until(
      'the run finished',
      () => window.panel.locator('#run-status').innerText({ timeout: 30_000 }),
      (status) => status === 'finished',
    );
    const [run = ''] = readdirSync(runsFolder);
    const started = readEvents(path.join(runsFolder, run)).events.find((event) => event.type === 'started');
    assert.equal(started?.engine, 'wasm');
    const [native] = started.rejected ?? [];
    assert.match(native?.reason ?? '', /^this installation has no native ONNX Runtime for \w+-\w+$/);
    const [extension = ''] = readdirSync(route.extensions).filter((name) => name.startsWith('distillery.'));
    const program = path.join(route.extensions, extension, 'dist/distillery.js');
    const digit = { shape: [1, 28, 28, 1], values: new Float32Array(784) };
    writeFileSync(path.join(route.workspace, 'digit.npy'), encodeNpy(digit));
    const words = [program, 'predict', run, 'digit.npy', '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: route.workspace, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const { classes } = JSON.parse(stdout) as { readonly classes: readonly { readonly probability: number }[] };
    assert.equal(classes.length, 10);
    assert.ok(Math.abs(classes.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-5);
  });
});
