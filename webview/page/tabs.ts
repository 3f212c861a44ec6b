import type { ViewName } from '../../src/panel/messages';
import { make } from './page';
import type { View } from './view';

interface Tab {
  readonly name: ViewName;
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
}

interface TabActions {
  /** The view of a tab; called once the tab is shown. */
  readonly viewOf: (name: ViewName) => View;
  /** Called when a person selects another tab. */
  readonly onChoose: (name: ViewName) => void;
}

/** Tabs of the panel, which show one view at a time. Arrow keys, Home and End move between them. */
export class Tabs {
  private readonly tabs: Tab[] = [];
  private chosen: Tab | undefined;

  constructor(
    private readonly list: HTMLElement,
    private readonly viewHost: HTMLElement,
    private readonly actions: TabActions,
  ) {
    list.setAttribute('role', 'tablist');
    list.setAttribute('aria-label', 'Views of this run');
    list.addEventListener('keydown', (event) => this.move(event));
  }

  /** Adds a tab with an empty panel. */
  add(name: ViewName, label: string): void {
    const button = document.createElement('button');
    button.id = `tab-${name}`;
    button.className = 'tab';
    button.textContent = label;
    button.tabIndex = -1;
    for (const [attribute, value] of [
      ['role', 'tab'],
      ['aria-selected', 'false'],
      ['aria-controls', `view-${name}`],
    ] as const) {
      button.setAttribute(attribute, value);
    }
    const panel = make('section', `view-${name}`, this.viewHost);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    panel.hidden = true;
    const tab = { name, button, panel };
    button.addEventListener('click', () => this.take(tab));
    this.tabs.push(tab);
    this.list.append(button);
  }

  /** The panel of a tab. Throws where there is no tab of that name. */
  panelOf(name: ViewName): HTMLElement {
    const tab = this.tabs.find((one) => one.name === name);
    if (tab === undefined) throw new Error(`there is no tab '${name}'`);
    return tab.panel;
  }

  /** Shows the view of a name, or else the first one. */
  show(name: ViewName | undefined): void {
    const tab = this.tabs.find((one) => one.name === name) ?? this.tabs[0];
    if (tab === undefined || tab === this.chosen) return;
    this.leave();
    this.chosen = tab;
    tab.button.setAttribute('aria-selected', 'true');
    tab.button.tabIndex = 0;
    tab.panel.hidden = false;
    this.actions.viewOf(tab.name).show();
  }

  get shown(): ViewName | undefined {
    return this.chosen?.name;
  }

  private leave(): void {
    if (this.chosen === undefined) return;
    const { name, button, panel } = this.chosen;
    button.setAttribute('aria-selected', 'false');
    button.tabIndex = -1;
    panel.hidden = true;
    this.actions.viewOf(name).hide();
  }

  private take(tab: Tab): void {
    this.show(tab.name);
    this.actions.onChoose(tab.name);
  }

  private move(event: KeyboardEvent): void {
    const from = this.tabs.findIndex((tab) => tab === this.chosen);
    const last = this.tabs.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: from === last ? 0 : from + 1,
      ArrowLeft: from === 0 ? last : from - 1,
      Home: 0,
      End: last,
    };
    const tab = this.tabs[targets[event.key] ?? -1];
    if (tab === undefined) return;
    event.preventDefault();
    this.take(tab);
    tab.button.focus();
  }
}
