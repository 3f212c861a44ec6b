/** Pictures that arrow keys go through, with one tab stop for all; the one that is looked at is described in a line. */
export class PictureKeys {
  private pictures: readonly HTMLCanvasElement[] = [];
  private current = 0;

  constructor(private readonly reading: HTMLElement) {}

  /** Takes new pictures. The place of the one before is kept, and its focus where it had it. */
  hold(pictures: readonly HTMLCanvasElement[]): void {
    this.pictures = pictures;
    this.current = Math.min(this.current, Math.max(pictures.length - 1, 0));
    pictures.forEach((picture, place) => {
      picture.tabIndex = place === this.current ? 0 : -1;
      picture.addEventListener('focus', () => this.look(place));
      picture.addEventListener('pointerenter', () => this.describe(place));
      picture.addEventListener('keydown', (event) => this.onKey(event));
    });
    this.describe(this.current);
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.pictures.length - 1;
    const next = this.placeAfter(event.key);
    if (next === undefined) return;
    event.preventDefault();
    this.pictures[Math.min(Math.max(next, 0), last)]?.focus();
  }

  private placeAfter(key: string): number | undefined {
    switch (key) {
      case 'ArrowRight':
        return this.current + 1;
      case 'ArrowLeft':
        return this.current - 1;
      case 'ArrowDown':
        return this.inNextSection(1);
      case 'ArrowUp':
        return this.inNextSection(-1);
      case 'Home':
        return 0;
      case 'End':
        return this.pictures.length - 1;
      default:
        return undefined;
    }
  }

  /** The picture at the same place of the section below or above. */
  private inNextSection(by: number): number {
    const first = this.pictures[0]?.closest('section')?.querySelectorAll('canvas').length ?? 1;
    const next = this.current + by * first;
    return next < 0 || next >= this.pictures.length ? this.current : next;
  }

  private look(place: number): void {
    const before = this.pictures[this.current];
    if (before !== undefined) before.tabIndex = -1;
    this.current = place;
    const picture = this.pictures[place];
    if (picture !== undefined) picture.tabIndex = 0;
    this.describe(place);
  }

  private describe(place: number): void {
    this.reading.textContent = this.pictures[place]?.getAttribute('aria-label') ?? '';
  }
}
