import {
  faultOfFile,
  type ExpectedData,
  isDescribed,
  isPython,
  type PythonModel,
  settingsOf,
  usedTeachers,
  type NamedTeacher,
  type StudentModel,
  type TeacherModel,
} from '../../config';
import { shiftSensitiveParts } from '../../distillation';
import { factsOfModelFile } from '../../model-files';
import { runFiles, runsFolder, studentFiles } from '../../runs';
import type { Context } from '../context/context';
import { TrainingFailure } from '../context/failure';
import { fileInside, rootsOf, type AllowedRoots } from '../context/allowed-path';
import { readingOf, type StatedReading } from './answers-reading';
import { readLayersSource } from './layers-file';
import { openAnswers } from './answers-file';
import type { AnswersNetwork, FileNetwork, Network, OnnxNetwork, PythonNetwork } from './network';
import { openOnnxSource } from './onnx-source';
import { adapterOf } from './teacher-adapter';

/** The networks of a run. */
export interface Networks {
  readonly student: Network;
  readonly teachers: readonly (NamedTeacher & { readonly network: Network | OnnxNetwork | AnswersNetwork })[];
}

/** Makes a model out of the user's Python. Throws a TrainingFailure that names it where it cannot be had. */
export type OpenPython = (
  context: Context,
  model: PythonModel,
  how: { readonly stated: StatedReading; readonly isStudent: boolean },
) => Promise<PythonNetwork>;

/**
 * Opens all networks of a run before any of them trains: a file that cannot be read must not cost the training of a
 * teacher first. Throws as `openNetwork` does.
 */
export async function openNetworks(context: Context, openPython?: OpenPython): Promise<Networks> {
  const { config } = context.manifest;
  const student = await openStudent(context, config.student.model, openPython);
  const teachers: Networks['teachers'][number][] = [];
  const shiftSeenBy = shiftSensitiveParts(settingsOf(config));
  for (const teacher of usedTeachers(config)) {
    const { model, output, input } = teacher.source;
    const { data } = adapterOf(context.data, teacher.source);
    const network = await openNetwork({ ...context, data }, model, { output, input, shiftSeenBy, openPython });
    teachers.push({ ...teacher, network });
  }
  return { student, teachers };
}

/** Opens the network of a student. Throws a TrainingFailure where it cannot be trained, and as `openNetwork` does. */
export async function openStudent(context: Context, model: StudentModel, openPython?: OpenPython): Promise<Network> {
  const network = await openNetwork(context, model, { ...unstated, openPython, isStudent: true });
  if (network.kind === 'layers' && network.constrained.length > 0) {
    // A teacher is not trained again, so they have no effect on it.
    const message = `${network.written}: the regularisers and constraints of ${network.constrained.join(', ')} are not taken over; set weightDecay or maxNorm on the optimizer instead`;
    context.events.write({ type: 'notice', message });
  }
  if (network.kind === 'answers') throw new TrainingFailure(`${network.written} cannot be trained`, 'name a network');
  if (network.kind !== 'onnx') return network;
  network.forward.dispose();
  throw new TrainingFailure(`${network.written} cannot be trained`, 'take a tfjs model.json for a student', {
    where: network.written,
  });
}

/** A reading of which the config says nothing. */
const unstated: StatedReading = { output: undefined, shiftSeenBy: [] };

/** A reading, and the way to models of Python code. */
interface Opening extends StatedReading {
  readonly openPython?: OpenPython | undefined;
  readonly isStudent?: boolean;
}

function openCode(
  context: Context,
  model: PythonModel,
  { openPython, isStudent = false, ...stated }: Opening,
): Promise<PythonNetwork> {
  if (openPython !== undefined) return openPython(context, model, { stated, isStudent });
  throw new TrainingFailure(`${model.python} needs PyTorch`, 'write `train: { engine: torch }`', {
    where: model.python,
  });
}

/**
 * Opens the network of a student or a teacher. Throws a TrainingFailure that names the file and its fault, in the words of
 * the editor's check; nothing outside of the allowed roots is opened.
 */
export async function openNetwork(
  context: Context,
  model: StudentModel | TeacherModel,
  stated: Opening = unstated,
): Promise<Network | OnnxNetwork | AnswersNetwork> {
  if (isDescribed(model)) return { kind: 'described', architecture: model };
  if (isPython(model)) return openCode(context, model, stated);
  const { root, folder, allowed } = rootsOf(context.manifest);
  if (model.preset === 'answers') return openAnswers(context, model, { root, folder, allowed }, stated);
  if (model.preset === 'run') {
    return openLayers(context, modelOfRun(model.run), { root, folder: runsFolder(root) }, stated);
  }
  const { path: written } = model;
  const outputName = 'outputName' in model ? model.outputName : undefined;
  if (!written.toLowerCase().endsWith('.onnx')) return openLayers(context, written, { root, folder, allowed }, stated);
  const file = fileInside(written, { root, folder, allowed });
  await assertUsable(file, written, { ...context.data, layout: stated.input?.layout }, outputName);
  const source = await openOnnxSource(file, written, context.data, {
    ...{ threads: context.engine.threads, stated, layout: stated.input?.layout, outputName },
  });
  for (const message of source.notices) context.events.write({ type: 'notice', message });
  return { kind: 'onnx', written, ...source };
}

function modelOfRun(run: string): string {
  // A run's name in a message has one form on every system.
  return `${run}/${runFiles.student}/${studentFiles.layersModel}`;
}

async function openLayers(
  context: Context,
  written: string,
  roots: AllowedRoots,
  stated: StatedReading,
): Promise<FileNetwork> {
  const file = fileInside(written, roots);
  refuseLayout(written, stated.input);
  await assertUsable(file, written, context.data);
  const { layers, weights, sha256, files, ending, constrained } = readLayersSource(file, written, context.data);
  // Layers end in logits once a softmax or sigmoid is left out: there is no other way to probabilities among them.
  const found = {
    meaning: 'logits',
    ending,
    answers: new Float32Array(),
    classes: context.data.classes,
    written,
  } as const;
  const { name: conversion, notices } = readingOf(found, stated);
  for (const message of notices) context.events.write({ type: 'notice', message });
  return { kind: 'layers', layers, weights, sha256, files, written, conversion, constrained };
}

/** Refuses the one order of axes that layers of tfjs do not have. */
function refuseLayout(written: string, input: StatedReading['input']): void {
  const { layout } = input ?? {};
  if (layout !== 'NCHW' && layout !== 'NCWH') return;
  throw new TrainingFailure(
    `the config says \`layout: ${layout}\` of ${written}, and a tfjs model has its channels last`,
    'take the layout out',
    { where: written },
  );
}

/** Throws a TrainingFailure where the file's own declarations are damaged, incomplete or do not fit the data. */
async function assertUsable(file: string, written: string, data: ExpectedData, outputName?: string): Promise<void> {
  const fault = faultOfFile(written, await factsOfModelFile(file, written, { maxBytes: Infinity, outputName }), data);
  if (fault === undefined) return;
  const hint = `${fault.advice.charAt(0).toLowerCase()}${fault.advice.slice(1).replace(/\.$/, '')}`;
  throw new TrainingFailure(fault.message, hint, { where: written });
}
