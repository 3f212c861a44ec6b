import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { readRoute, until, Window } from './window';

const route = readRoute();

/** Words of a config, names of things and units, which are the same in every language. */
const names = new Set(['quick', 'linear', 'cosine', 'teacher', 'log', 'nats', 'KL', 'T', 'PyTorch', 's']);

/** English words in a text that are no names. */
async function englishIn(element: Locator): Promise<string[]> {
  const text = await element.innerText({ timeout: 30_000 });
  return [...new Set(text.match(/[A-Za-z]+/g) ?? [])].filter((word) => !names.has(word));
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
    await (await window.lens('运行', 'quick.distill.yaml')).click();
    await until(
      'the run finished',
      () => window.panel.locator('#run-status').innerText({ timeout: 30_000 }),
      (status) => status === '已完成',
    );
    for (const tab of ['曲线', '比较', '软目标', '摘要']) await window.panel.getByRole('tab', { name: tab }).waitFor();
    assert.match(await window.panel.locator('#figures').innerText(), /学生\s+[\d.]+ %\s+[\d,]+ 个错误/);
    await window.panel.getByText('横轴').waitFor();
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
});
