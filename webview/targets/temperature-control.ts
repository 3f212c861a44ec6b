import { make } from '../page/page';
import { formatNumber } from '../../src/wording';

/** Below it even close logits are one class; above it any are even. */
export const temperatureRange = { least: 0.1, most: 100 } as const;
const { least, most } = temperatureRange;
/** The slider moves evenly in the logarithm of T. */
const notches = 300;

/** A slider for T with a field for its number beside it. */
export class TemperatureControl {
  private readonly slider: HTMLInputElement;
  private readonly field: HTMLInputElement;
  private current = 1;

  constructor(
    host: HTMLElement,
    id: string,
    private readonly onChange: (temperature: number) => void,
  ) {
    const label = make('label', '', host);
    label.textContent = 'Temperature T';
    label.setAttribute('for', `${id}-slider`);
    this.slider = input(host, `${id}-slider`, { type: 'range', min: '0', max: String(notches), step: '1' });
    this.field = input(host, `${id}-field`, { type: 'number', min: String(least), max: String(most), step: 'any' });
    this.field.setAttribute('aria-label', 'Temperature T as a number');
    this.slider.addEventListener('input', () => this.take(temperatureAt(Number(this.slider.value)), this.slider));
    this.field.addEventListener('input', () => {
      const typed = this.field.valueAsNumber;
      if (typed >= least && typed <= most) this.take(typed, this.field);
    });
    // What cannot be taken is not left standing as if it had been.
    this.field.addEventListener('change', () => this.set(this.current));
  }

  get temperature(): number {
    return this.current;
  }

  /** Shows a temperature; outside the range the nearest that can be shown. */
  set(temperature: number): void {
    this.current = Math.min(most, Math.max(least, temperature));
    this.field.value = formatNumber(this.current);
    this.showSlider();
  }

  private take(temperature: number, from: HTMLInputElement): void {
    this.current = temperature;
    if (from !== this.field) this.field.value = formatNumber(temperature);
    this.showSlider();
    this.onChange(temperature);
  }

  private showSlider(): void {
    this.slider.value = String(Math.round((notches * Math.log(this.current / least)) / Math.log(most / least)));
    this.slider.setAttribute('aria-valuetext', `T ${formatNumber(this.current)}`);
  }
}

function temperatureAt(notch: number): number {
  return Number((least * (most / least) ** (notch / notches)).toPrecision(3));
}

function input(host: HTMLElement, id: string, attributes: Readonly<Record<string, string>>): HTMLInputElement {
  const node = document.createElement('input');
  node.id = id;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  host.append(node);
  return node;
}
