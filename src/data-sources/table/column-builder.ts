import { GrowableColumn } from './growable-column';

/** Values of a column: as numbers where all are, and as texts while these are few enough to be classes. */
export interface TableColumn {
  readonly name: string;
  /** NaN where a value is missing or no number. Rounded to float32, but for a column that was to be exact. */
  readonly numbers: GrowableColumn;
  /** For each row the place of its text in `texts`, −1 where it is missing; absent where there are too many texts. */
  readonly codes?: GrowableColumn;
  /** All texts, or some of too many. */
  readonly texts: readonly string[];
  readonly missing: number;
  /** The first value that is no number; absent where all are. */
  readonly noNumber?: Cell;
  /** The first number that float32 does not hold. */
  readonly overflow?: Cell;
  /** The first missing value. */
  readonly firstMissing?: number;
}

/** A value and its row, from 0. */
export interface Cell {
  readonly row: number;
  readonly value: string;
}

/** Texts that tables write for a missing value: those of pandas, and UCI's question mark. */
const missingTexts = new Set([
  ...['', '?', '#N/A', '#NA', 'N/A', 'NA', 'n/a', '<NA>', 'NULL', 'null', 'None', 'NaN', 'nan', '-NaN', '-nan'],
]);

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const commaNumber = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a text stands for; undefined where it is none. */
export function numberOf(text: string, decimal: '.' | ','): number | undefined {
  if (!(decimal === '.' ? plainNumber : commaNumber).test(text)) return undefined;
  return Number(decimal === '.' ? text : text.replace(',', '.'));
}

/** Names the columns whose numbers are kept to the last digit, as those of labels and keys; others are inputs, in float32. */
export type IsExact = (name: string) => boolean;

/** Texts of a column that are remembered as examples where there are too many to keep. */
const maxExamples = 3;

/** Collects the values of a column row by row, in typed arrays. */
export class ColumnBuilder {
  private readonly numbers: GrowableColumn;
  private codes: GrowableColumn | undefined = new GrowableColumn(Int16Array);
  private readonly codeOf = new Map<string, number>();
  private missing = 0;
  private firstMissing: number | undefined;
  private noNumber: Cell | undefined;
  private overflow: Cell | undefined;

  /**
   * @param maxTexts different texts above which they are no longer kept, below 2¹⁵
   * @param isExact keeps numbers as float64
   */
  constructor(
    readonly name: string,
    private readonly maxTexts: number,
    isExact: boolean,
  ) {
    this.numbers = new GrowableColumn(isExact ? Float64Array : Float32Array);
  }

  /** Adds a value of a text file. */
  addText(written: string, decimal: '.' | ','): void {
    const value = written.trim();
    if (missingTexts.has(value)) this.add(undefined, undefined);
    else this.add(value, numberOf(value, decimal));
  }

  /** Adds a value: its text, undefined where it is missing, and its number where it is one. */
  add(text: string | undefined, number: number | undefined): void {
    const row = this.numbers.length;
    this.numbers.push(number ?? Number.NaN);
    if (text === undefined) {
      this.missing += 1;
      this.firstMissing ??= row;
    } else if (number === undefined) {
      this.noNumber ??= { row, value: text };
    } else if (!Number.isFinite(Math.fround(number))) {
      this.overflow ??= { row, value: text };
    }
    this.codes?.push(text === undefined ? -1 : this.code(text));
    if (this.codeOf.size > this.maxTexts) this.dropTexts();
  }

  /** Whether the column's own name is one of its values, as where a file's first row has no names. */
  get holdsItsName(): boolean {
    return this.codeOf.has(this.name);
  }

  build(): TableColumn {
    const { name, codes, missing, noNumber, overflow, firstMissing } = this;
    return {
      ...{ name, missing, numbers: this.numbers, texts: [...this.codeOf.keys()] },
      ...(codes && { codes }),
      ...(noNumber && { noNumber }),
      ...(overflow && { overflow }),
      ...(firstMissing === undefined ? {} : { firstMissing }),
    };
  }

  private code(text: string): number {
    const known = this.codeOf.get(text);
    if (known !== undefined) return known;
    this.codeOf.set(text, this.codeOf.size);
    return this.codeOf.size - 1;
  }

  private dropTexts(): void {
    const examples = [...this.codeOf].slice(0, maxExamples);
    this.codeOf.clear();
    for (const [text, code] of examples) this.codeOf.set(text, code);
    this.codes = undefined;
  }
}
