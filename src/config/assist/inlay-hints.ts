import type { DataFacts } from '../../data-sources';
import { teacherRole, type RoleId, type TemperatureParameters } from '../../distillation';
import { formatCount, formatEstimate, formatNumber } from '../../wording';
import { parametersOf } from '../check/model-facts';
import type { ParsedConfig } from '../check/parse';
import { writtenTeachers } from '../schema/objective';
import type { StudentModel, TeacherModel } from '../schema/model';
import { expectedStepsPerEpoch, previewOf } from '../schema/preview';
import type { ResolvedConfig } from '../schema/schema';
import { nodeAt } from '../text/tree';

/** A short text that the editor draws behind a value, which is not in the file. */
export interface InlayHint {
  readonly offset: number;
  readonly text: string;
  readonly explanation: string;
}

/** Seconds that one step of the student took in an earlier run, and what that run is called. */
interface Speed {
  readonly secondsPerStep: number;
  readonly run: string;
}

/**
 * The temperature at start and end, steps, sizes of models and, by the speed of an earlier run, how long the student's
 * training will take; none while the config has errors.
 */
export function inlayHints({ text, root, config, facts }: ParsedConfig, speed?: Speed): InlayHint[] {
  if (!config) return [];
  const hint = (path: readonly string[], shown: string | undefined, explanation: string): InlayHint[] => {
    const found = nodeAt(root, path);
    if (shown === undefined || !found?.keyRange) return [];
    const { node, keyRange } = found;
    const isOneLine = node.end > node.start && !text.slice(keyRange.end, node.end).includes('\n');
    // Behind the key of a block, whose value begins on the next line.
    const offset = isOneLine ? node.end : text.indexOf(':', keyRange.end) + 1;
    return [{ offset, text: shown, explanation }];
  };
  return [
    ...temperaturesOf(config).flatMap(({ path, parameters, role }) => {
      return hint(
        path,
        passage(parameters, role, config, facts),
        'The temperature at the start and at the end of the run',
      );
    }),
    ...hint(['train', 'epochs'], facts && stepsOf(config, facts, speed), explanationOf(speed)),
    ...writtenTeachers(config).flatMap(({ path, source }) =>
      hint([...path, 'model'], sizeOf(source.model, facts), 'Trained numbers'),
    ),
  ].sort((one, other) => one.offset - other.offset);
}

interface Placed {
  readonly path: readonly string[];
  readonly parameters: TemperatureParameters;
  /** The teacher that it is for; that of the config is for whoever has no own. */
  readonly role?: RoleId;
}

function temperaturesOf({ temperature, teachers = [] }: ResolvedConfig): Placed[] {
  const own = teachers.flatMap(({ temperature: parameters }, index): Placed[] =>
    parameters === undefined
      ? []
      : [{ path: ['teachers', String(index), 'temperature'], parameters, role: teacherRole(index) }],
  );
  return [{ path: ['temperature'], parameters: temperature }, ...own];
}

/** Only what changes over time has a start and an end. */
function passage(
  { strategy }: TemperatureParameters,
  role: RoleId | undefined,
  config: ResolvedConfig,
  facts: DataFacts | undefined,
): string | undefined {
  const preview = previewOf(config, facts).find((one) =>
    role === undefined ? one.strategy === strategy : one.role === role,
  );
  if (preview?.axis !== 'epoch') return undefined;
  const [first, last] = [preview.points[0]?.temperature, preview.points.at(-1)?.temperature];
  if (first === undefined || last === undefined || first === last) return undefined;
  return `T ${formatNumber(first, 3)} → ${formatNumber(last, 3)}`;
}

function stepsOf(config: ResolvedConfig, facts: DataFacts, speed: Speed | undefined): string {
  const perEpoch = expectedStepsPerEpoch(config, facts);
  const steps = perEpoch * config.train.epochs;
  const count = `${formatCount(perEpoch)} × ${formatCount(config.train.epochs)} steps`;
  return speed === undefined ? count : `${count}, about ${formatEstimate(steps * speed.secondsPerStep)}`;
}

function explanationOf(speed: Speed | undefined): string {
  const steps = 'Steps of one epoch times the epochs of the run';
  if (speed === undefined) return steps;
  return `${steps}; the student’s training at the speed of the run '${speed.run}', ${formatNumber(1 / speed.secondsPerStep, 3)} steps a second`;
}

function sizeOf(model: StudentModel | TeacherModel, facts: DataFacts | undefined): string | undefined {
  const count = parametersOf(model, facts);
  return count === undefined ? undefined : `${inBrief(count)} parameters`;
}

/** VS Code cuts hints after 43 characters. */
function inBrief(count: number): string {
  if (count < 1e4) return formatCount(count);
  return count < 1e6 ? `${formatNumber(count / 1e3, 3)} k` : `${formatNumber(count / 1e6, 3)} M`;
}
