import { chooseCandidate } from './candidates';
import {
  describeOrigin,
  InterpreterFault,
  minPython,
  type ChosenInterpreter,
  type InterpreterCandidate,
  type InterpreterFacts,
} from './interpreter';
import { probeInterpreter, type ProbeOptions } from './probe';

/** Oldest PyTorch that training on it is tested with. */
export const minTorch = [2, 0] as const;

export interface Needs extends ProbeOptions {
  /** Whether the program is ours and imports PyTorch; a script of the user's may do without. */
  readonly torch?: boolean;
  /** Whether it proposes the points of a sweep by Optuna. */
  readonly optuna?: boolean;
}

/**
 * The interpreter that a program is started with: the first candidate that is there, once it has told its facts. Another is
 * not taken where it is unfit, so that nobody trains on a Python that they did not expect.
 * Throws InterpreterFault: none is there, it is no Python, too old, or lacks PyTorch or Optuna.
 */
export async function chooseInterpreter(
  candidates: readonly InterpreterCandidate[],
  needs: Needs = {},
): Promise<ChosenInterpreter> {
  const candidate = chooseCandidate(candidates);
  const probed = await probeInterpreter(candidate.path, needs);
  const from = `${candidate.path}, from ${describeOrigin(candidate.origin)},`;
  if ('fault' in probed) throw new InterpreterFault(`${from} ${probed.fault}`, choose);
  const fault = faultOfFacts(probed.facts, needs.torch === true);
  if (fault !== undefined) throw new InterpreterFault(`${from} ${fault}`, hintFor(candidate, probed.facts));
  if (needs.optuna === true && probed.facts.optuna === undefined) {
    const hint = `install it with '${candidate.path} -m pip install optuna', take method: tpe, which needs no Python, or ${choose}`;
    throw new InterpreterFault(`${from} has no Optuna, by which method: optuna chooses points`, hint);
  }
  return { ...candidate, ...probed.facts };
}

const choose = "choose another with 'Distillery: Select Python…' (in a terminal: --python PATH)";

/** Reason why an interpreter is unfit, the rest of a sentence; undefined where it is fit. */
export function faultOfFacts(
  { version, torch, torchFault }: InterpreterFacts,
  needsTorch: boolean,
): string | undefined {
  if (isOlder(version, minPython)) return `is Python ${version}, and ${minPython.join('.')} or newer is needed`;
  if (!needsTorch) return undefined;
  if (torch === undefined) return 'has no PyTorch';
  if (torchFault !== undefined) return `has PyTorch ${torch}, which cannot be imported: ${torchFault}`;
  return isOlder(torch, minTorch) ? `has PyTorch ${torch}, and ${minTorch.join('.')} or newer is needed` : undefined;
}

function hintFor({ path }: InterpreterCandidate, { version, torch }: InterpreterFacts): string {
  if (isOlder(version, minPython) || torch !== undefined) return choose;
  return `install it with '${path} -m pip install torch', or ${choose}`;
}

/** Whether a version is older than one of two numbers. */
function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
