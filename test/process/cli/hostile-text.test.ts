import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCommandDriver, CommandProcess } from './command-process';
import { removeWorkspace } from '../../remove-workspace';

const fixtures = path.resolve('test/fixtures/run-folders/0.1/runs');

/** Sets the clipboard (OSC 52), clears the screen (C1 CSI), reverses the direction (RLO), and forges a line. */
const attack = '\u001b]52;c;aGk=\u0007\u009b2J\u202eevil\u2028\r\nFORGED line';
const acting = /[^\P{Cc}\r\n\t]|\r(?!\n)|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
/** The beginning of a line that the attack would have made. */
const forged = /^\W*FORGED/m;

describe('texts of strangers on a terminal', function () {
  this.timeout(120_000);
  const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-hostile-'));
  const runs = path.join(workspace, '.distillery', 'runs');
  // Unix file systems refuse only "/" and NUL in names.
  const finished = `20261129-000001-${attack}-0001`;
  const failed = `20261129-000002-${attack}-0002`;
  const config = path.join(workspace, `quick${attack}.distill.yaml`);

  const program = path.join(workspace, 'driver.cjs');
  const commandLine = new CommandProcess(program);

  before(async function () {
    if (process.platform === 'win32') this.skip();
    await buildCommandDriver(program);
    plantRun(path.join(fixtures, '20261129-122057-finished-d025'), path.join(runs, finished));
    plantRun(path.join(fixtures, '20261129-122101-failed-5d5d'), path.join(runs, failed));
    const text = readFileSync('test/fixtures/workspace/quick.distill.yaml', 'utf8');
    writeFileSync(config, `${text}${JSON.stringify(`wrong${attack}`)}: 1\n`);
  });
  after(async () => {
    commandLine.end();
    await removeWorkspace(workspace);
  });

  const commands: readonly (readonly [words: readonly string[], code: number])[] = [
    [['list'], 0],
    [['list', '--json'], 0],
    [['show', finished], 0],
    [['show', failed], 0],
    [['show', failed, '--json'], 0],
    [['show', `nobody${attack}`], 2],
    [['compare', finished, failed], 0],
    [['compare', finished, failed, '--json'], 0],
    [['check', finished], 1],
    [['check', failed, '--json'], 0],
    [['report', failed], 0],
    [['export', finished, '--format', 'csv'], 0],
    [['export', finished, '--format', 'json'], 0],
    [['export', failed, '--format', 'html'], 0],
    [['resume', failed], 2],
    [['stop', failed], 1],
    [['validate', config], 2],
    [['run', config, '--set', `student.${attack}=1`], 2],
  ];
  for (const [words, code] of commands) {
    it(`act on nothing: ${words.map((word) => word.replaceAll(/[^a-z-]+.*/gs, '…')).join(' ')}`, async () => {
      const { code: ended, text: printed } = await commandLine.perform(workspace, words);
      assert.equal(ended, code, printed);
      const found = acting.exec(printed);
      assert.equal(found, null, `at ${found?.index}: ${JSON.stringify(printed.slice(found?.index, 80))}`);
      // An exported page, a cell in quotes and a log in a fence may have lines of their own.
      const [lines] = words[0] === 'export' ? [''] : printed.split('## End of the output');
      assert.doesNotMatch(lines ?? '', forged);
      assert.match(printed, /FORGED|evil/, 'the planted text is shown');
    });
  }
});

/** Copies a run of the last release, with hostile texts in its manifest, log, output and the names of its files. */
function plantRun(original: string, folder: string): void {
  cpSync(original, folder, { recursive: true });
  const file = path.join(folder, 'run.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { readonly config: object };
  const hostile = { name: attack, [`key${attack}`]: attack };
  const config = { ...manifest.config, ...hostile };
  writeFileSync(file, JSON.stringify({ ...manifest, ...hostile, id: path.basename(folder), config }));
  const log = path.join(folder, 'events.jsonl');
  const events = readFileSync(log, 'utf8').trimEnd().split('\n').map(hostileEvent);
  const [first] = events;
  const notice = { ...{ type: 'notice', seq: 2, attempt: 1, at: first?.['at'] }, message: attack, code: attack };
  const lines = [first, notice, ...events.slice(1)].map((event, index) => JSON.stringify({ ...event, seq: index + 1 }));
  writeFileSync(log, `${lines.join('\n')}\n`);
  rmSync(path.join(folder, 'events.index'));
  appendFileSync(path.join(folder, 'output.log'), attack);
  writeFileSync(path.join(folder, `${attack}.part`), attack);
}

/** An event without its checksum, whose free texts are the attack. */
function hostileEvent(line: string): Record<string, unknown> {
  const { crc, ...event } = JSON.parse(line) as Record<string, unknown>;
  assert.equal(typeof crc, 'string');
  const texts = ['message', 'hint', 'where', 'engineVersion', 'node'].filter((name) => name in event);
  const isTeachers = event['type'] === 'evaluation' && event['phase'] === 'teacher';
  return {
    ...event,
    ...Object.fromEntries(texts.map((name) => [name, attack])),
    ...(isTeachers && { teacher: attack }),
  };
}
