import { svg } from './svg';

/** Something of a chart that stands for points of the sweep. */
export interface Mark {
  readonly element: HTMLElement | SVGElement;
  /** Places of its points in the table. */
  readonly points: readonly number[];
}

/**
 * Makes the marks of a chart one stop of the tab key, between which the arrow keys move in the order of the marks; Enter or a click
 * shows the runs. `acrossBy`: marks of a row, for the keys up and down.
 */
export function makeReachable(
  marks: readonly Mark[],
  acrossBy: number,
  show: (points: readonly number[], isByKey: boolean) => void,
): void {
  const focus = (index: number): void => {
    const mark = marks[index];
    if (mark === undefined) return;
    for (const { element } of marks) element.setAttribute('tabindex', '-1');
    mark.element.setAttribute('tabindex', '0');
    mark.element.focus();
  };
  marks.forEach(({ element, points }, index) => {
    element.setAttribute('tabindex', index === 0 ? '0' : '-1');
    element.addEventListener('click', () => show(points, false));
    element.addEventListener('keydown', (event) => {
      if (!(event instanceof KeyboardEvent)) return;
      const steps: Readonly<Record<string, number>> = {
        ...{ ArrowRight: index + 1, ArrowLeft: index - 1, ArrowDown: index + acrossBy, ArrowUp: index - acrossBy },
        ...{ Home: 0, End: marks.length - 1 },
      };
      const to = steps[event.key];
      if (to !== undefined) focus(to);
      else if (event.key === 'Enter' || event.key === ' ') show(points, true);
      else return;
      event.preventDefault();
    });
  });
}

/** Names a mark for screen readers and for the pointer. */
export function nameMark(element: SVGElement, words: string, isBest: boolean): void {
  const label = `${words}${isBest ? ', the best by the goal' : ''}`;
  element.dataset['mark'] = '';
  element.classList.toggle('is-best', isBest);
  element.setAttribute('role', 'button');
  element.setAttribute('aria-label', label);
  svg('title', {}, element).textContent = label;
}

/** The index of the mark that has the focus among those of a chart; −1 for none. */
export function focusedIn(chart: Element): number {
  return [...chart.querySelectorAll('[data-mark]')].findIndex((mark) => mark === document.activeElement);
}

/** Gives the focus back to a mark after a chart was drawn anew. */
export function focusAgain(chart: Element, index: number): void {
  const mark = [...chart.querySelectorAll<HTMLElement | SVGElement>('[data-mark]')][index];
  mark?.focus({ preventScroll: true });
}
