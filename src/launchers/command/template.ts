import path from 'node:path';
import { quoteAll } from '../jobs/quote';
import { SubmitFault } from '../jobs/submit-fault';

/** The parts of a run that a template may name. */
export interface TemplateValues {
  /** Words that start the run; absent in commands that start nothing. */
  readonly run?: readonly string[];
  readonly folder: string;
}

/**
 * Fills the words of a command. `{run}` as a word of its own stands for several words; `{line}`, for the same as a POSIX shell reads
 * them, `{folder}` and `{id}` stand anywhere. What is filled in is not looked at again.
 * @throws Error where a command that starts a run names no run
 */
export function fillTemplate(template: readonly string[], { run, folder }: TemplateValues): string[] {
  if (run !== undefined && !template.some((word) => word === '{run}' || word.includes('{line}'))) {
    throw new SubmitFault(
      "'submit' of the profile starts nothing of ours: it needs the word {run}, or {line} for a shell such as that of ssh",
    );
  }
  const values: Readonly<Record<string, string>> = {
    '{line}': run === undefined ? '' : quoteAll(run),
    '{folder}': folder,
    '{id}': path.basename(folder),
  };
  return template.flatMap((word) => {
    if (word === '{run}' && run !== undefined) return run;
    return [word.replaceAll(/\{(line|folder|id)\}/g, (name) => values[name] ?? name)];
  });
}
