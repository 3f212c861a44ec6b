import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCommandDriver, CommandProcess } from './command-process';
import { removeWorkspace } from '../../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const quick = path.resolve('test/fixtures/workspace/quick.distill.yaml');
const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-cli-'));

describe('the command line', function () {
  this.timeout(60_000);
  const program = path.join(workspace, 'driver.cjs');
  const commandLine = new CommandProcess(program);
  before(async () => {
    await buildCommandDriver(program);
    const folder = path.join(workspace, '.distillery', 'runs', '20260101-000000-dead-0000');
    mkdirSync(folder, { recursive: true });
    const manifest = { formatVersion: 1, id: '20260101-000000-dead-0000', name: 'dead', createdAt: 1, config: {} };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
    const text = readFileSync(quick, 'utf8');
    writeFileSync(path.join(workspace, 'latin.distill.yaml'), Buffer.from(`${text}# caf\u00e9\n`, 'latin1'));
    writeFileSync(path.join(workspace, 'marked.distill.yaml'), Buffer.from(`\ufeff${text}`, 'utf16le'));
    writeFileSync(path.join(workspace, 'plain.distill.yaml'), Buffer.from(text, 'utf16le').swap16());
    writeFileSync(path.join(folder, 'exit.json'), JSON.stringify({ code: 7, signal: null, at: 1 }));
  });
  after(async () => {
    commandLine.end();
    await removeWorkspace(workspace);
  });

  const cases: readonly [string, readonly string[], number, RegExp][] = [
    ['lists', ['list'], 0, /20260101-000000-dead-0000 +failed, not run here/],
    [
      'refuses an impossible number of runs',
      ['run', quick, '--at-a-time', '0'],
      2,
      /--at-a-time 0: a whole number from 1/,
    ],
    [
      'gives no verdict on a run that did not finish',
      ['verdict', '20260101'],
      2,
      /20260101-000000-dead-0000 is failed; a verdict needs a finished run/,
    ],
    [
      'asks before it takes over a run that was not run here',
      ['resume', '20260101'],
      2,
      /was not run here; add --take-over/,
    ],
    [
      'reports a run',
      ['report', '20260101'],
      0,
      /## Versions\n\n- distillery: \d+\.\d+\.\d+\S*, command line\n[^]*- status: failed[^]*"name": "dead"/,
    ],
    ['says that a dead run cannot be stopped', ['stop', '20260101'], 1, /is failed, so there is nothing to stop/],
    ['refuses an unknown run', ['show', 'nobody'], 2, /no run 'nobody'/],
    ['refuses an unknown command', ['dance'], 2, /there is no command 'dance'/],
    ['refuses an unknown option', ['list', '--colour'], 2, /--colour/],
    ['refuses a missing file', ['validate', 'missing.distill.yaml'], 2, /cannot be read/],
    [
      'names another encoding',
      ['validate', 'latin.distill.yaml'],
      2,
      /has bytes on line 14 that are no UTF-8, as .*; save it/,
    ],
    [
      'names UTF-16',
      ['run', 'marked.distill.yaml'],
      2,
      /marked\.distill\.yaml is UTF-16 \(little-endian\); save it as UTF-8/,
    ],
    [
      'names UTF-16 without a mark',
      ['preview', 'plain.distill.yaml'],
      2,
      /is UTF-16 \(big-endian, without a mark\); save/,
    ],
    ['takes a valid config', ['validate', quick], 0, /is valid/],
    [
      'previews a temperature',
      ['preview', quick, '--set', 'temperature=3'],
      0,
      /teacher: constant[^]*epoch +T +soft weight/,
    ],
    [
      'previews temperatures of classes by their names',
      [
        ...['preview', quick, '--set', 'temperature={ strategy: class-frequency }', '--set'],
        'data.classes=[nil, one, two, three, four, five, six, seven, eight, nine]',
      ],
      0,
      /class-frequency[^]*\n *nil +\d[^]*\n *nine +\d/,
    ],
    ['previews as JSON', ['preview', quick, '--json'], 0, /^\{"objective":"[^]*"axis":"epoch"/],
    [
      'emits an objective',
      ['emit', quick],
      0,
      /^"""The objective of quick\.distill\.yaml[^]*^class Objective\(nn\.Module\):$/m,
    ],
    [
      'emits an objective without measures',
      ['emit', quick, '--no-measures'],
      0,
      /^class Terms[^]*soft: Tensor .*\n\n\nclass Obj/m,
    ],
    ['emits nothing that is wrong', ['emit', quick, '--set', 'temperature=-3'], 2, /must be a number above 0/],
    ['previews nothing that is wrong', ['preview', quick, '--set', 'temperature=-3'], 2, /must be a number above 0/],
    [
      'says what to do in place of an override of a run',
      ['resume', '20260101', '--set', 'a=1'],
      2,
      /takes no --set; start a new run: distillery run .* --set a=1/,
    ],
    [
      'names the command that takes an option',
      ['list', '--repair'],
      2,
      /^list takes no --repair; it is an option of check$/m,
    ],
    [
      'finds a missing teacher file, as the editor does',
      ['validate', quick, '--set', 'teacher.model={ preset: file, path: gone.onnx }'],
      2,
      /error: There is no file 'gone\.onnx'\. .* \[missing-file\]/,
    ],
    [
      'starts no run with a missing teacher file',
      ['run', quick, '--set', 'teacher.model={ preset: file, path: gone.onnx }'],
      2,
      /There is no file 'gone\.onnx'/,
    ],
    [
      'shows the options of one command',
      ['check', '--help'],
      0,
      /Usage: distillery check \[options\] <run>[^]*--repair/,
    ],
    ['compares runs that are there', ['compare', '20260101', 'nobody'], 2, /no run 'nobody'/],
    ['names the place of an error', ['validate', quick, '--set', 'train.epochs=-1'], 2, /:13:\d+: error: /],
  ];
  for (const [name, words, code, text] of cases) {
    it(name, async () => {
      const { code: ended, text: printed } = await commandLine.perform(workspace, words);
      assert.equal(ended, code, printed);
      assert.match(printed, text);
      assert.doesNotMatch(printed, /^ {4}at /m);
    });
  }

  for (const [written, value] of [
    ['.001', 0.001],
    ['1.e-3', 0.001],
    ['+5', 5],
    ['007', 7],
    ['1e-3', 0.001],
  ] as const) {
    it(`reads --set …=${written} as YAML does`, async () => {
      const words = ['validate', quick, '--set', `train.epochs=${written}`];
      const { code, text } = await commandLine.perform(workspace, words);
      assert.equal(code, Number.isInteger(value) ? 0 : 2, text);
      if (!Number.isInteger(value)) assert.doesNotMatch(text, /quotes/);
    });
  }

  it('takes a key out by null, as a control is made', () => {
    const words = ['preview', quick, '--json', '--set', 'teacher=null', '--set', 'loss.soft=0', '--set', 'loss.hard=1'];
    const result = spawnSync(process.execPath, [bundle, ...words], { cwd: workspace, encoding: 'utf8' });
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stdout, /"softTargets":\[\]/);
  });

  const distillery = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [bundle, ...words, '--workspace', workspace], { cwd: workspace, encoding: 'utf8' });
  const lastObject = (stdout: string): Record<string, unknown> =>
    JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  /** Starts a run that would go on for long and gives it signals: one for each line of progress that fits, in turn. */
  const interrupted = async (words: readonly string[], marks: readonly RegExp[]): Promise<[number | null, string]> => {
    const child = spawn(process.execPath, [bundle, ...words, '--workspace', workspace], { cwd: workspace });
    let printed = '';
    let next = 0;
    const read = (bytes: Buffer): void => {
      printed += bytes.toString();
      if (marks[next]?.test(printed) === true) {
        next += 1;
        child.kill('SIGINT');
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return [code, printed];
  };

  it('runs a config to its end and prints one JSON object last', () => {
    const { status, stdout, stderr } = distillery('run', quick, '--json', '--set', 'train.epochs=1');
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trimEnd().split('\n').length, 1, stdout);
    const result = lastObject(stdout);
    assert.equal(result['status'], 'finished');
    assert.equal(result['epochs'], 1);
    assert.equal(result['count'], 10000);
    const manifest = JSON.parse(readFileSync(path.join(String(result['folder']), 'run.json'), 'utf8')) as {
      product?: { version: string };
    };
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(manifest.product?.version, version);
    assert.match(stderr, /^student {2}epoch 1 {2}test \d+\.\d+ % \([\d,]+ errors? of 10,000\)$/m);
    const shown = distillery('show', String(result['id']));
    assert.equal(shown.status, 0);
    assert.equal(distillery('show', String(result['folder'])).stdout, shown.stdout);
    assert.match(shown.stdout, /^objective +0\.1·CE \+ 0\.9·T²·KL/m);
    assert.match(shown.stdout, /^teacher +[\d,]+ errors$/m);
    assert.match(shown.stdout, /^agreement +\d+\.\d+ %/m);
  });

  it('starts nothing for a config with an error', () => {
    const before = distillery('list').stdout;
    const { status, stderr } = distillery('run', quick, '--set', 'temperature.form=3');
    assert.equal(status, 2);
    assert.match(
      stderr,
      /quick\.distill\.yaml:\d+:\d+: error: Unknown key 'form' in temperature\. Did you mean 'from'\?/,
    );
    assert.equal(distillery('list').stdout, before);
  });

  it('tells why a run failed, what to do and where its output is, and keeps the log', () => {
    const wild = ['train.optimizer.learningRate=10', 'train.optimizer.name=sgd', 'loss.hard=1000'];
    const deep = ['student.model.hidden=[16,16,16,16]', 'student.model.activation=elu'];
    const { status, stdout, stderr } = distillery(
      'run',
      quick,
      '--json',
      ...[...wild, ...deep].flatMap((one) => ['--set', one]),
    );
    assert.equal(status, 1, stderr);
    assert.equal(lastObject(stdout)['status'], 'failed');
    assert.match(stderr, /failed: the (hard|soft|loss) term became/);
    assert.match(stderr, /^lower the learning rate/m);
    const [, log = ''] = /its output is in (.*)$/m.exec(stderr) ?? [];
    assert.match(readFileSync(log, 'utf8'), /became/);
  });

  it('stops at Ctrl-C with a checkpoint, and goes on from it', async () => {
    const [code, printed] = await interrupted(
      ['run', quick, '--json', '--set', 'train.epochs=30'],
      [/student {2}epoch 1 {2}validation/],
    );
    assert.equal(code, 130, printed);
    const stopped = lastObject(printed);
    assert.equal(stopped['status'], 'stopped');
    const resumed = distillery('resume', String(stopped['id']), '--json');
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.match(resumed.stderr, new RegExp(`goes on from the checkpoint of step ${String(stopped['step'])} `));
    assert.equal(lastObject(resumed.stdout)['epoch'], 30);
    const again = distillery('resume', String(stopped['id']));
    assert.equal(again.status, 2);
    assert.match(again.stderr, /is finished; only a run that was stopped, failed or lost can go on/);
  });

  it('measures the cache of teachers and clears it', () => {
    assert.match(distillery('cache').stdout, /^1 teacher, \d+\.\d [kM]B in /);
    assert.match(distillery('cache', '--clear').stdout, /^1 teacher, \d+\.\d [kM]B removed from /);
    assert.match(distillery('cache').stdout, /^0 teachers, 0 B in /);
  });
});
