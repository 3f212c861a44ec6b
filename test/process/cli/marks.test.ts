import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMarks, runsFolder } from '../../../src/runs';
import { removeWorkspace } from '../../remove-workspace';

const fixtures = 'test/fixtures/run-folders/0.1/runs';

describe('distillery mark and list', () => {
  let workspace: string;
  const folderOf = (name: string): string =>
    path.join(runsFolder(workspace), readdirSync(runsFolder(workspace)).find((one) => one.includes(`-${name}-`)) ?? '');
  const distillery = (
    ...words: string[]
  ): { readonly code: number | null; readonly out: string; readonly err: string } => {
    const program = path.resolve('dist/distillery.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words, '--workspace', workspace], {
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  };

  before(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-mark-'));
    for (const name of readdirSync(fixtures).filter((one) => /-(finished|control|failed)-/.test(one))) {
      for (const file of ['run.json', 'events.jsonl', 'exit.json'])
        cpSync(path.join(fixtures, name, file), path.join(runsFolder(workspace), name, file));
    }
  });
  after(() => removeWorkspace(workspace));

  it('keep marks in the run folder, and show and filter by them', () => {
    const marked = distillery(
      ...['mark', path.basename(folderOf('finished')), '--star', '--tag', 'best', '--tag', 'cheap', '--note', 'so far'],
    );
    assert.deepEqual([marked.code, marked.err], [0, '']);
    assert.match(marked.out, /-finished-\w+: ★ · #best #cheap · so far\n$/);
    assert.deepEqual(readMarks(folderOf('finished')).tags, ['best', 'cheap']);
    assert.match(distillery('list').out, /^run .* marks\n[^]*-finished-\w+ .*★ · #best #cheap · so far$/m);
    const lines = (...words: string[]): number =>
      distillery('list', ...words)
        .out.trim()
        .split('\n').length;
    assert.deepEqual([lines(), lines('--tag', 'best'), lines('--starred')], [4, 2, 2]);
    assert.equal(distillery('mark', folderOf('failed'), '--archive').code, 0);
    assert.deepEqual([lines(), lines('--archived')], [3, 4]);
    assert.match(
      distillery('list', '--tag', 'none').out,
      /^none of 3 runs fits; the tags are best, cheap, and --archived/,
    );
    const json = JSON.parse(distillery('list', '--tag', 'cheap', '--json').out) as { readonly marks: unknown }[];
    assert.deepEqual(
      json.map(({ marks }) => marks),
      [readMarks(folderOf('finished'))],
    );
  });

  it('pin one baseline, take marks away, and say what is wrong', () => {
    distillery('mark', folderOf('finished'), '--baseline');
    distillery('mark', folderOf('control'), '--baseline', '--untag', 'best');
    assert.deepEqual(
      [readMarks(folderOf('finished')).baseline, readMarks(folderOf('control')).baseline],
      [undefined, true],
    );
    const cleared = distillery(
      'mark',
      folderOf('finished'),
      '--no-star',
      '--untag',
      'best',
      '--untag',
      'cheap',
      '--note',
      '',
    );
    assert.match(cleared.out, /: no marks\n$/);
    const nothing = distillery('mark', folderOf('finished'));
    assert.deepEqual([nothing.code, nothing.out], [2, '']);
    assert.match(nothing.err, /nothing to change; write what .* is marked with, such as --star or --tag best/);
    writeFileSync(path.join(folderOf('finished'), 'marks.json'), '{');
    const damaged = distillery('mark', folderOf('finished'), '--star');
    assert.equal(damaged.code, 1);
    assert.match(
      damaged.err,
      /marks\.json cannot be read, so it was not changed; mend it, or delete it with the notes/,
    );
  });
});
