// Extensions for measuring activation: one that does nothing, and one that activates others and says what that took. They have to be
// placed before the first start of a server, which lists what lies in its folder of extensions.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Puts an extension that does nothing into the extensions of a state folder; `activationEvents` are those of its manifest. Gives its id. */
export function placeNothing(stateFolder, { publisher, displayName, activationEvents }) {
  const source = "require('vscode');\nexports.activate = () => {};\n";
  return place(stateFolder, { name: 'nothing', displayName, publisher, activationEvents }, source);
}

/**
 * Puts an extension there that activates others by their ids, one after another, once a window has started in whose folder lies a file
 * of the name `marker`. It writes processor time and time in ms of each into that file, as JSON: `{ "a.b": { "processor": 9, "clock": 12 } }`.
 */
export function placeMeter(stateFolder, { ids, marker }) {
  const source = `const vscode = require('vscode');
const fs = require('fs');
const path = require('path');
exports.activate = async () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const file = folder && path.join(folder.uri.fsPath, ${JSON.stringify(marker)});
  if (!file || !fs.existsSync(file)) return;
  const report = {};
  for (const id of ${JSON.stringify(ids)}) {
    const extension = vscode.extensions.getExtension(id);
    if (!extension || extension.isActive) throw new Error(id + ' cannot be measured');
    const [used, begin] = [process.cpuUsage(), performance.now()];
    await extension.activate();
    const { user, system } = process.cpuUsage(used);
    report[id] = { processor: (user + system) / 1000, clock: performance.now() - begin };
  }
  fs.writeFileSync(file, JSON.stringify(report));
};
`;
  const names = { name: 'meter', displayName: 'meter of activation', publisher: 'a-meter' };
  return place(stateFolder, { ...names, activationEvents: ['onStartupFinished'] }, source);
}

function place(stateFolder, about, source) {
  const { publisher, name } = about;
  const folder = path.join(stateFolder, 'extensions', `${publisher}.${name}-0.0.1`);
  mkdirSync(folder, { recursive: true });
  const manifest = { ...about, version: '0.0.1', engines: { vscode: '^1.100.0' }, main: './extension.js' };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'extension.js'), source);
  return `${publisher}.${name}`;
}
