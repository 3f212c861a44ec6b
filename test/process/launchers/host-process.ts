import path from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles the host of runs into a folder, so that it starts as quickly as the editor's does. Gives its path. */
export function buildHost(folder: string): string {
  const outfile = path.join(folder, 'host.js');
  buildSync({
    entryPoints: ['test/fixtures/launchers/host.ts'],
    mainFields: ['module', 'main'],
    bundle: true,
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
