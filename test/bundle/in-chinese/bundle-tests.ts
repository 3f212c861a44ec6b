import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { Translation } from '../../../scripts/translation/build.mjs';

/** Functions of a room's door whose results people read, by the door. */
export type Doors = Readonly<Record<string, readonly string[]>>;

/** Tests that run from a bundle read the files beside their own source. */
const fromSources: Plugin = {
  name: 'places of sources',
  setup(build) {
    build.onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      const meta = `({ url: ${JSON.stringify(pathToFileURL(file).href)}, filename: ${JSON.stringify(file)}, dirname: ${JSON.stringify(path.dirname(file))} })`;
      return { contents: text.replaceAll('import.meta', meta), loader: 'ts' };
    });
  },
};

/** Doors whose functions are recorded: `recorded(place, function)` is a global of the bundle. */
const recordedDoors = (doors: Doors): Plugin => ({
  name: 'recorded doors',
  setup(build) {
    const namesOf = new Map(Object.entries(doors).map(([door, names]) => [path.resolve(door), names]));
    build.onResolve({ filter: /^\./ }, ({ path: name, resolveDir }) => {
      const file = path.join(resolveDir, name, 'index.ts');
      return namesOf.has(file) ? { path: file, namespace: 'recorded' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'recorded' }, ({ path: file }) => {
      const real = JSON.stringify(file);
      const wrapped = (namesOf.get(file) ?? []).map(
        (name) => `export const ${name} = recorded('${name}', real.${name});`,
      );
      const contents = [`export * from ${real};`, `import * as real from ${real};`, ...wrapped].join('\n');
      return { contents, loader: 'js', resolveDir: path.dirname(file) };
    });
  },
});

/** mocha is what the caller of the bundle gives for it. */
const givenMocha: Plugin = {
  name: 'given mocha',
  setup(build) {
    build.onResolve({ filter: /^mocha$/ }, () => ({ path: 'mocha', namespace: 'given' }));
    build.onLoad({ filter: /.*/, namespace: 'given' }, () => ({ contents: 'module.exports = testFunctions;' }));
  },
};

/** Test files as one script of CommonJS, with the texts of the extension translated, and the functions of doors recorded. */
export async function bundleTests(files: readonly string[], doors: Doors): Promise<string> {
  // An import for its effect alone is dropped: package.json says that few files have one.
  const contents = files.map((file) => `require(${JSON.stringify(path.resolve(file))});`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' },
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node', 'onnxruntime-web', 'esbuild', 'typescript'],
    plugins: [givenMocha, recordedDoors(doors), fromSources, new Translation().plugin('extension')],
  });
  return outputFiles[0]?.text ?? '';
}
