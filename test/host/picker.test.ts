import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until, uriOf } from './workspace';

const texts: Readonly<Record<string, string>> = {
  'pick.distill.yaml': `# one of two
name: pick
data: { set: mnist }
teachers:
  - name: one # first
    model: { preset: mlp, hidden: [8] }
    temperature: 3 # own
student: { model: { preset: mlp, hidden: [4] } }
temperature: # T
  strategy: linear # straight
  from: 8 # hot
  to: 2
`,
  'pick.distill.json': `{ // one of two
  "name": "pick",
  "data": { "set": "mnist" },
  "teachers": [
    { "name": "one", "model": { "preset": "mlp", "hidden": [8] }, "temperature": 3 } // own
  ],
  "student": { "model": { "preset": "mlp", "hidden": [4] } },
  "temperature": {
    "strategy": "linear", // straight
    "from": 8, // hot
    "to": 2
  }
}
`,
};

/** A config whose teacher has no temperature of its own. */
const confident = `name: confident
data: { set: mnist }
teacher: { model: { preset: mlp, hidden: [8] } }
student: { model: { preset: mlp, hidden: [4] } }
temperature: 4
`;

async function open(name: string, text = texts[name] ?? ''): Promise<vscode.TextDocument> {
  const uri = uriOf(name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  await until('the file as written', () => (document.getText() === text && !document.isDirty ? true : undefined));
  return document;
}

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);
const next = (): Thenable<unknown> => run('workbench.action.quickOpenSelectNext');
const accept = (): Thenable<unknown> => run('workbench.action.acceptSelectedQuickOpenItem');
const escape = (): Thenable<unknown> => run('workbench.action.closeQuickOpen');

const previews = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('distillery.preview'));

/** Moves down until the text says the strategy. */
async function moveTo(document: vscode.TextDocument, strategy: string): Promise<void> {
  let before = '';
  for (let moves = 0; moves < 20 && !document.getText().includes(strategy); moves += 1) {
    before = document.getText();
    await next();
    await until('another strategy in the text', () => (document.getText() === before ? undefined : true));
  }
  assert.ok(document.getText().includes(strategy), document.getText());
}

/** Opens the pick and waits until it is there. Gives what ends with it. */
async function startPicking(
  document: vscode.TextDocument,
  path?: readonly string[],
): Promise<{ end: Thenable<unknown> }> {
  const end = vscode.commands.executeCommand('distillery.pickTemperatureStrategy', document.uri, undefined, path);
  await until('a preview', () => (previews().length === 1 ? true : undefined));
  return { end };
}

describe('picking a strategy', () => {
  // A browser's VS Code saves by itself a second after a change: on a slow machine that comes before the next step of a test.
  const autoSave = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Workspace);
  before(() => autoSave('off'));

  for (const name of Object.keys(texts)) {
    for (const [what, path] of [
      ['the config', ['temperature']],
      ['a teacher', ['teachers', '0', 'temperature']],
    ] as const) {
      it(`for ${what}: Escape gives the file back, saved as it was: ${name}`, async () => {
        const document = await open(name);
        const picking = await startPicking(document, path);
        await moveTo(document, 'exponential');
        await moveTo(document, 'cyclic');
        assert.ok(document.isDirty);
        await escape();
        await picking.end;
        assert.equal(document.getText(), texts[name]);
        assert.equal(document.isDirty, false);
        await until('no preview', () => (previews().length === 0 ? true : undefined));
      });

      it(`for ${what}: what is accepted is one undo step, and keeps comments: ${name}`, async () => {
        const document = await open(name);
        const picking = await startPicking(document, path);
        await moveTo(document, 'exponential');
        await accept();
        await picking.end;
        const after = document.getText();
        assert.match(after, /exponential/);
        for (const comment of ['one of two', ...(what === 'the config' ? ['straight', 'hot', 'own'] : ['own'])]) {
          assert.ok(after.includes(comment), after);
        }
        await run('undo');
        assert.equal(document.getText(), texts[name]);
        assert.equal(document.isDirty, false);
        await run('redo');
        assert.equal(document.getText(), after);
        await run('undo');
      });
    }

    it(`keeps the one undo step when the file is saved in between: ${name}`, async () => {
      const document = await open(name);
      const picking = await startPicking(document);
      await moveTo(document, 'exponential');
      assert.ok(await document.save());
      await moveTo(document, 'cyclic');
      await accept();
      await picking.end;
      assert.match(document.getText(), /cyclic/);
      await run('undo');
      assert.equal(document.getText(), texts[name]);
      await document.save();
    });

    it(`keeps the one undo step while a save is under way: ${name}`, async () => {
      const document = await open(name);
      const picking = await startPicking(document);
      await moveTo(document, 'exponential');
      const saving = document.save();
      await accept();
      await picking.end;
      await saving;
      assert.match(document.getText(), /exponential/);
      await run('undo');
      assert.equal(document.getText(), texts[name]);
      await document.save();
    });

    it(`gives back what was not saved: ${name}`, async () => {
      const document = await open(name);
      const typed = new vscode.WorkspaceEdit();
      typed.insert(document.uri, new vscode.Position(document.lineCount - 1, 0), '\n');
      assert.ok(await vscode.workspace.applyEdit(typed));
      const before = document.getText();
      const picking = await startPicking(document);
      await moveTo(document, 'exponential');
      await escape();
      await picking.end;
      assert.equal(document.getText(), before);
      assert.equal(document.isDirty, true);
      await run('undo');
      assert.equal(document.getText(), texts[name]);
    });
  }

  it('writes a confidence that warns of nothing, and says the jump of one without a passage as a factor', async () => {
    const document = await open('confident.distill.yaml', confident);
    const picking = await startPicking(document);
    await moveTo(document, 'confidence');
    await accept();
    await picking.end;
    assert.match(document.getText(), /strategy: confidence[^]*smooth: 20/);
    const messages = (code: string): string[] =>
      vscode.languages
        .getDiagnostics(document.uri)
        .flatMap((one) => (typeof one.code === 'object' && one.code.value === code ? one.message : []));
    const picked = document.getText();
    const passage = /,? *smooth: 20/.exec(picked);
    assert.ok(passage !== null, picked);
    const without = new vscode.WorkspaceEdit();
    const [from, to] = [passage.index, passage.index + passage[0].length].map((at) => document.positionAt(at));
    assert.ok(from !== undefined && to !== undefined);
    without.delete(document.uri, new vscode.Range(from, to));
    assert.ok(await vscode.workspace.applyEdit(without));
    const [jump = ''] = await until('the jump', () => {
      const found = messages('confidence-jump');
      return found.length > 0 ? found : undefined;
    });
    assert.match(jump, /^At the threshold a sample's weight T² jumps by a factor of \d+\. Add smooth: 20/);
    await run('undo');
    assert.equal(document.getText(), picked);
    await until('no jump with the picker’s own defaults', () =>
      messages('confidence-jump').length === 0 ? true : undefined,
    );
    await run('undo');
    assert.equal(document.getText(), confident);
    await run('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(document.uri);
  });

  after(async () => {
    await run('workbench.action.closeAllEditors');
    await autoSave(undefined);
    for (const name of Object.keys(texts)) await vscode.workspace.fs.delete(uriOf(name));
  });
});
