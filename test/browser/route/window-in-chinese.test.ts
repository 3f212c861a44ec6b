import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { readRoute, until, Window } from './window';

const route = readRoute();

/** Words of a config, names of things and units, which are the same in every language. */
const names = new Set(['quick', 'linear', 'cosine', 'log', 'nats', 'KL', 'T', 'PyTorch', 's']);

/** Settings and values of the sample, and quantities of formulas. */
const settings = new Set(
  'linear cosine constant temperature strategy from to value logits progress kB log nats html csv json svg png mlp cnn small mse idx tune'.split(
    ' ',
  ),
);

/** English words in a text that are no names. */
async function englishIn(element: Locator): Promise<string[]> {
  const text = await element.innerText({ timeout: 30_000 });
  return [...new Set(text.match(/[A-Za-z]+/g) ?? [])].filter((word) => !names.has(word));
}

/** Words in small letters beside Chinese ones that are neither settings, values and formulas nor parts of a path. */
function* englishWords(text: string): Generator<string> {
  for (const line of text.split('\n')) {
    // A line without Chinese is a name, a formula, a place or a citation.
    if (!/\p{Script=Han}/u.test(line)) continue;
    // Names of people in a citation are joined by a word.
    const prose = line
      .replaceAll(/[A-Z]\p{L}+ and [A-Z]\p{L}+/gu, ' ')
      .replaceAll(/[\w./~-]*[\d./~_-][\w./~-]*|[“(（][^”)）]*[”)）]/g, ' ');
    for (const [word] of prose.matchAll(/\b[a-z]{2,}\b/g)) if (!settings.has(word)) yield word;
  }
}

describe('a window whose display language is Chinese', () => {
  let window: Window;
  before(async () => {
    window = await Window.open(route, { language: 'zh-cn' });
  });
  after(async () => {
    await window.screenshot('chinese');
    await window.close();
  });

  it('trains a config from its lens, and has no English word in the panel', async () => {
    const text = readFileSync(path.join(route.workspace, 'quick.distill.yaml'), 'utf8');
    writeFileSync(path.join(route.workspace, 'pair.distill.yaml'), `${text}control: true\n`);
    await window.lens('运行', 'quick.distill.yaml');
    await window.openFile('pair.distill.yaml');
    await (await window.lens('运行', 'pair.distill.yaml')).click();
    await until(
      'the run finished',
      () => window.panel.locator('#run-status').innerText({ timeout: 30_000 }),
      (status) => status === '已完成',
    );
    for (const tab of ['曲线', '比较', '软目标', '摘要']) await window.panel.getByRole('tab', { name: tab }).waitFor();
    assert.match(await window.panel.locator('#figures').innerText(), /学生\s+[\d.]+ %\s+[\d,]+ 个错误/);
    await window.panel.getByText('横轴').waitFor();
    await window.panel.locator('#figures', { hasText: /比对照[少多] [\d,]+ 个错误|错误数与对照相同/ }).waitFor();
    assert.deepEqual(await englishIn(await window.lens('对照', 'pair.distill.yaml')), []);
    assert.deepEqual(await englishIn(window.panel.locator('body')), []);
  });

  it('lists runs, opens their table by its Chinese name and says what is wrong with a config', async () => {
    const rows = await window.runs();
    await rows.and(window.page.locator('[aria-label*="已完成"]')).first().waitFor();
    await window.closePanel('quick');
    await window.command('打开运行表');
    await window.panel.locator('.table-row').first().waitFor();
    assert.match(await window.panel.locator('body').innerText(), /准确率[^]*测试错误数/);
    const text = 'name: wrong\ndata: { set: mnist }\ntemperature: { strategy: linear, from: -8, to: 2 }\n';
    writeFileSync(path.join(route.workspace, 'wrong.distill.yaml'), text);
    await window.page.getByRole('tab', { name: /^quick\.distill\.yaml/ }).click();
    await window.openFile('wrong.distill.yaml');
    await window.lens('运行', 'wrong.distill.yaml');
    await window.page.keyboard.press('F8');
    await window.page.locator('.marker-widget', { hasText: /\p{Script=Han}{4}/u }).waitFor();
  });

  it('offers choices and explains settings without an English word', async () => {
    const { page } = window;
    await window.openFile('quick.distill.yaml');
    const shown: string[] = [];
    for (const command of ['选择温度策略', '新建配置']) {
      await window.command(command);
      const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: /\p{Script=Han}{2}/u });
      await rows.first().waitFor();
      // The palette's own rows have the name of the command.
      await page.locator('.quick-input-widget input').first().waitFor();
      await until(
        `the choices of ${command}`,
        () => rows.allInnerTexts(),
        (texts) => texts.length > 0 && !texts.join().includes('Distillery:'),
      );
      shown.push(...(await rows.allInnerTexts()));
      await page.keyboard.press('Escape');
    }
    await page
      .locator('.view-line span span', { hasText: /^temperature$/ })
      .first()
      .hover();
    const hover = page.locator('.monaco-hover .hover-contents', { hasText: /\p{Script=Han}{4}/u }).first();
    await hover.waitFor();
    shown.push(await hover.innerText());
    await window.screenshot('chinese-hover');
    const english = shown.flatMap((text) => [...englishWords(text)].map((word) => `${word}: ${text.slice(0, 200)}`));
    assert.deepEqual(english, []);
  });
});
