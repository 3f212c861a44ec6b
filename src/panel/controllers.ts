import path from 'node:path';
import type { ControllerContext, RunActions, ViewController } from './controller';
import type { ToPanel, ViewName } from './messages';

type MakeController = (context: ControllerContext, actions: RunActions) => ViewController;

/** Factories of the tabs' controllers; each module is loaded with the first request of its view. */
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

/** Dispatcher of one panel's requests to the controllers of its views, which are created on demand. */
export class PanelControllers {
  private readonly controllers = new Map<ViewName, Promise<ViewController>>();

  /** `send` posts a message to the panel; nothing happens when it is closed. */
  constructor(
    private readonly runFolder: string,
    private readonly actions: RunActions,
    private readonly send: (message: ToPanel) => PromiseLike<unknown>,
    private readonly labelOf: (runFolder: string) => string | undefined = () => undefined,
  ) {}

  /** Dispatches a request to its view's controller. Throws the controller's errors. */
  async handle(view: ViewName, request: unknown): Promise<void> {
    const controller = this.controllers.get(view) ?? this.make(view);
    this.controllers.set(view, controller);
    await (await controller).handle(request);
  }

  /** Stops all controllers when the panel is hidden or closed. */
  stop(): void {
    for (const made of this.controllers.values()) void made.then((controller) => controller.stop());
  }

  private async make(view: ViewName): Promise<ViewController> {
    const make = await makers[view]();
    const { runFolder, labelOf } = this;
    const runId = path.basename(runFolder);
    const context = { runFolder, labelOf, send: (answer: object) => this.send({ type: 'view', runId, view, answer }) };
    return make(context, this.actions);
  }
}
