import { readAboutStudent, type AboutStudent } from '../runs';
import { StudentFault } from './student-fault';

/** Reads what is needed to use the student of a run. Throws a StudentFault that names the file. */
export function readStudent(runFolder: string): AboutStudent {
  try {
    return readAboutStudent(runFolder);
  } catch (error) {
    throw new StudentFault(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
