import { formatFacts, truncate } from './texts';

/** Marks of a run, as far as they are shown beside its label. */
export interface ShownMarks {
  readonly star?: boolean;
  readonly baseline?: boolean;
  readonly archived?: boolean;
  readonly tags?: readonly string[];
  readonly note?: string;
}

const maxNoteLength = 60;
const markNames = { baseline: 'baseline', archived: 'archived' };

/** Marks in one line: `★ · baseline · #best #slow · note`; empty without any. */
export function formatMarks({ star, baseline, archived, tags = [], note = '' }: ShownMarks = {}): string {
  const [line = ''] = note.split(/\r?\n/);
  return formatFacts([
    star === true ? '★' : '',
    baseline === true ? markNames.baseline : '',
    archived === true ? markNames.archived : '',
    tags.map((tag) => `#${tag}`).join(' '),
    truncate(line, maxNoteLength),
  ]);
}
