import { outlineOf, parseConfig, type Language, type OutlineItem } from '../../src/config';
import { unmarked } from './documents';

/** A place to ask about, known by the same name in both languages. */
export interface Place {
  readonly name: string;
  readonly offset: number;
}

/** The marks of a document, then the middle of each key and the beginning of each value that is one word. */
export function placesOf(marked: string, language: Language): { text: string; places: Place[] } {
  const { text, marks } = unmarked(marked);
  const places = marks.map((offset, index): Place => ({ name: `mark ${index}`, offset }));
  const visit = (items: readonly OutlineItem[], path: string): void => {
    for (const { name, nameRange, children, end, kind } of items) {
      const own = `${path}/${name}`;
      places.push({ name: own, offset: (nameRange.start + nameRange.end) >> 1 });
      // Behind the opening quote, which text has in JSON and may have in YAML.
      const isWord = kind !== 'map' && kind !== 'list' && end > nameRange.end;
      if (isWord) places.push({ name: `${own} =`, offset: end - 1 });
      visit(children, own);
    }
  };
  visit(outlineOf(parseConfig(text, language)), '');
  return { text, places };
}
