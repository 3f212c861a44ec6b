/** A piece of HTML, SVG or XML whose texts are escaped; made by `markup` alone. */
export class Markup {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** Value in a template: markup is inserted as it is, text and numbers are escaped, a list is concatenated. */
export type MarkupValue = Markup | string | number | undefined | readonly MarkupValue[];

/**
 * Template tag for markup: `` markup`<h1>${name}</h1>` ``. Values are escaped for text and quoted attributes, except markup
 * made by this tag; undefined is empty.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(parts.map((part, index) => part + write(values[index])).join(''));
}

function write(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(write).join('');
  return escape(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  // XML 1.0 allows only three control characters: tab, line feed and carriage return.
  const printable = text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '\uFFFD');
  return printable.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
