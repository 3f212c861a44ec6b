// Builds the bundles into dist/: extension (no tensors), trainer, decoder and augmenter of pictures, supervisor, command line, panel, previews, live view, runs table.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, transform } from 'esbuild';
import wabt from 'wabt';
import { readersBeside, yamlBeside } from './scripts/bundle/beside.mjs';
import { filesOfActivation, mergeParts } from './scripts/bundle/one-file.mjs';
import { shortIcons } from './scripts/bundle/short-icons.mjs';
import { shortenNames } from './scripts/bundle/short-names.mjs';
import { withShortWords } from './scripts/bundle/short-words.mjs';
import { withoutUnusedParts } from './scripts/bundle/unused-parts.mjs';
import { languagePrologue, Translation } from './scripts/translation/build.mjs';

const isProduction = process.argv.includes('--production');
const translation = new Translation();
// ES modules first: jsonc-parser's UMD build hides its imports from a bundler, and tfjs's other build is a second copy.
const node = { platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
/** The modules of yaml, which a bundler can take parts of: its CommonJS for Node comes whole, with long names. */
const yamlInParts = {
  name: 'yaml in parts',
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: path.resolve('node_modules/yaml/browser/dist/index.js') }));
  },
};
/** zod's messages in other languages are most of its size, and ours replace its English ones. */
const withoutLocales = {
  name: 'without zod’s locales',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};
/** Node has brotli and gzip; the dictionary of this brotli alone is a tenth of the extension. */
const withoutSecondCodecs = {
  name: 'without second codecs',
  setup(build) {
    const filter = /[\\/]hyparquet-compressors[\\/]src[\\/](brotli|gzip)\.js$/;
    build.onLoad({ filter }, () => ({ contents: 'export const [decompressBrotli, gunzip] = [];' }));
    // A table of all codecs, which makes one more for snappy out of WebAssembly.
    const all = /[\\/]hyparquet-compressors[\\/]src[\\/]compressors\.js$/;
    build.onLoad({ filter: all }, () => ({ contents: 'export const compressors = {};' }));
  },
};
/**
 * Imports from the door of `src/runs` go to the files behind it. esbuild decides by whole files what is loaded when, and a door
 * that any module imports lazily would bring all behind it into activation.
 */
const pastTheDoor = {
  name: 'past the door of src/runs',
  setup(build) {
    const room = path.resolve('src/runs');
    const door = readFileSync(path.join(room, 'index.ts'), 'utf8');
    const places = new Map();
    for (const [, names, file] of door.matchAll(/export \{([^}]*)\} from '([^']+)'/g)) {
      for (const name of valuesIn(names)) places.set(name, path.join(room, file));
    }
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path: file }) => {
      const text = translation.translate(file, readFileSync(file, 'utf8'), 'extension');
      const contents = text.replaceAll(
        /(import|export) \{([^}]*)\} from '([./]+runs)';/g,
        (whole, verb, names, from) => {
          if (path.resolve(path.dirname(file), from) !== room) return whole;
          const imports = valuesIn(names).map(
            (name) => `${verb} { ${name} } from ${JSON.stringify(places.get(name))};`,
          );
          // Lines keep their numbers.
          return imports.join(' ') + '\n'.repeat(whole.split('\n').length - 1);
        },
      );
      return { contents, loader: 'ts' };
    });
  },
};
/** The explanations of diagnostics lie beside the extension too, and what nobody else uses of them is left out. */
const explanationsBeside = {
  name: 'explanations beside the extension',
  setup(build) {
    const codes = path.resolve('src/config/problems/codes.ts');
    build.onResolve({ filter: /\/problems\/codes$/ }, () => ({ path: codes, sideEffects: false }));
  },
};
/** Names of a list of imports or exports that are no types. */
const valuesIn = (names) =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));

/** The commit of a clean tree; undefined for a changed one, which no commit names, and without git. */
function readCommit() {
  const git = (...words) =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('status', '--porcelain') === '' ? git('rev-parse', 'HEAD') : undefined;
  } catch {
    return undefined;
  }
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const product = { version, ...(isProduction && { commit: readCommit() }) };
const shared = {
  define: { distilleryProduct: JSON.stringify(product) },
  bundle: true,
  plugins: [withoutLocales, withoutSecondCodecs, yamlInParts],
  sourcemap: isProduction ? false : 'linked',
  minify: isProduction,
  metafile: true,
  loader: { '.svg': 'text' },
  // Node and pages read UTF-8, and an apostrophe escaped is twice as long.
  charset: 'utf8',
  logLevel: 'warning',
};

