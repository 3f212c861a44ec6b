/** What is known about a data set before it is read; the lints and parameter counts rest on it. */
export interface DataSetFacts {
  readonly training: number;
  readonly test: number;
  /** Of one example: height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly classes: number;
}

/** Every data set that a config can name. */
export const dataSets = {
  mnist: { training: 60000, test: 10000, shape: [28, 28, 1], classes: 10 },
} as const satisfies Readonly<Record<string, DataSetFacts>>;
