import { formatPercent } from '../../../wording';
import type { GuardsEvent } from '../../protocol/schemas/events';

/** A guard that acted on many samples, in words. */
export interface ActingGuard {
  readonly name: string;
  /** Of all samples, from 0 to 1. */
  readonly share: number;
  /** Such as `the limits of the temperature 'flsw' acted on 86 % of the samples`; a warning where it is most of them. */
  readonly sentence: string;
  /** Whether it acted on half of the samples or more. */
  readonly isOfMost: boolean;
}

/** Minimum shares of samples for a notice of a guard, and for a warning. */
const shares = { told: 0.05, most: 0.5 } as const;

/** Guards that acted on more than 5 % of the samples, the most active first. */
export function actingGuards(counted: Pick<GuardsEvent, 'samples' | 'guards'> | undefined): ActingGuard[] {
  const { samples, guards } = counted ?? { samples: 0, guards: [] };
  const acting = guards.flatMap(({ name, samples: changed }): ActingGuard[] => {
    const share = changed / samples;
    if (!(share > shares.told)) return [];
    const isOfMost = share >= shares.most;
    const words = `${name} acted on ${formatPercent(share, 0)} of the samples`;
    const sentence = isOfMost ? `WARNING: ${words}, so that most of them do not follow the formula` : words;
    return [{ name, share, sentence, isOfMost }];
  });
  return acting.sort((one, other) => other.share - one.share);
}
