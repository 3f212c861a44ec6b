const facts = ['objective', 'student', 'teacher', 'data', 'engine', 'seed', 'epoch'] as const;

function make(tag: string, id: string, parent: Element, className = ''): HTMLElement {
  const node = document.createElement(tag);
  if (id !== '') node.id = id;
  if (className !== '') node.className = className;
  parent.append(node);
  return node;
}

export interface Places {
  readonly buttons: HTMLElement;
  readonly failureButtons: HTMLElement;
  readonly plotButtons: HTMLElement;
  readonly loss: HTMLElement;
  readonly temperature: HTMLElement;
  readonly accuracy: HTMLElement;
}

/** Builds the panel's page and gives the places that plots and buttons go to. */
export function buildPage(): Places {
  const main = make('main', '', document.body);
  const head = make('header', '', main);
  const title = make('div', 'title', head);
  make('h1', 'run-name', title);
  make('span', 'run-status', title, 'status').setAttribute('role', 'status');
  make('span', 'activity', title);
  const buttons = make('div', 'buttons', head);
  make('progress', 'progress', main).setAttribute('aria-label', 'Progress of the run');
  addMessage(main, 'notice', 'status');
  const failureButtons = addFailure(main);
  const outcome = make('section', 'outcome', main);
  outcome.setAttribute('aria-label', 'Result');
  make('p', 'result', outcome);
  make('dl', 'figures', outcome);
  const body = make('div', 'body', main);
  const card = make('dl', 'facts', body);
  for (const name of facts) {
    const row = make('div', '', card, `fact-${name}`);
    make('dt', '', row).textContent = name;
    make('dd', name, row);
  }
  return { buttons, failureButtons, ...addCurves(body) };
}

function addMessage(main: Element, id: string, role: string): HTMLElement {
  const message = make('div', id, main, 'message');
  message.setAttribute('role', role);
  message.hidden = true;
  return message;
}

function addFailure(main: Element): HTMLElement {
  const failure = addMessage(main, 'failure', 'alert');
  make('strong', 'failure-message', failure);
  make('p', 'failure-hint', failure);
  return make('div', 'failure-buttons', failure);
}

function addCurves(body: Element): Pick<Places, 'plotButtons' | 'loss' | 'temperature' | 'accuracy'> {
  const curves = make('div', 'curves', body);
  const plotButtons = addNewest(curves);
  make('p', 'waiting', curves);
  const plots = make('div', 'plots', curves);
  const place = (name: string): HTMLElement => make('section', `plot-${name}`, plots);
  return { plotButtons, loss: place('loss'), temperature: place('temperature'), accuracy: place('accuracy') };
}

/** The newest values in words above the curves, and the place for what acts on all plots. */
function addNewest(curves: Element): HTMLElement {
  const newest = make('div', 'newest', curves);
  for (const [id, label] of [
    ['points', ''],
    ['last-loss', 'loss'],
    ['last-temperature', 'T'],
    ['last-accuracy', 'validation accuracy'],
  ] as const) {
    const item = make('span', '', newest);
    if (label !== '') item.append(`${label} `);
    make('output', id, item);
  }
  return make('div', 'plot-buttons', newest);
}
