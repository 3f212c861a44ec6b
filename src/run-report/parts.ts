import { markup, type Markup } from '../markup';

/** Heading of a part of a report. */
export function heading(text: string): Markup {
  return markup`<h2>${text}</h2>`;
}

/** A sentence of a report; `name` is a class of its style. */
export function paragraph(text: string, name?: 'failure' | 'verdict'): Markup {
  return name === undefined ? markup`<p>${text}</p>` : markup`<p class="${name}">${text}</p>`;
}