/** Bundle name → options. A trainer that could resolve `vscode` would break the house rule, so it is external only here. */
export const bundles = {
  // In parts: what is imported when it is first needed is neither read nor compiled before, and activation is that much quicker.
  extension: {
    ...{ ...node, format: 'esm', splitting: true, outdir: 'dist' },
    // Parts name each other two thousand times, so a release has short names.
    chunkNames: isProduction ? 'extension/[hash]' : 'extension/[name]-[hash]',
    ...{
      entryPoints: ['src/extension.ts'],
      external: ['vscode'],
      plugins: [withoutLocales, withoutSecondCodecs, pastTheDoor, readersBeside, explanationsBeside],
    },
    ...(!isProduction && { sourcemap: 'inline' }),
  },
  trainer: {
    ...node,
    entryPoints: ['src/trainer/main.ts'],
    outfile: 'dist/trainer.js',
    external: ['onnxruntime-node', 'onnxruntime-web'],
  },
  // Beside the extension, since few look at an objective as PyTorch source, export a sweep or open what a diagnostic means.
  // Beside the command line, whose other commands must not load the protocol.
  mcp: { ...node, entryPoints: ['src/mcp/index.ts'], outfile: 'dist/mcp.js' },
  emit: { ...node, entryPoints: ['src/emit/index.ts'], outfile: 'dist/emit.js' },
  'sweep-report': {
    ...node,
    entryPoints: ['src/run-report/sweep/index.ts'],
    outfile: 'dist/sweep-report.js',
    plugins: [translation.plugin('extension')],
  },
  parquet: { ...node, entryPoints: ['src/data-sources/parquet/parquet-decoder.ts'], outfile: 'dist/parquet.js' },
  csv: { ...node, entryPoints: ['src/data-sources/table/csv/csv-parser.ts'], outfile: 'dist/csv.js' },
  yaml: { ...node, entryPoints: ['src/config/text/yaml-parser.ts'], outfile: 'dist/yaml.js' },
  foreign: {
    ...node,
    entryPoints: ['src/config/foreign/translate.ts'],
    outfile: 'dist/foreign.js',
    plugins: [yamlBeside, translation.plugin('extension')],
  },
  'problem-codes': {
    ...node,
    entryPoints: ['src/config/problems/codes.ts'],
    outfile: 'dist/problem-codes.js',
    plugins: [translation.plugin('extension')],
  },
  students: {
    ...node,
    entryPoints: ['src/students/ways-to-use.ts'],
    outfile: 'dist/students.js',
    plugins: [pastTheDoor],
  },
  coordinator: { ...node, entryPoints: ['src/coordinator/main.ts'], outfile: 'dist/coordinator.js' },
  decoder: { ...node, entryPoints: ['src/pictures/worker.ts'], outfile: 'dist/decoder.js' },
  tables: { ...node, entryPoints: ['src/data-sources/table/worker.ts'], outfile: 'dist/tables.js' },
  stat: { ...node, entryPoints: ['src/data-sources/images/stat-worker.ts'], outfile: 'dist/stat.js' },
  reader: { ...node, entryPoints: ['src/runs/cache/row-reader.ts'], outfile: 'dist/reader.js' },
  augmenter: { ...node, entryPoints: ['src/augmentation/worker.ts'], outfile: 'dist/augmenter.js' },
  supervisor: { ...node, entryPoints: ['src/supervisor/main.ts'], outfile: 'dist/supervisor.js' },
  cli: {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/distillery.js',
    external: ['onnxruntime-node', 'onnxruntime-web'],
    banner: { js: '#!/usr/bin/env node' },
  },
  webview: {
    platform: 'browser',
    plugins: [shortIcons, withoutUnusedParts, translation.plugin('pages')],
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview.js',
  },
  preview: {
    platform: 'browser',
    plugins: [translation.plugin('pages')],
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/preview/main.ts'],
    outfile: 'dist/preview.js',
  },
  augment: {
    platform: 'browser',
    plugins: [translation.plugin('pages')],
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/augment/main.ts'],
    outfile: 'dist/augment.js',
  },
  sweep: {
    platform: 'browser',
    plugins: [translation.plugin('pages')],
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/sweep/main.ts'],
    outfile: 'dist/sweep.js',
  },
  table: {
    platform: 'browser',
    plugins: [translation.plugin('pages')],
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/table/main.ts'],
    outfile: 'dist/table.js',
  },
  live: {
    platform: 'browser',
    plugins: [translation.plugin('pages')],
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/live/main.ts'],
    outfile: 'dist/live.js',
  },
};

/** esbuild splits ES modules alone, and VS Code loads CommonJS. */
async function toCommonJs(file) {
  const sourcemap = isProduction ? false : 'inline';
  const options = {
    format: 'cjs',
    target: node.target,
    charset: 'utf8',
    minify: isProduction,
    sourcemap,
    sourcefile: path.basename(file),
    // Imports become calls of `require`: what a true `import()` loads is given no `vscode`.
    supported: { 'dynamic-import': false },
  };
  const { code } = await transform(readFileSync(file, 'utf8'), options);
  writeFileSync(file, isProduction ? withShortWords(withSharedHelpers(code, file)) : code);
}

/**
 * The two helpers of esbuild's that parts use: `e` gives exports, `m` makes a namespace of a CommonJS module, once for all parts: that of
 * the editor's API has a hundred names.
 */
