import { checkRun, type CheckedRun, type Finding } from '../runs';

/** Checks a run folder, repairs it when asked, and prints what was found; gives the exit code. */
export async function checkCommand(runFolder: string, task: 'look' | 'repair', isJson: boolean): Promise<number> {
  const checked = await checkRun(runFolder, task);
  console.log(isJson ? JSON.stringify(checked) : formatCheck(checked));
  return checked.findings.every(({ repaired }) => repaired !== undefined) ? 0 : 1;
}

/** What a check found, in lines. */
export function formatCheck({ id, findings, refusal }: CheckedRun): string {
  if (findings.length === 0) return `${id}: nothing is wrong`;
  const lines = findings.map(formatFinding);
  if (refusal !== undefined) lines.push(`nothing was repaired: ${refusal}`);
  const isAnyLeft = findings.some(({ isRepairable, repaired }) => isRepairable && repaired === undefined);
  if (isAnyLeft && refusal === undefined) lines.push(`distillery check ${id} --repair mends what can be mended`);
  return [`${id}: ${findings.length} ${findings.length === 1 ? 'problem' : 'problems'}`, ...lines].join('\n');
}

function formatFinding({ file, message, repaired }: Finding): string {
  return `  ${file}: ${message}${repaired === undefined ? '' : `\n    repaired: ${repaired}`}`;
}
