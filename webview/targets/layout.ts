import { make } from '../page/page';

/** Drop-down list with its label. */
export interface Chooser {
  readonly box: HTMLElement;
  readonly select: HTMLSelectElement;
}

/** Elements of the view of soft targets. */
export interface TargetsLayout {
  readonly problem: HTMLElement;
  readonly body: HTMLElement;
  readonly evaluation: Chooser;
  readonly teacher: Chooser;
  readonly examples: Chooser;
  readonly order: Chooser;
  readonly temperature: HTMLElement;
  readonly logarithmic: HTMLInputElement;
  readonly heading: HTMLElement;
  readonly picture: HTMLCanvasElement;
  readonly divergence: HTMLElement;
  readonly chart: HTMLElement;
  readonly filter: HTMLElement;
  readonly filterText: HTMLElement;
  readonly list: HTMLElement;
  readonly against: readonly [HTMLElement, HTMLElement];
}

/** Builds the view: settings at the top, the distributions of one example beside the list, and confusion matrices below. */
export function layOut(element: HTMLElement): TargetsLayout {
  const problem = make('p', 'targets-problem', element);
  problem.setAttribute('role', 'status');
  const body = make('div', 'targets', element);
  const head = make('div', '', body, 'targets-head');
  const evaluation = chooser(head, 'targets-evaluation', 'Checkpoint');
  const teacher = chooser(head, 'targets-teacher', 'Teacher');
  const examples = chooser(head, 'targets-examples', 'Show');
  const temperature = make('div', '', head, 'temperature-control');
  const logarithmic = checkBox(head, 'targets-logarithmic', 'Logarithmic bars');
  const parts = make('div', '', body, 'targets-parts');
  const answers = make('section', 'targets-answers', parts);
  const title = make('div', '', answers, 'answers-head');
  const picture = document.createElement('canvas');
  picture.id = 'targets-picture';
  picture.setAttribute('role', 'img');
  title.append(picture);
  const words = make('div', '', title);
  const heading = make('h2', 'targets-heading', words);
  heading.setAttribute('aria-live', 'polite');
  const divergence = make('p', 'targets-divergence', words);
  const chart = make('div', '', answers);
  const examplesPart = make('section', 'targets-list', parts);
  const order = chooser(make('div', '', examplesPart, 'targets-head'), 'targets-order', 'Sort by');
  const filter = make('p', 'targets-filter', examplesPart);
  const filterText = make('span', '', filter);
  const confusions = make('section', 'targets-confusions', body);
  make('h2', '', confusions).textContent = 'Confusions';
  const against = [make('div', 'against-label', confusions), make('div', 'against-teacher', confusions)] as const;
  const list = make('div', '', examplesPart);
  const choosers = { evaluation, teacher, examples, order };
  const example = { heading, picture, divergence, chart };
  return { problem, body, ...choosers, temperature, logarithmic, ...example, filter, filterText, list, against };
}

/** Sets the options of a list if they differ, because replacing them closes an open list. */
export function setOptions({ select }: Chooser, options: readonly (readonly [value: string, text: string])[]): void {
  const now = JSON.stringify(options);
  if (select.dataset['options'] === now) return;
  select.dataset['options'] = now;
  const nodes = options.map(([value, text]) => {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = text;
    return option;
  });
  select.replaceChildren(...nodes);
}

function chooser(host: HTMLElement, id: string, text: string): Chooser {
  const box = make('label', '', host, 'chooser');
  make('span', '', box).textContent = text;
  const select = document.createElement('select');
  select.id = id;
  box.append(select);
  return { box, select };
}

function checkBox(host: HTMLElement, id: string, text: string): HTMLInputElement {
  const label = make('label', '', host, 'check');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.id = id;
  label.append(box, text);
  return box;
}
