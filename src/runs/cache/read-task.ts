/** Rows that a thread reads into shared memory: the state of the reading, then the rows. */
export interface ReadTask {
  /** An open file of this process. */
  readonly descriptor: number;
  readonly rowBytes: number;
  readonly indices: Int32Array;
  readonly shared: SharedArrayBuffer;
}

/** Offset of the rows in the shared memory of a task; the state is an int32 before them. */
export const rowsStart = 16;

export const readState = { reading: 0, done: 1, failed: 2 } as const;
