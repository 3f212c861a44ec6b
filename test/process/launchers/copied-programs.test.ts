import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { removeWorkspace } from '../../remove-workspace';

const copies = 4;
const files = 400;

/** Submits by the door as a window or a terminal does, once all are ready: its input is closed. Prints the place of the trainer. */
const program = `
import { placed } from './src/launchers';
const [root, programs] = process.argv.slice(2);
const profiles = { gpu: { launcher: 'slurm', programs } };
process.stdin.on('end', () => {
  const paths = { trainerPath: root + '/dist/trainer.js', supervisorPath: root + '/dist/supervisor.js' };
  console.log(placed({ nodePath: 'node', ...paths, on: 'gpu', profiles }).trainerPath);
}).resume();
process.stderr.write('ready');
`;

describe('programs that several submissions copy at once', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-copies-'));
  after(() => removeWorkspace(root));

  it('are there once and whole for all of them', async () => {
    const [dist, programs, entry] = [
      path.join(root, 'own/dist'),
      path.join(root, 'programs'),
      path.join(root, 'entry.cjs'),
    ];
    mkdirSync(dist, { recursive: true });
    for (const name of ['trainer', 'supervisor']) writeFileSync(path.join(dist, `${name}.js`), name);
    for (let index = 0; index < files; index += 1)
      writeFileSync(path.join(dist, `chunk-${index}.js`), 'x'.repeat(index));
    const stdin = { contents: program, resolveDir: process.cwd() };
    buildSync({
      stdin,
      outfile: entry,
      bundle: true,
      platform: 'node',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
    const submissions = Array.from({ length: copies }, () =>
      spawn(process.execPath, [entry, path.dirname(dist), programs]),
    );
    await Promise.all(submissions.map(({ stderr }) => once(stderr, 'data')));
    const places = submissions.map(async (child) => {
      const printed: Buffer[] = [];
      child.stdout.on('data', (piece: Buffer) => printed.push(piece));
      child.stdin.end();
      const [code] = (await once(child, 'close')) as [number];
      return [code, Buffer.concat(printed).toString('utf8').trim()];
    });
    const [first, ...others] = await Promise.all(places);
    assert.equal(first?.[0], 0);
    for (const other of others) assert.deepEqual(other, first);
    const [folder, ...more] = readdirSync(programs);
    assert.deepEqual(more, []);
    assert.equal(first[1], path.join(programs, folder ?? '', 'dist/trainer.js'));
    assert.equal(readdirSync(path.join(programs, folder ?? '', 'dist')).length, files + 2);
  });
});