const helpers = `const define=Object.defineProperty;
exports.e=(to,all)=>{define(to,"__esModule",{value:true});for(const n in all)define(to,n,{get:all[n],enumerable:true})};
const copy=(to,from)=>{for(const n of Object.getOwnPropertyNames(from))if(!Object.hasOwn(to,n))define(to,n,{get:()=>from[n],enumerable:true});return to};
const made=[new Map,new Map];
exports.m=(m,isNode)=>{const kept=made[isNode?1:0],known=kept.get(m);if(known)return known;const to=m!=null?Object.create(Object.getPrototypeOf(m)):{};kept.set(m,to);return copy(isNode||!m||!m.__esModule?define(to,"default",{value:m,enumerable:true}):to,m)};
`;

/** esbuild writes its helpers of imports and exports into each part: 40 kB of them in all, where one file can hold them. */
function withSharedHelpers(code, file) {
  const name = '[\\w$]+';
  const toCommon = `${name}=${name}=>${name}\\(${name}\\(\\{\\},"__esModule",\\{value:!0\\}\\),${name}\\);`;
  const beginning = `var ${name}=Object\\.(?:create|defineProperty);(?:(?!require\\(|"__esModule",).)*?(?:var (?<esm>${name})=\\([^()]*\\)=>\\(${name}=(?:(?!"__esModule",).)*?,|var )${toCommon}`;
  const exported = `var (?<own>${name})=\\{\\};${name}\\(\\k<own>,(?<getters>\\{[^{}]*\\})\\);module\\.exports=${name}\\(\\k<own>\\);`;
  const found = new RegExp(`^${beginning}${exported}`).exec(code);
  if (found?.groups === undefined) return code;
  const { esm, getters } = found.groups;
  const shared = `require("${path.basename(path.dirname(file)) === 'extension' ? '.' : './extension'}/helpers.js")`;
  const beginningOfPart =
    esm === undefined
      ? `${shared}.e(exports,${getters});`
      : `var ${esm}=${shared};${esm}.e(exports,${getters});${esm}=${esm}.m;`;
  // `(0,m.f)()` keeps `m` from being `this`, which a function of a module never looks at.
  const calls = code
    .slice(found[0].length)
    .replaceAll(/\b(return|await|throw|typeof|yield)\(0,([\w$]+\.[\w$]+)\)\(/g, '$1 $2(')
    .replaceAll(/(?<![\w$)\]])\(0,([\w$]+\.[\w$]+)\)\(/g, '$1(');
  return beginningOfPart + calls;
}

rmSync('dist', { recursive: true, force: true });
for (const [name, options] of Object.entries(bundles)) {
  if (!existsSync(options.entryPoints[0])) throw new Error(`bundle '${name}': ${options.entryPoints[0]} is missing`);
  const { metafile } = await build({ ...shared, ...options });
  if (options.splitting) {
    if (isProduction) shortenNames(metafile.outputs, 'dist/extension');
    await Promise.all(Object.keys(metafile.outputs).map(toCommonJs));
    if (isProduction) {
      writeFileSync('dist/extension/helpers.js', helpers);
      const [entry, ...parts] = filesOfActivation(metafile.outputs, 'dist/extension.js');
      mergeParts(entry, [...parts, 'dist/extension/helpers.js']);
    }
    writeFileSync('dist/extension.js', languagePrologue + readFileSync('dist/extension.js', 'utf8'));
  }
  writeFileSync(`dist/${name}.meta.json`, JSON.stringify(metafile)); // the bundle suite reads what went in
}

translation.write('dist/l10n');

/** The exports of a module of ours, bundled for a moment. */
async function load(module) {
  const bundled = 'dist/loaded.cjs';
  await build({ ...node, bundle: true, entryPoints: [module], outfile: bundled, logLevel: 'warning' });
  const require = createRequire(import.meta.url);
  const exports = require(`./${bundled}`);
  delete require.cache[require.resolve(`./${bundled}`)];
  rmSync(bundled);
  return exports;
}

// JSON Schemas come from the same definitions as everything else: the config's, and those of the run protocol.
const { jsonSchema } = await load('src/config/index.ts');
writeFileSync('dist/config.schema.json', JSON.stringify(jsonSchema(), null, 2));
const { protocolSchemas } = await load('src/runs/protocol/reference/json-schema.ts');
mkdirSync('dist/schemas', { recursive: true });
for (const [name, schema] of Object.entries(protocolSchemas())) {
  writeFileSync(`dist/schemas/${name}.schema.json`, JSON.stringify(schema, null, 2));
}

mkdirSync('dist/wasm', { recursive: true });
for (const name of ['jpeg-turbo', 'webp', 'nsgif', 'nsbmp']) {
  cpSync(`node_modules/@cwasm/${name}/${name}.wasm`, `dist/wasm/${name}.wasm`);
}
const { parseWat } = await wabt();
for (const file of ['resize/resize', 'formats/jpeg-scan', 'formats/jpeg-colours']) {
  const module = parseWat(`${file}.wat`, readFileSync(`src/pictures/${file}.wat`, 'utf8'), { simd: true });
  writeFileSync(`dist/wasm/${path.basename(file)}.wasm`, module.toBinary({}).buffer);
}
