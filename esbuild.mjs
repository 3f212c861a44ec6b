// Builds the bundles into dist/: extension (no tensors), trainer, supervisor, command line, webview.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const isProduction = process.argv.includes('--production');
const node = { platform: 'node', format: 'cjs', target: 'node20', bundle: true };
const shared = {
  bundle: true,
  sourcemap: isProduction ? false : 'linked',
  minify: isProduction,
  metafile: true,
  logLevel: 'warning',
};

/** Bundle name → options. A trainer that could resolve `vscode` would break the house rule, so it is external only here. */
export const bundles = {
  extension: { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  trainer: {
    ...node,
    entryPoints: ['src/trainer/main.ts'],
    outfile: 'dist/trainer.js',
    external: ['onnxruntime-node'],
  },
  supervisor: { ...node, entryPoints: ['src/launchers/supervisor.ts'], outfile: 'dist/supervisor.js' },
  cli: {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/distillery.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  webview: {
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview.js',
  },
};

for (const [name, options] of Object.entries(bundles)) {
  if (!existsSync(options.entryPoints[0])) throw new Error(`bundle '${name}': ${options.entryPoints[0]} is missing`);
  await build({ ...shared, ...options });
}
