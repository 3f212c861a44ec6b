import { parametersOf } from '../check/model-facts';
import type { ParsedConfig } from '../check/parse';
import { writtenTeachers } from '../schema/meaning';
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

/** The temperature at start and end, steps and sizes of models; none while the config has errors. */
export function inlayHints({ text, root, config }: ParsedConfig): InlayHint[] {
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
    ...hint(['temperature'], passage(config), 'The temperature at the start and at the end of the run'),
    ...hint(['train', 'epochs'], stepsOf(config), 'Steps of one epoch and of the whole run'),
    ...writtenTeachers(config).flatMap(({ path, source }) =>
      hint([...path, 'model'], sizeOf(source.model, config), 'Trained numbers'),
    ),
  ].sort((one, other) => one.offset - other.offset);
}

/** Only what changes over time has a start and an end. */
function passage(config: ResolvedConfig): string | undefined {
  const preview = previewOf(config).find(({ strategy }) => strategy === config.temperature.strategy);
  if (preview?.axis !== 'epoch') return undefined;
  const [first, last] = [preview.points[0]?.temperature, preview.points.at(-1)?.temperature];
  if (first === undefined || last === undefined || first === last) return undefined;
  return `T ${short(first)} → ${short(last)}`;
}

function stepsOf(config: ResolvedConfig): string {
  const perEpoch = expectedStepsPerEpoch(config);
  return `${perEpoch.toLocaleString('en-US')} steps each, ${(perEpoch * config.train.epochs).toLocaleString('en-US')} in all`;
}

function sizeOf(model: StudentModel | TeacherModel, config: ResolvedConfig): string | undefined {
  const count = parametersOf(model, config.data.set);
  return count === undefined ? undefined : `${inBrief(count)} parameters`;
}

/** VS Code cuts hints after 43 characters. */
function inBrief(count: number): string {
  if (count < 1e4) return count.toLocaleString('en-US');
  return count < 1e6 ? `${short(count / 1e3)} k` : `${short(count / 1e6)} M`;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
