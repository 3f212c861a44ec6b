import { changedVersions, describeAugment } from '../../augmentation';
import type { ResolvedConfig } from '../../config';
import { augmentOf, DataFault, sampleRows } from '../../data-sources';
import { dataPlaceOf, type CheckedConfig } from '../../running';
import { onOneLine } from '../output';
import { formatTable } from './table';

/** Changes of a few training pictures in the first epochs of a config's seed. */
export interface PreviewedChanges {
  /** The changes that the config asks for, in words. */
  readonly settings: string;
  /** Of each picture: its class, and its change in each epoch in words. */
  readonly pictures: readonly { readonly className: string; readonly changes: readonly string[] }[];
  /** Reason why no picture could be read. */
  readonly fault?: string;
}

const epochs = 8;
const pictures = 3;

/** The changes of pictures that a config asks for; undefined where it asks for none. */
export async function previewChanges(
  { data, seed }: ResolvedConfig,
  checked: CheckedConfig,
): Promise<PreviewedChanges | undefined> {
  const augment = augmentOf(data);
  const settings = augment === undefined ? '' : describeAugment(augment);
  if (augment === undefined || settings === '') return undefined;
  try {
    const rows = await sampleRows(data, dataPlaceOf(checked), pictures);
    const versions = changedVersions(rows, augment, { seed, epochs });
    return {
      settings,
      pictures: rows.samples.map(({ className }, place) => ({
        className,
        changes: versions.map(({ changes }) => changes[place] ?? ''),
      })),
    };
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    return { settings, pictures: [], fault: `${error.message}; ${error.hint}` };
  }
}

export function formatChanges({ settings, pictures: shown, fault }: PreviewedChanges): string {
  const tables = shown.map(({ className, changes }) => {
    const rows = changes.map((change, epoch) => [String(epoch + 1), change]);
    return `a picture of ${className}\n${formatTable([['epoch', 'change'], ...rows])}`;
  });
  const title = onOneLine(`pictures are changed: ${settings}`);
  return [title, ...(fault === undefined ? [] : [`no picture is shown: ${fault}`]), ...tables].join('\n\n');
}
