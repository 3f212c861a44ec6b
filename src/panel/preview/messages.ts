/** A curve of a preview over the chart's places; null is a gap. */
export interface PreviewCurve {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What one temperature of a config will be. */
export interface PreviewChart {
  /** Whose temperature it is and by which strategy. */
  readonly title: string;
  readonly formula: string;
  /** What is assumed of all that is not on the axis; may be empty. */
  readonly assumes: string;
  /** What lies along the chart: `epoch`, `class`, … */
  readonly axis: string;
  /** Places along the axis, ascending. */
  readonly places: readonly number[];
  /** The teacher's; the student's behind it where that differs. */
  readonly temperatures: readonly PreviewCurve[];
  /** What the soft term is multiplied by, T² included where the config says so. */
  readonly softWeight: PreviewCurve;
}

/** How soft a kept teacher's answers are at one temperature, means over examples. */
export interface SoftnessRow {
  readonly temperature: number;
  readonly entropy: number;
  readonly topMass: number;
  readonly effectiveClasses: number;
}

/** All that a preview shows. Strings are shown as text, never as markup. */
export interface PreviewContent {
  readonly name: string;
  readonly objective: string;
  /** Why what is shown is not what is written now, or why there is nothing to show; else empty. */
  readonly notice: string;
  readonly charts: readonly PreviewChart[];
  readonly softness: readonly { readonly teacher: string; readonly rows: readonly SoftnessRow[] }[];
}

/** From the extension to the preview. */
export interface ToPreview extends PreviewContent {
  readonly type: 'preview';
  /** Whether a pick hangs over the top of the window, so that what is shown must begin below it. */
  readonly isBehindPick: boolean;
}

/** From the preview to the extension: it is there and has nothing yet. */
export interface FromPreview {
  readonly type: 'ready';
}

/** Reads what a preview says; false when it is none of ours. */
export function isReady(value: unknown): value is FromPreview {
  return isRecord(value) && value['type'] === 'ready';
}

/** Reads what the extension says; undefined when it is none of ours. */
export function readPreview(value: unknown): ToPreview | undefined {
  if (!isRecord(value) || value['type'] !== 'preview') return undefined;
  const { charts, softness } = value;
  const isWhole =
    ['name', 'objective', 'notice'].every((key) => typeof value[key] === 'string') &&
    typeof value['isBehindPick'] === 'boolean' &&
    isListOf(charts, limits.charts, isChart) &&
    isListOf(softness, limits.teachers, isSoftness);
  return isWhole ? (value as unknown as ToPreview) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isListOf(value: unknown, most: number, isItem: (item: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= most && value.every(isItem);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** A page draws no more than this; a sender that asks for more is none of ours. */
const limits = { charts: 300, places: 2000, teachers: 300, rows: 100 } as const;

/** A curve that has a value, or a gap, at each of so many places. */
function isCurve(value: unknown, places: number): boolean {
  if (!isRecord(value) || typeof value['label'] !== 'string') return false;
  const { values } = value;
  return isListOf(values, limits.places, (item) => item === null || isNumber(item)) && values.length === places;
}

function isChart(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { places, temperatures, softWeight } = value;
  if (!['title', 'formula', 'assumes', 'axis'].every((key) => typeof value[key] === 'string')) return false;
  if (!isListOf(places, limits.places, isNumber) || places.length === 0) return false;
  const isAscending = places.every((place, index) => index === 0 || Number(places[index - 1]) <= Number(place));
  const isWhole = (curve: unknown): boolean => isCurve(curve, places.length);
  return isAscending && isListOf(temperatures, 2, isWhole) && temperatures.length > 0 && isWhole(softWeight);
}

function isSoftness(value: unknown): boolean {
  if (!isRecord(value) || typeof value['teacher'] !== 'string') return false;
  const numbers = ['temperature', 'entropy', 'topMass', 'effectiveClasses'];
  return isListOf(value['rows'], limits.rows, (row) => isRecord(row) && numbers.every((key) => isNumber(row[key])));
}
