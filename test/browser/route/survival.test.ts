import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { descendantsOf } from '../../../src/launchers';
import { readEvents, readOwner } from '../../../src/runs';
import { readRoute, until, Window } from './window';

const route = readRoute();
const runsFolder = path.join(route.workspace, '.distillery', 'runs');

/** The processes of extensions of all windows of this server. */
function extensionHosts(): number[] {
  const list = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout;
  const below = descendantsOf(route.serverPid, list);
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '-p', below.join(',')], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.includes('--type=extensionHost'));
  return lines.map((line) => Number.parseInt(line, 10));
}

describe('a run in a real window', () => {
  const windows: Window[] = [];
  let folder = '';
  const stepsIn = async ({ panel }: Window): Promise<number> => {
    const text = await panel.locator('#steps').innerText({ timeout: 30_000 });
    return Number.parseInt((/([\d,]+) step/.exec(text)?.[1] ?? '').replaceAll(',', ''), 10) || 0;
  };
  const open = async (): Promise<Window> => {
    const window = await Window.open(route);
    windows.push(window);
    return window;
  };
  after(async () => {
    for (const [index, window] of windows.entries()) {
      await window.screenshot(`survival-${index}`);
      await window.close();
    }
  });

  it('goes on, and is shown live again, when the process of extensions is killed', async () => {
    // The server keeps processes of windows that were closed, for the case that these come back.
    const others = extensionHosts();
    const window = await open();
    // A window that shows its lenses is ready.
    await window.lens('Run', 'quick.distill.yaml');
    await window.openFile('long.distill.yaml');
    await (await window.lens('Run', 'long.distill.yaml')).click();
    await until(
      'steps',
      () => stepsIn(window),
      (count) => count > 0,
    );
    folder = path.join(runsFolder, readdirSync(runsFolder).sort().at(-1) ?? '');
    const owner = readOwner(folder);
    const killed = extensionHosts().filter((pid) => !others.includes(pid));
    assert.equal(killed.length, 1);
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    await until('another process of extensions', extensionHosts, (pids) =>
      pids.some((pid) => ![...others, ...killed].includes(pid)),
    );
    const before = readEvents(folder).events.length;
    // VS Code leaves the panel of the killed process on screen, where nobody feeds it any more; the list opens another.
    await window.closePanel('long');
    await until(
      'its panel',
      async () => {
        await (await window.runs()).filter({ hasText: 'long' }).first().click();
        return window.page.getByRole('tab', { name: /^long(,| ·|$)/ }).count();
      },
      (count) => count > 0,
    );
    await until(
      'steps of after the kill',
      () => stepsIn(window),
      (count) => count > before,
    );
    assert.deepEqual(readOwner(folder), owner, 'the same attempt goes on');
    await window.screenshot('host-killed');
  });

  it('is seen by a second window as by the first, and stopped from there', async () => {
    const second = await open();
    await second.lens('Run', 'quick.distill.yaml');
    const rowsOf = async (window: Window): Promise<string> => {
      const row = (await window.runs()).filter({ hasText: 'long' }).first();
      return (await row.getAttribute('aria-label')) ?? '';
    };
    for (const window of windows) {
      await until(
        'the run in the list',
        () => rowsOf(window),
        (label) => label.startsWith('long, running'),
      );
    }
    const row = (await second.runs()).filter({ hasText: 'long' }).first();
    await row.hover();
    await second.screenshot('second-window');
    await row.getByRole('button', { name: 'Stop Run' }).click();
    for (const window of windows) {
      await until(
        'the stop in the list',
        () => rowsOf(window),
        (label) => label.startsWith('long, stopped'),
      );
    }
    const { events, badLines } = readEvents(folder);
    assert.equal(badLines, 0);
    events.forEach(({ seq }, place) => assert.equal(seq, place + 1, 'no event is lost or doubled'));
  });
});
