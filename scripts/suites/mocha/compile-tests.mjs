// Compiles tests and what they import once for all processes that run them. A loader of TypeScript does so in each process, file by file,
// and asks the disk for each extension of each import: half of the unit suite's time.
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A mirror of the repository in JavaScript. A search upwards for `dist/`, as the product's own code makes it, finds it from here too. */
export const compiledFolder = path.join('.cache', 'compiled-tests');

const compiledRoots = ['src', 'webview', 'test'];
/** Programs of their own, which run elsewhere. */
const notCompiled = ['test/fixtures', 'test/browser/page'];

/** The compiled files of a pattern of tests, `test/unit/**` say. */
export const compiledPattern = (pattern) => path.posix.join('.cache/compiled-tests', pattern.replace(/\.ts$/, '.js'));

/** Compiles all tests anew: 1,800 files in about a second. */
export async function compileTests() {
  rmSync(compiledFolder, { recursive: true, force: true });
  const files = withScripts(compiledRoots.flatMap(typescriptBelow));
  await build({
    ...{ entryPoints: files, outdir: compiledFolder, outbase: '.', bundle: false, logLevel: 'warning' },
    ...{ platform: 'node', format: 'cjs', target: 'node20', sourcemap: 'external', sourcesContent: false },
    // The mirror's own paths are none of the sources', from which tests find fixtures and examples.
    define: {
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': '__url',
    },
    plugins: [forTheMirror],
  });
  await bundleDeepImports(files);
}

/** Makes a file of CommonJS of each module that is imported from within a package. Node finds it in the mirror before the package. */
async function bundleDeepImports(files) {
  const found = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(deepImports)].map(([, name]) => name));
  await build({
    ...{ entryPoints: Object.fromEntries(found.map((name) => [name, name])), bundle: true, logLevel: 'warning' },
    ...{ outdir: path.join(compiledFolder, 'node_modules'), platform: 'node', format: 'cjs' },
  });
}

/** Source files below a folder, without declarations. */
function typescriptBelow(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !notCompiled.some((folder) => file.startsWith(path.normalize(folder))));
}

/**
 * Imports that Node would not find in the mirror: of a file by its extension, and lazy ones, for which no extension is tried. Others stay as
 * they are, also in the texts of tests.
 */
const specifiers = /(\bfrom |\bimport )(['"])(\.[^'"]*\.(?:mjs|ts))\2|(\bimport\()(['"])(\.[^'"]*)\5/g;
/** Imports of modules of packages that are ES modules in files which Node takes for CommonJS. */
const deepImports = /\bimport '(@tensorflow\/[\w-]+\/dist\/[^']*)'/g;

/** The files and the scripts that they import, and those that these import. */
function withScripts(files) {
  const all = new Set(files);
  // A set is gone through with what is added meanwhile.
  for (const file of all) {
    for (const [, , , specifier] of readFileSync(file, 'utf8').matchAll(specifiers)) {
      const script = path.join(path.dirname(file), specifier ?? '');
      if (script.endsWith('.mjs') && existsSync(script)) all.add(script);
    }
  }
  return [...all];
}

/** Names each import by its compiled file, and says where the source lies. */
const forTheMirror = {
  name: 'for the mirror',
  setup({ onLoad }) {
    onLoad({ filter: /\.m?ts$|\.mjs$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8').replaceAll(
        specifiers,
        (whole, from, quote, named, lazily, _, guessed) => {
          const source = sourceOf(path.resolve(path.dirname(file), named ?? guessed));
          return source === undefined ? whole : `${from ?? lazily}'${toCompiled(file, source)}'`;
        },
      );
      return { contents: placeOf(file, text) + text, loader: file.endsWith('.mjs') ? 'js' : 'ts' };
    });
  },
};

/** The specifier by which the compiled form of a file imports that of another. */
function toCompiled(file, source) {
  const relative = path.relative(path.dirname(file), source.replace(/\.(ts|mjs)$/, '.js')).replaceAll(path.sep, '/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** The source file that an import means; undefined for none of ours, such as one in the text of a test. */
function sourceOf(target) {
  const candidates = /\.(ts|mjs)$/.test(target) ? [target] : [`${target}.ts`, path.join(target, 'index.ts')];
  return candidates.find((file) => existsSync(file) && statSync(file).isFile());
}

/** Variables for the place of a source that asks for it, on its first line, so that lines keep their numbers. */
function placeOf(file, text) {
  const values = [];
  if (/__dirname|import\.meta\.dirname/.test(text)) values.push(`__dirname = ${JSON.stringify(path.dirname(file))}`);
  if (/__filename|import\.meta\.filename/.test(text)) values.push(`__filename = ${JSON.stringify(file)}`);
  if (/import\.meta\.url/.test(text)) values.push(`__url = ${JSON.stringify(pathToFileURL(file).href)}`);
  return values.length === 0 ? '' : `var ${values.join(', ')};`;
}
