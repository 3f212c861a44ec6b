import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(vsCodeButton());

/**
 * Creates a button in VS Code's style. The webview UI toolkit is deprecated, so this is the only file that imports it.
 */
export function makeButton(id: string, label: string, onPress: () => void): HTMLElement {
  const button = document.createElement('vscode-button');
  button.id = id;
  button.setAttribute('appearance', 'secondary');
  button.textContent = label;
  button.addEventListener('click', onPress);
  return button;
}
