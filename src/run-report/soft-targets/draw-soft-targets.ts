import { pngUri } from '../../data-sources';
import { markup, type Markup } from '../../markup';
import {
  formatCount,
  formatEpoch,
  formatLoss,
  formatProbability,
  formatTemperature,
  formatSplit,
  networkNames,
} from '../../wording';
import { heading } from '../parts';
import type { ClassShares, DisputedExample, SoftTargets } from './read-soft-targets';

/** Style of the section, with the panel's colours of teacher and student. */
export const softTargetsStyle = markup`.disputed{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(290px,100%),1fr));gap:12px}
.example{display:flex;flex-wrap:wrap;gap:12px;border:1px solid #e5e5e5;border-radius:6px;padding:10px 12px;min-width:0;break-inside:avoid}
.example img{width:72px;height:72px;object-fit:contain;image-rendering:pixelated;flex:none}.example>div{flex:1 1 195px;min-width:0}.example p{margin:0 0 4px}
.example table{width:100%}.example td,.example th{padding:1px 8px 1px 0;border:0;font-size:.92em;white-space:nowrap}.example th{max-width:90px;overflow:hidden;text-overflow:ellipsis}
.example svg{width:80px;height:18px;border:0;display:block;margin-top:2px}.teacher{color:#ad5700}.student{color:#0072b2}.label th{font-weight:600;color:#222}`;

/** Section of a report with the examples on which teacher and student disagree most, each with its picture and both answers. */
export function softTargetsSection({ split, epoch, count, temperature, examples }: SoftTargets): Markup {
  const softened = `T = ${formatTemperature(temperature)}`;
  const which = `Of ${formatCount(count)} ${formatSplit(split)} examples those on which teacher and student (epoch ${formatEpoch(epoch)}) disagree most by KL(teacher ‖ student) at T = 1, with both answers at ${softened}.`;
  const colours = markup`<b class="teacher">${networkNames.teacher}</b> · <b class="student">${networkNames.student}</b>`;
  return markup`${heading('Soft targets')}<p>${which} ${colours}</p><div class="disputed">${examples.map(exampleOf)}</div>`;
}

function exampleOf({ place, label, divergence, shares, picture }: DisputedExample): Markup {
  const about = `Example ${place}, label ${label}`;
  const image =
    picture === undefined ? undefined : markup`<img alt="${about}" src="${pngUri(picture.pixels, picture.shape)}">`;
  return markup`<div class="example">${image}<div><p><b>${about}</b>, KL ${formatLoss(divergence)}</p><table>${shares.map(rowOf)}</table></div></div>`;
}

/** Bars of a class, the teacher's above the student's. */
function rowOf({ name, isLabel, teacher, student }: ClassShares): Markup {
  const bar = (share: number, y: number, colour: string): Markup =>
    markup`<rect y="${y}" width="${Math.round(800 * share) / 10}" height="7" fill="${colour}"/>`;
  const bars = markup`<svg viewBox="0 0 80 18" aria-hidden="true"><path d="M0.5 0V18" stroke="#bbbbbb"/>${bar(teacher, 1, '#ad5700')}${bar(student, 10, '#0072b2')}</svg>`;
  return markup`<tr class="${isLabel ? 'label' : 'other'}"><th scope="row">${name}</th><td>${bars}</td><td class="number teacher">${formatProbability(teacher)}</td><td class="number student">${formatProbability(student)}</td></tr>`;
}
