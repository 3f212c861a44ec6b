import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { placed } from '../../../../src/launchers';

const contents: Readonly<Record<string, string>> = {
  'dist/trainer.js': 'trainer',
  'dist/supervisor.js': 'supervisor',
  'dist/trainer.js.map': 'map',
  'dist/extension.js': 'extension',
  'python/distillery/__init__.py': 'package',
  'python/distillery/__pycache__/__init__.pyc': 'compiled',
  'node_modules/onnxruntime-node/package.json': '{"version":"1.0.0"}',
  'node_modules/onnxruntime-node/bin/linux/native.node': 'native',
  'node_modules/onnxruntime-node/bin/darwin/native.node': 'another system',
};

describe('programs that are copied for a cluster', () => {
  let root: string;
  let programs: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-installation-'));
    programs = path.join(root, 'shared/programs');
    for (const [file, text] of Object.entries(contents)) write(path.join('own', file), text);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  /** The folder of the copy that a submission would use. */
  function provide(folder = programs): string {
    const dist = path.join(root, 'own/dist');
    const { trainerPath, supervisorPath } = placed({
      ...{
        nodePath: 'node',
        trainerPath: path.join(dist, 'trainer.js'),
        supervisorPath: path.join(dist, 'supervisor.js'),
      },
      ...{ on: 'gpu', profiles: { gpu: { launcher: 'slurm', programs: folder } } },
    });
    assert.equal(path.dirname(supervisorPath), path.dirname(trainerPath));
    return path.dirname(path.dirname(trainerPath));
  }
  const filesOf = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();

  it('are those that a run needs, and are not copied again', () => {
    const folder = provide();
    assert.match(path.basename(folder), /^distillery-[0-9a-f]{16}$/);
    const needed = Object.keys(contents).filter((file) => !/\.map$|extension|__pycache__|darwin/.test(file));
    assert.deepEqual(filesOf(folder), needed.sort());
    const { ino, mtimeMs } = statSync(path.join(folder, 'dist/trainer.js'));
    assert.equal(provide(), folder);
    const now = statSync(path.join(folder, 'dist/trainer.js'));
    assert.deepEqual([now.ino, now.mtimeMs], [ino, mtimeMs]);
    assert.deepEqual(readdirSync(programs), [path.basename(folder)]);
  });

  it('lie beside those of another version, which runs may still use', () => {
    const before = provide();
    write('own/dist/trainer.js', 'TRAINER');
    const after = provide();
    assert.notEqual(after, before);
    assert.equal(readFileSync(path.join(before, 'dist/trainer.js'), 'utf8'), 'trainer');
    assert.equal(readFileSync(path.join(after, 'dist/trainer.js'), 'utf8'), 'TRAINER');
    write('own/node_modules/onnxruntime-node/package.json', '{"version":"1.0.1"}');
    assert.notEqual(provide(), after, 'another version of a library');
  });

  it('are no copy that was cut off', () => {
    const whole = provide();
    rmSync(whole, { recursive: true });
    // A process that was killed while it copied leaves a folder of another name.
    const left = `${whole}.00000000.part`;
    mkdirSync(path.join(left, 'dist'), { recursive: true });
    writeFileSync(path.join(left, 'dist/trainer.js'), 'tra');
    assert.equal(provide(), whole);
    assert.equal(readFileSync(path.join(whole, 'dist/trainer.js'), 'utf8'), 'trainer');
  });

  it('are copied anew where a copy has lost a file or a part of one', () => {
    const folder = provide();
    const complete = filesOf(folder);
    rmSync(path.join(folder, 'python'), { recursive: true });
    writeFileSync(path.join(folder, 'dist/supervisor.js'), 'super');
    assert.equal(provide(), folder);
    assert.deepEqual(filesOf(folder), complete);
    assert.equal(readFileSync(path.join(folder, 'dist/supervisor.js'), 'utf8'), 'supervisor');
    assert.deepEqual(readdirSync(programs), [path.basename(folder)]);
  });

  it('are read where they are installed without such a folder', () => {
    const settings = {
      nodePath: 'node',
      trainerPath: '/shared/dist/trainer.js',
      supervisorPath: '/shared/dist/supervisor.js',
    };
    const { trainerPath } = placed({ ...settings, on: 'gpu', profiles: { gpu: { launcher: 'slurm' } } });
    assert.equal(trainerPath, settings.trainerPath);
  });

  it('that cannot be copied are a refusal in words, which leaves nothing', () => {
    write('shared/file', '');
    const file = path.join(root, 'shared/file');
    assert.throws(
      () => provide(file),
      /^Error: our programs could not be copied into .*shared.file, which the profile names as 'programs': E/,
    );
    assert.ok(!existsSync(`${file}.part`) && statSync(file).isFile());
  });
});
