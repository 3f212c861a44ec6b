import { makeIcon, type IconName } from './icons';

/** Creates a button of an icon alone, as in VS Code's title bars; `label` is its tooltip and its name for screen readers. */
export function makeIconButton(id: string, label: string, icon: IconName, onPress: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  if (id !== '') button.id = id;
  button.className = 'icon-button';
  nameButton(button, label, icon);
  button.addEventListener('click', onPress);
  return button;
}

/** Gives a button of an icon another icon and name. */
export function nameButton(button: HTMLButtonElement, label: string, icon: IconName): void {
  button.title = label;
  button.setAttribute('aria-label', label);
  button.replaceChildren(makeIcon(icon));
}
