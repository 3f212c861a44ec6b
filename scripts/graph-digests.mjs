// Prints a digest of the model of each bench workload, of this commit or beside that of another one: a change of the compiler
// that should change no graph changes no digest. `npm run graphs`, `npm run graphs -- COMMIT`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root, withCheckout } from './bench/compare/checkout.mjs';

/** The digests and bytes of each workload's model as the compiler in a checkout writes it, and the milliseconds of trace and passes. */
async function digestsOf(checkout) {
  const ort = createRequire(path.join(checkout, 'package.json'))('onnxruntime-node');
  const create = ort.InferenceSession.create.bind(ort.InferenceSession);
  let models = [];
  let written = 0;
  ort.InferenceSession.create = (bytes, options) => {
    written = performance.now();
    if (bytes instanceof Uint8Array) models.push(bytes);
    return create(bytes, options);
  };
  const load = (file) => import(pathToFileURL(path.join(checkout, file)).href);
  const { createEngine } = await load('src/engine/index.ts');
  const { distillationStep, workloads } = await load('scripts/bench/steps.mjs');
  const found = {};
  for (const name of Object.keys(workloads)) {
    const { engine } = await createEngine({ preferred: 'onnx', threads: 2 });
    const { program } = distillationStep(engine, name);
    models = [];
    const start = performance.now();
    await engine.compile(program);
    const time = Math.round(written - start);
    await engine.dispose();
    found[name] = { digests: models.map((bytes) => `${sha256(bytes)} ${bytes.length} bytes`), time };
  }
  return found;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** The digests of another commit. */
function digestsAt(commit) {
  return withCheckout(commit, (checkout) => {
    const words = ['--import', 'tsx', fileURLToPath(import.meta.url), '--checkout', checkout];
    return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', cwd: checkout }).split('\n').at(-2));
  });
}

const [flag, checkout] = process.argv.slice(2);
if (flag === '--checkout') console.log(JSON.stringify(await digestsOf(checkout)));
else {
  const before = flag === undefined ? undefined : await digestsAt(flag);
  const after = await digestsOf(root);
  for (const [name, { digests, time }] of Object.entries(after)) {
    const other = before?.[name];
    const isSame = other?.digests.join() === digests.join();
    const verdict = before === undefined ? '' : isSame ? 'same' : `CHANGED from ${other?.digests.join(', ') ?? 'none'}`;
    const times = other === undefined ? `${time} ms` : `${other.time} → ${time} ms`;
    console.log(`${name.padEnd(30)} ${digests.join(', ')} in ${times} ${verdict}`.trimEnd());
    if (before !== undefined && !isSame) process.exitCode = 1;
  }
}
