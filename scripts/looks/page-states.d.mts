import type { Browser, Page } from 'playwright-core';

/** A page of the extension, or one that it exported, in one state. */
export interface PageState {
  readonly name: string;
  /** Whether it looks the same in all themes. */
  readonly isThemeless?: true;
  open(browser: Browser): Promise<{ readonly page: Page; close(): Promise<void> }>;
}

/** All states of all pages. */
export declare const pageStates: readonly PageState[];

/** Removes what the states have made. */
export declare function removeStates(): void;
