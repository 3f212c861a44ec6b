import { gatherRows, type Batch, type IndexedBatch } from '../../data';
import type { Feed, Feeds, Table } from '../../engine';
import type { Model } from '../../models';

/** A source of a teacher's logits for the batches of a training. */
export type TeacherSource =
  /** Logits of the whole training split, [count, classes], whose rows are an input of the step. */
  | { readonly kind: 'cached'; readonly logits: Float32Array }
  /** Logits of the whole training split as a table of the step, which gathers their rows by itself. */
  | { readonly kind: 'table'; readonly logits: Float32Array }
  /** Several sets of them, which epochs take in turn. */
  | { readonly kind: 'sets'; readonly logits: readonly Float32Array[] }
  /** A network that is a part of the step's graph. */
  | { readonly kind: 'graph'; readonly model: Model }
  /** A network beside the step, whose logits are an input: those of a batch, [batchSize, classes]. */
  | { readonly kind: 'session'; readonly infer: (batch: Batch) => Promise<Float32Array> };

/** Name of the input that holds a teacher's logits, by the teacher's index in the objective. */
export function teacherInput(index: number): string {
  return `teacher:${index}`;
}

/** Networks inside the step's graph, by the teacher's index. */
export function teachersInGraph(sources: readonly TeacherSource[]): ReadonlyMap<number, Model> {
  return new Map(sources.flatMap((source, index) => (source.kind === 'graph' ? [[index, source.model] as const] : [])));
}

/** Bytes of the logits that a step holds. */
const maxTableBytes = 256 << 20;

/** Sources for a step that gathers rows by itself: kept logits become tables of it. */
export function asTables(sources: readonly TeacherSource[]): readonly TeacherSource[] {
  return sources.map((source) =>
    source.kind === 'cached' && source.logits.byteLength <= maxTableBytes
      ? { kind: 'table', logits: source.logits }
      : source,
  );
}

/** Tables of teachers' logits, [count, classes], by the teacher's index. */
export function logitTables(sources: readonly TeacherSource[], classes: number): ReadonlyMap<number, Table> {
  return new Map(
    sources.flatMap((source, index) => {
      if (source.kind !== 'table') return [];
      const { logits } = source;
      return [[index, { shape: [logits.length / classes, classes], values: logits }] as const];
    }),
  );
}

/** Sizes of a batch, and the epoch that it is of, from 0. */
export interface BatchSizes {
  readonly batchSize: number;
  readonly classes: number;
  readonly epoch: number;
}

/** Gives the rows of kept logits [count, classes] for a batch, [batchSize, classes]. */
export type GatherLogits = (
  logits: Float32Array,
  batch: Batch | IndexedBatch,
  sizes: Pick<BatchSizes, 'batchSize' | 'classes'>,
) => Float32Array;

/** The rows of a batch, in an array of their own. */
export const gatherLogits: GatherLogits = (logits, { indices }, { batchSize, classes }) =>
  gatherRows(logits, classes, indices, batchSize);

/** Inputs of a step that hold teachers' logits for a batch, each [batchSize, classes]; none for a teacher in the graph, or whose logits are a table. */
export async function teacherFeeds(
  sources: readonly TeacherSource[],
  batch: Batch | IndexedBatch,
  sizes: BatchSizes,
  gather: GatherLogits = gatherLogits,
): Promise<Feeds> {
  const feeds: Record<string, Feed> = {};
  for (const [index, source] of sources.entries()) {
    switch (source.kind) {
      case 'cached':
        feeds[teacherInput(index)] = gather(source.logits, batch, sizes);
        break;
      case 'sets': {
        const logits = source.logits[sizes.epoch % source.logits.length] ?? new Float32Array();
        feeds[teacherInput(index)] = gather(logits, batch, sizes);
        break;
      }
      case 'session':
        if (!('images' in batch)) throw new Error('a teacher beside the step looks at images, and the batch has none');
        feeds[teacherInput(index)] = await source.infer(batch);
        break;
      case 'graph':
      case 'table':
        break;
    }
  }
  return feeds;
}
