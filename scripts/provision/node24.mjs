import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmInstall, provide } from './cache.mjs';

/** The path of a Node 24, on which today's VS Code runs extensions: this process's own, else npm's. */
export function provideNode24() {
  if (Number(process.versions.node.split('.')[0]) === 24) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = provide('node24', (target) => {
    writeFileSync(path.join(target, 'package.json'), '{ "private": true }');
    npmInstall(target, [`${name}@24`]);
  });
  return path.join(folder, 'node_modules', name, 'bin', 'node');
}
