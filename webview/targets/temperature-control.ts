import { make } from '../page/page';
import { formatNumber } from '../../src/wording';

/** Range of T. Below it a softmax is one-hot even for close logits, above it uniform for any. */
export const temperatureRange = { min: 0.1, max: 100 } as const;
const { min, max } = temperatureRange;
/** Positions of the slider, evenly spaced in log T. */
const notches = 300;

/** Slider for T with a number field. */
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
    this.field = input(host, `${id}-field`, { type: 'number', min: String(min), max: String(max), step: 'any' });
    this.field.setAttribute('aria-label', 'Temperature T as a number');
    this.slider.addEventListener('input', () => this.take(temperatureAt(Number(this.slider.value)), this.slider));
    this.field.addEventListener('input', () => {
      const typed = this.field.valueAsNumber;
      if (typed >= min && typed <= max) this.take(typed, this.field);
    });
    // Replaces an invalid number by the present T when the field loses the focus.
    this.field.addEventListener('change', () => this.set(this.current));
  }

  get temperature(): number {
    return this.current;
  }

  /** Sets the temperature, clamped to the range. */
  set(temperature: number): void {
    this.current = Math.min(max, Math.max(min, temperature));
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
    this.slider.value = String(Math.round((notches * Math.log(this.current / min)) / Math.log(max / min)));
    this.slider.setAttribute('aria-valuetext', `T ${formatNumber(this.current)}`);
  }
}

function temperatureAt(notch: number): number {
  return Number((min * (max / min) ** (notch / notches)).toPrecision(3));
}

function input(host: HTMLElement, id: string, attributes: Readonly<Record<string, string>>): HTMLInputElement {
  const node = document.createElement('input');
  node.id = id;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  host.append(node);
  return node;
}
