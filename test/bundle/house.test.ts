import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';

const filesBelow = (roots: readonly string[], pattern: RegExp): string[] =>
  roots.flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && pattern.test(entry.name))
      .map((entry) => path.posix.join(entry.parentPath, entry.name)),
  );
const sources = filesBelow(['src', 'webview', 'test', 'scripts'], /\.(ts|mjs)$/);
const linesOf = (file: string): number =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '').length;

describe('the house', () => {
  it('has no folder without a meaning', () => {
    const vague = /(^|\/)(common|utils?|helpers?|shared|types|misc)(\/|$)/;
    assert.deepEqual(
      sources.filter((file) => vague.test(path.posix.dirname(file))),
      [],
    );
  });
  it('has files of at most 300 lines', () => {
    assert.deepEqual(
      sources.filter((file) => linesOf(file) > 300),
      [],
    );
  });
  it('has folders of at most 18 files of code', () => {
    const code = filesBelow(['src', 'webview', 'python', 'scripts', 'test'], /\.(ts|mts|mjs|cjs|py)$/);
    const counts = new Map<string, number>();
    for (const file of code) counts.set(path.posix.dirname(file), (counts.get(path.posix.dirname(file)) ?? 0) + 1);
    const full = [...counts].filter(([folder, count]) => !folder.startsWith('test/fixtures') && count > 18);
    assert.deepEqual(full, []);
  });
  it('has a composition root of at most 60 lines', () => {
    assert.ok(linesOf('src/extension.ts') <= 60);
  });
  it('has a door in every room', () => {
    const rooms = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const doors = new Set(['cli', 'trainer', 'coordinator', 'models']);
    const without = rooms
      .map(({ name }) => name)
      .filter((name) => !doors.has(name) && !sources.includes(`src/${name}/index.ts`));
    assert.deepEqual(without, []);
  });
  it('silences no rule', () => {
    const silencers = new RegExp(['eslint', 'disable'].join('-') + '|@ts-' + '(ignore|expect-error|nocheck)');
    assert.deepEqual(
      sources.filter((file) => silencers.test(readFileSync(file, 'utf8'))),
      [],
    );
  });
  it('names no path of one machine', () => {
    const machine = new RegExp(`['"\`]/(${['work', 'home', 'Users', 'root'].join('|')})/`);
    assert.deepEqual(
      sources.filter((file) => machine.test(readFileSync(file, 'utf8'))),
      [],
    );
  });
});
