/** Surroundings of a run in which data is made ready once and kept: the cache, and whom to tell. */
export interface Preparation {
  /** The workspace's cache. */
  readonly cacheFolder: string;
  /** Waits until no other run makes what has this key; gives the function that ends that. */
  readonly takeSlot: (key: string) => Promise<() => void>;
  /** Called now and then with the examples that are ready. */
  readonly onProgress: (done: number, total: number) => void;
  /** Called with a sentence for the person who runs it. */
  readonly onNotice: (message: string) => void;
  /** Awaited between two pieces of work; throws when the run is to end. */
  readonly pause: () => Promise<void>;
}
