// Where the time of a run goes: trains a run folder in this process with clocks around parts of the trainer, and prints milliseconds
// of each part, the number of steps, and with `operators` the share of each kind of operation in the launches, as JSON. Of all epochs but
// the first, in which the evaluation is compiled and JavaScript too; what the clocks themselves take is left out.
//   node --import tsx profile.mjs RUN_FOLDER [operators]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

// Required, not imported: the trainer's own modules are loaded so, and the clocks must be put on the same classes.
const require = createRequire(import.meta.url);
const { readEvents } = require('../../../src/runs/index.ts');
const { CheckpointHandler } = require('../../../src/trainer/checkpoints/checkpoint-handler.ts');
const { EpochEvaluation } = require('../../../src/trainer/evaluation/epoch-evaluation.ts');
const { ValidationAnswers } = require('../../../src/trainer/evaluation/validation-answers.ts');
const { LoopEvents } = require('../../../src/trainer/loop/events.ts');
const { BatchQueue } = require('../../../src/trainer/loop/batch-queue.ts');
const { Training } = require('../../../src/trainer/training/training.ts');
const { StepLog } = require('../../../src/trainer/loop/step-log.ts');
const { runAttempt } = require('../../../src/trainer/run-attempt.ts');
const { startEngine } = require('../../../src/trainer/start-engine.ts');
const { binding } = createRequire(require.resolve('onnxruntime-node'))('./binding');

const [runFolder, wanted] = process.argv.slice(2);

/** Milliseconds by part, of time and of processors. Parts within another one are not counted twice. */
const clocks = new Map();
let inside = 0;
/** The student's training goes on: its test and all of its teacher's are no part of it. */
let isTraining = false;

/** Milliseconds that asking for the time of processors has taken, which is no part of a run. */
let asking = 0;

/** Asking for it takes some hundredths of a millisecond: not for what runs in each step. */
function processors(isEachStep) {
  if (isEachStep) return 0;
  const begun = performance.now();
  const { user, system } = process.cpuUsage();
  asking += performance.now() - begun;
  return (user + system) / 1000;
}

/** The beginning of something: its own time begins behind the asking. */
function startOf(isEachStep = false) {
  const cpu = processors(isEachStep);
  return { ms: performance.now(), cpu };
}

/** The end of something: its own time ends before the asking. */
function endOf(isEachStep = false) {
  return { ms: performance.now(), cpu: processors(isEachStep) };
}

function add(name, start, isEachStep) {
  const [end, known] = [endOf(isEachStep), clocks.get(name) ?? { ms: 0, cpu: 0 }];
  clocks.set(name, { ms: known.ms + end.ms - start.ms, cpu: known.cpu + end.cpu - start.cpu });
}

/** Puts a clock around a method. A part of the epoch's end holds all that it calls. */
function clock(owner, method, name, { isWhole = false, isEachStep = false } = {}) {
  const original = owner.prototype[method];
  owner.prototype[method] = function (...given) {
    if (inside > 0 || !isTraining) return original.apply(this, given);
    const start = startOf(isEachStep);
    const end = () => {
      if (isWhole) inside -= 1;
      add(name, start, isEachStep);
    };
    if (isWhole) inside += 1;
    const result = original.apply(this, given);
    if (typeof result?.then !== 'function' || !isWhole) {
      end();
      return result;
    }
    return result.finally(end);
  };
}

// The addon's own methods cannot be replaced.
binding.InferenceSession = class extends binding.InferenceSession {
  run(...given) {
    return super.run(...given);
  }

  loadModel(...given) {
    return super.loadModel(...given);
  }
};
clock(binding.InferenceSession, 'run', 'launches');
clock(BatchQueue, 'make', 'gathering', { isEachStep: true });
clock(StepLog, 'onStep', 'events', { isEachStep: true });
clock(EpochEvaluation, 'onEpochEnd', 'evaluation', { isWhole: true });
clock(CheckpointHandler, 'save', 'checkpoints', { isWhole: true });
clock(ValidationAnswers, 'onEpochEnd', 'kept answers', { isWhole: true });

const { fit } = Training.prototype;
const { onEpochEnd } = LoopEvents.prototype;
const whole = { ms: 0, cpu: 0 };
let begun = { ms: 0, cpu: 0 };
LoopEvents.prototype.onEpochEnd = async function (epoch) {
  await onEpochEnd.call(this, epoch);
  if (!isTraining || epoch > 1) return;
  clocks.clear();
  asking = 0;
  begun = startOf();
};
Training.prototype.fit = async function (...given) {
  isTraining = this.options.phase === 'student';
  await fit.apply(this, given);
  const [end, asked] = [endOf(), asking];
  if (isTraining) Object.assign(whole, { ms: end.ms - begun.ms - asked, cpu: end.cpu - begun.cpu });
  isTraining = false;
};

const profiles = wanted === 'operators' ? mkdtempSync(path.join(tmpdir(), 'distillery-profile-')) : undefined;
const carried = new Set();
if (profiles !== undefined) {
  const { loadModel } = binding.InferenceSession.prototype;
  binding.InferenceSession.prototype.loadModel = function (...given) {
    const options = { ...given.at(-1), enableProfiling: true, profileFilePrefix: path.join(profiles, 'p') };
    loadModel.call(this, ...given.slice(0, -1), options);
    for (const { name, shape } of this.inputMetadata) {
      if (!name.startsWith('first:')) continue;
      carried.add(shape.join());
      carried.add([...shape].reverse().join());
    }
  };
}

const products = /^(?:Gemm|MatMul|FusedMatMul|Conv|FusedGemm)$/;

/** Microseconds of the operations of steps by kind: those that make an array of a weight's shape belong to the optimizer. */
function operators() {
  const times = { products: 0, optimizer: 0, gathering: 0, other: 0 };
  for (const name of readdirSync(profiles)) {
    const events = JSON.parse(readFileSync(path.join(profiles, name), 'utf8'));
    const nodes = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
    // The loop is an operation itself, and evaluations have none.
    if (!nodes.some(({ args }) => args.op_name === 'Scan')) continue;
    for (const { args, dur } of nodes) {
      if (args.op_name === 'Scan') continue;
      const shape = Object.values(args.output_type_shape?.[0] ?? {})[0]?.join();
      if (products.test(args.op_name)) times.products += dur;
      else if (args.op_name === 'Gather') times.gathering += dur;
      else if (carried.has(shape)) times.optimizer += dur;
      else times.other += dur;
    }
  }
  const total = Object.values(times).reduce((sum, time) => sum + time, 0);
  return Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time / total]));
}

const own = { isSignalled: () => false, startEngine };
const code = await runAttempt({ runFolder, number: 1, token: '' }, own);
if (code !== 0) throw new Error('the run failed');
const { events } = readEvents(runFolder);
const steps = events.filter(({ type, phase, epoch }) => type === 'step' && phase === 'student' && epoch > 1).length;
const rest = { ...whole };
for (const { ms, cpu } of clocks.values()) Object.assign(rest, { ms: rest.ms - ms, cpu: rest.cpu - cpu });
const parts = { ...Object.fromEntries(clocks), 'inputs, results and the loop': rest };
const shares = profiles === undefined ? {} : { operators: operators() };
if (profiles !== undefined) rmSync(profiles, { recursive: true });
console.log(JSON.stringify({ steps, whole, parts, ...shares }));
setTimeout(() => process.exit(0), 10);
