import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(vsCodeButton());

/**
 * Creates a text button of VS Code's own look. Its toolkit has no successor of its makers, so this file alone imports it;
 * the pages whose script must be small have plain buttons.
 */
export function makeButton(id: string, label: string, onPress: () => void): HTMLElement {
  const button = document.createElement('vscode-button');
  button.id = id;
  button.setAttribute('appearance', 'secondary');
  button.textContent = label;
  button.addEventListener('click', onPress);
  return button;
}
