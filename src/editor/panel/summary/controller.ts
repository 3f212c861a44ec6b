import * as vscode from 'vscode';
import { exportRun } from '../../../run-report';
import { chooseFormat, saveExport } from '../../exporting/export';
import type { ViewController, ViewPlace } from '../../../panel/controller';
import { FactsReader } from '../../../panel/summary/facts';
import { readSummaryRequest, type SummaryAction, type SummaryAnswer } from '../../../panel/messages';

/** The extension's side of the summary. */
export function answerSummary({ runFolder, send }: ViewPlace): ViewController {
  let reader: FactsReader | undefined;
  const tell = async (answer: SummaryAnswer): Promise<void> => {
    await send(answer);
  };
  return {
    async answer(request) {
      const known = readSummaryRequest(request);
      if (known === undefined) {
        console.warn('Distillery: a request that the summary does not know was ignored.');
        return;
      }
      reader ??= new FactsReader(runFolder);
      if (known.type === 'facts') await tell(await reader.read());
      else if (known.type === 'do') await act(known.action, runFolder, tell);
      else if (known.png.byteLength > 0) await saveExport(runFolder, 'png', known.png);
      else throw new Error('The curves could not be drawn as a PNG; export them as SVG.');
    },
    stop: () => (reader = undefined),
  };
}

async function act(
  action: SummaryAction,
  folder: string,
  tell: (answer: SummaryAnswer) => Promise<void>,
): Promise<void> {
  switch (action) {
    case 'export': {
      const format = await chooseFormat(['png']);
      if (format === 'png') await tell({ type: 'paint', svg: await exportRun(folder, 'svg') });
      else if (format !== undefined) await saveExport(folder, format, await exportRun(folder, format));
      return;
    }
    case 'openConfig':
      await vscode.commands.executeCommand('distillery.openRunConfig', { folder });
      return;
    case 'revealFolder':
      await vscode.commands.executeCommand('distillery.revealRunFolder', { folder });
      return;
    case 'stop':
    case 'resume':
    case 'rerun':
    case 'openLog':
      await vscode.commands.executeCommand(`distillery.${action}`, { folder });
  }
}
