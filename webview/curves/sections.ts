import { make } from '../page/page';
import { plotList } from './scene';

/** Adds a collapsed section below the plots. */
export function addDetails(curves: Element, id: string, title: string): HTMLDetailsElement {
  const details = document.createElement('details');
  details.id = id;
  curves.append(details);
  make('summary', '', details).textContent = title;
  return details;
}

/** Title of the section of folded plots: `Learning rate, speed`. */
export function foldedTitle(): string {
  const titles = plotList.filter(({ isFolded }) => isFolded).map(({ title }) => title);
  return titles.map((title, index) => (index === 0 ? title : title.toLowerCase())).join(', ');
}

/** A list without an item that it has, or with one that it has not. */
export function toggled<Item>(list: readonly Item[], item: Item): Item[] {
  return list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
}
