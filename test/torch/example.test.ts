import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readEvents } from '../../src/runs';
import { program } from './process';
import { removeWorkspace } from '../remove-workspace';

const run = promisify(execFile);

describe('the examples of torchvision’s networks and transforms', function () {
  this.timeout(240_000);
  const root = mkdtempSync(path.join(tmpdir(), 'distillery-example-'));
  after(() => removeWorkspace(root));

  it('takes data sets of own code, whose transforms draw at random', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'distillery-example-'));
    cpSync('examples/pictures', root, { recursive: true });
    const words = [
      '--allow-script',
      '--python',
      program.command,
      '--set',
      'train.epochs=1',
      '--set',
      'teacher.train.epochs=1',
    ];
    const config = path.join(root, 'own-data.distill.yaml');
    const terminal = path.resolve('dist/distillery.js');
    const { stdout, stderr } = await run(process.execPath, [terminal, 'run', config, ...words]);
    assert.match(stderr, /own_data\.py:make_datasets: reading training examples draws at random/);
    assert.match(stdout, /status +finished/);
    await removeWorkspace(root);
  });

  it('trains on a folder of pictures, in small form', async () => {
    cpSync('examples/pictures', root, { recursive: true });
    const teach = 'import torch, resnet18; torch.set_num_threads(1); resnet18.main(2)';
    await run(program.command, ['-c', teach], { cwd: root });
    await run(process.execPath, [
      ...[path.resolve('dist/distillery.js'), 'run', path.join(root, 'resnet18.distill.yaml')],
      ...['--allow-script', '--python', program.command, '--set', 'train.epochs=1'],
    ]);
    const [name = ''] = readdirSync(path.join(root, '.distillery/runs'));
    const folder = path.join(root, '.distillery/runs', name);
    const ended = readEvents(folder).events.at(-1);
    assert.equal(ended?.type, 'finished');
    assert.ok(readdirSync(path.join(folder, 'student')).includes('student.onnx'));
  });
});
