/** Creates an element in a parent; an empty id or class is not set. */
export function make(tag: string, id: string, parent: Element, className = ''): HTMLElement {
  const node = document.createElement(tag);
  if (id !== '') node.id = id;
  if (className !== '') node.className = className;
  parent.append(node);
  return node;
}

/** Elements of the page that others fill. */
export interface PageParts {
  readonly buttons: HTMLElement;
  readonly failureButtons: HTMLElement;
  readonly tabs: HTMLElement;
  readonly views: HTMLElement;
}

/** Builds the frame of the panel's page. Returns the elements for buttons, tabs and views. */
export function buildPage(): PageParts {
  const main = make('main', '', document.body);
  const head = make('header', '', main);
  const title = make('div', 'title', head);
  make('span', 'status-dot', title).setAttribute('aria-hidden', 'true');
  make('h1', 'run-name', title);
  make('span', 'details', title);
  make('span', 'run-status', title, 'status').setAttribute('role', 'status');
  // One text, which breaks where its line ends: the age alone would have a line of its own.
  const standing = make('span', 'standing', title);
  make('span', 'activity', standing);
  make('span', 'age', standing);
  const buttons = make('div', 'buttons', head);
  make('progress', 'progress', main).setAttribute('aria-label', 'Progress of the run');
  addMessage(main, 'notice', 'status');
  addMessage(main, 'warnings', 'status');
  const failureButtons = addFailure(main);
  make('dl', 'figures', main).setAttribute('aria-label', 'Result');
  const body = make('div', 'body', main);
  const bar = make('div', 'bar', body);
  const views = make('div', 'views', body);
  make('div', 'copied', body).setAttribute('role', 'status');
  return { buttons, failureButtons, tabs: make('div', 'tabs', bar), views };
}

function addMessage(main: Element, id: string, role: string): HTMLElement {
  const message = make('div', id, main, 'notice');
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
