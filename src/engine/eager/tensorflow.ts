import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '../engine';
import { eagerEngine } from './eager';

interface TfjsNode {
  readonly version: Readonly<Record<string, string>>;
}

/**
 * Creates the eager engine on TensorFlow's C library, by `@tensorflow/tfjs-node` where a person has installed it: it is not
 * part of the extension.
 * @throws with the reason where it is missing or cannot execute an operation.
 */
export async function createTensorflowEngine(threads: number): Promise<Engine> {
  // TensorFlow reads these when it is loaded.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  restoreRemovedFunctions();
  const { version } = loadTfjsNode();
  const core = tf.version_core;
  if (version['tfjs-core'] !== core) {
    throw new Error(
      `@tensorflow/tfjs-node brings tfjs ${version['tfjs-core']}, and this needs ${core}: install that one`,
    );
  }
  if (!(await tf.setBackend('tensorflow')))
    throw new Error('the backend of @tensorflow/tfjs-node could not be started');
  await tf.ready();
  runTrial();
  return eagerEngine({ name: 'tensorflow', backend: 'tensorflow', version: version['tfjs-node'] ?? core, threads });
}

/** Node 23 removed functions that tfjs-node 4.22 still calls. */
function restoreRemovedFunctions(): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, restored] of Object.entries(removed)) {
    if (!(name in util)) Object.assign(util, { [name]: restored });
  }
}

/**
 * Loads the package from the folder that DISTILLERY_TENSORFLOW names, else from beside this program, from the folder it was
 * started in, or from where `npm run native:tensorflow` puts it.
 */
function loadTfjsNode(): TfjsNode {
  const named = process.env['DISTILLERY_TENSORFLOW'];
  const upwards: string[] = [];
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    upwards.push(path.join(folder, '.cache', 'tensorflow'));
    if (folder === path.dirname(folder)) break;
  }
  const folders = named === undefined ? [__dirname, process.cwd(), ...upwards] : [named];
  const load = createRequire(__filename);
  // Named in pieces, so that the bundler leaves it to be found when it is asked for.
  const name = ['@tensorflow', 'tfjs-node'].join('/');
  let file: string;
  try {
    file = load.resolve(name, { paths: folders });
  } catch (error) {
    const advice = `install it, and name its folder in DISTILLERY_TENSORFLOW`;
    throw new Error(`@tensorflow/tfjs-node is not installed (${advice})`, { cause: error });
  }
  return load(file) as TfjsNode;
}

/** Runs one operation: on some versions of Node the package loads without complaint and fails at its first. */
function runTrial(): void {
  tf.tidy(() => {
    const [found] = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync();
    if (found !== 11) throw new Error(`@tensorflow/tfjs-node multiplies wrongly: 11 became ${found}`);
  });
}
