import type { RunInputs } from '../../protocol/schemas/inputs';
import { isSameData, isSameStudent, haveSameTeachers } from '../progress/inputs';
import type { RunProgress } from '../progress/progress';

/**
 * Contents that a run was trained on; `unrecorded` of runs of version 0.1, and `mixed` where they changed between two attempts
 * or where an attempt before did not record its own.
 */
export function contentOf({
  inputs,
  inputChanges,
  hasUnrecordedInputs,
}: RunProgress): RunInputs | 'unrecorded' | 'mixed' {
  if (inputs === undefined) return 'unrecorded';
  return inputChanges !== undefined || hasUnrecordedInputs === true ? 'mixed' : inputs;
}

/** Tells whether runs were trained on given contents. */
export interface ContentFilter {
  hasData(run: RunProgress): boolean;
  hasTeachers(run: RunProgress): boolean;
  hasStudent(run: RunProgress): boolean;
}

/**
 * The contents that a run was trained on. One whose inputs were not recorded has those of all such runs, as nothing else is
 * known; one whose inputs changed midway has those of no run.
 */
export function contentsOfRun(progress: RunProgress): ContentFilter {
  const own = contentOf(progress);
  const fits = (isSame: typeof isSameData) => (run: RunProgress) => {
    const other = contentOf(run);
    if (own === 'mixed' || other === 'mixed') return false;
    if (own === 'unrecorded' || other === 'unrecorded') return own === other;
    return isSame(own, other);
  };
  return { hasData: fits(isSameData), hasTeachers: fits(haveSameTeachers), hasStudent: fits(isSameStudent) };
}

/** Contents of now, of which only a test is known. Runs whose inputs were not recorded have none of them. */
export function contentsOfNow(tests: {
  readonly isData: (inputs: RunInputs) => boolean;
  readonly isTeachers: (inputs: RunInputs) => boolean;
  readonly isStudent: (inputs: RunInputs) => boolean;
}): ContentFilter {
  const fits = (isPresent: (inputs: RunInputs) => boolean) => (run: RunProgress) => {
    const content = contentOf(run);
    return typeof content === 'object' && isPresent(content);
  };
  return { hasData: fits(tests.isData), hasTeachers: fits(tests.isTeachers), hasStudent: fits(tests.isStudent) };
}
