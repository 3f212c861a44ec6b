import path from 'node:path';
import { whyNoStudentFacts } from '../protocol/arrival';
import type { StudentFacts } from '../protocol/schemas/student';
import { runFiles, studentFiles } from './folders';
import { newerFormat } from './newer-format';
import { store } from '../store/store';
import type { DiskWork } from '../store/disk-work';
import { writingFile } from '../store/durable-file';

/** Writes what is needed to use a student beside it: `student.json`, and `labels.txt` with the name of a class a line. */
export function* writingStudentFacts(runFolder: string, about: StudentFacts): DiskWork {
  const folder = path.join(runFolder, runFiles.student);
  yield* writingFile(path.join(folder, studentFiles.about), `${JSON.stringify(about, null, 2)}\n`);
  // Python's splitlines ends a line at any of these.
  const names = about.classes.map(({ name }) => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));
  yield* writingFile(path.join(folder, studentFiles.labels), `${names.join('\n')}\n`);
}

/** Reads `student.json` of a run. Throws an error that names the file and says what is wrong with it, or what to do where it is missing. */
export function readStudentFacts(runFolder: string): StudentFacts {
  const folder = path.join(runFolder, runFiles.student);
  const file = path.join(folder, studentFiles.about);
  const name = `${runFiles.student}/${studentFiles.about}`;
  if (!store.hasFile(file)) {
    const is = store.hasFolder(folder) ? 'was exported by an earlier version' : 'has no student yet';
    throw new Error(`${path.basename(runFolder)} ${is}: ${name} is missing; run the config again`);
  }
  let value: unknown;
  try {
    value = JSON.parse(store.readText(file));
  } catch (error) {
    throw new Error(`${name} is damaged: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const newer = newerFormat(name, value, 1);
  if (newer !== undefined) throw newer;
  const why = whyNoStudentFacts(value) ?? whyInconsistent(value as StudentFacts);
  if (why !== undefined) throw new Error(`${name} is damaged: ${why}`);
  return value as StudentFacts;
}

/** Names that programs write as they are: what came with a clone must not become a part of a program. */
const plainName = /^[A-Za-z_]\w{0,99}$/;

/**
 * Why a student's facts cannot be used: a name that is none in a program, or lists that do not have the lengths that the others
 * demand. Undefined where they can.
 */
function whyInconsistent({ input, output, classes }: StudentFacts): string | undefined {
  const { shape, columns, normalization } = input;
  const last = shape.at(-1) ?? 0;
  const names = { 'input.name': input.name, 'output.name': output.name };
  const odd = Object.entries(names).find(([, name]) => !plainName.test(name));
  if (odd !== undefined) return `${odd[0]} is ${JSON.stringify(odd[1])}, and not letters, digits and _`;
  if (classes.length === 0) return 'classes is empty';
  if (columns !== undefined && columns.length !== last) return `input.columns has ${columns.length} names of ${last}`;
  const lists = Object.entries(normalization ?? {});
  const wrong = lists.find(([, numbers]) => numbers.length !== last);
  return wrong && `input.normalization.${wrong[0]} has ${wrong[1].length} numbers of ${last}`;
}
