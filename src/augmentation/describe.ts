import { formatFixed, formatNumber, formatRatio } from '../wording';
import type { Change } from './augment';
import type { Augment } from './settings';

/** A change of a picture in words: `24×20 of 3, 5 · mirrored · 12° · brightness ×1.1`; `as it is` where nothing was drawn. */
export function describeChange({ crop, isMirrored, rotation, brightness, contrast, cutout }: Change): string {
  const parts = [
    crop && `${crop.height}×${crop.width} from ${crop.top}, ${crop.left}`,
    isMirrored && 'mirrored',
    rotation !== undefined && `rotated ${formatFixed(rotation, 0)}°`,
    brightness !== undefined && `brightness ×${formatFixed(brightness, 2)}`,
    contrast !== undefined && `contrast ×${formatFixed(contrast, 2)}`,
    cutout && `${cutout.height}×${cutout.width} covered at ${cutout.top}, ${cutout.left}`,
  ];
  return parts.filter((part) => typeof part === 'string').join(' · ') || 'as it is';
}

/** The changes that settings ask for, in words and in their sequence; empty where they ask for none. */
export function describeAugment(settings: Augment): string {
  const { crop, flip, rotation, brightness, contrast, cutout, mixup } = settings;
  const range = ([low, high]: readonly [number, number]): string =>
    `${formatNumber(low, 3)} to ${formatNumber(high, 3)}`;
  const parts = [
    crop && `sections of ${range(crop.scale)} of the area, ratio ${range(crop.ratio)}`,
    flip && 'half mirrored',
    rotation !== undefined && `rotated by up to ${rotation}°`,
    brightness !== undefined && `brightness ±${formatRatio(brightness)}`,
    contrast !== undefined && `contrast ±${formatRatio(contrast)}`,
    cutout !== undefined && `a square of ${cutout} pixels covered`,
    mixup !== undefined && `mixed in pairs, shares of Beta(${mixup}, ${mixup})`,
  ];
  return parts.filter((part) => typeof part === 'string').join('; ');
}
