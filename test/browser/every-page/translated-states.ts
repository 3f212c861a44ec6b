import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, type Loader, type Plugin } from 'esbuild';
import { Translation } from '../../../scripts/translation/build.mjs';
import type { PageState } from '../../../scripts/looks/page-states.mjs';

interface States {
  readonly pageStates: readonly PageState[];
  removeStates(): void;
}

/** Modules of ours as the build of the extension reads them: with calls of `translate`, wherever they lie. */
const translated: Plugin = {
  name: 'translated texts',
  setup(plugins) {
    const translation = new Translation();
    plugins.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path: file }) => {
      if (file.includes('node_modules')) return undefined;
      const text = readFileSync(file, 'utf8').replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)));
      const loader: Loader = file.endsWith('.ts') ? 'ts' : 'js';
      return { contents: translation.translate(file, text, 'extension'), loader };
    });
  },
};

/**
 * The states of pages, fed by an extension whose texts are in the display language of this process, and the function that removes
 * them. The display language has to be set before, since modules have texts as soon as they are loaded.
 */
export async function translatedStates(): Promise<States> {
  // Below the project, so that packages are found.
  const caches = path.resolve('.cache');
  mkdirSync(caches, { recursive: true });
  const folder = mkdtempSync(path.join(caches, 'translated-states-'));
  try {
    const outfile = path.join(folder, 'page-states.cjs');
    const entryPoints = ['scripts/looks/page-states.mjs'];
    await build({
      ...{ entryPoints, outfile, plugins: [translated], bundle: true, packages: 'external' },
      ...{ platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' },
    });
    return createRequire(outfile)(outfile) as States;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
