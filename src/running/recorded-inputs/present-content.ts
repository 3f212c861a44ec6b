import { answerPaths, isDescribed, type ResolvedConfig, type StudentModel, type TeacherModel } from '../../config';
import { pythonPlace } from '../../data-sources';
import { resolveInside } from '../../paths';
import {
  type AboutTeacher,
  type ContentFilter,
  contentsOfNow,
  countedRuns,
  findBaselines,
  runFiles,
  type RunInputs,
  runsFolder,
  type RunSummary,
  studentFiles,
  warnOfWeakTeacher,
} from '../../runs';
import { hashFile, hashStoredFile } from './content-hash';
import { resolveWritten, type WrittenPlace } from '../resolve-written';

type InputFiles = NonNullable<RunInputs['student']>['files'];

/** Files of one network that are hashed; more are more than any network has. */
const maxFiles = 1000;

/**
 * Whether the files that a network was read from still have the contents that were recorded. Nothing is read outside of the
 * workspace and the allowed folders; a file that cannot be read has another content.
 */
export async function haveContents(
  model: TeacherModel | StudentModel,
  files: InputFiles,
  place: WrittenPlace,
): Promise<boolean> {
  if (isDescribed(model)) return files.length === 0;
  if (files[0]?.path !== firstFileOf(model) || files.length > maxFiles) return false;
  for (const { path: written, sha256 } of files) {
    const present = model.preset === 'run' ? await hashOfStudent(written, place) : await hashOfWritten(written, place);
    if (present !== sha256) return false;
  }
  return true;
}

/** The first of the recorded files of a network; undefined where it comes from none. */
function firstFileOf(model: TeacherModel | StudentModel): string | undefined {
  switch (model.preset) {
    case 'run':
      return `${model.run}/${runFiles.student}/${studentFiles.layersModel}`;
    case 'answers':
      return answerPaths(model)[0];
    case 'file':
      return model.path;
    case 'python':
      return pythonPlace(model.python).file ?? model.weights;
    default:
      return undefined;
  }
}

async function hashOfWritten(written: string, place: WrittenPlace): Promise<string | undefined> {
  const found = await resolveWritten(written, place).catch(() => undefined);
  return found?.kind === 'there' ? hashFile(found.path) : undefined;
}

async function hashOfStudent(written: string, { workspace }: WrittenPlace): Promise<string | undefined> {
  const file = resolveInside(runsFolder(workspace), written);
  return file === undefined ? undefined : hashStoredFile(file);
}

/**
 * Test of whether a kept teacher was made of the present data and the present files of its model.
 * @param dataStamp that of the data's facts; undefined where nobody has looked.
 */
export function presentTeacher(
  dataStamp: string | undefined,
  place: WrittenPlace,
): (about: AboutTeacher, model: TeacherModel) => Promise<boolean> {
  return async ({ dataStamp: recorded, files = [] }, model) =>
    dataStamp !== undefined && recorded === dataStamp && (await haveContents(model, files, place));
}

/**
 * A warning where a config's teacher has made more errors than the student makes without it, in runs on the data and the files
 * as they are now; undefined otherwise.
 */
export async function findWeakTeacher(
  config: ResolvedConfig,
  dataStamp: string | undefined,
  place: WrittenPlace & { readonly runs: readonly RunSummary[] },
): Promise<string | undefined> {
  if (config.teacher === undefined || dataStamp === undefined) return undefined;
  const isData = (inputs: RunInputs): boolean => inputs.dataStamp === dataStamp;
  const anyFiles = contentsOfNow({ isData, isTeachers: () => true, isStudent: () => true });
  const runs = countedRuns(place.runs);
  // Files are read only where there is something to warn of.
  if (warnOfWeakTeacher(findBaselines(runs, config, anyFiles)) === undefined) return undefined;
  const candidates = runs.flatMap(({ progress: { inputs } }) =>
    inputs !== undefined && isData(inputs) ? [inputs] : [],
  );
  return warnOfWeakTeacher(findBaselines(runs, config, await presentFiles(config, candidates, place)));
}

/** Tells which of the recorded inputs have the files of now; valid for runs on the present data. */
async function presentFiles(
  { teacher, student }: ResolvedConfig,
  candidates: readonly RunInputs[],
  place: WrittenPlace,
): Promise<ContentFilter> {
  const teachers = new Map<string, boolean>();
  const students = new Map<string, boolean>();
  for (const inputs of candidates) {
    const [ofTeacher, ofStudent] = [filesOfTeacher(inputs), filesOfStudent(inputs)];
    const [teacherKey, studentKey] = [JSON.stringify(ofTeacher), JSON.stringify(ofStudent)];
    if (teacher !== undefined && !teachers.has(teacherKey)) {
      teachers.set(teacherKey, await haveContents(teacher.model, ofTeacher, place));
    }
    if (!students.has(studentKey)) students.set(studentKey, await haveContents(student.model, ofStudent, place));
  }
  const isPresent = new Set(candidates);
  return contentsOfNow({
    isData: (inputs) => isPresent.has(inputs),
    isTeachers: (inputs) => teachers.get(JSON.stringify(filesOfTeacher(inputs))) === true,
    isStudent: (inputs) => students.get(JSON.stringify(filesOfStudent(inputs))) === true,
  });
}

const filesOfTeacher = ({ teachers = [] }: RunInputs): InputFiles => teachers.flatMap(({ files }) => files);
const filesOfStudent = ({ student }: RunInputs): InputFiles => student?.files ?? [];
