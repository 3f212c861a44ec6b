import { describeProblem, type RunSummary } from '../runs';

/** Prints what there is to say of a run that has a problem, with nothing private. Gives the exit code. */
export function reportCommand(run: RunSummary, workspace: string): number {
  const versions = { distillery: 'command line', node: process.versions.node };
  console.log(describeProblem({ versions, settings: {}, workspaces: [workspace], run }));
  return 0;
}
