/** Values of a column: as numbers where all are, and as texts while these are few enough to be classes. */
export interface TableColumn {
  readonly name: string;
  /** NaN where a value is missing or no number. */
  readonly numbers: Float64Array;
  /** For each row the place of its text in `texts`, −1 where it is missing; absent where there are too many texts. */
  readonly codes?: Int32Array;
  readonly texts: readonly string[];
  readonly missing: number;
  /** The first value that is no number; absent where all are. */
  readonly noNumber?: Cell;
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

/** Collects the values of a column row by row, in typed arrays. */
export class ColumnBuilder {
  private numbers = new Float64Array(1024);
  private codes: Int32Array | undefined = new Int32Array(1024);
  private readonly codeOf = new Map<string, number>();
  private missing = 0;
  private firstMissing: number | undefined;
  private noNumber: Cell | undefined;
  private rows = 0;

  /** @param maxTexts different texts above which they are no longer kept */
  constructor(
    readonly name: string,
    private readonly maxTexts: number,
  ) {}

  /** Adds a value of a text file. */
  addText(written: string, decimal: '.' | ','): void {
    const value = written.trim();
    if (missingTexts.has(value)) this.add(undefined, undefined);
    else this.add(value, numberOf(value, decimal));
  }

  /** Adds a value: its text, undefined where it is missing, and its number where it is one. */
  add(text: string | undefined, number: number | undefined): void {
    this.grow();
    this.numbers[this.rows] = number ?? Number.NaN;
    if (text === undefined) {
      this.missing += 1;
      this.firstMissing ??= this.rows;
    } else if (number === undefined) {
      this.noNumber ??= { row: this.rows, value: text };
    }
    if (this.codes !== undefined) this.codes[this.rows] = text === undefined ? -1 : this.code(text);
    if (this.codeOf.size > this.maxTexts) this.codes = undefined;
    this.rows += 1;
  }

  build(): TableColumn {
    const { name, rows, codes, missing, noNumber, firstMissing } = this;
    return {
      ...{ name, missing, numbers: this.numbers.subarray(0, rows), texts: [...this.codeOf.keys()] },
      ...(codes && { codes: codes.subarray(0, rows) }),
      ...(noNumber && { noNumber }),
      ...(firstMissing === undefined ? {} : { firstMissing }),
    };
  }

  private code(text: string): number {
    const known = this.codeOf.get(text);
    if (known !== undefined) return known;
    this.codeOf.set(text, this.codeOf.size);
    return this.codeOf.size - 1;
  }

  private grow(): void {
    if (this.rows < this.numbers.length) return;
    const numbers = new Float64Array(2 * this.rows);
    numbers.set(this.numbers);
    this.numbers = numbers;
    if (this.codes === undefined) return;
    const codes = new Int32Array(2 * this.rows);
    codes.set(this.codes);
    this.codes = codes;
  }
}
