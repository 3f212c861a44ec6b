import { curveNames, type RunCard, type ToPanel } from '../src/editor/panel/messages';

/** Reads a message as it arrives; undefined when it is none of ours. */
export function readMessage(data: unknown): ToPanel | undefined {
  if (!isRecord(data)) return undefined;
  switch (data['type']) {
    case 'snapshot':
      return isCard(data['run']) && areCurves(data['curves']) ? (data as unknown as ToPanel) : undefined;
    case 'append':
      return typeof data['runId'] === 'string' && areCurves(data['curves']) ? (data as unknown as ToPanel) : undefined;
    case 'card':
      return isCard(data['run']) ? (data as unknown as ToPanel) : undefined;
    case 'gone':
      return typeof data['runId'] === 'string' ? (data as unknown as ToPanel) : undefined;
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const texts: readonly (keyof RunCard)[] = ['id', 'name', 'status', 'objective', 'teacher', 'student', 'data', 'engine'];
const numbers: readonly (keyof RunCard)[] = ['seed', 'step', 'steps', 'epoch', 'epochs'];

function isCard(value: unknown): value is RunCard {
  if (!isRecord(value)) return false;
  return (
    texts.every((name) => typeof value[name] === 'string') && numbers.every((name) => typeof value[name] === 'number')
  );
}

function areCurves(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return curveNames.every((name) => {
    const columns = value[name];
    if (columns === undefined) return true;
    return isRecord(columns) && isColumn(columns['step']) && isColumn(columns['value']);
  });
}

/** A typed array, or a plain one where the editor's transport made it so. */
function isColumn(value: unknown): boolean {
  return value instanceof Float64Array || Array.isArray(value);
}
