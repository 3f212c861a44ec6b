import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { displayLanguageKey, displayLocale, translate, type DisplayLanguage } from '../../../src/display-language';
import { formatAge, formatCountOf, formatDate, formatDay, formatMoment } from '../../../src/wording';

const slot = globalThis as { [displayLanguageKey]?: DisplayLanguage };
const setChinese = (texts: Readonly<Record<string, string>>): void => {
  slot[displayLanguageKey] = { locale: 'zh-cn', texts };
};

describe('a text in the display language', () => {
  afterEach(() => Reflect.deleteProperty(slot, displayLanguageKey));

  it('is the English one where there is no other language, with its values in their places', () => {
    assert.equal(translate('{0} of {1}', 3, 'x'), '3 of x');
    assert.equal(translate('nothing to {put} in {7}', 1), 'nothing to {put} in {7}');
    assert.equal(displayLocale(), 'en');
  });

  it('is the translation, whose values may stand in another order', () => {
    setChinese({ '{0} of {1}': '{1} 中的 {0}' });
    assert.equal(translate('{0} of {1}', 3, 10), '10 中的 3');
    assert.equal(displayLocale(), 'zh-cn');
  });

  it('is the English one where it has no translation, also by the name of a property that every object has', () => {
    setChinese({});
    assert.equal(translate('Stop'), 'Stop');
    assert.equal(translate('toString'), 'toString');
  });

  it('never takes a value for a place', () => {
    setChinese({ '{0} and {1}': '{0}、{1}' });
    assert.equal(translate('{0} and {1}', '{1}', 'b'), '{1}、b');
  });
});

describe('dates, ages and counts in another language', () => {
  afterEach(() => Reflect.deleteProperty(slot, displayLanguageKey));
  const now = new Date(2026, 10, 30, 14, 2, 5).getTime();
  const day = 86_400_000;

  it('are written as that writes them', () => {
    setChinese({ '{0} epochs': '{0} 个轮次', '{0} classes': '{0} 个类别' });
    assert.equal(formatDate(now), '2026年11月30日 14:02:05');
    assert.equal(formatMoment(now - 3 * day, now), '周五 14:02');
    assert.equal(formatMoment(now - 20 * day, now), '11月10日 14:02');
    assert.equal(formatAge(now - 400 * day, now), '2025年10月26日');
    assert.equal(formatCountOf(1, 'epoch'), '1 个轮次');
    assert.equal(formatCountOf(2000, 'class', 'classes'), '2,000 个类别');
  });

  it('stay as they were in English', () => {
    assert.equal(formatDate(now), '2026-11-30 14:02:05');
    assert.equal(formatDay(now - 3 * day, now), 'on Friday');
    assert.equal(formatMoment(now - 3 * day, now), 'Fri 14:02');
    assert.equal(formatCountOf(1, 'epoch'), '1 epoch');
  });
});
