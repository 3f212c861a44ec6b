import { readStudentFacts, type StudentFacts } from '../runs';
import { StudentFault } from './student-fault';

/** Reads what is needed to use the student of a run. Throws a StudentFault that names the file. */
export function readStudent(runFolder: string): StudentFacts {
  try {
    return readStudentFacts(runFolder);
  } catch (error) {
    throw new StudentFault(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
