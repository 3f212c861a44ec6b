const facts = ['teacher', 'student', 'data', 'seed', 'engine', 'epoch'] as const;

function make(tag: string, id: string, parent: Element, className = ''): HTMLElement {
  const node = document.createElement(tag);
  if (id !== '') node.id = id;
  node.className = className;
  parent.append(node);
  return node;
}

/** Builds the panel's page and gives the places that plots and buttons go to. */
export function buildPage(): {
  buttons: HTMLElement;
  loss: HTMLElement;
  temperature: HTMLElement;
  accuracy: HTMLElement;
} {
  const main = make('main', '', document.body);
  const head = make('header', '', main);
  make('h1', 'run-name', head);
  make('span', 'run-status', head, 'status').setAttribute('role', 'status');
  make('span', 'activity', head);
  const buttons = make('div', 'buttons', head);
  make('progress', 'progress', main).setAttribute('aria-label', 'Progress of the run');
  make('p', 'objective', main);
  make('p', 'result', main);
  const failure = make('div', 'failure', main);
  failure.hidden = true;
  failure.setAttribute('role', 'alert');
  make('strong', 'failure-message', failure);
  make('p', 'failure-hint', failure);
  const list = make('dl', 'facts', main);
  for (const name of facts) {
    const row = make('div', '', list);
    make('dt', '', row).textContent = name;
    make('dd', name, row);
  }
  addNewest(main);
  const plots = make('div', 'plots', main);
  const place = (name: string): HTMLElement => make('section', `plot-${name}`, plots);
  return { buttons, loss: place('loss'), temperature: place('temperature'), accuracy: place('accuracy') };
}

/** The newest values, in words beside the curves. */
function addNewest(main: Element): void {
  const newest = make('p', 'newest', main);
  for (const [id, label] of [
    ['points', ''],
    ['last-loss', 'loss '],
    ['last-temperature', 'T '],
    ['last-accuracy', 'accuracy '],
  ] as const) {
    const item = make('span', '', newest);
    item.append(label);
    make('output', id, item);
  }
}
