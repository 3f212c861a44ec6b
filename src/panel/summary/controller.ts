import { exportRun } from '../../run-report';
import { warnInvalidRequest, type ControllerContext, type RunActions, type ViewController } from '../controller';
import { readSummaryRequest, type SummaryAction, type SummaryAnswer } from '../messages';
import { FactsReader } from './facts';

/** Controller of the summary view: the facts of the run, and actions on it. */
export class SummaryController implements ViewController {
  private reader: FactsReader | undefined;

  constructor(
    private readonly context: ControllerContext,
    private readonly actions: RunActions,
  ) {}

  async handle(request: unknown): Promise<void> {
    const known = readSummaryRequest(request);
    if (known === undefined) {
      warnInvalidRequest('summary');
      return;
    }
    this.reader ??= new FactsReader(this.context.runFolder);
    if (known.type === 'facts') await this.send(await this.reader.read());
    else if (known.type === 'do') await this.perform(known.action);
    else if (known.type === 'openFile') await this.actions.openFile(known.file, known.line);
    else if (known.png.byteLength > 0) await this.actions.save('png', known.png);
    else throw new Error('The curves could not be drawn as a PNG; export them as SVG.');
  }

  stop(): void {
    this.reader = undefined;
  }

  private async perform(action: SummaryAction): Promise<void> {
    const { actions } = this;
    const { runFolder } = this.context;
    if (action !== 'export') return actions.perform(action);
    const format = await actions.chooseFormat();
    // The extension has no canvas: the page draws the SVG and sends the PNG back.
    if (format === 'png') await this.send({ type: 'paint', svg: await exportRun(runFolder, 'svg') });
    else if (format !== undefined) await actions.save(format, await exportRun(runFolder, format));
  }

  private async send(answer: SummaryAnswer): Promise<void> {
    await this.context.send(answer);
  }
}
