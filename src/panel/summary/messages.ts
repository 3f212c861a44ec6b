/** What the summary asks: what is known of the run, or that something be done with it. */
export type SummaryRequest =
  | { readonly type: 'facts' }
  | { readonly type: 'do'; readonly action: SummaryAction }
  /** The picture that was asked for, as a PNG; empty where the page could not draw it. */
  | { readonly type: 'painted'; readonly png: Uint8Array };

const actions = ['stop', 'resume', 'rerun', 'export', 'openConfig', 'openLog', 'revealFolder'] as const;
export type SummaryAction = (typeof actions)[number];

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export type SummaryAnswer =
  | {
      readonly type: 'facts';
      readonly objective: string;
      /** What was reached, against the control where there is one; empty before. */
      readonly verdict: string;
      readonly facts: readonly Fact[];
      /** What can be done now. */
      readonly actions: readonly SummaryAction[];
    }
  /** Asks the page to draw an SVG image as a PNG, since the extension has no canvas. */
  | { readonly type: 'paint'; readonly svg: string };

/** A larger picture is none of ours. */
const mostPngBytes = 64 << 20;

/** Reads what the summary asks for; undefined when it is none of its requests. */
export function readSummaryRequest(value: unknown): SummaryRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, action, png } = value as Readonly<Record<string, unknown>>;
  if (type === 'facts') return { type };
  if (type === 'painted') {
    return png instanceof Uint8Array && png.byteLength <= mostPngBytes ? { type, png } : undefined;
  }
  const known = readAction(action);
  return type === 'do' && known !== undefined ? { type, action: known } : undefined;
}

/** The action of a name; undefined when there is none. */
export function readAction(value: unknown): SummaryAction | undefined {
  return actions.find((name) => name === value);
}
