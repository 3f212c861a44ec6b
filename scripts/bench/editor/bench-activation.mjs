// Activation of the packed extension in a real window, as VS Code's list of running extensions tells it, beside two extensions that do
// nothing, one activated before it and one after it: that is what VS Code itself takes for the first and for any other. Measured in a
// window with a config and in one that has another YAML file alone; noise only adds to a figure, so the least is the extension's own.
//   npm run bench:activation [-- --windows 8]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildForPackages, packExtension } from '../../package.mjs';
import { provideChromium } from '../../provision/chromium.mjs';
import { provideVscodeHost } from '../../provision/vscode-host.mjs';
import { placeNothing } from '../../suites/small-extensions.mjs';
import { copyWorkspace } from '../../suites/workspace.mjs';
import { installExtension, startServer } from '../../window/server.mjs';
import { Window } from '../../../test/browser/route/window.ts';

const { values } = parseArgs({ options: { windows: { type: 'string', default: '8' } } });
const windows = Number(values.windows);
if (!Number.isSafeInteger(windows) || windows < 1) {
  console.error(`--windows ${values.windows}: a whole number from 1 on is needed`);
  process.exit(2);
}

/** Names in the list of running extensions. Those of one event are activated in the order of their ids. */
const [first, own, last] = ['nothing, before', 'Distillery', 'nothing, after'];

/** Events by which this extension is activated. */
const { activationEvents } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Opens windows on a file, and gives the milliseconds of each extension in each of them. */
async function measure(server, workspace, file) {
  const address = server.address(workspace, [['openFile', server.remote(path.join(workspace, file))]]);
  const rows = [];
  while (rows.length < windows) {
    const window = await Window.open({ address, chromium, workspace, screenshots: folder });
    try {
      await window.page.getByRole('tab', { name: file }).click({ timeout: 45_000 });
      if (file.includes('.distill.')) await window.lens('Run', file);
      rows.push(await window.activationMs([first, own, last]));
    } finally {
      await window.close();
    }
  }
  return rows;
}

/** A line of an extension: the least and the median. */
function line(name, figures) {
  const sorted = [...figures].sort((one, other) => one - other);
  const cells = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)]].map((figure) => String(figure).padStart(6));
  return `${name.padEnd(18)}${cells.join('')}   ${figures.join(' ')}`;
}

const folder = mkdtempSync(path.join(tmpdir(), 'distillery-activation-'));
const chromium = provideChromium();
const host = provideVscodeHost();
try {
  buildForPackages();
  for (const [kind, file] of [
    ['a config is open', 'quick.distill.yaml'],
    ['another YAML file is open, and there is no config', 'other.yaml'],
  ]) {
    const stateFolder = path.join(folder, file);
    mkdirSync(stateFolder);
    placeNothing(stateFolder, { publisher: 'a-nothing', displayName: first, activationEvents });
    placeNothing(stateFolder, { publisher: 'z-nothing', displayName: last, activationEvents });
    installExtension(host, stateFolder, packExtension({ out: path.join(folder, 'own.vsix') }).file);
    const workspace = kind.startsWith('a config') ? copyWorkspace(stateFolder) : path.join(stateFolder, 'other');
    mkdirSync(workspace, { recursive: true });
    if (file === 'other.yaml') writeFileSync(path.join(workspace, file), 'a: 1\n');
    const server = await startServer(host, { stateFolder });
    try {
      const rows = await measure(server, workspace, file);
      console.log(`\n${kind}; ms in ${windows} windows\n${' '.repeat(18)} least median  each`);
      for (const name of [first, own, last])
        console.log(
          line(
            name,
            rows.map((row) => row[name]),
          ),
        );
    } finally {
      await server.stop();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
