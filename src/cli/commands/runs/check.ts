import { Option } from 'commander';
import { checkRun, type CheckedRun, type Finding } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { json, place } from '../../options';
import { onOneLine, printResult } from '../../output';
import { findRun, findWorkspace } from '../../workspace';

/** Exit code 1 where something is wrong that was not repaired. */
export const check: CommandDefinition = {
  name: 'check',
  args: '<run>',
  summary: 'the faults of a run folder',
  options: [new Option('--repair', 'mend those that can be mended'), json, ...place],
  async perform([name], { repair, ...options }) {
    const { folder } = await findRun(findWorkspace(options), name);
    const checked = await checkRun(folder, repair === true ? 'repair' : 'look');
    printResult(options.json === true ? JSON.stringify(checked) : formatCheck(checked));
    return checked.findings.every(({ repaired }) => repaired !== undefined) ? 0 : 1;
  },
};

/** The findings of a check, a line each, and the command that repairs them. */
export function formatCheck({ id, findings, refusal }: CheckedRun): string {
  const name = onOneLine(id);
  if (findings.length === 0) return `${name}: nothing is wrong`;
  const lines = findings.map(formatFinding);
  if (refusal !== undefined) lines.push(`nothing was repaired: ${onOneLine(refusal)}`);
  const isAnyLeft = findings.some(({ isRepairable, repaired }) => isRepairable && repaired === undefined);
  if (isAnyLeft && refusal === undefined) lines.push(`distillery check ${name} --repair mends what can be mended`);
  return [`${name}: ${findings.length} ${findings.length === 1 ? 'problem' : 'problems'}`, ...lines].join('\n');
}

function formatFinding({ file, message, repaired }: Finding): string {
  const lines = [`${file}: ${message}`, ...(repaired === undefined ? [] : [`  repaired: ${repaired}`])];
  return lines.map((line) => `  ${onOneLine(line)}`).join('\n');
}
