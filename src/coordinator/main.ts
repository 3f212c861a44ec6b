// The bundle entry of a sweep's coordinator: `node coordinator.js RUN_FOLDER`. Exit code 0 when the sweep finished or was stopped.
import { hostname } from 'node:os';
import path from 'node:path';
import { faultOfConfig, languageOf, pointConfig, spaceOf } from '../config';
import {
  allowedFoldersOf,
  configCopies,
  openEventWriter,
  product,
  readManifest,
  readOwner,
  readStopRequest,
  store,
  type EventWriter,
} from '../runs';
import { findTerminalPythons } from '../interpreters';
import type { Parameter } from '../sweeps';
import { isScriptAgreed, readPlace, type LaunchSettings, type ScriptCommand } from '../launchers';
import { Children } from './children';
import { Coordinator, type Attempt } from './coordinator';
import { OptunaSampler, samplerProgramSchema } from './optuna/optuna-sampler';
import { launchedProcesses } from './run-processes';

/** Time in ms between two looks at the runs. */
const pollMs = 300;
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pollMs));

/** Variables of this attempt. The runs of the sweep must not have them: a process is known as one of an attempt by its token. */
const ofAttempt = ['DISTILLERY_TOKEN', 'DISTILLERY_RUN_DIR', 'DISTILLERY_ATTEMPT', 'DISTILLERY_RETRY_FAILED'] as const;

async function main(folder: string): Promise<void> {
  let isSignalled = false;
  process.on('SIGTERM', () => (isSignalled = true));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const token = process.env['DISTILLERY_TOKEN'] ?? '';
  const attempt = Number(process.env['DISTILLERY_ATTEMPT'] ?? readOwner(folder)?.attempt ?? 1);
  const retriesFailed = process.env['DISTILLERY_RETRY_FAILED'] === '1';
  for (const name of ofAttempt) Reflect.deleteProperty(process.env, name);
  const events = openEventWriter(folder, attempt);
  try {
    const isStopRequested = (): boolean => isSignalled || (token !== '' && readStopRequest(folder, token));
    await coordinate(folder, events, { isStopRequested, retriesFailed });
  } catch (error) {
    process.exitCode = 1;
    console.error(error instanceof Error ? error.stack : error);
    events.write({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  } finally {
    events.close();
  }
}

async function coordinate(
  folder: string,
  events: EventWriter,
  wishes: Pick<Attempt, 'isStopRequested' | 'retriesFailed'>,
): Promise<void> {
  const manifest = await readManifest(folder);
  const fault = faultOfConfig(manifest.config, 'train');
  if (fault !== undefined) throw new Error(`the config in run.json is not valid: ${fault}`);
  const { sweep, seed } = manifest.config;
  if (sweep === undefined) throw new Error('the config in run.json has no sweep');
  const language = languageOf(manifest.configPath);
  const text = store.readText(path.join(folder, language === 'json' ? configCopies.json : configCopies.yaml));
  const processes = launchedProcesses(manifest.configPath, launchSettings());
  const children = new Children({
    ...{ folder, manifest, language, processes },
    pointConfig: (choice) => pointConfig(text, language, choice),
  });
  const sampler = sweep.method === 'optuna' ? optunaSampler(spaceOf(sweep), seed) : undefined;
  const start = { options: sweep, seed, ...(sampler !== undefined && { sampler }) };
  const coordinator = new Coordinator(start, children, {
    ...{ folder, events, ...wishes, createdAt: manifest.createdAt, wait },
    config: { path: manifest.configPath, hash: manifest.configHash },
  });
  events.write({
    ...{ type: 'started', engine: 'coordinator', engineVersion: product?.version ?? '', threads: 1, rejected: [] },
    ...{ steps: 0, epochs: 0, host: hostname(), interpreter: { name: 'node', version: process.versions.node } },
    ...(product && { product }),
  });
  const ending = await coordinator.run().finally(() => sampler?.close());
  if (ending === 'stopped') events.write({ type: 'stopped', step: 0, epoch: 0 });
  else finish(coordinator, events, manifest.createdAt);
}

/** Settings by which the runs of the sweep are started, as the sweep was. */
function launchSettings(): LaunchSettings {
  const bundles = path.dirname(process.argv[1] ?? '');
  return {
    nodePath: process.execPath,
    trainerPath: path.join(bundles, 'trainer.js'),
    supervisorPath: path.join(bundles, 'supervisor.js'),
    allowedFolders: allowedFoldersOf(process.env),
    // The person was asked when the sweep was started.
    allowScript: (command: ScriptCommand) => Promise.resolve(isScriptAgreed(command)),
    ...readPlace(process.env),
    findPython: (workspace: string) => Promise.resolve(findTerminalPythons({ workspace, environment: process.env })),
  };
}

/** The sampler of the Python that the launcher has chosen. */
function optunaSampler(parameters: readonly Parameter[], seed: number): OptunaSampler {
  const written = process.env['DISTILLERY_OPTUNA'];
  if (written === undefined) throw new Error('method: optuna needs a Python, and the coordinator was given none');
  return new OptunaSampler(samplerProgramSchema.parse(JSON.parse(written)), parameters, seed);
}

/** Logs the end: the result of the best point's first run stands for it in lists. */
function finish(coordinator: Coordinator, events: EventWriter, createdAt: number): void {
  const [run] = coordinator.bestRuns();
  if (run === undefined) {
    const reason = coordinator.firstFailure() ?? 'none was made';
    throw new Error(`no run of the sweep has a result: ${reason}`);
  }
  const { accuracy = 0, errors = 0, bestEpoch = 0, step } = run.progress;
  events.write({
    type: 'finished',
    ...{ step, bestEpoch, accuracy, errors },
    seconds: (Date.now() - createdAt) / 1000,
  });
}

const [runFolder] = process.argv.slice(2);
if (runFolder === undefined) {
  console.error('usage: coordinator RUN_FOLDER');
  process.exitCode = 2;
} else {
  void main(path.resolve(runFolder));
}
