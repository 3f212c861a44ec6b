import { teacherSchema } from '../../schema/teacher';

const settingsSchema = teacherSchema.pick({ input: true, classOrder: true });

/** Corrected settings of a teacher: its `input` or `classOrder`. */
export type TeacherReading = Readonly<Partial<Record<'input' | 'classOrder', unknown>>>;

/** A teacher that an earlier run has found to be read wrongly. */
export interface MisreadTeacher {
  /** Place of the teacher in the config. */
  readonly path: readonly string[];
  /** Sentence with both error counts. */
  readonly message: string;
  readonly reading: TeacherReading;
}

/** Reads settings that a log records as JSON; undefined where they are none: a log may come from elsewhere. */
export function readingIn(text: string): TeacherReading | undefined {
  if (text.length > 1_000_000) return undefined;
  try {
    const written: unknown = JSON.parse(text);
    return settingsSchema.safeParse(written).success ? (written as TeacherReading) : undefined;
  } catch {
    return undefined;
  }
}
