// 200 kills of the editor's host while runs go on. The host is a process that runs the extension's own code for runs: it
// launches, follows as the panel does, and takes up again what it finds. Each run must go on through all kills, end with a
// known status, and show every point of its curve once to each host that follows it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Launched } from '../../../test/process/launchers/launched.ts';
import { buildHost } from '../../../test/process/launchers/host-process.ts';

const limitMs = 2_000;

/** Starts a host; gives its process, and what it has said so far. */
function startHost(script, orders) {
  const child = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const host = { child, said: [], rest: '' };
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text) => {
    const lines = (host.rest + text).split('\n');
    host.rest = lines.pop();
    for (const line of lines) host.said.push(JSON.parse(line));
  });
  return host;
}

async function until(isTrue, what, waitMs = 20_000) {
  const deadline = Date.now() + waitMs;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${waitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function kill({ child }) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Faults in the points of a run that one host received: they must be 1, 2, 3, … over all messages, without gaps or repeats. */
function faultsOf(said, folder) {
  const pieces = said.flatMap((one) => (one.folder === folder && one.points?.to !== undefined ? [one.points] : []));
  const wrong = pieces.filter(
    ({ from, isWhole }, index) => !isWhole || from !== (pieces[index - 1]?.to ?? 0) + 1,
  ).length;
  return { steps: pieces.at(-1)?.to ?? 0, wrong };
}

/** Runs it. Gives what was seen: kills, the slowest re-attachment, points, faults and how the runs ended. */
export async function killHosts({ kills = 200, runsAtOnce = 4 } = {}) {
  const runs = new Launched('host-kills');
  let host;
  try {
    runs.build();
    const script = buildHost(runs.root);
    const endings = ['finished', 'failed (7)', 'failed (SIGKILL)', 'stopped'];
    const modes = ['steps-0', 'steps-7', 'steps-kill', 'steps'];
    const folders = Array.from({ length: runsAtOnce }, (_, index) => runs.make(modes[index % modes.length]));
    const attachedMs = [];
    let [points, wrong] = [0, 0];
    host = startHost(script, { programs: runs.programs, start: folders });
    await until(() => folders.every((folder) => faultsOf(host.said, folder).steps > 0), 'the first points');
    for (let count = 0; count < kills; count += 1) {
      await kill(host);
      host = startHost(script, { programs: runs.programs, follow: folders });
      const { said } = host;
      const attached = (folder) => said.find((one) => one.folder === folder && one.type === 'picture');
      await until(() => folders.every(attached), 'the adoption');
      for (const folder of folders) {
        const { afterMs, status } = attached(folder);
        attachedMs.push(afterMs);
        if (status !== 'running') throw new Error(`after kill ${count + 1} ${path.basename(folder)} is ${status}`);
      }
      // Killed at a random moment, in the picture or in the following.
      const more = Math.random() < 0.5 ? 0 : 1;
      await until(() => said.filter(({ type }) => type === 'growth').length >= more, 'growth');
      for (const folder of folders) {
        const seen = faultsOf(said, folder);
        points += seen.steps;
        wrong += seen.wrong;
      }
    }
    await kill(host);
    for (const folder of folders) writeFileSync(path.join(folder, 'now'), '');
    const lastFolder = folders.find((_, index) => index % modes.length === 3);
    const last = startHost(script, { programs: runs.programs, list: runs.runs });
    if (lastFolder !== undefined) last.child.stdin.write(`stop\t${lastFolder}\n`);
    await until(() => folders.every((folder) => existsSync(path.join(folder, 'exit.json'))), 'the ends');
    last.child.stdin.end();
    const ended = [];
    for (const folder of folders) {
      const { status } = await runs.summary(folder);
      const { code, signal } = JSON.parse(readFileSync(path.join(folder, 'exit.json'), 'utf8'));
      ended.push(status === 'failed' ? `failed (${signal ?? code})` : status);
      if (readFileSync(path.join(folder, 'starts'), 'utf8') !== 'x') throw new Error('a run was started twice');
    }
    const expected = folders.map((_, index) => endings[index % modes.length]);
    const isGood = wrong === 0 && Math.max(...attachedMs) < limitMs && ended.join() === expected.join();
    return { kills, runs: folders.length, slowestMs: Math.max(...attachedMs), points, wrong, ended, isGood };
  } finally {
    host?.child.kill('SIGKILL');
    await runs.end();
  }
}

/** The row of the table of faults. */
export const row = {
  name: 'host-kills',
  title: 'the editor’s host killed 200 times while 4 runs go on',
  async run() {
    const { isGood, slowestMs, points, wrong, ended } = await killHosts();
    const seen = `re-attached within ${slowestMs} ms, ${points} points seen, ${wrong} pieces with a gap or a double; ends: ${ended.join(', ')}`;
    assert.ok(isGood, seen);
    return seen;
  },
};
