import path from 'node:path';
import type { ControllerContext, RunActions, ViewController } from './controller';
import type { ToPanel, ViewName } from './messages';

type MakeController = (context: ControllerContext, actions: RunActions) => ViewController;

/** The controller of each tab, loaded with its view's first request. */
const makers: Readonly<Record<ViewName, () => Promise<MakeController>>> = {
  curves: async () => {
    const { CurvesController } = await import('./curves/controller');
    return (context) => new CurvesController(context);
  },
  compare: async () => {
    const { CompareController } = await import('./compare/controller');
    return (context) => new CompareController(context);
  },
  targets: async () => {
    const { TargetsController } = await import('./targets/controller');
    return (context) => new TargetsController(context);
  },
  summary: async () => {
    const { SummaryController } = await import('./summary/controller');
    return (context, actions) => new SummaryController(context, actions);
  },
};

/** The controllers of one panel's views, each made with the first request of its view. */
export class PanelControllers {
  private readonly controllers = new Map<ViewName, Promise<ViewController>>();

  /** `send` gives a message to the panel; it may be gone already. */
  constructor(
    private readonly runFolder: string,
    private readonly actions: RunActions,
    private readonly send: (message: ToPanel) => PromiseLike<unknown>,
  ) {}

  /** Passes a request on to its view's controller. Throws what that one throws. */
  async answer(view: ViewName, request: unknown): Promise<void> {
    const controller = this.controllers.get(view) ?? this.make(view);
    this.controllers.set(view, controller);
    await (await controller).answer(request);
  }

  /** Stops all controllers, since the panel was hidden or closed. */
  stop(): void {
    for (const made of this.controllers.values()) void made.then((controller) => controller.stop());
  }

  private async make(view: ViewName): Promise<ViewController> {
    const make = await makers[view]();
    const { runFolder } = this;
    const runId = path.basename(runFolder);
    const context = { runFolder, send: (answer: object) => this.send({ type: 'view', runId, view, answer }) };
    return make(context, this.actions);
  }
}
