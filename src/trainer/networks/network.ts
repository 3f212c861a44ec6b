import path from 'node:path';
import { isDescribed, usedTeachers, type NamedTeacher, type StudentModel, type TeacherModel } from '../../config';
import { buildModel, buildNetwork, type Model, type ModelOptions } from '../../models';
import type { Architecture, Layer } from '../../models/architecture';
import { allowedFoldersOf, runFiles, runsFolder } from '../../runs';
import type { Context } from '../context/context';
import { TrainingFailure } from '../context/failure';
import { readLayersSource } from './layers-file';
import { openOnnxSource, type OnnxSource } from './onnx-session';
import { fileInside, type AllowedRoots } from './allowed-file';

/** The networks of a run. */
export interface Networks {
  readonly student: Network;
  readonly teachers: readonly (NamedTeacher & { readonly network: Network | OnnxNetwork })[];
}

/** What a network is made of: as the config describes it, or as a file holds it, with its first weights. */
export type Network = { readonly kind: 'described'; readonly architecture: Architecture } | FileNetwork;

/** A network with weights that are there already. */
export interface FileNetwork {
  readonly kind: 'layers';
  readonly layers: readonly Layer[];
  readonly weights: readonly Float32Array[];
  /** Of all its files, in hex. */
  readonly sha256: string;
  /** The file as it is called in messages. */
  readonly written: string;
  /** Its layers with regularisers or constraints, which are not taken over. */
  readonly constrained: readonly string[];
}

/** An ONNX file, which can be asked but not trained. */
export interface OnnxNetwork extends OnnxSource {
  readonly kind: 'onnx';
  readonly written: string;
}

/** Builds a network in an engine. Throws a ShapeError that names the layer that does not fit. */
export function buildFrom(network: Network, options: ModelOptions): Model {
  return network.kind === 'described'
    ? buildModel(network.architecture, options)
    : buildNetwork(network.layers, options);
}

/** Where models of a config lie: below the workspace, paths from the config's own folder. */
function groundOf({ manifest }: Context): Required<AllowedRoots> {
  const root = path.dirname(path.dirname(manifest.cacheFolder));
  return { root, folder: path.dirname(manifest.configPath), allowed: allowedFoldersOf(process.env) };
}

/**
 * Finds and reads the network of a student or a teacher. Throws a TrainingFailure that names the file and what is wrong
 * with it; nothing outside of the workspace is opened.
 */
export async function resolveNetwork(
  context: Context,
  model: StudentModel | TeacherModel,
): Promise<Network | OnnxNetwork> {
  if (isDescribed(model)) return { kind: 'described', architecture: model };
  const { root, folder, allowed } = groundOf(context);
  if (model.preset === 'run') return layersOf(context, modelOfRun(model.run), { root, folder: runsFolder(root) });
  const { path: written } = model;
  if (!written.toLowerCase().endsWith('.onnx')) return layersOf(context, written, { root, folder, allowed });
  const file = fileInside(written, { root, folder, allowed });
  const source = await openOnnxSource(file, written, context.data, context.engine.threads);
  if (source.endsInSoftmax) sayOfSoftmax(context, written);
  return { kind: 'onnx', written, ...source };
}

function modelOfRun(run: string): string {
  // A run's name in a message has one form on every system.
  return `${run}/${runFiles.student}/model.json`;
}

function layersOf(context: Context, written: string, ground: AllowedRoots): FileNetwork {
  const file = fileInside(written, ground);
  const { layers, weights, sha256, endsInSoftmax, constrained } = readLayersSource(file, written, context.data);
  if (endsInSoftmax) sayOfSoftmax(context, written);
  return { kind: 'layers', layers, weights, sha256, written, constrained };
}

function sayOfSoftmax({ events }: Context, written: string): void {
  const message = `${written} ends in a softmax, which is left out: distillation compares logits`;
  events.write({ type: 'notice', message });
}

/**
 * Opens all networks of a run before any of them trains: a file that cannot be read must not cost the training of a
 * teacher first. Throws as `resolveNetwork` does.
 */
export async function openNetworks(context: Context): Promise<Networks> {
  const { config } = context.manifest;
  const student = await studentNetwork(context, config.student.model);
  const teachers: Networks['teachers'][number][] = [];
  for (const teacher of usedTeachers(config)) {
    teachers.push({ ...teacher, network: await resolveNetwork(context, teacher.source.model) });
  }
  return { student, teachers };
}

/** The network of a student. Throws a TrainingFailure where it cannot be trained. */
export async function studentNetwork(context: Context, model: StudentModel): Promise<Network> {
  const network = await resolveNetwork(context, model);
  if (network.kind === 'layers' && network.constrained.length > 0) {
    // They shape a training, so they say nothing of a teacher that is not trained again.
    const message = `${network.written}: the regularisers and constraints of ${network.constrained.join(', ')} are not taken over; set weightDecay or maxNorm on the optimizer instead`;
    context.events.write({ type: 'notice', message });
  }
  if (network.kind !== 'onnx') return network;
  network.forward.dispose();
  throw new TrainingFailure(`${network.written} cannot be trained`, 'take a tfjs model.json for a student', {
    where: network.written,
  });
}
