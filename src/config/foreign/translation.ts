/** A config of another tool, as far as it can be written as one of ours. */
export interface Translation {
  /** Keys at the top of our config with their values. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Settings that were taken, in words. */
  readonly taken: readonly string[];
  /** Sentences about what was left out or replaced. */
  readonly left: readonly string[];
}

/** A config of another tool that cannot become one of ours, with the reason. */
export class TranslationFault extends Error {}

/** Settings while a config is translated, with what was taken and what was not. */
export class Notes {
  private readonly takenNames: string[] = [];
  private readonly leftSentences: string[] = [];

  /** Notes a setting that was taken as it was. */
  take(name: string): void {
    if (!this.takenNames.includes(name)) this.takenNames.push(name);
  }

  /** Notes what was left out or replaced, and by what. */
  leave(sentence: string): void {
    if (!this.leftSentences.includes(sentence)) this.leftSentences.push(sentence);
  }

  get taken(): readonly string[] {
    return this.takenNames;
  }

  get left(): readonly string[] {
    return this.leftSentences;
  }
}
