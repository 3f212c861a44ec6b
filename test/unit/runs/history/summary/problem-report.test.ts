import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { describeProblem, plainText, redact, summarizeRun } from '../../../../../src/runs';

describe('a report of a problem', () => {
  const words = [
    { text: '/homes/user1', standIn: '<home>' },
    { text: '/homes/user1/my work', standIn: '<workspace>' },
    { text: 'user1', standIn: '<user>' },
    { text: 'C:\\Users\\user1', standIn: '<home>' },
  ];
  const cases: readonly [string, string, string][] = [
    ['the longest of two paths', 'at /homes/user1/my work/x.ts:3', 'at <workspace>/x.ts:3'],
    ['an address', 'file:///homes/user1/my%20work/x', 'file://<workspace>/x'],
    ['a path in JSON', '{"a":"C:\\\\Users\\\\user1\\\\x"}', '{"a":"<home>\\\\x"}'],
    ['turned slashes in any case', 'c:/users/USER1/x', '<home>/x'],
    ['a name alone', 'user1@host said: user1', '<user>@host said: <user>'],
    ['no part of a word', 'user12, /homes/user12', 'user12, /homes/user12'],
  ];
  for (const [name, text, expected] of cases) {
    it(`takes out ${name}`, () => {
      assert.equal(redact(text, words), expected);
    });
  }

  it('shows bytes that are no text with replacement characters', () => {
    assert.equal(plainText(Buffer.from([0x66, 0xff, 0x00, 0x6f, 0x0a, 0x1b])), 'f\uFFFD\uFFFDo\n\uFFFD');
  });

  it('has versions, settings, manifest and the ends of log and output, and nothing private', async () => {
    const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-report-'));
    const folder = path.join(workspace, '.distillery', 'runs', 'one');
    mkdirSync(folder, { recursive: true });
    const manifest = {
      formatVersion: 1,
      id: 'one',
      name: 'one',
      createdAt: 1,
      config: { seed: 7 },
      configPath: `${workspace}/a.yaml`,
    };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
    writeFileSync(
      path.join(folder, 'output.log'),
      `${'early\n'.repeat(10_000)}read ${homedir()}/.secrets on ${hostname()}\n\`\`\`\n`,
    );
    const planted = 'PLANTED-4711';
    process.env['DISTILLERY_TEST_SECRET'] = planted;
    const text = describeProblem({
      versions: { distillery: '0.1.0' },
      settings: { 'distillery.runsAtATime': 2 },
      workspaces: [workspace],
      run: await summarizeRun(folder),
    });
    delete process.env['DISTILLERY_TEST_SECRET'];
    for (const part of [
      '- distillery: 0.1.0',
      '- distillery.runsAtATime: 2',
      '"seed": 7',
      '<workspace>/a.yaml',
      '````text',
    ]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.match(text, /…\nearly\n/);
    assert.match(text, /read <home>\/\.secrets on <host>/);
    for (const secret of [workspace, homedir(), hostname(), planted]) assert.ok(!text.includes(secret), secret);
    assert.ok(text.length < 40_000, String(text.length));
    rmSync(path.join(folder, 'output.log'));
    symlinkSync('/etc/hostname', path.join(folder, 'output.log'));
    const linked = describeProblem({ versions: {}, settings: {}, workspaces: [], run: await summarizeRun(folder) });
    assert.match(linked, /holds a link, output\.log; links in run folders are not followed/);
    rmSync(workspace, { recursive: true });
  });
});
