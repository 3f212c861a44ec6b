/** The meaning of a diagnostic and its reason; a diagnostic's code links to this text. */
export interface CodeMeaning {
  readonly title: string;
  /** Markdown: the reason, then what to do. */
  readonly explanation: string;
}
