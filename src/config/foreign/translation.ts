import { truncate } from '../../wording';

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

/** Sentences that are listed, and characters of each: they stand above the new config, which must not grow too large by them. */
const [maxNotes, maxNoteLength] = [100, 400];

/** Settings while a config is translated, with what was taken and what was not. */
export class Notes {
  private readonly takenNames = new Set<string>();
  private readonly leftSentences = new Set<string>();
  private notListed = 0;

  /** Notes a setting that was taken as it was. */
  take(name: string): void {
    if (this.takenNames.size < maxNotes) this.takenNames.add(truncate(name, maxNoteLength));
  }

  /** Notes what was left out or replaced, and by what. */
  leave(sentence: string): void {
    const shown = truncate(sentence, maxNoteLength);
    if (this.leftSentences.has(shown)) return;
    if (this.leftSentences.size < maxNotes) this.leftSentences.add(shown);
    else this.notListed += 1;
  }

  get taken(): readonly string[] {
    return [...this.takenNames];
  }

  get left(): readonly string[] {
    return [...this.leftSentences, ...(this.notListed === 0 ? [] : [`${this.notListed} more settings`])];
  }
}
