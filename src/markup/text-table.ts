import { markup, type Markup } from './markup';

/** A row of texts, of which the first names it. */
export interface TextRow {
  readonly cells: readonly string[];
  /** Whether the row is set in bold. */
  readonly isStrong?: boolean;
}

/** A table of texts that scrolls sideways where it is wider than the page. */
export function textTable(heads: readonly string[], rows: readonly TextRow[]): Markup {
  const lines = rows.map(({ cells: [first = '', ...others], isStrong }) => {
    const cells = markup`<th scope="row">${first}</th>${others.map((text) => markup`<td>${text}</td>`)}`;
    return isStrong === true ? markup`<tr class="strong">${cells}</tr>` : markup`<tr>${cells}</tr>`;
  });
  const head = heads.map((text) => markup`<th scope="col">${text}</th>`);
  return markup`<div class="wide"><table class="texts"><tr>${head}</tr>${lines}</table></div>`;
}

/** Style of such tables: numbers stand to the right. */
export const textTableStyle = markup`.texts{margin:8px 0}.texts td,.texts th{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.texts tr>:first-child{text-align:start}.texts .strong>*{font-weight:600}`;
