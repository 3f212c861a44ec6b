import type { PlotLimits } from '../../../src/panel/messages';
import { formatCount } from '../../../src/wording';
import { setText } from '../../page/set-text';

/** Count of a plot's values that are not drawn in place: outliers beyond its edge, and values that are not finite. */
export class OutlierBadge {
  private readonly button = document.createElement('button');

  /** `onPress` is called to show the outliers. */
  constructor(host: Element, onPress: () => void) {
    this.button.className = 'badge';
    this.button.addEventListener('click', onPress);
    host.append(this.button);
  }

  show({ outside, gaps }: Pick<PlotLimits, 'outside' | 'gaps'> = { outside: 0, gaps: 0 }): void {
    const words = [
      outside > 0 ? `${formatCount(outside)} outside` : '',
      gaps > 0 ? `${formatCount(gaps)} not finite` : '',
    ].filter((part) => part !== '');
    this.button.hidden = words.length === 0;
    const text = words.join(', ');
    setText(this.button, text);
    this.button.title =
      outside > 0 ? 'Outliers lie beyond the plot’s edge, where arrows mark them. Press to show them.' : '';
    this.button.disabled = outside === 0;
  }
}
