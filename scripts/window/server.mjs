// Starts and ends VS Code's server on 127.0.0.1, with its state in a folder of the caller's.
import { mkdirSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

const startTimeoutMs = 60_000;
const endTimeoutMs = 5_000;

const settings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
};

function wordsFor(host, stateFolder) {
  return [
    host.main,
    '--accept-server-license-terms',
    ...['--user-data-dir', path.join(stateFolder, 'user')],
    ...['--server-data-dir', path.join(stateFolder, 'server')],
    ...['--extensions-dir', path.join(stateFolder, 'extensions')],
  ];
}

/** Without a gallery nothing is looked up outside this machine. */
const quietEnvironment = () => ({ ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' });

/** Installs a packed extension for the servers of this state folder. Throws what VS Code printed when it refuses. */
export function installExtension(host, stateFolder, vsix) {
  const words = [...wordsFor(host, stateFolder), '--install-extension', vsix, '--force'];
  const result = spawnSync(host.node, words, { env: quietEnvironment(), encoding: 'utf8' });
  if (result.status !== 0 || !/successfully installed/.test(result.stdout)) {
    throw new Error(`${vsix} could not be installed: ${result.stdout}${result.stderr}`);
  }
}

/**
 * Starts the server. Options: stateFolder; port (0: any); env; flags; userSettings.
 * Gives { port, pid, address(folder, payload), remote(path), stop() }. Rejects with its output when it does not start.
 */
export async function startServer(host, { stateFolder, port = 0, env = {}, flags = [], userSettings = {} }) {
  const userFolder = path.join(stateFolder, 'user', 'User');
  mkdirSync(userFolder, { recursive: true });
  writeFileSync(path.join(userFolder, 'settings.json'), JSON.stringify({ ...settings, ...userSettings }));
  // The server's web settings live in its data folder; the workbench reads machine settings from there too.
  const machineFolder = path.join(stateFolder, 'server', 'data', 'Machine');
  mkdirSync(machineFolder, { recursive: true });
  writeFileSync(path.join(machineFolder, 'settings.json'), JSON.stringify({ ...settings, ...userSettings }));
  const words = [...wordsFor(host, stateFolder), '--host', '127.0.0.1', '--port', String(port)];
  const child = spawn(host.node, [...words, '--without-connection-token', '--telemetry-level', 'off', ...flags], {
    env: { ...quietEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const shownPort = await portOf(child);
  const remote = (file) => `vscode-remote://127.0.0.1:${shownPort}${file}`;
  return {
    port: shownPort,
    pid: child.pid,
    remote,
    address: (folder, payload = []) => {
      const pairs = [...payload, ['skipWelcome', 'true']];
      const query = `folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(pairs))}`;
      return `http://127.0.0.1:${shownPort}/?${query}`;
    },
    stop: () => stop(child),
    ended: new Promise((resolve) => child.once('exit', resolve)),
  };
}

function portOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (reason) =>
      reject(new Error(`VS Code's server did not start (${reason}): ${said.trim().slice(-2000)}`));
    const timer = setTimeout(() => {
      child.kill();
      fail(`no port within ${startTimeoutMs / 1000} s`);
    }, startTimeoutMs);
    const read = (bytes) => {
      said = (said + bytes).slice(-20_000);
      const found = /Extension host agent listening on (\d+)/.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? signal}`);
    });
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
  await ended;
  clearTimeout(timer);
}
