import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(vsCodeButton());

/**
 * A button of the editor's look. The toolkit's makers have stopped; this file is the only one that knows it, so that a
 * successor is one file's work.
 */
export function makeButton(id: string, label: string, onPress: () => void): HTMLElement {
  const button = document.createElement('vscode-button');
  button.id = id;
  button.setAttribute('appearance', 'secondary');
  button.textContent = label;
  button.addEventListener('click', onPress);
  return button;
}
