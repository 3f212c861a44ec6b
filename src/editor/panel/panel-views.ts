import path from 'node:path';
import type { ViewController } from '../../panel/controller';
import type { ToPanel, ViewName } from '../../panel/messages';
import { viewControllers } from './views';

/** The extension's sides of one panel's views, each made with the first request of its view. */
export class PanelViews {
  private readonly sides = new Map<ViewName, Promise<ViewController | undefined>>();

  /** `send` gives a message to the panel; it may be gone already. */
  constructor(
    private readonly runFolder: string,
    private readonly send: (message: ToPanel) => PromiseLike<unknown>,
  ) {}

  /** Passes a request on to its view. Throws what the view throws. */
  async answer(view: ViewName, request: unknown): Promise<void> {
    const side = this.sides.get(view) ?? this.make(view);
    this.sides.set(view, side);
    await (await side)?.answer(request);
  }

  /** The panel was hidden or closed. */
  stop(): void {
    for (const side of this.sides.values()) void side.then((answers) => answers?.stop());
  }

  private async make(view: ViewName): Promise<ViewController | undefined> {
    const make = await viewControllers[view]?.();
    const runId = path.basename(this.runFolder);
    return make?.({
      runFolder: this.runFolder,
      send: (answer) => this.send({ type: 'view', runId, view, answer }),
    });
  }
}
