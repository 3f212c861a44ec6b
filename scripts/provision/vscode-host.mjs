import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmInstall, provide } from './cache.mjs';
import { provideNode24 } from './node24.mjs';

/** code-server's version with the Node it needs: VS Code 1.100 for Node 20, 1.139 for what is newer. */
const forNode20 = '4.100.3';
const forNode24 = '4.139.1';

/**
 * VS Code's server from the npm package `code-server`, without what needs compiling.
 * Gives { node, main, version }: `node main …` starts it. Throws a sentence where it cannot be had.
 */
export function provideVscodeHost() {
  if (!['linux', 'darwin'].includes(process.platform)) {
    throw new Error('VS Code in the browser runs on Linux and macOS; here install VS Code and put `code` on the PATH');
  }
  const isOld = Number(process.versions.node.split('.')[0]) < 22;
  const version = isOld ? forNode20 : forNode24;
  const folder = provide(`vscode-host-${version}`, (target) => install(target, version));
  addWatcher(folder);
  return {
    version,
    node: isOld ? process.execPath : provideNode24(),
    main: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/**
 * Puts the native watcher of files beside the server, which tells of no change of a file without it. It comes prebuilt, in a
 * package of its own for each platform.
 */
function addWatcher(folder) {
  const libc = process.platform === 'linux' ? '-glibc' : '';
  const name = `@parcel/watcher-${process.platform}-${process.arch}${libc}`;
  const target = path.join(folder, 'node_modules', name);
  const about = path.join(folder, 'node_modules/code-server/lib/vscode/node_modules/@parcel/watcher/package.json');
  if (existsSync(target) || !existsSync(about)) return;
  const { version } = JSON.parse(readFileSync(about, 'utf8'));
  const made = provide(`vscode-watcher-${version}`, (own) => {
    writeFileSync(path.join(own, 'package.json'), '{ "private": true }');
    npmInstall(own, [`${name}@${version}`]);
  });
  cpSync(path.join(made, 'node_modules', name), target, { recursive: true });
}

function install(folder, version) {
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const search = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  npmInstall(folder, [`code-server@${version}`, search]);
  const server = path.join(folder, 'node_modules/code-server/lib/vscode');
  npmInstall(server, ['--omit=dev', '--omit=optional']);
  const asar = path.join(server, 'node_modules.asar');
  if (!existsSync(asar)) symlinkSync('node_modules', asar);
  const program = path.join(server, 'node_modules/@vscode/ripgrep/bin/rg');
  if (!existsSync(program)) {
    mkdirSync(path.dirname(program), { recursive: true });
    cpSync(path.join(folder, 'node_modules', search, 'bin/rg'), program);
    chmodSync(program, 0o755);
  }
}
