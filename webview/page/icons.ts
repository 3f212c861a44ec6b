import code from '@vscode/codicons/src/icons/code.svg';
import compare from '@vscode/codicons/src/icons/git-compare.svg';
import config from '@vscode/codicons/src/icons/file.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import download from '@vscode/codicons/src/icons/desktop-download.svg';
import enlarge from '@vscode/codicons/src/icons/screen-full.svg';
import folder from '@vscode/codicons/src/icons/folder-opened.svg';
import image from '@vscode/codicons/src/icons/file-media.svg';
import log from '@vscode/codicons/src/icons/output.svg';
import reduce from '@vscode/codicons/src/icons/screen-normal.svg';
import rerun from '@vscode/codicons/src/icons/debug-restart.svg';
import resume from '@vscode/codicons/src/icons/debug-continue.svg';
import stop from '@vscode/codicons/src/icons/debug-stop.svg';
import student from '@vscode/codicons/src/icons/play.svg';

/** VS Code's icons as SVG text. */
const icons = {
  code,
  compare,
  config,
  copy,
  download,
  enlarge,
  folder,
  image,
  log,
  reduce,
  rerun,
  resume,
  stop,
  student,
} as const;
export type IconName = keyof typeof icons;

/** Creates an icon in the colour of the text around it; hidden from screen readers, as its button has a name. */
export function makeIcon(name: IconName): HTMLElement {
  const icon = document.createElement('span');
  icon.className = 'icon';
  icon.setAttribute('aria-hidden', 'true');
  icon.innerHTML = icons[name];
  return icon;
}
